package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"
)

// report is the whole output of a run, as the JSON file holds it.
type report struct {
	Started   time.Time        `json:"started"`
	Machine   machine          `json:"machine"`
	Server    string           `json:"server"`
	Settings  settings         `json:"settings"`
	Clients   []clientReport   `json:"clients"`
	Scenarios []scenarioReport `json:"scenarios"`
}

// machine is where the run took place.
type machine struct {
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	CPUs       int    `json:"cpus"`
	GOMAXPROCS int    `json:"gomaxprocs"`
	Go         string `json:"go"`
}

// settings are the run's own.
type settings struct {
	Rounds          int     `json:"rounds"`
	DurationSeconds float64 `json:"duration_seconds"`
	WarmUpSeconds   float64 `json:"warm_up_seconds"`
}

// clientReport says what was measured under a name.
type clientReport struct {
	Name          string `json:"name"`
	Version       string `json:"version"`
	Configuration string `json:"configuration"`
}

// scenarioReport holds what the clients did in one scenario.
type scenarioReport struct {
	Name string `json:"name"`
	scenario
	Rows []row `json:"rows"`
	// BestPeer is the peer with the most operations per second, "" without peers.
	BestPeer string `json:"best_peer"`
	// Ratios compare the baseline with each peer, in the order of the rows. They
	// are missing if the baseline did not take part.
	Ratios []ratio `json:"ratios"`
}

// row is one client in one scenario.
type row struct {
	Client string `json:"client"`
	// figures are the medians over the rounds.
	figures
	// Rounds are the samples behind the medians.
	Rounds []sample `json:"rounds"`
}

// newReport works out the rows and ratios of a run's results. Scenarios of which no
// round was completed are left out.
func newReport(b benchmark, server string, started time.Time, all results) report {
	r := report{
		Started:  started,
		Machine:  machine{OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU(), GOMAXPROCS: runtime.GOMAXPROCS(0), Go: runtime.Version()},
		Server:   server,
		Settings: settings{Rounds: b.rounds, DurationSeconds: b.duration.Seconds(), WarmUpSeconds: b.warmUp.Seconds()},
	}
	for _, c := range b.subjects {
		r.Clients = append(r.Clients, clientReport{Name: c.name, Version: moduleVersion(c.module), Configuration: c.configuration})
	}
	for _, s := range b.scenarios {
		if samples := all[s.Name()]; len(samples) > 0 {
			r.Scenarios = append(r.Scenarios, newScenarioReport(s, b.subjects, samples))
		}
	}
	return r
}

func newScenarioReport(s scenario, subjects []subject, samples map[string][]sample) scenarioReport {
	r := scenarioReport{Name: s.Name(), scenario: s}
	best := 0.0
	for _, c := range subjects {
		taken := samples[c.name]
		if len(taken) == 0 {
			continue
		}
		row := row{Client: c.name, figures: medians(taken), Rounds: taken}
		r.Rows = append(r.Rows, row)
		if c.name == baseline {
			continue
		}
		if row.OpsPerSecond > best && !c.isOwn {
			best, r.BestPeer = row.OpsPerSecond, c.name
		}
		if own := samples[baseline]; len(own) > 0 {
			r.Ratios = append(r.Ratios, compare(own, c.name, taken))
		}
	}
	return r
}

// ratio returns the ratios to the peer of that name.
func (r scenarioReport) ratio(peer string) (ratio, bool) {
	for _, ratio := range r.Ratios {
		if ratio.Peer == peer {
			return ratio, true
		}
	}
	return ratio{}, false
}

// moduleVersion returns the version of a module that this program was built with.
func moduleVersion(path string) string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range build.Deps {
		switch {
		case module.Path != path:
		case module.Replace != nil || module.Version == "" || module.Version == "(devel)":
			return "this tree"
		default:
			return module.Version
		}
	}
	return "unknown"
}

// writeJSON writes the report to a file, whose folder it makes.
func (r report) writeJSON(path string) error {
	encoded, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(encoded, '\n'), 0o644)
}
