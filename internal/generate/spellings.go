package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// Errors mark the names that they mention, see failure.Text, and JavaScript spells them by
// the table that is made here. The rule in wasm/spelling.go covers most of them; the table
// has the others alone, since a page downloads it.

// spelledNames are the types, fields and constants that JavaScript does not call by a rule.
var spelledNames = map[string]string{
	"AdvancedClientConfiguration.PubSubReconciliationInterval":   "pubsubReconciliationIntervalMs",
	"AdvancedClientConfiguration.TLS":                            "tlsAdvancedConfiguration",
	"ClientConfiguration.Advanced":                               "advancedConfiguration",
	"CircuitBreakerConfiguration.FailureRate":                    "failureRateThreshold",
	"CircuitBreakerConfiguration.OpenTimeout":                    "openTimeoutMs",
	"CircuitBreakerConfiguration.Window":                         "windowSizeMs",
	"CacheConfiguration.EntryTTL":                                "entryTtlMs",
	"CacheConfiguration.MaxMemory":                               "maxCacheKb",
	"CallOptions.CacheTTL":                                       "cacheTtlMs",
	"ClientConfiguration.Cache":                                  "clientSideCache",
	"ClientConfiguration.CircuitBreaker":                         "clientCircuitBreaker",
	"ClientConfiguration.LibraryName":                            "libName",
	"ClientConfiguration.ReconnectStrategy":                      "connectionBackoff",
	"ClientConfiguration.Subscriptions":                          "pubsubSubscriptions",
	"ClientConfiguration.UseTLS":                                 "useTLS",
	"ClusterClientConfiguration.Advanced":                        "advancedConfiguration",
	"ClusterClientConfiguration.Cache":                           "clientSideCache",
	"ClusterClientConfiguration.CircuitBreaker":                  "clientCircuitBreaker",
	"ClusterClientConfiguration.LibraryName":                     "libName",
	"ClusterClientConfiguration.ReconnectStrategy":               "connectionBackoff",
	"ClusterClientConfiguration.Subscriptions":                   "pubsubSubscriptions",
	"ClusterClientConfiguration.UseTLS":                          "useTLS",
	"ClusterClientConfiguration.RefreshTopologyFromInitialNodes": "advancedConfiguration.refreshTopologyFromInitialNodes",
	"Dialer.URL":                         "url",
	"PeriodicChecks.Interval":            "duration_in_sec",
	"SlotIDRoute.SlotID":                 "id",
	"SubscriptionConfiguration.Channels": "channelsAndPatterns",

	"AZAffinity":                   `"AZAffinity"`,
	"AZAffinityAllNodes":           `"AZAffinityAllNodes"`,
	"AZAffinityReplicasAndPrimary": `"AZAffinityReplicasAndPrimary"`,
	"ClientConfiguration":          "configuration",
	"EndSubscription":              `"end"`,
	"EvictLFU":                     "EvictionPolicy.LFU",
	"EvictLRU":                     "EvictionPolicy.LRU",
	"Exact":                        "PubSubChannelModes.Exact",
	"InvalidateByKey":              `"key"`,
	"InvalidateByPrefix":           `"prefix"`,
	"InvalidateByTime":             `"time"`,
	"NodeDiscoveryModeDiscoverAll": "NodeDiscoveryMode.DiscoverAll",
	"NodeDiscoveryModeStandard":    "NodeDiscoveryMode.Standard",
	"NodeDiscoveryModeStatic":      "NodeDiscoveryMode.Static",
	"Pattern":                      "PubSubChannelModes.Pattern",
	"ProtocolDefault":              "undefined",
	"ProtocolRESP2":                `"RESP2"`,
	"ProtocolRESP3":                `"RESP3"`,
	"Sharded":                      "PubSubChannelModes.Sharded",
	"ReadFromAllNodes":             `"allNodes"`,
	"SlotTypePrimary":              `type "primarySlotKey"`,
	"SlotTypeReplica":              `type "replicaSlotKey"`,
	"UseCache":                     "true",
	"ZSTD":                         "CompressionBackend.ZSTD",
	"LZ4":                          "CompressionBackend.LZ4",
	"nil":                          "undefined",
}

