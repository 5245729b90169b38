//go:build !shapesonly

package command

// decodes tells that replies can be decoded: see decoders_shapesonly.go.
const decodes = true
