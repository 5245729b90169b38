package mux

import (
	"strconv"
	"sync"
	"testing"
	"time"
)

// What a request costs beside the network and the server: a stream in memory, and a
// server that answers each request with OK.
func BenchmarkDo(b *testing.B) {
	for _, callers := range []int{1, 16, 256} {
		b.Run(strconv.Itoa(callers), func(b *testing.B) {
			c, server := dial(b, Config{}, nil)
			go server.AnswerAll("+OK\r\n")
			request := ask("SET", "key", "value")
			request.Timeout = time.Second
			b.ReportAllocs()
			b.ResetTimer()
			var group sync.WaitGroup
			for caller := range callers {
				group.Go(func() {
					var call Call
					for range (b.N + caller) / callers {
						if err := c.Do(b.Context(), &call, request); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
		})
	}
}
