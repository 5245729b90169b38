package prometheus

import (
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/glissade-io/glissade/models"
)

// Client is what a collector asks: a *glissade.Client or *glissade.ClusterClient.
type Client interface {
	// Statistics returns what the client has come to.
	Statistics() models.Statistics
	// NodeStatistics returns the same of each server that there is now.
	NodeStatistics() []models.NodeStatistics
	// Latencies returns how long operations took, by their names; none if that is not recorded.
	Latencies() map[string]models.LatencyDistribution
}

// NewCollector returns a collector of a client's statistics, whose metrics all have the
// labels.
func NewCollector(client Client, labels map[string]string) prometheus.Collector {
	c := &collector{client: client}
	describe := func(name, help string, variable ...string) *prometheus.Desc {
		return prometheus.NewDesc("glissade_"+name, help, variable, labels)
	}
	for _, n := range numbers {
		c.numbers = append(c.numbers, describe(n.name, n.help))
	}
	for _, n := range serverNumbers {
		c.serverNumbers = append(c.serverNumbers, describe(n.name, n.help, "server"))
	}
	c.dedicated = describe("dedicated_connections", "Dedicated connections, by their state.", "state")
	c.lastSync = describe("subscriptions_last_sync_timestamp_seconds", "When wanted and actual subscriptions were last found to agree.")
	c.open = describe("circuit_breaker_open", "0 if the circuit breaker is closed, 1 if it is open, 0.5 if it lets probes through.")
	c.opened = describe("circuit_breaker_opened_total", "How often the circuit breaker has opened.")
	c.refused = describe("circuit_breaker_refused_total", "Operations that the circuit breaker has refused.")
	c.duration = describe("operation_duration_seconds", "How long operations took, retries included.", "operation")
	return c
}

type collector struct {
	client                          Client
	numbers, serverNumbers          []*prometheus.Desc
	dedicated, lastSync             *prometheus.Desc
	open, opened, refused, duration *prometheus.Desc
}

// Describe sends the descriptions of all metrics.
func (c *collector) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range slices.Concat(c.numbers, c.serverNumbers, []*prometheus.Desc{c.dedicated, c.lastSync, c.open, c.opened, c.refused, c.duration}) {
		descriptions <- d
	}
}

// Collect asks the client, and sends what it says.
func (c *collector) Collect(metrics chan<- prometheus.Metric) {
	s := c.client.Statistics()
	for i, n := range numbers {
		metrics <- prometheus.MustNewConstMetric(c.numbers[i], n.kind, n.of(&s))
	}
	metrics <- prometheus.MustNewConstMetric(c.dedicated, prometheus.GaugeValue, float64(s.Connections.DedicatedInUse), "used")
	metrics <- prometheus.MustNewConstMetric(c.dedicated, prometheus.GaugeValue, float64(s.Connections.DedicatedIdle), "idle")
	if last := s.PubSub.LastSync; !last.IsZero() {
		metrics <- prometheus.MustNewConstMetric(c.lastSync, prometheus.GaugeValue, float64(last.UnixMilli())/1000)
	}
	c.collectBreaker(metrics, &s.CircuitBreaker)
	for _, server := range c.client.NodeStatistics() {
		for i, n := range serverNumbers {
			metrics <- prometheus.MustNewConstMetric(c.serverNumbers[i], n.kind, n.of(&server.Statistics), server.Address)
		}
	}
	latencies := c.client.Latencies()
	for _, operation := range slices.Sorted(maps.Keys(latencies)) {
		l := latencies[operation]
		metrics <- prometheus.MustNewConstHistogram(c.duration, l.Count, l.Sum.Seconds(), bucketsOf(&l), operation)
	}
}

func (c *collector) collectBreaker(metrics chan<- prometheus.Metric, s *models.CircuitBreakerStatistics) {
	open := 0.0
	switch s.State {
	case "":
		return
	case models.CircuitOpen:
		open = 1
	case models.CircuitHalfOpen:
		open = 0.5
	}
	metrics <- prometheus.MustNewConstMetric(c.open, prometheus.GaugeValue, open)
	metrics <- prometheus.MustNewConstMetric(c.opened, prometheus.CounterValue, float64(s.Opened))
	metrics <- prometheus.MustNewConstMetric(c.refused, prometheus.CounterValue, float64(s.Refused))
}

// The buckets of a distribution that are buckets of the histogram: powers of two from about
// 65 µs to 17 s.
const (
	firstBucket = 6*8 + 7
	bucketStep  = 8
	bucketCount = 19
)

// bucketsOf returns how many operations took no longer than each bound.
func bucketsOf(l *models.LatencyDistribution) map[float64]uint64 {
	buckets := make(map[float64]uint64, bucketCount)
	var seen uint64
	for i, count := range l.Buckets {
		seen += count
		if i >= firstBucket && (i-firstBucket)%bucketStep == 0 && len(buckets) < bucketCount {
			buckets[models.LatencyBucketBound(i).Seconds()] = seen
		}
	}
	return buckets
}
