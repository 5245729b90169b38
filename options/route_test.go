package options_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestRoutesThatCanWork(t *testing.T) {
	for _, route := range []options.Route{
		nil,
		options.AllNodes{},
		options.AllPrimaries{},
		options.RandomNode{},
		options.SlotIDRoute{},
		options.SlotIDRoute{SlotType: options.SlotTypeReplica, SlotID: 16383},
		options.SlotKeyRoute{},
		options.SlotKeyRoute{SlotType: options.SlotTypeReplica, Key: "k"},
		options.ByAddressRoute{Host: "h:1"},
	} {
		require.NoError(t, options.CallOptions{Route: route}.Validate(), "%#v", route)
	}
}

func TestRoutesThatCannotWorkAreNamed(t *testing.T) {
	var none *options.SlotIDRoute
	for _, c := range []struct {
		field string
		route options.Route
	}{
		{"SlotIDRoute.SlotID", options.SlotIDRoute{SlotID: -1}},
		{"SlotIDRoute.SlotID", options.SlotIDRoute{SlotID: 16384}},
		{"SlotIDRoute.SlotType", options.SlotIDRoute{SlotType: "primary"}},
		{"SlotKeyRoute.SlotType", options.SlotKeyRoute{SlotType: "any"}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Port: 1}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: ":1"}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "h:"}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "h:x"}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "h:0"}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "h:65536"}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "h:1", Port: 1}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "a b", Port: 1}},
		{"ByAddressRoute.Host", options.ByAddressRoute{Host: "[h]", Port: 1}},
		{"ByAddressRoute.Port", options.ByAddressRoute{}},
		{"ByAddressRoute.Port", options.ByAddressRoute{Host: "h"}},
		{"ByAddressRoute.Port", options.ByAddressRoute{Host: "::1"}},
		{"ByAddressRoute.Port", options.ByAddressRoute{Host: "h", Port: 65536}},
		{"ByAddressRoute.Port", options.ByAddressRoute{Host: "h", Port: -1}},
		{"CallOptions.Route", &options.AllNodes{}},
		{"CallOptions.Route", none},
	} {
		var invalid *failure.ConfigurationError
		require.ErrorAs(t, options.CallOptions{Route: c.route}.Validate(), &invalid, "%#v", c.route)
		require.Equal(t, c.field, invalid.Field, "%#v", c.route)
	}
}

func TestAddressesOfRoutes(t *testing.T) {
	for want, routes := range map[string][]options.ByAddressRoute{
		"node.example:6379": {{Host: "node.example", Port: 6379}, {Host: "node.example:6379"}},
		"[::1]:6379":        {{Host: "::1", Port: 6379}, {Host: "[::1]", Port: 6379}, {Host: "[::1]:6379"}},
		"":                  {{}, {Host: "h"}, {Host: "h", Port: 70000}},
	} {
		for _, route := range routes {
			require.Equal(t, want, route.Address(), "%#v", route)
		}
	}
}

func TestAReplicaIsNotAskedForTwice(t *testing.T) {
	var invalid *failure.ConfigurationError
	err := options.CallOptions{Replica: true, Route: options.RandomNode{}}.Validate()
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, "CallOptions.Replica", invalid.Field)
	require.NoError(t, options.CallOptions{Replica: true}.Validate())
}
