package main

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/frame/frametest"
)

// Records that are added while a delivery is under way go out in the next one.
func TestOutgoing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var deliveries [][]frametest.Record
		proceed := make(chan struct{})
		o := outgoing{deliver: func(records []byte) {
			deliveries = append(deliveries, frametest.Records(records))
			<-proceed
		}}
		done := func(id uint32) {
			o.begin().Done(id)
			o.end()
		}
		done(1)
		synctest.Wait()
		done(2)
		done(3)
		synctest.Wait()
		require.Len(t, deliveries, 1)
		proceed <- struct{}{}
		proceed <- struct{}{}
		synctest.Wait()
		require.Len(t, deliveries, 2)
		require.Len(t, deliveries[1], 2)
		done(4)
		proceed <- struct{}{}
		synctest.Wait()
		require.Len(t, deliveries, 3, "after idling it delivers again")
	})
}
