module github.com/glissade-io/glissade/glissadetest

go 1.25.0

require (
	github.com/alicebob/miniredis/v2 v2.40.0
	github.com/glissade-io/glissade v0.1.0
	github.com/stretchr/testify v1.12.1
	go.uber.org/goleak v1.3.0
)

require (
	github.com/yuin/gopher-lua v1.1.1 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
