package integration

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// differsRecord compares the fields of a record by their names. A field has the name
// that the server gives it, as far as letters and digits go, or the one in
// serverNames. What has no field is in Extra, in its order. Fields that the server
// did not send, and that are not among those that were compared already, are zero.
func differsRecord(typed reflect.Value, pairs [][2]resp.Value, compared []string) string {
	extra := typed.FieldByName("Extra").Interface().(models.Map)
	compared = append(slices.Clone(compared), "Extra")
	for _, p := range pairs {
		name := fieldNamed(typed.Type(), p[0].Text)
		switch {
		case name != "":
			if problem := differsField(typed, name, p[1]); problem != "" {
				return problem
			}
			compared = append(compared, name)
		case len(extra) > 0 && extra[0].Key == p[0].Text:
			if problem := differs(reflect.ValueOf(&extra[0].Value).Elem(), p[1]); problem != "" {
				return fmt.Sprintf("%s.Extra[%q]: %s", typed.Type(), p[0].Text, problem)
			}
			extra = extra[1:]
		default:
			return fmt.Sprintf("%s has no field %q, which the server sent", typed.Type(), p[0].Text)
		}
	}
	if len(extra) > 0 {
		return fmt.Sprintf("%s.Extra has %v, which the server did not send", typed.Type(), extra)
	}
	return isSetBesides(typed, compared)
}

// fieldNamed returns the field of a struct that the server calls by that name, or "".
func fieldNamed(of reflect.Type, name string) string {
	if own, ok := serverNames[of.Name()+" "+name]; ok {
		return own
	}
	letters := strings.NewReplacer("-", "", "_", "", ".", "").Replace(name)
	for i := range of.NumField() {
		if field := of.Field(i).Name; strings.EqualFold(field, letters) && field != "Extra" {
			return field
		}
	}
	return ""
}

// serverNames are the names of the server for which fields have another.
var serverNames = map[string]string{
	"ACLLogEntry age-seconds":            "Age",
	"ACLLogEntry client-info":            "Client",
	"ACLLogEntry timestamp-created":      "Created",
	"ACLLogEntry timestamp-last-updated": "LastUpdated",

	"ClientInfo addr": "Address", "ClientInfo laddr": "LocalAddress", "ClientInfo fd": "FileDescriptor",
	"ClientInfo capa": "Capabilities", "ClientInfo db": "Database", "ClientInfo sub": "Subscriptions",
	"ClientInfo psub": "PatternSubscriptions", "ClientInfo ssub": "ShardSubscriptions",
	"ClientInfo multi": "MultiCommands", "ClientInfo watch": "WatchedKeys", "ClientInfo qbuf": "QueryBuffer",
	"ClientInfo qbuf-free": "QueryBufferFree", "ClientInfo argv-mem": "ArgumentsMemory", "ClientInfo multi-mem": "MultiMemory",
	"ClientInfo rbs": "ReplyBuffer", "ClientInfo rbp": "ReplyBufferPeak", "ClientInfo obl": "OutputBuffer",
	"ClientInfo oll": "OutputList", "ClientInfo omem": "OutputListMemory", "ClientInfo tot-mem": "TotalMemory",
	"ClientInfo cmd": "LastCommand", "ClientInfo redir": "Redirect", "ClientInfo resp": "Protocol",
	"ClientInfo lib-name": "LibraryName", "ClientInfo lib-ver": "LibraryVersion", "ClientInfo tot-net-in": "NetworkInput",
	"ClientInfo tot-net-out": "NetworkOutput", "ClientInfo tot-cmds": "Commands",

	"CommandArgument key_spec_index":  "KeySpecification",
	"Engine libraries_count":          "LibraryCount",
	"Engine functions_count":          "FunctionCount",
	"LatencyHistogram histogram_usec": "Buckets",
	"LibraryInfo library_name":        "Name",
	"LibraryInfo library_code":        "Code",
	"ModuleInfo ver":                  "Version",
	"RunningScript duration_ms":       "Duration",
	"SlotMigration slot_ranges":       "Slots",
	"SlotStats cpu-usec":              "CPUUsage",
	"XInfoStreamGroup pel-count":      "PendingCount",
	"XInfoStreamConsumer pel-count":   "PendingCount",

	"MemoryStats clients.slaves":                  "ClientsReplicas",
	"MemoryStats overhead.db.hashtable.lut":       "OverheadDatabaseLookupTables",
	"MemoryStats overhead.db.hashtable.rehashing": "OverheadDatabaseRehashing",
	"MemoryStats db.dict.rehashing.count":         "DatabaseRehashingCount",
}

