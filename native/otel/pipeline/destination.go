package pipeline

import (
	"net/url"
	"os"
	"path/filepath"

	"github.com/glissade-io/glissade/core/failure"
)

// protocol is how a signal is sent.
type protocol string

const (
	overGRPC protocol = "grpc"
	overHTTP protocol = "http/protobuf"
	overJSON protocol = "http/json"
	toFile   protocol = "file"
)

// signal is what is sent: traces or metrics.
type signal struct {
	field    string // of the configuration
	variable string // of the environment, for the protocol
	path     string // at a receiver over HTTP
}

var (
	tracesSignal  = signal{"Traces.Endpoint", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "/v1/traces"}
	metricsSignal = signal{"Metrics.Endpoint", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "/v1/metrics"}
)

// destination is where a signal goes.
type destination struct {
	protocol protocol
	url      string // of a receiver, with the scheme http or https, which says whether there is TLS
	file     string
}

// signalsFile is the file in a folder that is given in place of one.
const signalsFile = "signals.json"

// destination returns where an endpoint leads, or a *failure.ConfigurationError.
func (s signal) destination(endpoint string) (destination, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return destination{}, refusal(s.field, "is no URL; give one such as http://localhost:4318, grpc://localhost:4317 or file:///tmp/signals.json")
	}
	var d destination
	switch u.Scheme {
	case "http", "https":
		d.protocol = overHTTP
	case "grpc":
		d.protocol = overGRPC
		u.Scheme = "http"
	case "file":
		return s.fileAt(u)
	default:
		return destination{}, refusal(s.field, "has a scheme that is none of http, https, grpc and file; give a URL such as http://localhost:4318, grpc://localhost:4317 or file:///tmp/signals.json")
	}
	if u.Host == "" {
		return destination{}, refusal(s.field, "names no host; give one, as in http://localhost:4318")
	}
	if d.protocol, err = s.overridden(d.protocol); err != nil {
		return destination{}, err
	}
	if d.protocol != overGRPC && (u.Path == "" || u.Path == "/") {
		u.Path = s.path
	}
	d.url = u.String()
	return d, nil
}

// overridden returns the protocol that the environment wants, or else the one given.
func (s signal) overridden(given protocol) (protocol, error) {
	for _, variable := range []string{s.variable, "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		switch wanted := protocol(os.Getenv(variable)); wanted {
		case "":
		case overGRPC, overHTTP, overJSON:
			return wanted, nil
		default:
			return "", &failure.ConfigurationError{Field: variable, Message: "is none of grpc, http/protobuf and http/json; unset it, or set it to one of them"}
		}
	}
	return given, nil
}

func (s signal) fileAt(u *url.URL) (destination, error) {
	path := filepath.FromSlash(u.Path)
	if u.Host != "" || !filepath.IsAbs(path) {
		return destination{}, refusal(s.field, "names no absolute path; give one behind three slashes, as in file:///tmp/signals.json")
	}
	if isFolder(path) || filepath.Ext(path) == "" {
		path = filepath.Join(path, signalsFile)
	}
	if folder := filepath.Dir(path); !isFolder(folder) {
		return destination{}, refusal(s.field, failure.Text("names a file in "+folder+", which is no folder; make it, or name another"))
	}
	return destination{protocol: toFile, file: path}, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
