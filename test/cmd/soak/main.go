// The soak command disturbs one client for a while: 200 callers use it at once, while
// every second something goes wrong with the servers or the network.
//
//	go run ./test/cmd/soak -duration 10m
//
// At its end every call must have been answered, none much later than its deadline;
// the counters on the server must be what was confirmed or a little more, by what may
// have been executed; and memory and goroutines must not have grown. It prints what
// it found, and exits with 1 if that is not so.
//
// # Who guarantees what
//
// That an INCR which was confirmed is not lost is the servers' affair, and
// replication alone does not promise it. So faults are chosen such that it holds. The
// servers write each command to disk before they answer (appendfsync always), and one
// that is killed is back long before the sentinels would replace it. A failover is
// begun by SENTINEL FAILOVER once writes are held back (CLIENT PAUSE WRITE) and all
// replicas have the data. If the sentinels replace a primary of their own accord,
// because the machine was too busy for seconds, the run proves nothing and fails.
// That a command is executed no more often than the client says is the client's own
// affair, whatever the servers do.
//
// Bytes that are no RESP are not among the faults: within the bytes of a value nobody
// could tell. Package test/faults has them, and failovers after a kill.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	var c config
	flag.DurationVar(&c.duration, "duration", 10*time.Minute, "how long to go on")
	flag.IntVar(&c.callers, "callers", 200, "how many callers use the client at once")
	flag.DurationVar(&c.interval, "interval", time.Second, "how often something goes wrong")
	flag.Uint64Var(&c.seed, "seed", uint64(time.Now().UnixNano()), "chooses the order of the faults")
	flag.Parse()
	r, err := soak(context.Background(), c)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	r.print(os.Stdout)
	if len(r.failures) > 0 {
		os.Exit(1)
	}
}

// config says how to disturb.
type config struct {
	duration time.Duration
	callers  int
	interval time.Duration
	seed     uint64
}

// settleTime bounds the wait for the end of the last calls, and for servers.
const settleTime = 30 * time.Second

// soak runs everything and returns what it found.
func soak(ctx context.Context, c config) (*report, error) {
	e, err := launch(ctx)
	if err != nil {
		return nil, err
	}
	defer e.close()
	r := &report{config: c}
	stalls := watchStalls()
	defer stalls.stop()
	samples := takeSamples()
	w := newWorkload(e.client, c.callers)
	w.start()
	t := newChaos(e, c.seed)
	t.run(ctx, c.duration, c.interval)
	r.faults, r.faultErrors = t.done, t.errs
	if !w.stop(settleTime) {
		r.fail("%d calls were not answered within %v", w.started.Load()-w.ended.Load(), settleTime)
	}
	r.samples = samples.stop()
	if err := e.settle(ctx); err != nil {
		r.fail("the servers do not settle: %v", err)
	}
	r.take(ctx, e, w, stalls)
	return r, nil
}
