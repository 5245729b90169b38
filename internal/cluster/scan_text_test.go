package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPositionsOfScansAreText(t *testing.T) {
	var some, all slotSet
	some.addRange(3, 5)
	some.add(0)
	some.add(lastSlot)
	all.addRange(0, lastSlot)
	for text, p := range map[string]*ScanPosition{
		"1 false   ":              {},
		"1 true 0-{a}-0 0-16383 ": {plain: true, ahead: "0-{a}-0", done: all},
		"1 true  0,3-5,16383  7 12 id 127.0.0.1:1 run 0,3-5,16383":   {plain: true, done: some, pass: &pass{slot: 7, cursor: "12", server: "id", address: "127.0.0.1:1", process: "run", whole: some}},
		"1 false   0,3-5,16383 16383 f-{t}-1   [::1]:7000  ":         nil,
		"1 false   0,3-5,16383 16383 f-{t}-1 id [::1]:7000  0-16383": {moving: some, pass: &pass{slot: lastSlot, cursor: "f-{t}-1", server: "id", address: "[::1]:7000", whole: all}},
	} {
		parsed, valid := ParseScanPosition(text)
		if p == nil {
			require.False(t, valid, text)
			continue
		}
		require.True(t, valid, text)
		require.Equal(t, p, parsed)
		require.Equal(t, text, p.Text())
	}
	for _, text := range []string{
		"", "1", "2 false   ", "1 maybe   ", "1 false  1-2-3 ", "1 false  2-1 ", "1 false  -1 ", "1 false  16384 ", "1 false  x ",
		"1 false  1, ", "1 false    1 2 3 4", "1 false   16384  0 id a r ", "1 false   16384 0 id a r ", "1 false   x 0 id a r ", "1 false   1 0 id a r x",
	} {
		_, valid := ParseScanPosition(text)
		require.False(t, valid, text)
	}
}
