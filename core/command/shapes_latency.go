package command

import (
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of LATENCY, which have the shapes of records and tuples.
var (
	latencyEntries    = replyOf(ShapeTuples, decodeLatencyEntries)
	latencyEvents     = replyOf(ShapeTuples, decodeLatencyEvents)
	latencyHistograms = replyOf(ShapeRecord, decodeLatencyHistograms)
)

func decodeLatencyEntries(frame []byte) ([]models.LatencyEntry, error) {
	return decodeTuples(frame, (*decoder).latencyEntry)
}

func decodeLatencyEvents(frame []byte) ([]models.LatencyEventInfo, error) {
	return decodeTuples(frame, (*decoder).latencyEvent)
}

func decodeLatencyHistograms(frame []byte) ([]models.LatencyHistogram, error) {
	return decodeRecord(frame, (*decoder).latencyHistograms)
}

func (d *decoder) latencyEntry(token resp.Token) (entry models.LatencyEntry, err error) {
	err = d.places(token, 2, d.secondsPlace(&entry.Time), d.durationPlace(&entry.Latency, time.Millisecond))
	return entry, err
}

func (d *decoder) latencyEvent(token resp.Token) (event models.LatencyEventInfo, err error) {
	err = d.places(token, 4, d.textPlace(&event.Event), d.secondsPlace(&event.Time),
		d.durationPlace(&event.Latest, time.Millisecond), d.durationPlace(&event.Max, time.Millisecond),
		d.durationPlace(&event.Sum, time.Millisecond), d.integerPlace(&event.Count))
	return event, err
}

// latencyHistograms decodes a record whose names are those of commands.
func (d *decoder) latencyHistograms(token resp.Token) ([]models.LatencyHistogram, error) {
	list := []models.LatencyHistogram{}
	_, err := d.record(token, func(name string) (bool, error) {
		histogram := models.LatencyHistogram{Command: name}
		token, err := d.next()
		if err != nil {
			return true, err
		}
		histogram.Extra, err = d.record(token, func(name string) (bool, error) {
			switch name {
			case "calls":
				return d.integerField(&histogram.Calls)
			case "histogram_usec":
				return d.latencyBuckets(&histogram.Buckets)
			default:
				return false, nil
			}
		})
		list = append(list, histogram)
		return true, err
	})
	return list, err
}

func (d *decoder) latencyBuckets(into *[]models.LatencyBucket) (bool, error) {
	token, err := d.next()
	if err != nil {
		return true, err
	}
	n, err := d.pairs(token)
	if err != nil {
		return true, err
	}
	buckets := make([]models.LatencyBucket, 0, d.capacity(n))
	for range n {
		var bucket models.LatencyBucket
		if _, err := d.durationField(&bucket.UpTo, time.Microsecond); err != nil {
			return true, err
		}
		if _, err := d.integerField(&bucket.Calls); err != nil {
			return true, err
		}
		buckets = append(buckets, bucket)
	}
	*into = buckets
	return true, nil
}

// durationField reads a duration, given as a number of units.
func (d *decoder) durationField(into *time.Duration, unit time.Duration) (bool, error) {
	n, err := d.nextInteger()
	*into = time.Duration(n) * unit
	return true, err
}

func (d *decoder) durationPlace(into *time.Duration, unit time.Duration) func() error {
	return func() error { _, err := d.durationField(into, unit); return err }
}