// spelledFunctions are the functions and methods of core that errors mention and that are
// no commands, with what JavaScript has for them.
var spelledFunctions = map[string]string{
	"Client.Dedicated":                     "Dedicated" + inGoAlone,
	"Client.Exec":                          "exec",
	"Client.Monitor":                       "Monitor" + inGoAlone,
	"Client.Transaction":                   "Transaction" + inGoAlone,
	"ClusterClient.Scan":                   "Scan" + inGoAlone,
	"Connections.ResetConnectionPassword":  "resetConnectionPassword",
	"Connections.Select":                   "select",
	"Connections.UpdateConnectionPassword": "updateConnectionPassword",
	"Dedicated.Exec":                       "Exec" + inGoAlone,
	"NewClient":                            "GlideClient",
	"NewClusterClient":                     "GlideClusterClient",
	"PubSub.Subscribe":                     "subscribe",
	"RunOnNodes":                           "the call",
}

const inGoAlone = " in Go (JavaScript has no such method)"

// places are where JavaScript has what errors name by its type, or by the setting alone.
var places = map[string]string{
	"BatchOptions":        "exec options",
	"ByAddressRoute":      "route",
	"CallOptions":         "command options",
	"ClusterBatchOptions": "exec options",
	"Dialer":              "createClient configuration.bridge",
	"KeyEvents":           "keyEvents options",
	"SlotIDRoute":         "route",
	"SlotKeyRoute":        "route",
}

// configurations are the types whose fields errors name without them.
var configurations = []string{"ClientConfiguration", "ClusterClientConfiguration"}

// spellings emits the table of the names that JavaScript spells otherwise than the rule
// says, and of the places that its errors name.
func spellings(api *model.API) ([]byte, error) {
	names := namesOf(api)
	table := map[string]string{}
	names.exceptions(table)
	var problems []error
	for _, text := range api.Texts {
		rest := text.Value
		for _, mark := range marks.FindAllString(text.Value, -1) {
			name := strings.Trim(mark, "{}")
			spelled, known := names.spelled(name)
			if !known {
				problems = append(problems, fmt.Errorf("%s: the error mentions {%s}, which nothing exported is called: name a field with its type, a constant or a function", text.Position, name))
			} else if spelled != byRule(table, name) {
				table[name] = spelled
			}
			rest = strings.Replace(rest, mark, "", 1)
		}
		for _, word := range names.mentioned(rest) {
			problems = append(problems, fmt.Errorf("%s: the error says %s, which JavaScript spells otherwise: write it as {%s}, with its type", text.Position, word, word))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return goFile("main", nil, "// spellings are the names that JavaScript spells otherwise than by the rule.\nconst spellings = `\n"+lines(table)+
		"`\n\n// places are where JavaScript has what errors name by its type.\nconst places = `\n"+lines(places)+
		"`\n\n// settings are those of a client of either kind.\nconst settings = `\n"+strings.Join(names.settings, "\n")+"\n`\n")
}

// marks matches the names that a text marks.
var marks = regexp.MustCompile(`\{(?:nil|[A-Z]\w*(?:\.[A-Z]\w*)*)\}`)

func lines(table map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(table)) {
		b.WriteString(name + "=" + table[name] + "\n")
	}
	return b.String()
}

// byRule is the spelling that wasm/spelling.go gives a name which the table does not have:
// a field after the other, as the table has it or with its first letter small, without the
// type; and a constant in quotes.
func byRule(table map[string]string, name string) string {
	owner, path, ok := strings.Cut(name, ".")
	if !ok {
		return `"` + smallFirst(name) + `"`
	}
	fields := strings.Split(path, ".")
	for i, field := range fields {
		fields[i] = cmp.Or(table[field], smallFirst(field))
		if i == 0 {
			fields[i] = cmp.Or(table[owner+"."+field], fields[i])
		}
	}
	return strings.Join(fields, ".")
}

func smallFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }
