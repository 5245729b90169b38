// Package failure holds the errors that a client returns, so that a caller can
// tell them apart with errors.As and act on them.
//
//	value, err := client.Get(ctx, "key")
//	var timeout *failure.TimeoutError
//	var server *failure.ServerError
//	switch {
//	case errors.As(err, &timeout) && timeout.Delivery == failure.NotSent:
//		// The command never left this process: it is safe to send it again.
//	case errors.As(err, &server) && server.Code == "WRONGTYPE":
//		// The key holds another type.
//	}
//
// Every error of a request tells how far the request came: see [Delivery] and
// [DeliveryOf]. Messages name the address, the command and what to do about it;
// they never contain a command's keys or values.
//
// It is not a logging or wrapping facility: errors of the standard library
// (context.Canceled, io.EOF and the like) are reachable through Unwrap.
package failure

// Delivery tells how far a request came before it failed.
type Delivery uint8

const (
	// MaybeExecuted means that some or all of the request's bytes were handed
	// to the connection and no reply was read: the server may have run it.
	// It is the zero value because it is the answer that assumes least.
	MaybeExecuted Delivery = iota
	// NotSent means that not one byte of the request left this process.
	NotSent
	// Answered means that the server replied, with an error or with something
	// that could not be decoded.
	Answered
)

// String returns the delivery in words: "may have been executed", "not sent" or
// "answered".
func (d Delivery) String() string {
	switch d {
	case NotSent:
		return "not sent"
	case Answered:
		return "answered"
	default:
		return "may have been executed"
	}
}

// DeliveryOf returns how far the request behind err came, as told by the
// RequestDelivery method that the errors of this library have. Any other error is
// reported as MaybeExecuted, and so are several that were joined and do not agree.
func DeliveryOf(err error) Delivery {
	for err != nil {
		switch e := err.(type) {
		case interface{ RequestDelivery() Delivery }:
			return e.RequestDelivery()
		case interface{ Unwrap() error }:
			err = e.Unwrap()
		case interface{ Unwrap() []error }:
			return deliveryOfAll(e.Unwrap())
		default:
			return MaybeExecuted
		}
	}
	return MaybeExecuted
}

func deliveryOfAll(list []error) Delivery {
	if len(list) == 0 {
		return MaybeExecuted
	}
	first := DeliveryOf(list[0])
	for _, err := range list[1:] {
		if DeliveryOf(err) != first {
			return MaybeExecuted
		}
	}
	return first
}
