// Package logger is GLIDE's logger: levels, and a console or files that are rolled every
// hour. It is a slog.Logger underneath, which clients take:
//
//	if err := logger.Init(logger.LevelInfo, "shop.log"); err != nil {
//		return err
//	}
//	client, err := native.NewClient(ctx, configuration, native.WithLogger(logger.Slog()))
//	…
//	logger.Log(logger.LevelInfo, "shop", "the client is there", nil)
//
// With a file, what is logged goes to glide-logs/shop.log.2026-12-01-15, a file for each
// hour (UTC), or to the folder that the environment variable GLIDE_LOG_DIR names. Folder and
// file are made when there is something to log, so that programs on a file system that
// cannot be written to may turn logging off. Without a file it goes to the standard output.
//
// A program has one logger. [Init] sets it up unless that was done, [SetLoggerConfig]
// replaces it; without either, the first log sets it up with the defaults. Programs with a
// slog.Logger of their own do not need this package: native.WithLogger takes any. What
// clients log at which level stands there.
package logger

import (
	"context"
	"log/slog"
	"math"
	"os"
	"strings"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
)

// Level is how important a message is. A logger of a level takes its messages and those
// that are more important. The numbers are GLIDE's.
type Level int

const (
	// LevelError is of what should not have happened.
	LevelError Level = iota
	// LevelWarn is of what somebody should look at. It is the default.
	LevelWarn
	// LevelInfo is of what is good to know afterwards.
	LevelInfo
	// LevelDebug is of each decision, such as that a command is sent again.
	LevelDebug
	// LevelTrace is of more than that.
	LevelTrace
	// LevelOff takes nothing.
	LevelOff
)

// DefaultLevel is the level of a logger that nobody has set up.
const DefaultLevel = LevelWarn

// levelTrace is beneath slog's own levels; levelOff above all.
const (
	levelTrace = slog.LevelDebug - 4
	levelOff   = slog.Level(math.MaxInt)
)

// slogLevels are slog's, in the order of ours.
var slogLevels = []slog.Level{slog.LevelError, slog.LevelWarn, slog.LevelInfo, slog.LevelDebug, levelTrace, levelOff}

var names = []string{"error", "warn", "info", "debug", "trace", "off"}

// String returns the level's name, such as "warn".
func (l Level) String() string {
	if l < 0 || int(l) >= len(names) {
		return "unknown"
	}
	return names[l]
}

// state is the program's logger.
var state struct {
	mu      sync.Mutex
	handler slog.Handler // nil until it is set up
	file    *rollingFile // nil for the console
}

// Init sets the logger up, unless that was done: file names the files, without a folder, ""
// stands for the standard output.
// Errors: *failure.LoggerError, if there is no such level or file is no name.
func Init(level Level, file string) error { return configure(level, file, false) }

// SetLoggerConfig sets the logger up, whether that was done or not. What was logged before
// stays where it is. Clients that have [Slog] follow.
// Errors: those of [Init].
func SetLoggerConfig(level Level, file string) error { return configure(level, file, true) }

func configure(level Level, file string, replace bool) error {
	switch {
	case level < LevelError || level > LevelOff:
		return &failure.LoggerError{Reason: "there is no such level; use one from LevelError to LevelOff"}
	case file == "." || file == ".." || strings.ContainsAny(file, "/\\\x00"):
		return &failure.LoggerError{Reason: "the file is no name; give one without a folder, which the environment variable " + directoryVariable + " names"}
	}
	state.mu.Lock()
	defer state.mu.Unlock()
	if state.handler != nil && !replace {
		return nil
	}
	if state.file != nil {
		state.file.release()
	}
	setUp(level, file)
	return nil
}

// setUp makes the logger. The lock is held.
func setUp(level Level, file string) {
	settings := &slog.HandlerOptions{Level: slogLevels[level], ReplaceAttr: nameTrace}
	if file == "" {
		state.file, state.handler = nil, slog.NewTextHandler(os.Stdout, settings)
		return
	}
	state.file = &rollingFile{name: file}
	state.handler = slog.NewTextHandler(state.file, settings)
}

// nameTrace has the level beneath slog's shown by its name.
func nameTrace(groups []string, a slog.Attr) slog.Attr {
	if level, isLevel := a.Value.Any().(slog.Level); isLevel && len(groups) == 0 && a.Key == slog.LevelKey && level <= levelTrace {
		return slog.String(slog.LevelKey, "TRACE")
	}
	return a
}

// current returns the handler of the program's logger, which is set up if nobody has.
func current() slog.Handler {
	state.mu.Lock()
	defer state.mu.Unlock()
	if state.handler == nil {
		setUp(DefaultLevel, "")
	}
	return state.handler
}

// Log logs a message. identifier says what it is about, such as the part of the program; err
// may be nil. Of a level that there is not, and of LevelOff, nothing is logged.
func Log(level Level, identifier, message string, err error) {
	if level < LevelError || level >= LevelOff {
		return
	}
	var attributes []slog.Attr
	if err != nil {
		attributes = []slog.Attr{slog.Any("error", err)}
	}
	shared.LogAttrs(context.Background(), slogLevels[level], identifier+" - "+message, attributes...)
}

// Slog returns the logger, for native.WithLogger and for programs that log by slog. It
// follows [SetLoggerConfig].
func Slog() *slog.Logger { return shared }

var shared = slog.New(follower{})

// Err returns the *failure.LoggerError that says why the file cannot be written, which
// messages then go to the standard error for, or nil.
func Err() error {
	state.mu.Lock()
	file := state.file
	state.mu.Unlock()
	if file == nil {
		return nil
	}
	return file.err()
}
