package command

import "github.com/glissade-io/glissade/internal/resp"

// counts is the reply of PUBSUB that has the number of subscribers by channel.
var counts = replyOf(ShapeRecord, decodeCounts)

func decodeCounts(frame []byte) (map[string]int64, error) {
	return decodeRecord(frame, (*decoder).counts)
}

// counts decodes a record whose values are all integers.
func (d *decoder) counts(token resp.Token) (map[string]int64, error) {
	counts := map[string]int64{}
	_, err := d.record(token, func(name string) (bool, error) {
		n, err := d.nextInteger()
		counts[name] = n
		return true, err
	})
	return counts, err
}
