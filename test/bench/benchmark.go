package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"time"
)

// ballastSize is memory, never touched, that is live throughout the run. With next
// to no heap the garbage collector would run every 4 MB and decide the outcome, in
// favour of clients with large buffers; programs have a heap.
const ballastSize = 64 << 20

// benchmark is one run: every subject in every scenario, several rounds.
type benchmark struct {
	scenarios []scenario
	subjects  []subject
	rounds    int
	// duration is how long a cell is measured, warmUp how long it runs before.
	duration, warmUp time.Duration
	// cluster says that a cluster is measured.
	cluster bool
	// address is the server's or that of a node of the cluster, "host:port".
	address string
	// progress gets a line for each scenario of each round.
	progress io.Writer
}

// results holds the samples of a run: for each scenario by its name, for each
// subject by its name, one sample a round. A subject that has nothing to do in
// a scenario is missing from it.
type results map[string]map[string][]sample

// run measures everything. At the first error, and when ctx ends, it stops and
// returns what was measured until then; the last round may then lack scenarios.
func (b benchmark) run(ctx context.Context, control *control) (all results, err error) {
	ballast := make([]byte, ballastSize)
	defer runtime.KeepAlive(ballast)
	defer func() { err = errors.Join(err, newDataset(minimumValueSize).remove(control)) }()
	all = results{}
	for round := range b.rounds {
		for i, s := range b.scenarios {
			fmt.Fprintf(b.progress, "round %d of %d, scenario %d of %d: %s\n", round+1, b.rounds, i+1, len(b.scenarios), s.Title())
			if err := b.runScenario(ctx, control, s, round+i, all); err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

// runScenario measures the subjects one after the other, starting with the one
// at index first, which differs from round to round. It adds their samples to all only
// once it has all of them, so that each round of a scenario can be compared.
func (b benchmark) runScenario(ctx context.Context, control *control, s scenario, first int, all results) error {
	taken := map[string]sample{}
	set := newDataset(s.ValueSize)
	entrants := entrants(b.subjects, s)
	for i := range entrants {
		entrant := entrants[(first+i)%len(entrants)]
		c := cell{
			scenario: s, subject: entrant, dataset: set,
			address: b.address, control: control,
			warmUp: b.warmUp, duration: b.duration,
		}
		var err error
		// Profiles can be narrowed to a client: go tool pprof -tagfocus client=NAME.
		pprof.Do(ctx, pprof.Labels("client", entrant.name, "scenario", s.Name()), func(ctx context.Context) {
			taken[entrant.name], err = c.measure(ctx)
		})
		if err != nil {
			return fmt.Errorf("%s, %s: %w", entrant.name, s.Title(), err)
		}
	}
	if all[s.Name()] == nil {
		all[s.Name()] = map[string][]sample{}
	}
	for name, sample := range taken {
		all[s.Name()][name] = append(all[s.Name()][name], sample)
	}
	return nil
}

// entrants returns the subjects that take part in the scenario.
func entrants(all []subject, s scenario) []subject {
	var taking []subject
	for _, c := range all {
		if c.takesPart(s) {
			taking = append(taking, c)
		}
	}
	return taking
}
