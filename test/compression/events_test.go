package compression

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native"
)

// record is what is logged, as text.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(line)
}

// lines returns the lines that hold all of texts.
func (r *record) lines(texts ...string) (found []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
lines:
	for line := range strings.Lines(r.text.String()) {
		for _, text := range texts {
			if !strings.Contains(line, text) {
				continue lines
			}
		}
		found = append(found, line)
	}
	return found
}

// What could not be compressed or decompressed is logged, a few times however often it was,
// and without a key or a value.
func TestWhatIsLeftIsLogged(t *testing.T) {
	const planted = "planted-of-nobody"
	onAll(t, func(t *target) {
		var log record
		start := time.Now()
		plain := t.connect(nil)
		c := t.connect(lz4, native.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		values := map[string]string{
			"damaged": marked + "\x01" + planted, "version not known": "\x00\x01\x02\x05\x01" + planted, "backend not known": marked + "\x09" + planted,
		}
		for reason, value := range values {
			key := t.key(planted, reason)
			_, err := plain.Set(t.Context(), key, value)
			require.NoError(t, err)
			d, err := c.dedicated(t.Context(), key)
			require.NoError(t, err)
			before := c.statistics().Compression.Failed
			for range 50 {
				pipeline, transaction := batch.NewPipeline(), batch.NewTransaction()
				got, inTransaction := pipeline.Get(key), transaction.GetEx(key)
				_, _ = c.exec(t.Context(), pipeline, false)
				_, _ = c.exec(t.Context(), transaction, false)
				_, resultErr := got.Result()
				_, transactionErr := inTransaction.Result()
				_, getErr := c.Get(t.Context(), key)
				_, manyErr := c.MGet(t.Context(), []string{key, key})
				_, dedicatedErr := d.Get(t.Context(), key)
				for _, err := range []error{resultErr, transactionErr, getErr, manyErr, dedicatedErr} {
					var failed *failure.CompressionError
					require.ErrorAs(t, err, &failed)
				}
				_, err = c.Set(t.Context(), t.key(planted, "marked"), value)
				require.NoError(t, err)
			}
			d.Release()
			require.GreaterOrEqual(t, c.statistics().Compression.Failed, before+5*50)
			lines := log.lines(`msg="valkey: decompression failed"`, "reason=", reason)
			require.NotEmpty(t, lines)
			require.LessOrEqual(t, len(lines), 1+int(time.Since(start)/time.Minute), "%v", lines)
			require.Contains(t, lines[0], "level=WARN ")
			require.Contains(t, lines[0], "values=1 ")
			require.Contains(t, lines[0], "decompression")
		}
		lines := log.lines(`msg="valkey: compression skipped" command=SET reason="already compressed" values=1`, "level=DEBUG ")
		require.Len(t, lines, 1)
		require.Empty(t, log.lines(planted))
		require.Empty(t, log.lines("planted"))
	})
}
