module github.com/glissade-io/glissade/native/prometheus

go 1.26.0

require (
	github.com/glissade-io/glissade v0.1.0
	github.com/prometheus/client_golang v1.25.0
	github.com/stretchr/testify v1.12.1
)
