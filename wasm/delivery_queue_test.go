package main

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// Records that are added while a delivery is under way go out in the next one.
func TestOutgoing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var deliveries [][]boundarytest.Record
		proceed := make(chan struct{})
		o := deliveryQueue{deliver: func(records []byte) {
			deliveries = append(deliveries, boundarytest.Records(records))
			<-proceed
		}}
		done := func(id uint32) {
			o.lock().Done(id)
			o.unlock()
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
		close(o.toDeliver)
	})
}
