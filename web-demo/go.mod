module github.com/glissade-io/glissade/web-demo

go 1.26.0

require (
	github.com/glissade-io/glissade v0.0.0
	github.com/glissade-io/glissade/test v0.0.0
	github.com/glissade-io/glissade/transport/ws v0.0.0
	github.com/glissade-io/glissade/wasm v0.0.0
)

require (
	github.com/alicebob/miniredis/v2 v2.40.0 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	github.com/yuin/gopher-lua v1.1.1 // indirect
)

replace github.com/glissade-io/glissade => ..

replace github.com/glissade-io/glissade/transport/ws => ../transport/ws

replace github.com/glissade-io/glissade/test => ../test

replace github.com/glissade-io/glissade/wasm => ../wasm
