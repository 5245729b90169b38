package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
)

// inJavaScript has an error about a setting or an option call it as JavaScript does:
// Advanced.ConnectionTimeout becomes createClient
// configuration.advancedConfiguration.connectionTimeout. Options of commands keep the
// name of their type, which TypeScript has too. So it is with the setting that a timeout
// or a limit comes from. Other errors stay as they are.
func inJavaScript(err error) error {
	switch e := err.(type) {
	case *failure.TimeoutError:
		return timeoutInJavaScript(e)
	case *failure.ConnectionError:
		return connectionInJavaScript(e)
	}
	c, ok := err.(*failure.ConfigurationError)
	if !ok {
		return hintInJavaScript(err)
	}
	root, rest, nested := strings.Cut(c.Field, ".")
	name, _, _ := strings.Cut(root, "[")
	command, _, _ := strings.Cut(root, " ")
	place := root
	switch {
	case root == "" || root[0] >= 'a':
		return err // of package frame, which calls it so already
	case strings.Contains(configurationFields, " "+name+" "):
		place, rest, nested = "createClient configuration", c.Field, true
	case command == strings.ToUpper(command):
		place, nested = c.Field, false // a command's argument
	case root == "CallOptions":
		place = "with options"
	case root == "BatchOptions", root == "ClusterBatchOptions":
		place = "exec options"
	case root == "Dialer":
		place = "createClient configuration.bridge"
	case strings.HasSuffix(root, "Route"):
		place = "route"
	}
	for nested {
		var field string
		field, rest, nested = strings.Cut(rest, ".")
		place += "." + javaScriptName(field)
	}
	return &failure.ConfigurationError{Field: place, Message: javaScriptWords(c.Message)}
}

// timeoutInJavaScript has a timeout call its setting, and that of what caused it, as
// JavaScript does.
func timeoutInJavaScript(e *failure.TimeoutError) error {
	own := *e
	own.Setting = javaScriptPath(e.Setting)
	own.Cause = causeInJavaScript(e.Cause)
	return &own
}

// connectionInJavaScript does the same for the limit that a reply is beyond, and for what
// is the remedy against a server that refuses the handshake.
func connectionInJavaScript(e *failure.ConnectionError) error {
	own := *e
	own.Reason = strings.ReplaceAll(e.Reason, "set Protocol to ProtocolRESP2", `set protocol to "RESP2"`)
	own.Reason = strings.ReplaceAll(own.Reason, "ProtocolRESP2", `protocol "RESP2"`)
	own.Reason = strings.ReplaceAll(own.Reason, clusterConstructor, clusterClass)
	own.Cause = causeInJavaScript(e.Cause)
	return &own
}

func causeInJavaScript(cause error) error {
	switch c := cause.(type) {
	case *resp.ProtocolError:
		if c.Limit == "" {
			return c
		}
		own := *c
		own.Limit = javaScriptPath(c.Limit)
		own.Message = strings.ReplaceAll(c.Message, c.Limit, own.Limit)
		return &own
	case *failure.TimeoutError, *failure.ConnectionError:
		return inJavaScript(cause)
	case interface{ Unwrap() []error }: // of servers that were tried in turn
		causes := slices.Clone(c.Unwrap())
		for i := range causes {
			causes[i] = causeInJavaScript(causes[i])
		}
		return errors.Join(causes...)
	default:
		return cause
	}
}

// javaScriptPath is what JavaScript calls a setting, such as
// advancedConfiguration.connectionTimeout.
func javaScriptPath(setting string) string {
	if setting == "" {
		return ""
	}
	fields := strings.Split(setting, ".")
	for i, field := range fields {
		fields[i] = javaScriptName(field)
	}
	return strings.Join(fields, ".")
}

// explained returns the error that a reply is, if the client can tell its user more about
// it than the server does. Others are left to JavaScript.
func explained(client client, reply []byte) error {
	if standalone, ok := client.(*core.Client); ok && len(reply) > 0 && resp.Type(reply[0]).IsError() {
		return submission.Of(standalone).Explain(reply)
	}
	return nil
}

// clusterConstructor is what hints of Go name, clusterClass what JavaScript has for it.
const (
	clusterConstructor = "NewClusterClient"
	clusterClass       = "GlideClusterClient"
)

// hintInJavaScript has the hint of a server's error name the class that JavaScript has.
func hintInJavaScript(err error) error {
	e, ok := err.(*failure.ServerError)
	if !ok {
		return err
	}
	own := *e
	own.Hint = strings.ReplaceAll(e.Hint, clusterConstructor, clusterClass)
	return &own
}

// configurationFields are the fields of options.ClientConfiguration and
// options.ClusterClientConfiguration.
const configurationFields = " Addresses Sentinel UseTLS Credentials RequestTimeout DatabaseID ClientName Protocol " +
	"InflightRequestsLimit LibraryName ReadFrom ClientAZ ReadOnly LazyConnect ReconnectStrategy Advanced " +
	"ConnectAll PeriodicChecks RefreshTopologyFromInitialNodes "

// javaScriptName is what JavaScript calls a field of Go's: the same but for the first
// letter, where GLIDE has no name of its own.
func javaScriptName(field string) string {
	switch field {
	case "DatabaseID":
		return "databaseId"
	case "LibraryName":
		return "libName"
	case "ClientAZ":
		return "clientAz"
	case "ReconnectStrategy":
		return "connectionBackoff"
	case "Advanced":
		return "advancedConfiguration"
	case "SlotID":
		return "id"
	case "URL":
		return "url"
	default:
		first := min(1, len(field))
		return strings.ToLower(field[:first]) + field[first:]
	}
}

// wordsOfGo are what messages mention beside the fields.
const wordsOfGo = configurationFields + "Host Port Route Select UpdateConnectionPassword ResetConnectionPassword Transaction Monitor "

// javaScriptWords has a message call fields and methods as JavaScript does.
func javaScriptWords(message string) string {
	words := strings.Split(message, " ")
	for i, word := range words {
		bare := strings.TrimRight(word, ".,;:")
		switch {
		case bare == "ClientConfiguration":
			words[i] = "configuration" + word[len(bare):]
		case bare == "SlotTypeReplica":
			words[i] = `type "replicaSlotKey"` + word[len(bare):]
		case bare == "nil":
			words[i] = "undefined" + word[len(bare):]
		case bare != "" && strings.Contains(wordsOfGo, " "+bare+" "):
			words[i] = javaScriptName(bare) + word[len(bare):]
		}
	}
	return strings.Join(words, " ")
}
