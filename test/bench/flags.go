package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
)

// commandLine is what the command line asks for.
type commandLine struct {
	benchmark
	list, pubsub  bool
	json, profile string
}

// What -quick changes.
const (
	quickRounds   = 2
	quickDuration = 250 * time.Millisecond
)

// parse reads the command line. It reports a mistake by an error that names the flag;
// usage goes to output.
func parse(arguments []string, output io.Writer) (commandLine, error) {
	var c commandLine
	var scenarioPattern, clientPattern string
	var quick bool
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.StringVar(&scenarioPattern, "scenarios", "", "run only the scenarios whose name this `regexp` matches")
	flags.StringVar(&clientPattern, "clients", "", "run only the clients whose name this `regexp` matches; ratios need "+baseline)
	flags.IntVar(&c.rounds, "rounds", 5, "measure every cell this often")
	flags.DurationVar(&c.duration, "duration", time.Second, "measure each cell for this long")
	flags.BoolVar(&quick, "quick", false, fmt.Sprintf("%d rounds of %v unless -rounds and -duration say otherwise: a look, not a measurement", quickRounds, quickDuration))
	flags.BoolVar(&c.cluster, "cluster", false, "measure clients of a cluster: the scenarios cluster/…, on three primaries")
	flags.BoolVar(&c.pubsub, "pubsub", false, "measure clients that receive messages: the scenarios receive/…")
	flags.StringVar(&c.address, "address", "", "use the server at `host:port`, which gets and loses keys "+keyPrefix+"*, instead of starting one; with -cluster the cluster of that node")
	flags.StringVar(&c.json, "json", defaultJSON(), "write all figures to this `file`")
	flags.StringVar(&c.profile, "profile", "", "write a CPU profile of the run to this `file`; its samples are labelled client and scenario")
	flags.BoolVar(&c.list, "list", false, "list scenarios and clients, and run nothing")
	if err := flags.Parse(arguments); err != nil {
		return commandLine{}, err
	}
	if flags.NArg() > 0 {
		return commandLine{}, fmt.Errorf("%q is not a flag; all settings are flags, see -help", flags.Arg(0))
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if quick && !given["rounds"] {
		c.rounds = quickRounds
	}
	if quick && !given["duration"] {
		c.duration = quickDuration
	}
	if c.rounds < 1 {
		return commandLine{}, errors.New("-rounds must be at least 1")
	}
	if c.cluster && c.pubsub {
		return commandLine{}, errors.New("-pubsub and -cluster exclude each other; leave one out")
	}
	if c.duration <= 0 {
		return commandLine{}, errors.New("-duration must be positive")
	}
	c.warmUp = c.duration / 5
	var err error
	allScenarios, allSubjects := scenarios(), subjects()
	if c.cluster {
		allScenarios, allSubjects = clusterScenarios(), clusterSubjects()
	}
	if c.pubsub {
		allScenarios, allSubjects = pubsubScenarios(), subscribers()
	}
	if c.scenarios, err = selected("scenarios", scenarioPattern, allScenarios, scenario.Name); err != nil {
		if !c.cluster && !c.pubsub {
			err = fmt.Errorf("%w; -cluster has those of clusters, and -pubsub those of messages", err)
		}
		return commandLine{}, err
	}
	c.subjects, err = selected("clients", clientPattern, allSubjects, func(c subject) string { return c.name })
	return c, err
}

// writeList writes the chosen scenarios and clients.
func (c commandLine) writeList(w io.Writer) {
	fmt.Fprintln(w, "scenarios:")
	for _, s := range c.scenarios {
		fmt.Fprintf(w, "  %s: %s\n", s.Name(), s.Title())
	}
	fmt.Fprintln(w, "clients:")
	for _, subject := range c.subjects {
		fmt.Fprintf(w, "  %s: %s\n", subject.name, subject.configuration)
	}
}
