package boundary

import "github.com/glissade-io/glissade/core/failure"

// Refusal reports an argument that its method does not take. It is of [ClassConfiguration],
// as a *failure.ConfigurationError is, whose names are Go's.
type Refusal struct {
	// Path is where the argument stands as JavaScript spells it, such as
	// "zrange options.limit[2]".
	Path string
	// Message says what is wrong with it and what to do.
	Message string
}

// Error returns the path and the message.
func (e *Refusal) Error() string { return "configuration: " + e.Path + ": " + e.Message }

// RequestDelivery returns NotSent, see failure.DeliveryOf.
func (e *Refusal) RequestDelivery() failure.Delivery { return failure.NotSent }
