package pipeline

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// toJSON makes JSON of the body of a request.
type toJSON func(body []byte) ([]byte, error)

// isJSON is of a body that is JSON already, as the exporter of traces can make it.
func isJSON(body []byte) ([]byte, error) { return body, nil }

// metricsJSON translates what the exporter of metrics makes, which is protobuf always.
func metricsJSON(body []byte) ([]byte, error) {
	request := new(collectormetrics.ExportMetricsServiceRequest)
	if err := proto.Unmarshal(body, request); err != nil {
		return nil, fmt.Errorf("read what the exporter has made: %w", err)
	}
	text, err := protojson.MarshalOptions{UseEnumNumbers: true}.Marshal(request)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	hexIdentifiers(tree)
	return json.Marshal(tree)
}

// hexIdentifiers has the identifiers of traces and spans be in hexadecimal digits, as OTLP
// wants them, and not in base64, as protobuf has bytes otherwise.
func hexIdentifiers(tree any) {
	switch node := tree.(type) {
	case []any:
		for _, child := range node {
			hexIdentifiers(child)
		}
	case map[string]any:
		for name, child := range node {
			text, isText := child.(string)
			if !isText || name != "traceId" && name != "spanId" && name != "parentSpanId" {
				hexIdentifiers(child)
				continue
			}
			if identifier, err := base64.StdEncoding.DecodeString(text); err == nil {
				node[name] = hex.EncodeToString(identifier)
			}
		}
	}
}

// jsonTransport sends requests as JSON.
type jsonTransport struct {
	http.RoundTripper
	translate toJSON
}

// RoundTrip sends a request as JSON. Of what a receiver replies only the status is of use.
func (t jsonTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	text, err := translated(r, t.translate)
	if err != nil {
		return nil, err
	}
	sent := r.Clone(r.Context())
	sent.Header.Set("Content-Type", "application/json")
	sent.ContentLength = int64(len(text))
	sent.Body = io.NopCloser(bytes.NewReader(text))
	sent.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	response, err := t.RoundTripper.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	_ = response.Body.Close()
	return answered(r, response.StatusCode, response.Header.Get("Retry-After")), nil
}

// CloseIdleConnections closes the connections that are not in use.
func (t jsonTransport) CloseIdleConnections() {
	if closer, ok := t.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// translated reads the body of a request.
func translated(r *http.Request, translate toJSON) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil {
		return nil, err
	}
	return translate(body)
}

// answered is a response of that status without a body.
func answered(r *http.Request, status int, retryAfter string) *http.Response {
	header := http.Header{"Content-Type": {"application/x-protobuf"}}
	if retryAfter != "" {
		header.Set("Retry-After", retryAfter)
	}
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: http.NoBody, Request: r,
	}
}

// jsonFile appends requests to a file, each as a line of JSON.
type jsonFile struct {
	translate toJSON
	mu        sync.Mutex
	file      *os.File
}

func openFile(path string, translate toJSON) (*jsonFile, error) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return &jsonFile{translate: translate, file: file}, nil
}

// RoundTrip appends a line in one write, so that several may append to a file.
func (f *jsonFile) RoundTrip(r *http.Request) (*http.Response, error) {
	text, err := translated(r, f.translate)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.file.Write(append(text, '\n')); err != nil {
		return nil, err
	}
	return answered(r, http.StatusOK, ""), nil
}

// Close closes the file.
func (f *jsonFile) Close() error { return f.file.Close() }
