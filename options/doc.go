// Package options holds the options of clients and commands: plain
// structs whose zero values do what most programs want.
//
//	configuration := options.ClientConfiguration{
//		Addresses: []options.NodeAddress{{Host: "valkey.example", Port: 6380}},
//		UseTLS:    true,
//	}
//
// or, from a URL,
//
//	configuration, err := options.ParseURL("valkeys://user:secret@valkey.example:6380/2")
//
// Values that cannot work are refused before anything is sent, by Validate, with a
// *failure.ConfigurationError that names the field and the remedy.
//
// Where a setting is one of several things, its type is an interface that only the
// structs of this package implement, such as [Expiry]: [ExpireIn], [ExpireAt] or
// [KeepTTL]. A nil interface, a nil pointer and an empty enumeration mean "not given".
//
// The package knows nothing of connections: it only describes them.
package options
