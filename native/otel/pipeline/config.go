package pipeline

import (
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// DefaultFlushIntervalMs is how often what was gathered is sent, in milliseconds.
	DefaultFlushIntervalMs = 5000
	// DefaultSamplePercentage is how many percent of requests have a span.
	DefaultSamplePercentage = 1
)

// OpenTelemetryConfig says where spans and metrics go: at least one of them.
type OpenTelemetryConfig struct {
	// Traces says where spans go. Nil has there be none.
	Traces *OpenTelemetryTracesConfig
	// Metrics says where metrics go. Nil has there be none.
	Metrics *OpenTelemetryMetricsConfig
	// FlushIntervalMs is how often what was gathered is sent, in milliseconds; nil stands for
	// DefaultFlushIntervalMs.
	FlushIntervalMs *int64
}

// OpenTelemetryTracesConfig says where spans go, and of how many requests there are some.
type OpenTelemetryTracesConfig struct {
	// Endpoint is a URL; see the package's comment.
	Endpoint string
	// SamplePercentage is how many percent of requests have a span, from 0 to 100; nil stands
	// for DefaultSamplePercentage.
	SamplePercentage *int
}

// OpenTelemetryMetricsConfig says where metrics go.
type OpenTelemetryMetricsConfig struct {
	// Endpoint is a URL; see the package's comment.
	Endpoint string
}

// Validate returns what is wrong with the configuration, a *failure.ConfigurationError, or nil.
// Of files it says only whether their folder is there.
func (c OpenTelemetryConfig) Validate() error {
	if c.Traces == nil && c.Metrics == nil {
		return refusal("", "has neither Traces nor Metrics; set one of them at least")
	}
	if interval := c.FlushIntervalMs; interval != nil && *interval <= 0 {
		return refusal("FlushIntervalMs", "is "+failure.Text(strconv.FormatInt(*interval, 10))+"; give a positive number of milliseconds, or leave it nil")
	}
	if c.Traces != nil {
		if _, err := tracesSignal.destination(c.Traces.Endpoint); err != nil {
			return err
		}
		if percentage := c.Traces.SamplePercentage; percentage != nil {
			if err := checkPercentage("Traces.SamplePercentage", *percentage); err != nil {
				return err
			}
		}
	}
	if c.Metrics != nil {
		if _, err := metricsSignal.destination(c.Metrics.Endpoint); err != nil {
			return err
		}
	}
	return nil
}

func (c OpenTelemetryConfig) flushInterval() time.Duration {
	if c.FlushIntervalMs == nil {
		return DefaultFlushIntervalMs * time.Millisecond
	}
	return time.Duration(*c.FlushIntervalMs) * time.Millisecond
}

func (c OpenTelemetryTracesConfig) samplePercentage() int {
	if c.SamplePercentage == nil {
		return DefaultSamplePercentage
	}
	return *c.SamplePercentage
}

func checkPercentage(field string, percentage int) error {
	if percentage < 0 || percentage > 100 {
		return refusal(field, "is "+failure.Text(strconv.Itoa(percentage))+"; give a percentage from 0 to 100")
	}
	return nil
}

// refusal is the error of a field of the configuration, or of all of it.
func refusal(field string, message failure.Text) error {
	if field != "" {
		field = "." + field
	}
	return &failure.ConfigurationError{Field: "OpenTelemetryConfig" + field, Message: message}
}