// units are those of the numbers that the server sends for times and durations.
var units = map[string]time.Duration{
	"ACLLogEntry.Age": time.Second, "ACLLogEntry.Created": time.Millisecond, "ACLLogEntry.LastUpdated": time.Millisecond,
	"ClientInfo.Age": time.Second, "ClientInfo.Idle": time.Second,
	"ClusterLink.CreateTime": time.Millisecond,
	"CommandLogEntry.Time":   time.Second,
	"LatencyBucket.UpTo":     time.Microsecond,
	"LatencyEntry.Time":      time.Second, "LatencyEntry.Latency": time.Millisecond,
	"LatencyEventInfo.Time": time.Second, "LatencyEventInfo.Latest": time.Millisecond,
	"LatencyEventInfo.Max": time.Millisecond, "LatencyEventInfo.Sum": time.Millisecond,
	"RunningScript.Duration":   time.Millisecond,
	"SlotMigration.CreateTime": time.Second, "SlotMigration.LastUpdateTime": time.Second, "SlotMigration.LastAckTime": time.Second,
	"SlotStats.CPUUsage": time.Microsecond,
	"SlowLogEntry.Time":  time.Second, "SlowLogEntry.Duration": time.Microsecond,
	"XInfoConsumerInfo.Idle": time.Millisecond, "XInfoConsumerInfo.Inactive": time.Millisecond,
	"XInfoStreamConsumer.SeenTime": time.Millisecond, "XInfoStreamConsumer.ActiveTime": time.Millisecond,
	"XInfoStreamConsumerPending.DeliveredTime": time.Millisecond,
	"XInfoStreamGroupPending.DeliveredTime":    time.Millisecond,
	"XPendingDetail.IdleTime":                  time.Millisecond,
}

// leadingFields are the fields of records that stand before the record itself.
var leadingFields = map[reflect.Type][]string{
	reflect.TypeFor[models.ClusterSlotsNode]():     {"Endpoint", "Port", "ID"},
	reflect.TypeFor[models.CommandDocumentation](): {"Name"},
	reflect.TypeFor[models.LatencyHistogram]():     {"Command"},
	reflect.TypeFor[models.SlotStats]():            {"Slot"},
}

// isNamed are the records that are the values of a record of records.
var isNamed = map[reflect.Type]bool{
	reflect.TypeFor[models.CommandDocumentation](): true,
	reflect.TypeFor[models.LatencyHistogram]():     true,
}

// rules are those for types that are neither a plain list of their fields nor a record.
var rules map[reflect.Type]func(typed reflect.Value, raw resp.Value) string

// fieldRules are those for fields whose text says more than their type.
var fieldRules = map[string]func(typed reflect.Value, raw resp.Value) string{
	// No description is an empty one.
	"FunctionInfo.Description": func(typed reflect.Value, raw resp.Value) string {
		return unequal(typed.String(), raw.Text, typed, raw, isText(raw) || raw.Null)
	},
	// "0-10 12-12" is two ranges.
	"SlotMigration.Slots": func(typed reflect.Value, raw resp.Value) string {
		var ranges []string
		for _, slots := range typed.Interface().([]models.SlotRange) {
			ranges = append(ranges, fmt.Sprintf("%d-%d", slots.Start, slots.End))
		}
		return unequal(strings.Join(ranges, " "), raw.Text, typed, raw)
	},
}

func init() { // Some rules lead back to others.
	rules = map[reflect.Type]func(typed reflect.Value, raw resp.Value) string{
		reflect.TypeFor[models.ACLUser]():      differsAclUser,
		reflect.TypeFor[models.ClientInfo]():   differsClientInfo,
		reflect.TypeFor[[]models.ClientInfo](): differsClientInfos,
		reflect.TypeFor[models.ClusterSlots](): differsClusterSlots,
		reflect.TypeFor[models.Location]():     differsLocation,
		reflect.TypeFor[models.Map]():          differsAnyMap,
		reflect.TypeFor[models.MemoryStats]():  differsMemoryStats,
		reflect.TypeFor[models.RoleResponse](): differsRole,
	}
}

