module github.com/glissade-io/glissade/transport/ws

go 1.26.0

require github.com/glissade-io/glissade v0.0.0

require (
	github.com/prometheus/client_golang v1.23.2 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	go.uber.org/goleak v1.3.0 // indirect
	nhooyr.io/websocket v1.8.17 // indirect
)

replace github.com/glissade-io/glissade => ../..
