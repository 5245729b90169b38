package prometheus_test

import (
	"context"
	"log"
	"net/http"

	promclient "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/native/prometheus"
)

// Two clients of a program are told apart by a label.
func Example() {
	ctx := context.Background()
	registry := promclient.NewRegistry()
	for name, url := range map[string]string{"sessions": "valkey://sessions:6379", "cache": "valkey://cache:6379"} {
		client, err := glissade.Connect(ctx, url, glissade.WithLatencies())
		if err != nil {
			log.Panic(err)
		}
		defer client.Close()
		registry.MustRegister(prometheus.NewCollector(client, map[string]string{"client": name}))
	}
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	log.Panic(http.ListenAndServe("localhost:9400", nil))
}