// differsAnyMap compares entries of any kind, in their order. Fields that have not
// got a type hold records as arrays under RESP2.
func differsAnyMap(typed reflect.Value, raw resp.Value) string {
	pairs := pairsOf(raw)
	if problem := unequal(typed.Len(), len(pairs), typed, raw, isAggregate(raw)); problem != "" {
		return problem
	}
	for i, p := range pairs {
		for place, value := range p {
			if problem := differs(typed.Index(i).Field(place), value); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// differsAclUser compares a user, whose permissions stand among its own fields.
func differsAclUser(typed reflect.Value, raw resp.Value) string {
	var own, permissions [][2]resp.Value
	for _, p := range pairsOf(raw) {
		if fieldNamed(reflect.TypeFor[models.ACLPermissions](), p[0].Text) != "" {
			permissions = append(permissions, p)
		} else {
			own = append(own, p)
		}
	}
	if problem := differsRecord(typed.FieldByName("Permissions"), permissions, nil); problem != "" {
		return problem
	}
	return differsRecord(typed, own, []string{"Permissions"})
}

// differsClientInfo compares a line of fields as "name=value".
func differsClientInfo(typed reflect.Value, raw resp.Value) string {
	var pairs [][2]resp.Value
	for word := range strings.SplitSeq(strings.TrimRight(raw.Text, "\n"), " ") {
		name, value, _ := strings.Cut(word, "=")
		pairs = append(pairs, [2]resp.Value{{Type: resp.TypeBulkString, Text: name}, {Type: resp.TypeBulkString, Text: value}})
	}
	return differsRecord(typed, pairs, nil)
}

func differsClientInfos(typed reflect.Value, raw resp.Value) string {
	lines := resp.Value{Type: resp.TypeArray}
	for line := range strings.Lines(raw.Text) {
		if line != "\n" {
			lines.Elems = append(lines.Elems, resp.Value{Type: resp.TypeBulkString, Text: line})
		}
	}
	if !isText(raw) {
		return unequal(false, true, typed, raw)
	}
	return differsList(typed, lines)
}

// differsClusterSlots compares slots, after which any number of nodes stand.
func differsClusterSlots(typed reflect.Value, raw resp.Value) string {
	if len(raw.Elems) < 3 {
		return unequal(false, true, typed, raw)
	}
	values := append(slices.Clone(raw.Elems[:3]), resp.Value{Type: resp.TypeArray, Elems: raw.Elems[3:]})
	return differsPlaces(typed, values, fieldsOf(typed.Type()))
}

// differsLocation compares a member alone, or with those parts that were asked for.
func differsLocation(typed reflect.Value, raw resp.Value) string {
	if !isAggregate(raw) {
		return differsPlaces(typed, []resp.Value{raw}, []string{"Name"})
	}
	names := []string{"Name"}
	location := typed.Interface().(models.Location)
	for name, absent := range map[string]bool{"Dist": location.Dist.IsNil(), "Hash": location.Hash.IsNil(), "Coord": location.Coord.IsNil()} {
		if !absent {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		order := fieldsOf(typed.Type())
		return slices.Index(order, a) - slices.Index(order, b)
	})
	if len(names) != len(raw.Elems) {
		return unequal(false, true, typed, raw)
	}
	return differsPlaces(typed, raw.Elems, names)
}

// differsMemoryStats compares statistics, among which each database has a field.
func differsMemoryStats(typed reflect.Value, raw resp.Value) string {
	var own [][2]resp.Value
	databases := typed.FieldByName("Databases")
	next := 0
	for _, p := range pairsOf(raw) {
		if !isAggregate(p[1]) {
			own = append(own, p)
			continue
		}
		if next == databases.Len() || fmt.Sprint("db.", databases.Index(next).FieldByName("Number")) != p[0].Text {
			return unequal(false, true, typed, raw)
		}
		if problem := differsRecord(databases.Index(next), pairsOf(p[1]), []string{"Number"}); problem != "" {
			return problem
		}
		next++
	}
	if next != databases.Len() {
		return unequal(false, true, typed, raw)
	}
	return differsRecord(typed, own, []string{"Databases"})
}

// differsRole compares a part in replication, on which depends what follows it.
func differsRole(typed reflect.Value, raw resp.Value) string {
	if len(raw.Elems) == 0 {
		return unequal(false, true, typed, raw)
	}
	names := map[string][]string{
		"master":   {"Role", "ReplicationOffset", "Replicas"},
		"slave":    {"Role", "PrimaryHost", "PrimaryPort", "LinkState", "ReplicationOffset"},
		"sentinel": {"Role", "PrimaryNames"},
	}[raw.Elems[0].Text]
	return differsPlaces(typed, raw.Elems, names)
}
