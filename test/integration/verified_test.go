package integration

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
)

// verifiedClient is a client each of whose commands is compared with what the server
// said: the test fails if the typed reply is anything else than the bytes that the
// server answered the command with, or if the error is another one. The methods are
// in verified_gen_test.go.
type verifiedClient struct {
	*core.Client
	t      *testing.T
	server *servers.Server
	tap    *tap // nil if nothing is compared
	// isElsewhere is set if the client works on another database than a raw connection,
	// or as another user.
	isElsewhere bool
}

// compared makes a call of the command of that name, which build encodes, and returns
// what it returns.
func compared[T any](c *verifiedClient, name string, arguments []any, build func(*command.Args) command.Reply[T], call func() (T, error)) (T, error) {
	if c.tap == nil {
		return call()
	}
	stop := c.tap.listen()
	defer stop()
	result, err := call()
	var said *failure.ServerError
	var misread *command.ShapeError
	switch serverError, isServerError := err.(*failure.ServerError); { // itself, not the cause of another
	case isServerError:
		said = serverError
	case err != nil && !errors.As(err, &misread): // There was no reply, or none that counted.
		if errors.As(err, new(*failure.ConnectionError)) && unanswered[name] != "" {
			noted.note(name, c.server.Version, c.Server().Protocol, arguments, err)
		}
		return result, err
	}
	var a command.Args
	build(&a)
	problem := c.tap.take(a.Encoded(), func(reply resp.Value) string {
		switch isError := reply.Type == resp.TypeSimpleError || reply.Type == resp.TypeBulkError; {
		case misread != nil:
			return misread.Error() + ", the server said " + string(resp.AppendValue(nil, reply))
		case isError != (said != nil), isError && *said != *failure.ParseServerError(reply.Text):
			return "the error is " + errorText(err) + ", the server said " + string(resp.AppendValue(nil, reply))
		case isError:
			return ""
		default:
			return differs(reflect.ValueOf(&result).Elem(), reply)
		}
	})
	if problem == "" && err == nil {
		again, failed := result, error(nil)
		for range repetitions {
			problem = c.repeated(name, a.Encoded(), reflect.ValueOf(&again).Elem())
			if problem == "" || failed != nil {
				break
			}
			again, failed = call()
		}
	}
	if problem != "" {
		c.t.Errorf("%s: %s", name, problem)
		return result, err
	}
	noted.note(name, c.server.Version, c.Server().Protocol, arguments, err)
	return result, err
}

// repetitions is how often a command is repeated where the replies differ, since
// somebody may have written in between.
const repetitions = 3

// repeated sends a command that only reads once more, through a raw connection under
// RESP2, and tells how the typed reply differs from what is answered there.
func (c *verifiedClient) repeated(name string, request []byte, typed reflect.Value) string {
	if !repeatable[name] || c.isElsewhere {
		return ""
	}
	words, err := resp.Decode(request)
	if err != nil {
		return err.Error()
	}
	var texts []string
	for _, word := range words.Elems {
		texts = append(texts, word.Text)
	}
	reply, err := c.server.Command(context.WithoutCancel(c.t.Context()), texts...)
	if err != nil && strings.HasPrefix(err.Error(), "BUSY ") {
		return "" // A script has begun to run.
	}
	if err != nil {
		return "to a raw connection: " + err.Error()
	}
	if problem := differs(typed, reply); problem != "" {
		return "to a raw connection: " + problem
	}
	return ""
}

// repeatable are the commands that are answered the same when they are sent twice.
var repeatable = map[string]bool{}

func init() {
	for _, c := range allCommands {
		repeatable[c.name] = c.repeatable && notRepeatable[c.name] == ""
	}
}

// notRepeatable are those that the catalog has for such, with what is the matter.
var notRepeatable = map[string]string{
	"HTTL": "time passes", "HPTTL": "time passes",
	"Lolwut": "it draws by chance", "LolwutWithOptions": "it draws by chance",
}

func errorText(err error) string {
	if err == nil {
		return "none"
	}
	return err.Error()
}

// noted is what was compared in this run.
var noted notes

// notes hold the commands that the server carried out, as commandNote writes them, and
// what their arguments said, as "FlushDBWithOptions options.FlushMode SYNC".
type notes struct {
	mu   sync.Mutex
	done map[string]bool
	// refused is the same of commands that the server answered with an error.
	refused map[string]bool
}

func (n *notes) note(name string, version servers.Version, protocol int, arguments []any, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.done == nil {
		n.done, n.refused = map[string]bool{}, map[string]bool{}
	}
	into := n.done
	if err != nil {
		into = n.refused
	}
	into[commandNote(name, version, protocol)] = true
	for _, argument := range arguments {
		noteChoices(into, name, reflect.ValueOf(argument))
	}
}

func commandNote(name string, version servers.Version, protocol int) string {
	return fmt.Sprintf("%s on %s under RESP%d", name, version, protocol)
}

// noteChoices notes what an argument, or a part of it, says.
func noteChoices(into map[string]bool, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			noteChoices(into, name, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			noteChoices(into, name, v.Index(i))
		}
	case reflect.String:
		if v.Type() != reflect.TypeFor[string]() {
			into[fmt.Sprint(name, " ", v.Type(), " ", v.String())] = true
		}
	case reflect.Struct:
		into[fmt.Sprint(name, " ", v.Type())] = true
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && !v.Field(i).IsZero() {
				into[fmt.Sprint(name, " ", v.Type(), ".", field.Name)] = true
				noteChoices(into, name, v.Field(i))
			}
		}
	}
}
