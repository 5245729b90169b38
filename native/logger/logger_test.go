package logger

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// inFolder runs a test in an empty folder, with a logger that nobody has set up.
func inFolder(t *testing.T, logs string) string {
	folder := t.TempDir()
	t.Chdir(folder)
	t.Setenv(directoryVariable, logs)
	forget()
	t.Cleanup(forget)
	return folder
}

func forget() {
	state.mu.Lock()
	defer state.mu.Unlock()
	if state.file != nil {
		state.file.release()
	}
	state.handler, state.file = nil, nil
}

// logged returns what the files of a name hold, by the file's name.
func logged(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	files := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		files[entry.Name()] = string(content)
	}
	return files
}

func TestLevelsHaveTheNumbersAndOrderOfGLIDE(t *testing.T) {
	levels := []Level{LevelError, LevelWarn, LevelInfo, LevelDebug, LevelTrace, LevelOff}
	for i, name := range []string{"error", "warn", "info", "debug", "trace", "off"} {
		require.Equal(t, i, int(levels[i]))
		require.Equal(t, name, levels[i].String())
	}
	require.Equal(t, "unknown", Level(9).String())
	for i, of := range levels {
		inFolder(t, "")
		require.NoError(t, SetLoggerConfig(of, "test.log"))
		for _, level := range append(levels, -1, 9) {
			Log(level, "identifier", "message of "+level.String(), errors.New("cause"))
		}
		var lines []string
		for _, content := range logged(t, defaultDirectory) {
			lines = strings.Split(strings.TrimSpace(content), "\n")
		}
		want := i + 1
		if of == LevelOff {
			want = 0
		}
		require.Len(t, lines, want, "%s takes: %v", of, lines)
		for j, line := range lines {
			require.Contains(t, line, " level="+strings.ToUpper(levels[j].String())+` msg="identifier - message of `+levels[j].String()+`" error=cause`)
		}
	}
}

func TestInitOnceAndReplace(t *testing.T) {
	inFolder(t, "")
	require.NoError(t, Init(LevelInfo, "first"))
	require.NoError(t, Init(LevelTrace, "second"))
	program := Slog().With("client", "a").WithGroup("g")
	program.Info("by slog", "key", 1)
	require.NoError(t, SetLoggerConfig(LevelError, "third"))
	program.Info("not any more")
	program.Error("elsewhere", "key", 2)
	files := logged(t, defaultDirectory)
	require.Len(t, files, 2)
	for name, content := range files {
		switch name, hour, _ := strings.Cut(name, "."); name {
		case "first":
			require.Contains(t, content, `level=INFO msg="by slog" client=a g.key=1`)
		case "third":
			require.Contains(t, content, `level=ERROR msg=elsewhere client=a g.key=2`)
			require.NotContains(t, content, "not any more")
			_, err := time.Parse(hourFormat, hour)
			require.NoError(t, err)
		default:
			t.Error(name)
		}
	}
}

// The first log sets the logger up: warnings, on the standard output.
func TestDefaults(t *testing.T) {
	inFolder(t, "")
	stdout := os.Stdout
	defer func() { os.Stdout = stdout }()
	file, err := os.Create("stdout")
	require.NoError(t, err)
	defer file.Close()
	os.Stdout = file
	Log(LevelInfo, "identifier", "nobody sees it", nil)
	Log(LevelWarn, "identifier", "a warning", nil)
	require.NoError(t, Err())
	content, err := os.ReadFile("stdout")
	require.NoError(t, err)
	require.Contains(t, string(content), `level=WARN msg="identifier - a warning"`+"\n")
	require.NotContains(t, string(content), "nobody")
	require.NoDirExists(t, defaultDirectory)
}

func TestFilesAreRolledHourly(t *testing.T) {
	inFolder(t, filepath.Join("logs", "of the program"))
	synctest.Test(t, func(t *testing.T) { // from midnight of 2000-01-01, UTC
		require.NoError(t, SetLoggerConfig(LevelInfo, "test.log"))
		require.NoDirExists(t, "logs", "nothing is made before it is needed")
		Log(LevelInfo, "id", "zero", nil)
		time.Sleep(time.Hour - time.Nanosecond)
		Log(LevelInfo, "id", "still zero", nil)
		time.Sleep(time.Nanosecond)
		Log(LevelInfo, "id", "one", nil)
		time.Sleep(24 * time.Hour)
		Log(LevelInfo, "id", "next day", nil)
	})
	files := logged(t, filepath.Join("logs", "of the program"))
	require.Len(t, files, 3)
	require.Equal(t, 2, strings.Count(files["test.log.2000-01-01-00"], "zero"))
	require.Equal(t, 1, strings.Count(files["test.log.2000-01-01-01"], "one"))
	require.Equal(t, 1, strings.Count(files["test.log.2000-01-02-01"], "next day"))
	require.NoDirExists(t, defaultDirectory)
}

func TestAFolderThatCannotBeMadeIsReplacedByTheDefault(t *testing.T) {
	inFolder(t, filepath.Join("file", "logs"))
	require.NoError(t, os.WriteFile("file", nil, 0o600))
	require.NoError(t, SetLoggerConfig(LevelInfo, "test.log"))
	Log(LevelInfo, "id", "message", nil)
	require.Len(t, logged(t, defaultDirectory), 1)
}

func TestALoggerThatCannotBeSetUp(t *testing.T) {
	inFolder(t, "")
	for _, err := range []error{
		Init(-1, ""), SetLoggerConfig(6, ""), Init(LevelInfo, "a/b"), Init(LevelInfo, `a\b`), Init(LevelInfo, ".."), Init(LevelInfo, "."), Init(LevelInfo, "a\x00"),
	} {
		var wrong *failure.LoggerError
		require.ErrorAs(t, err, &wrong)
		require.Contains(t, err.Error(), "; ")
	}
	// What cannot be written goes to the standard error, and is tried again.
	require.NoError(t, os.WriteFile(defaultDirectory, nil, 0o600))
	stderr := os.Stderr
	defer func() { os.Stderr = stderr }()
	file, err := os.Create("stderr")
	require.NoError(t, err)
	defer file.Close()
	os.Stderr = file
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, SetLoggerConfig(LevelInfo, "test.log"), "it is not needed yet")
		require.NoError(t, Err())
		Log(LevelInfo, "id", "first", nil)
		Log(LevelInfo, "id", "second", nil)
		var failed *failure.LoggerError
		require.ErrorAs(t, Err(), &failed)
		require.ErrorIs(t, Err(), failed.Cause)
		require.NoError(t, os.Remove(defaultDirectory))
		time.Sleep(retryInterval)
		Log(LevelInfo, "id", "third", nil)
		require.NoError(t, Err())
	})
	content, err := os.ReadFile("stderr")
	require.NoError(t, err)
	for _, text := range []string{"id - first", "id - second", "logger: the file cannot be written to"} {
		require.Equal(t, 1, strings.Count(string(content), text), text)
	}
	require.Len(t, logged(t, defaultDirectory), 1)
}

// Clients log by it; a level that is off costs them no record.
func TestNothingIsMadeOfWhatIsOff(t *testing.T) {
	inFolder(t, "")
	require.NoError(t, SetLoggerConfig(LevelOff, "test.log"))
	require.False(t, Slog().Enabled(t.Context(), slog.LevelError))
	Slog().Error("nobody")
	require.NoDirExists(t, defaultDirectory)
}
