package resp_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/glissade-io/glissade/internal/resp"
)

func BenchmarkAppendSet(b *testing.B) {
	value := strings.Repeat("v", 64)
	dst := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		dst = resp.AppendArrayHeader(dst[:0], 3)
		dst = resp.AppendBulk(dst, "SET")
		dst = resp.AppendBulk(dst, "user:1000")
		dst = resp.AppendBulk(dst, value)
	}
}

// endless is a source that repeats one reply.
type endless struct{ data []byte }

func (e *endless) Read(p []byte) (int, error) {
	n := len(p) / len(e.data) * len(e.data)
	for at := 0; at < n; at += len(e.data) {
		copy(p[at:], e.data)
	}
	return n, nil
}

func benchmarkFraming(b *testing.B, reply []byte, use func(frame []byte)) {
	r := resp.NewReader(&endless{reply}, resp.Limits{})
	b.SetBytes(int64(len(reply)))
	b.ReportAllocs()
	for b.Loop() {
		frame, err := r.Next()
		if err != nil {
			b.Fatal(err)
		}
		use(frame)
	}
}

func arrayOf100() []byte {
	reply := resp.AppendArrayHeader(nil, 100)
	for range 100 {
		reply = resp.AppendBulk(reply, "element of some size")
	}
	return reply
}

func BenchmarkFrameBulk64(b *testing.B) {
	benchmarkFraming(b, resp.AppendBulk(nil, strings.Repeat("v", 64)), func([]byte) {})
}

func BenchmarkFrameOK(b *testing.B) {
	benchmarkFraming(b, []byte("+OK\r\n"), func([]byte) {})
}

func BenchmarkFrameInteger(b *testing.B) {
	benchmarkFraming(b, []byte(":123456\r\n"), func([]byte) {})
}

func BenchmarkFrameBulk64AndDecode(b *testing.B) {
	benchmarkFraming(b, resp.AppendBulk(nil, strings.Repeat("v", 64)), func(frame []byte) {
		d := resp.NewDecoder(frame)
		if t, err := d.Next(); err != nil || len(t.Text) != 64 {
			b.Fatal(err)
		}
	})
}

func BenchmarkFrameArrayOf100(b *testing.B) {
	benchmarkFraming(b, arrayOf100(), func([]byte) {})
}

func BenchmarkFrameArrayOf100AndDecode(b *testing.B) {
	benchmarkFraming(b, arrayOf100(), func(frame []byte) {
		d := resp.NewDecoder(frame)
		for d.More() {
			if _, err := d.Next(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkFrameArrayOf100AndDecodeTree(b *testing.B) {
	benchmarkFraming(b, arrayOf100(), func(frame []byte) {
		if _, err := resp.Decode(frame); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkSkipArrayOf100(b *testing.B) {
	frame := arrayOf100()
	for b.Loop() {
		d := resp.NewDecoder(frame)
		if err := d.Skip(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFrameBulk1MiB(b *testing.B) {
	reply := resp.AppendBulk(nil, strings.Repeat("v", 1<<20))
	src := bytes.NewReader(reply)
	r := resp.NewReader(src, resp.Limits{})
	b.SetBytes(int64(len(reply)))
	b.ReportAllocs()
	for b.Loop() {
		src.Reset(reply)
		frame, err := r.Next()
		if err != nil {
			b.Fatal(err)
		}
		r.Detach(frame)
	}
}
