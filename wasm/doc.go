// The wasm program is the client as a page or a Node program loads it: the core,
// the WebSocket transport, and the boundary to the JavaScript package in npm/.
//
//	GOOS=js GOARCH=wasm go build -trimpath -ldflags="-s -w" -o valkey.wasm ./wasm
//	go run ./wasm/build   # the whole package, in wasm/npm/dist
//	go test ./wasm/check  # its tests in Node
//	go run ./wasm/size    # what it weighs, held against the budget
//
// Calls between JavaScript and Go are what costs here, some 10 microseconds each, so
// nothing crosses alone. JavaScript collects the requests of one microtask into a
// batch and hands it over in one call; Go collects the replies of one turn of its
// scheduler, still in RESP as the server sent them, and delivers them in one call.
// JavaScript decodes them, since values made from Go cost ten times as much. The
// language of both is in package boundary.
//
// Everything but main_js.go builds and is tested on any system.
package main
