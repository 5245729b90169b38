package models

// ClusterValue is the reply to a command in a cluster: a single value, or the value of
// each node if several executed the command and their replies were not made into one.
// Nodes are named by their addresses, "host:port". The zero value has no value at all.
//
// Of several nodes some may have failed: Errors returns why, and the values of the
// others are available all the same.
type ClusterValue[T any] struct {
	single   T
	isSingle bool
	multi    map[string]T
	errors   map[string]error
}

// SingleClusterValue returns a ClusterValue of one value.
func SingleClusterValue[T any](value T) ClusterValue[T] {
	return ClusterValue[T]{single: value, isSingle: true}
}

// MultiClusterValue returns a ClusterValue of several nodes' values, and of the errors
// of those that failed. Both maps may be nil.
func MultiClusterValue[T any](values map[string]T, errors map[string]error) ClusterValue[T] {
	if values == nil {
		values = map[string]T{}
	}
	return ClusterValue[T]{multi: values, errors: errors}
}

// IsSingleValue reports whether there is a single value.
func (v ClusterValue[T]) IsSingleValue() bool { return v.isSingle }

// IsMultiValue reports whether there are values by node, even none if every node failed.
func (v ClusterValue[T]) IsMultiValue() bool { return v.multi != nil }

// IsEmpty reports whether there is no value and no error.
func (v ClusterValue[T]) IsEmpty() bool {
	return !v.isSingle && len(v.multi) == 0 && len(v.errors) == 0
}

// SingleValue returns the single value, or T's zero value if there is none.
func (v ClusterValue[T]) SingleValue() T { return v.single }

// MultiValue returns the values by node, or nil if there is a single value. A node that
// failed is not in it.
func (v ClusterValue[T]) MultiValue() map[string]T { return v.multi }

// Errors returns why nodes failed, by node, or nil if none did.
func (v ClusterValue[T]) Errors() map[string]error { return v.errors }
