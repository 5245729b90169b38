//go:build shapesonly

package command

// decodes tells that replies cannot be decoded. The JavaScript package decodes them
// in JavaScript, from the shape and the bytes, so that the build of its program sets
// the tag shapesonly: what is not referred to is not linked, and the decoders of all
// commands are about a tenth of what a page would have to download.
const decodes = false
