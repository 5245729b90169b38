//go:build shapesonly

package command

// decodes tells that replies cannot be decoded. The JavaScript package decodes them
// in JavaScript, so that the build of its program sets the tag shapesonly: the variables
// of replies refer to the decoders of all commands, which are about a twentieth of what a
// page would have to download.
const decodes = false
