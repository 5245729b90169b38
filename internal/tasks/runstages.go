package tasks

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// stage is one part of Test.
type stage struct {
	name string
	run  func(console) (testCount, error)
}

// errSkipped is returned by a stage that this machine lacks something for. It is a
// failure where CI=true.
var errSkipped = errors.New("skipped")

// outcome is what has become of a stage.
type outcome struct {
	stage
	count   testCount
	took    time.Duration
	err     error
	printed string // what it has not yet shown
}

// runStages runs all stages, whatever becomes of each, and sums them up. Those in beside
// are run meanwhile, one after the other, at the lowest priority, and shown at the end.
func runStages(stages, beside []stage) error {
	ended := make(chan outcome, len(beside))
	go func() {
		for _, s := range beside {
			ended <- s.outcomeBeside()
		}
	}()
	var outcomes []outcome
	for _, s := range stages {
		fmt.Printf("\n== %s\n", s.name)
		o := s.outcome(terminal)
		if o.err != nil {
			fmt.Println(o.err)
		}
		outcomes = append(outcomes, o)
	}
	for range beside {
		o := <-ended
		fmt.Printf("\n== %s, beside the others\n%s", o.name, o.printed)
		if o.err != nil {
			fmt.Println(o.err)
		}
		outcomes = append(outcomes, o)
	}
	return sumUp(outcomes)
}

// sumUp prints a line for each stage, and returns an error that names those that failed.
func sumUp(outcomes []outcome) error {
	var failed []string
	fmt.Println("\n== summary")
	for _, o := range outcomes {
		verdict := "ok"
		switch {
		case errors.Is(o.err, errSkipped):
			verdict = "skipped"
		case o.err != nil:
			verdict = "FAILED"
			failed = append(failed, o.name)
		}
		fmt.Printf("%-8s %-26s %6.1fs  %s\n", verdict, o.name, o.took.Seconds(), o.count)
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
	}
	return nil
}

func (s stage) outcome(c console) outcome {
	start := time.Now()
	count, err := s.run(c)
	if errors.Is(err, errSkipped) && os.Getenv("CI") == "true" {
		err = fmt.Errorf("not possible here, and CI=true: %v", err)
	}
	return outcome{stage: s, count: count, took: time.Since(start), err: err}
}

// outcomeBeside runs a stage at the lowest priority and keeps what it prints.
func (s stage) outcomeBeside() outcome {
	var printed lockedBuffer
	c := console{out: &printed, errs: &printed}
	if nice, err := exec.LookPath("nice"); err == nil {
		c.before = []string{nice, "-n", "19"}
	}
	o := s.outcome(c)
	o.printed = printed.String()
	return o
}

// lockedBuffer is a buffer that several goroutines write to.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
