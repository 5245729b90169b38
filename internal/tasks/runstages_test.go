package tasks

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryStageThatFailsIsNamed(t *testing.T) {
	t.Setenv("CI", "")
	ran := map[string]bool{}
	ends := func(name string, err error) stage {
		return stage{name, func(c console) (testCount, error) {
			ran[name] = true
			return testCount{}, err
		}}
	}
	fails := errors.New("it fails")
	besideRuns := make(chan struct{})
	err := runStages([]stage{
		{"waits for what is beside it", func(console) (testCount, error) {
			<-besideRuns
			return testCount{}, nil
		}},
		ends("fails", fails),
		ends("is skipped", errSkipped),
	}, []stage{
		{"runs beside", func(console) (testCount, error) {
			close(besideRuns)
			return testCount{}, nil
		}},
		{"fails beside", func(console) (testCount, error) { return testCount{}, fails }},
	})
	require.EqualError(t, err, "failed: fails, fails beside")
	require.True(t, ran["is skipped"])
}

func TestCIHasEverythingThatIsNeeded(t *testing.T) {
	lacks := stage{"lacks a program", func(console) (testCount, error) { return testCount{}, errSkipped }}
	t.Setenv("CI", "")
	require.NoError(t, runStages([]stage{lacks}, []stage{lacks}))
	t.Setenv("CI", "true")
	require.EqualError(t, runStages([]stage{lacks}, []stage{lacks}), "failed: lacks a program, lacks a program")
}

func TestStagesBesideHaveTheLowestPriorityAndKeepWhatTheyPrint(t *testing.T) {
	if _, err := exec.LookPath("nice"); err != nil {
		t.Skip("nice is not installed")
	}
	o := stage{"asks", func(c console) (testCount, error) { return testCount{passed: 1}, c.run("nice") }}.outcomeBeside()
	require.NoError(t, o.err)
	require.Equal(t, "1 tests passed", o.count.String())
	require.True(t, strings.HasPrefix(o.printed, "$ nice\n"), o.printed)
	require.Equal(t, "19", strings.TrimSpace(strings.TrimPrefix(o.printed, "$ nice\n")))
}
