package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/glissade-io/glissade/test/browser"
)

// sample is what a client did in one round: commands a second.
type sample struct {
	Round    int     `json:"round"`
	InFlight int     `json:"inFlight"`
	Client   string  `json:"client"`
	Rate     float64 `json:"rate"`
}

var platforms = []struct {
	name    string
	measure func(ctx context.Context, p *place, s settings) ([]sample, error)
}{{"Node", inNode}, {"Chromium", inChromium}}

// patience is how long a run may take beyond what it measures.
const patience = 2 * time.Minute

func inNode(ctx context.Context, p *place, s settings) ([]sample, error) {
	return runNode(ctx, p, s, "node.mjs")
}

// runNode has a script of the page's folder measure.
func runNode(ctx context.Context, p *place, s settings, script string) ([]sample, error) {
	s.Builds = make(map[string]string)
	for name, folder := range p.builds {
		s.Builds[name] = (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(folder, "index.js"))}).String()
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.length())
	defer cancel()
	node := exec.CommandContext(ctx, "node", append(nodeFlags(), filepath.Join(p.folder, script), string(text))...)
	node.Env = append(os.Environ(), "NODE_NO_WARNINGS=1")
	node.Stderr = os.Stderr
	output, err := node.Output()
	if err != nil {
		return nil, err
	}
	return samples(output)
}

// nodeFlags are the flags of Node 20 for a WebSocket of its own, and those that the
// environment adds, such as --cpu-prof.
func nodeFlags() []string {
	flags := []string{"--experimental-websocket"}
	if more := os.Getenv("GLISSADE_BENCH_NODE"); more != "" {
		flags = append(flags, more)
	}
	return flags
}

func inChromium(ctx context.Context, p *place, s settings) ([]sample, error) {
	s.Builds = make(map[string]string)
	for name := range p.builds {
		s.Builds[name] = "/builds/" + name + "/index.js"
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	path, err := browser.Executable(ctx)
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "glissade-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(profile)
	ctx, cancel := context.WithTimeout(ctx, s.length())
	defer cancel()
	allocator, cancelAllocator := chromedp.NewExecAllocator(ctx, browser.Flags(path, profile)...)
	defer cancelAllocator()
	page, cancelPage := chromedp.NewContext(allocator)
	defer cancelPage()
	if err := chromedp.Do(page, chromedp.Navigate("http://"+p.address+"/")); err != nil {
		return nil, err
	}
	output, err := chromedp.Run(page, chromedp.Evaluate[string](fmt.Sprintf("measure(%s)", text), chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, err
	}
	return samples([]byte(output))
}

// length is how long a run may take.
func (s settings) length() time.Duration {
	cells := (s.Rounds + 1) * len(s.InFlight) * (len(s.Builds) + len(peers))
	return 2*time.Duration(cells)*time.Duration(s.Milliseconds)*time.Millisecond + patience
}

func samples(text []byte) (read []sample, err error) {
	err = json.Unmarshal(text, &read)
	return read, err
}
