module github.com/glissade-io/glissade/wasm

go 1.26.0

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/evanw/esbuild v0.28.2
	github.com/glissade-io/glissade v0.0.0
	github.com/glissade-io/glissade/test v0.0.0
	github.com/glissade-io/glissade/transport/ws v0.0.0
	github.com/stretchr/testify v1.12.1
)

replace github.com/glissade-io/glissade => ..

replace github.com/glissade-io/glissade/test => ../test

replace github.com/glissade-io/glissade/transport/ws => ../transport/ws
