package main

import (
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

var (
	routesByName = []string{"allNodes", "allPrimaries", "randomNode"}
	routesByType = []string{"primarySlotKey", "replicaSlotKey", "primarySlotId", "replicaSlotId", "routeByAddress"}
)

// readRoute reads a route as GLIDE for Node has it: a name, or an object with a type.
func readRoute(in *boundary.Arguments, name string) options.Route {
	if in.Peek() != boundary.TagObject {
		switch boundary.Enum(in, name, routesByName, routesByName) {
		case "allNodes":
			return options.AllNodes{}
		case "allPrimaries":
			return options.AllPrimaries{}
		default:
			return options.RandomNode{}
		}
	}
	kind := in.Variant(name, routesByType...)
	slotType := options.SlotTypePrimary
	if kind == "replicaSlotKey" || kind == "replicaSlotId" {
		slotType = options.SlotTypeReplica
	}
	switch kind {
	case "primarySlotKey", "replicaSlotKey":
		route := options.SlotKeyRoute{SlotType: slotType}
		readFields(in, name, "key", func(field string) bool {
			route.Key = in.String(field)
			return true
		})
		return route
	case "primarySlotId", "replicaSlotId":
		route := options.SlotIDRoute{SlotType: slotType}
		readFields(in, name, "id", func(field string) bool {
			route.SlotID = boundary.Integer[int](in, field)
			return true
		})
		return route
	default:
		var route options.ByAddressRoute
		readFields(in, name, "host", func(field string) bool {
			switch field {
			case "host":
				route.Host = in.String(field)
			case "port":
				route.Port = boundary.Integer[int](in, field)
			default:
				return false
			}
			return true
		})
		return route
	}
}

// readFields reads the fields of an object beside its type. The one that is needed is
// the only one but where there are a host and a port.
func readFields(in *boundary.Arguments, name, needed string, read func(field string) bool) {
	found := false
	in.Object(name, func(field string) bool {
		switch field {
		case "type":
			in.Skip()
			return true
		case needed:
			found = true
			return read(field)
		default:
			return needed == "host" && read(field)
		}
	})
	if !found {
		in.Refuse(name+"."+needed, "is missing")
	}
}
