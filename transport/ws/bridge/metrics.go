//go:build !js

package bridge

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// maxScrapes is how many clients may be answered at once; collecting takes a moment.
const maxScrapes = 8

// metrics are what Prometheus can ask. They have a registry of their own, so that
// several bridges can live in one program.
type metrics struct {
	registry    *prometheus.Registry
	active      prometheus.Gauge
	shared      prometheus.Gauge
	connections prometheus.Counter
	toServer    prometheus.Counter
	toClient    prometheus.Counter
	framesIn    prometheus.Counter
	framesOut   prometheus.Counter
	refusals    *prometheus.CounterVec
	ends        *prometheus.CounterVec
	reloads     *prometheus.CounterVec
	tickets     prometheus.Counter
	dialErrors  prometheus.Counter
	dialSeconds prometheus.Histogram
}

func newMetrics() *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "glissade_bridge", Name: name, Help: help})
	}
	vector := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "glissade_bridge", Name: name, Help: help}, []string{label})
	}
	bytes := vector("bytes_total", "Bytes forwarded, by direction.", "direction")
	frames := vector("messages_total", "WebSocket messages forwarded, by direction.", "direction")
	m := &metrics{
		registry: prometheus.NewRegistry(),
		active: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "glissade_bridge", Name: "connections_active", Help: "Connections that are open now.",
		}),
		shared: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "glissade_bridge", Name: "multiplexed_active", Help: "WebSockets for several connections that are open now.",
		}),
		connections: counter("connections_total", "Connections that reached their server."),
		toServer:    bytes.WithLabelValues("to_server"),
		toClient:    bytes.WithLabelValues("to_client"),
		framesIn:    frames.WithLabelValues("to_server"),
		framesOut:   frames.WithLabelValues("to_client"),
		refusals:    vector("refusals_total", "Connections that were refused, by reason.", "reason"),
		ends:        vector("ends_total", "Connections that ended, by reason.", "reason"),
		reloads:     vector("reloads_total", "Configurations that were loaded anew, by result.", "result"),
		tickets:     counter("tickets_total", "Tickets that were issued."),
		dialErrors:  counter("dial_errors_total", "Servers that could not be reached."),
		dialSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "glissade_bridge", Name: "dial_seconds", Help: "Time to connect to a server, failures included.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}),
	}
	// From the start, as who watches them sees an increase only of what was there before.
	for _, result := range []string{"ok", "failed"} {
		m.reloads.WithLabelValues(result)
	}
	for _, reason := range []string{"server_lost", "server_stalled", "slow_consumer", "slow_sender", "bad_request"} {
		m.ends.WithLabelValues(reason)
	}
	m.registry.MustRegister(m.active, m.shared, m.connections, bytes, frames, m.refusals, m.ends, m.reloads, m.tickets, m.dialErrors, m.dialSeconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxScrapes})
}
