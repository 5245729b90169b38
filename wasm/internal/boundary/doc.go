// Package boundary is the language that the JavaScript and the Go half of the client
// speak: bytes, because one call with bytes costs far less than a call with values.
//
// JavaScript sends batches. A batch is requests back to back, all numbers little-endian:
//
//	uint32 length of what follows
//	uint32 request id, chosen by JavaScript, never 0
//	uint32 client id, chosen by JavaScript
//	uint16 operation; its second highest bit says that the request may be given up
//	the arguments, each a value; of a command the RESP bytes, before which stands an
//	object with the options of the call if the operation has its highest bit set
//
// A value is a tag of one byte and what belongs to it, see [Tag]. Go answers with
// records, any number of them in one delivery:
//
//	uint32 length of what follows
//	uint32 request id, or 0 where the batch itself could not be read; of an event
//	       the client id
//	uint8  status, see [Status]
//	what belongs to the status
//
// Both halves are built and shipped together, so there are no versions to bridge.
// Still nothing here trusts its input: what cannot be read becomes an error.
//
//	requests := boundary.NewRequests(batch)
//	for request, ok := requests.Next(); ok; request, ok = requests.Next() {
//		arguments := boundary.NewArguments("get", request.Arguments)
//		key := arguments.String("key")
//		if err := arguments.Err(); err != nil {
//			replies.Failure(request.ID, err)
//		}
//	}
//
// The package knows neither commands nor syscall/js.
package boundary
