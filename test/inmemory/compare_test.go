// Package inmemory compares the server of package glissadetest with a real one, and keeps the
// list in docs/testing.md of what it lacks or does otherwise.
package inmemory

import (
	"flag"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/glissadetest"
	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
)

var update = flag.Bool("update", false, "write what differs to docs/testing.md")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const page = "../../docs/testing.md"

// mark stands before the lists, which reach to the end of the page.
const mark = "<!-- differences: written by `go test ./test/inmemory -update` -->\n"

func TestDifferencesAreDocumented(t *testing.T) {
	servers.Require(t, servers.Valkey91)
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	differing := map[string]int{} // by command, the protocols under which it differs
	var order []string
	for _, protocol := range []string{"2", "3"} {
		inMemory, genuine := connectInMemory(t), connectGenuine(t, server)
		for _, c := range []*connection{inMemory, genuine} {
			c.ask("HELLO", protocol)
		}
		genuine.ask("FLUSHALL")
		for _, words := range scenario(t) {
			got, want := inMemory.ask(words...), genuine.ask(words...)
			if slices.Contains(withoutOrder, words[0]) {
				sortElements(got.Elems)
				sortElements(want.Elems)
			}
			if isMissing(got) || same(got, want) {
				continue
			}
			line := strings.Join(words, " ")
			if !slices.Contains(order, line) {
				order = append(order, line)
			}
			differing[line] |= 1 << (protocol[0] - '2')
			t.Logf("RESP%s %s\n\tin memory %q\n\treal      %q", protocol, line, resp.AppendValue(nil, got), resp.AppendValue(nil, want))
		}
	}
	text := mark + "\nIt lacks these commands, and says so. Client-side caching by CLIENT TRACKING is among what needs a real server.\n\n" + wrapped(missing(t)) +
		"\nWhat it does have was compared with Valkey 9.1, command by command under both protocols. It refuses these options, or replies otherwise; `GEOPOS` by the last digits, `XINFO` in some fields:\n\n"
	for _, line := range order {
		text += "- `" + line + "`" + map[int]string{1: " (RESP2)", 2: " (RESP3)", 3: ""}[differing[line]] + "\n"
	}
	document(t, text)
}

// document compares the end of the page, or writes it.
func document(t *testing.T, text string) {
	t.Helper()
	bytes, err := os.ReadFile(page)
	require.NoError(t, err)
	before, after, found := strings.Cut(string(bytes), mark)
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(before+text), 0o644))
		return
	}
	require.Equal(t, text, mark+after, "go test ./test/inmemory -update writes it")
}

// scenario is the commands that are compared.
func scenario(t *testing.T) (commands [][]string) {
	t.Helper()
	file, err := os.ReadFile("testdata/commands.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(file)) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			commands = append(commands, words)
		}
	}
	require.Greater(t, len(commands), 200)
	return commands
}

// missing are the commands of the catalog that the server in memory does not have.
func missing(t *testing.T) (names []string) {
	t.Helper()
	commands, err := catalog.Load()
	require.NoError(t, err)
	c := connectInMemory(t)
	containers := map[string]int{} // by their names, how many subcommands there are
	lacked := map[string][]string{}
	for _, command := range commands.Commands {
		container, subcommand, isSubcommand := strings.Cut(command.Name, " ")
		if isSubcommand && !isExcepted(command.Name) {
			containers[container]++
		}
		if slices.Contains(unasked, command.Name) || isExcepted(command.Name) || !isMissing(c.ask(strings.Fields(command.Name)...)) {
			continue
		}
		if isSubcommand {
			lacked[container] = append(lacked[container], subcommand)
		} else {
			names = append(names, command.Name)
		}
	}
	for container, subcommands := range lacked {
		names = slices.DeleteFunc(names, func(name string) bool { return name == container })
		if len(subcommands) == containers[container] {
			names = append(names, container+" with all subcommands")
		} else {
			names = append(names, container+" "+strings.Join(subcommands, ", "+container+" "))
		}
	}
	slices.Sort(names)
	return names
}

// isExcepted reports whether clients have no function for a command.
func isExcepted(name string) bool {
	return slices.ContainsFunc(catalog.Exceptions, func(e catalog.Exception) bool {
		return slices.Contains(e.Commands, name) && !strings.Contains(e.Reason, "its subcommands are")
	})
}

// unasked would end the connection or leave it without answers.
var unasked = []string{"QUIT", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MULTI", "EXEC", "DISCARD"}

// wrapped writes a list into lines of a page.
func wrapped(names []string) (text string) {
	const width = 150
	line := ""
	for _, name := range strings.Split(strings.Join(names, ", "), ", ") {
		if len(line)+len(name) > width {
			text += strings.TrimSuffix(line, " ") + "\n"
			line = ""
		}
		line += name + ", "
	}
	return text + strings.TrimSuffix(line, ", ") + ".\n"
}

func isMissing(reply resp.Value) bool {
	return reply.Type == resp.TypeSimpleError && strings.Contains(reply.Text, "glissadetest does not have it")
}

// same reports whether replies say the same: errors by their codes.
func same(a, b resp.Value) bool {
	if a.Type == resp.TypeSimpleError && b.Type == resp.TypeSimpleError {
		codeA, _, _ := strings.Cut(a.Text, " ")
		codeB, _, _ := strings.Cut(b.Text, " ")
		return codeA == codeB
	}
	return string(resp.AppendValue(nil, a)) == string(resp.AppendValue(nil, b))
}

// withoutOrder are commands whose replies have no order.
var withoutOrder = []string{"SMEMBERS", "SINTER", "SUNION", "SDIFF", "HKEYS", "HVALS"}

func sortElements(elements []resp.Value) {
	slices.SortFunc(elements, func(a, b resp.Value) int { return strings.Compare(a.Text, b.Text) })
}

// connection asks a server as no client would, so that nothing evens out what it replies.
type connection struct {
	t       *testing.T
	stream  io.ReadWriteCloser
	replies *resp.Reader
}

func connectInMemory(t *testing.T) *connection {
	t.Helper()
	// Its clock stands still, so that times come out whole.
	stream, err := glissadetest.NewServer(t, glissadetest.At(time.Now().Truncate(time.Second))).Dial(t.Context(), "")
	require.NoError(t, err)
	return connected(t, stream)
}

func connectGenuine(t *testing.T, server *servers.Server) *connection {
	t.Helper()
	var dialer net.Dialer
	stream, err := dialer.DialContext(t.Context(), "tcp", server.Addr())
	require.NoError(t, err)
	return connected(t, stream)
}

func connected(t *testing.T, stream io.ReadWriteCloser) *connection {
	t.Cleanup(func() { _ = stream.Close() })
	return &connection{t: t, stream: stream, replies: resp.NewReader(stream, resp.Limits{})}
}

func (c *connection) ask(words ...string) resp.Value {
	c.t.Helper()
	_, err := c.stream.Write(resp.AppendCommand(nil, words...))
	require.NoError(c.t, err)
	frame, err := c.replies.Next()
	require.NoError(c.t, err, "%q", words)
	reply, err := resp.Decode(frame)
	require.NoError(c.t, err, "%q", words)
	return reply
}
