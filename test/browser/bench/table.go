package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// writeTable writes a line for each number of calls in flight: each client's commands a
// second, and the ratio of the builds to the peer and of this build to the others.
func writeTable(w io.Writer, platform string, s settings, builds map[string]string, samples []sample) {
	others := slices.Sorted(maps.Keys(builds))
	others = slices.DeleteFunc(others, func(name string) bool { return name == own })
	heading := []string{platform + ", calls in flight", plain, own, own + "/" + plain}
	for _, other := range others {
		heading = append(heading, other, other+"/"+plain, own+"/"+other)
	}
	fmt.Fprintf(w, "\n| %s |\n|%s\n", strings.Join(heading, " | "), strings.Repeat("---|", len(heading)))
	for _, inFlight := range s.InFlight {
		rates := make(map[string][]float64) // of the rounds, by client
		for _, sample := range samples {
			if sample.InFlight == inFlight {
				rates[sample.Client] = append(rates[sample.Client], sample.Rate)
			}
		}
		cells := []string{
			fmt.Sprint(inFlight), fmt.Sprintf("%.0f/s", median(rates[plain])), fmt.Sprintf("%.0f/s", median(rates[own])),
			ratio(rates[own], rates[plain]),
		}
		for _, other := range others {
			cells = append(cells, fmt.Sprintf("%.0f/s", median(rates[other])), ratio(rates[other], rates[plain]), ratio(rates[own], rates[other]))
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
}

// ratio returns the median of the rounds' ratios, with the lowest and the highest.
func ratio(rates, to []float64) string {
	ratios := make([]float64, len(rates))
	for round := range rates {
		ratios[round] = rates[round] / to[round]
	}
	return fmt.Sprintf("%.2f (%.2f-%.2f)", median(ratios), slices.Min(ratios), slices.Max(ratios))
}

// median returns the middle of values, the mean of the middle two if their number is even.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
