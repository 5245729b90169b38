package cluster

import (
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// threads keeps how long each thread of this process has waited for a processor. One
// that has to wait while it runs the client's code holds up all who need what it is at,
// though not the clocks. Systems other than Linux do not tell; there it keeps nothing.
type threads struct {
	mu      sync.Mutex
	samples []threadSample
}

type threadSample struct {
	at     time.Time
	waited map[string]time.Duration // by thread, since it began
}

// sampling is how often the threads are looked at.
const sampling = 10 * time.Millisecond

func (t *threads) sample() {
	now := threadSample{at: time.Now(), waited: map[string]time.Duration{}}
	paths, _ := filepath.Glob("/proc/self/task/*/schedstat")
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			continue // The thread has just ended.
		}
		// Time on a processor, time waited for one, and how often: the first two in ns.
		if words := strings.Fields(string(content)); len(words) == 3 {
			if waited, err := strconv.ParseInt(words[1], 10, 64); err == nil {
				now.waited[path] = time.Duration(waited)
			}
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.samples = append(t.samples, now)
}

// waited returns for how long a thread has waited in a span, of the one that waited longest.
func (t *threads) waited(s span) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	after := sort.Search(len(t.samples), func(i int) bool { return !t.samples[i].at.Before(s.to) })
	before := sort.Search(len(t.samples), func(i int) bool { return t.samples[i].at.After(s.from) }) - 1
	if before < 0 || after == len(t.samples) {
		return 0
	}
	var longest time.Duration
	for thread, waited := range t.samples[after].waited {
		if earlier, known := t.samples[before].waited[thread]; known {
			longest = max(longest, waited-earlier)
		}
	}
	return min(longest, s.length())
}
