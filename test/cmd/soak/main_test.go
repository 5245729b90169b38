package main

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestLedgerTellsWhatWasExecuted(t *testing.T) {
	var l ledger
	l.enter(nil, 2)
	l.enter(&failure.TimeoutError{Delivery: failure.NotSent}, 1)
	l.enter(&failure.ServerError{Code: "READONLY"}, 1)
	l.enter(&failure.ConnectionError{Delivery: failure.MaybeExecuted}, 3)
	l.enter(errors.New("who knows"), 1)
	for got, fits := range map[int64]bool{1: false, 2: true, 6: true, 7: false} {
		require.Equal(t, fits, l.check("counter", got) == nil, "%d", got)
	}
}

func TestStallsExplainOnlyTheirOwnTime(t *testing.T) {
	begin := time.Now()
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	var s stalls
	s.add(stall{at(0), at(100)})
	s.add(stall{at(20), at(90)})
	s.add(stall{at(200), at(210)})
	require.Equal(t, 60*time.Millisecond, s.between(at(50), at(300)))
	require.Zero(t, s.between(at(300), at(400)))
	s.delays = []delay{{at(300), 0}, {at(320), 5 * time.Millisecond}, {at(340), 25 * time.Millisecond}, {at(360), 26 * time.Millisecond}}
	require.Equal(t, 25*time.Millisecond, s.between(at(310), at(330)))
	require.Equal(t, 21*time.Millisecond, s.between(at(325), at(500)))
}

func TestMediansOfThirds(t *testing.T) {
	var samples []sample
	for i := range 9 {
		samples = append(samples, sample{uint64(i), 10 * i})
	}
	first, last := thirds(samples)
	require.Equal(t, sample{1, 10}, first)
	require.Equal(t, sample{7, 70}, last)
	first, last = thirds(nil)
	require.Equal(t, first, last)
}
