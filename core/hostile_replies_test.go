package core

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// hostileRequest is a request as the server got it.
type hostileRequest struct {
	index   int
	step    int
	at      time.Duration
	words   []string
	name    string
	numbers []int           // of the values that its reply holds; see [numberOf]
	truth   []byte          // the reply of an honest server
	kind    replyKind       // of the reply
	proof   bool            // no caller sent it: the client looks whether replies are in order
	hello   bool            // part of the handshake
	asked   *hostileRequest // what it would be if it was not queued after MULTI
	ends    *hostileRequest // the EXEC of the transaction that it is part of, if there is one

	overlooks bool // what had come before it; see [hostileConn.isOverlooked]
}

// replyKind is what kind of reply a command has, which is all that a client can know of one beforehand.
type replyKind uint8

const (
	anyReply replyKind = iota
	textReply
	integerReply
	aggregateReply
	okReply
	queuedReply
	pongReply
)

// newRequest takes a request in, and prepares the honest reply. The lock is held.
func (c *hostileConn) newRequest(command []string) *hostileRequest {
	r := &hostileRequest{words: command}
	r.name = strings.ToUpper(r.words[0])
	r.hello = c.greeting && isGreeting(r.name)
	for _, word := range r.words[1:] {
		if n, ok := numberOf(word); ok && !slices.Contains(r.numbers, n) {
			r.numbers = append(r.numbers, n)
		}
	}
	r.truth, r.kind = honestReply(r, c.resp2)
	switch {
	case r.name == "MULTI":
		c.queuing, c.queued, c.multi = true, nil, r
	case r.name == "EXEC" && c.queuing:
		r.truth, r.kind = resp.AppendArrayHeader(nil, len(c.queued)), aggregateReply
		c.multi.ends = r
		for _, queued := range c.queued {
			queued.ends = r
			r.truth = append(r.truth, queued.asked.truth...)
			r.numbers = append(r.numbers, queued.asked.numbers...)
		}
		c.queuing = false
	case c.queuing && r.name != "EXEC":
		r.asked = &hostileRequest{truth: r.truth, numbers: r.numbers}
		c.queued = append(c.queued, r)
		r.truth, r.kind, r.numbers = []byte("+QUEUED\r\n"), queuedReply, nil
	case r.name == "WATCH", r.name == "UNWATCH":
		r.numbers = nil
		c.dedicated = true
	case r.name == "BLPOP":
		c.dedicated = true
	}
	r.proof = !r.hello && len(r.numbers) == 0 && (r.name == "ECHO" || r.name == "PING")
	return r
}

// isGreeting reports whether a command belongs to the handshake, if it comes early.
func isGreeting(name string) bool {
	switch name {
	case "HELLO", "AUTH", "CLIENT", "SELECT", "READONLY", "ROLE", "INFO", "PING":
		return true
	default:
		return false
	}
}

// numberOf returns the number in a key, message or password that a caller made up for
// one request alone, by which the reply is known again.
func numberOf(word string) (int, bool) {
	if len(word) < 2 || len(word) > 8 || !strings.ContainsRune("kebp", rune(word[0])) {
		return 0, false
	}
	n, err := strconv.Atoi(word[1:])
	return n, err == nil && n > 0
}

const (
	bigReply   = 17 << 10 // its memory is handed over rather than copied
	firstCount = 1_000_000
)

func valueOf(n int) string { return "v" + strconv.Itoa(n) }

func bigValueOf(n int) string { return valueOf(n) + strings.Repeat("x", bigReply) }

// honestReply is what the command is answered by an honest server, and of what kind
// the reply is. Only what callers and the client itself send is known.
func honestReply(r *hostileRequest, resp2 bool) ([]byte, replyKind) {
	n := 0
	if len(r.numbers) > 0 {
		n = r.numbers[0]
	}
	switch r.name {
	case "GET":
		if strings.HasPrefix(r.words[1], "b") {
			return resp.AppendBulk(nil, bigValueOf(n)), textReply
		}
		return resp.AppendBulk(nil, valueOf(n)), textReply
	case "ECHO":
		return resp.AppendBulk(nil, r.words[len(r.words)-1]), textReply
	case "PING":
		if len(r.words) > 1 {
			return resp.AppendBulk(nil, r.words[1]), textReply
		}
		return []byte(pongFrame), pongReply
	case "INCR":
		return resp.AppendInteger(nil, int64(firstCount+n)), integerReply
	case "MGET":
		b := resp.AppendArrayHeader(nil, len(r.words)-1)
		for range r.words[1:] {
			b = resp.AppendBulk(b, valueOf(n))
		}
		return b, aggregateReply
	case "HGETALL":
		b := resp.AppendMapHeader(nil, 1)
		if resp2 {
			b = resp.AppendArrayHeader(nil, 2)
		}
		return resp.AppendBulk(resp.AppendBulk(b, "f"), valueOf(n)), aggregateReply
	case "BLPOP":
		return resp.AppendBulk(resp.AppendBulk(resp.AppendArrayHeader(nil, 2), r.words[1]), valueOf(n)), aggregateReply
	case "HELLO":
		return []byte(hello3), anyReply
	case "ROLE":
		return []byte("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"), anyReply
	case "INFO":
		return resp.AppendBulk(nil, "redis_version:7.0.0\r\n"), anyReply
	case "AUTH", "MULTI", "WATCH", "UNWATCH":
		return []byte(someReply), okReply
	default:
		return []byte(someReply), textReply
	}
}

// fits reports whether a reply can be the request's, as far as its kind tells.
func (r *hostileRequest) fits(v resp.Value) bool {
	if v.Type.IsError() || r.hello && r.kind != pongReply {
		return true
	}
	isText := v.Type == resp.TypeSimpleString || v.Type == resp.TypeBulkString || v.Type == resp.TypeVerbatimString
	isAggregate := v.Type == resp.TypeArray || v.Type == resp.TypeMap || v.Type == resp.TypeSet
	switch r.kind {
	case textReply:
		return isText || v.Null
	case integerReply:
		return v.Type == resp.TypeInteger
	case aggregateReply:
		return isAggregate || v.Null
	case okReply:
		return isText && v.Text == "OK"
	case queuedReply:
		return isText && v.Text == "QUEUED"
	case pongReply:
		return isText && v.Text == "PONG"
	default:
		return true
	}
}

// note remembers what was sent for the numbers of a request.
func (r *hostileRequest) note(sent map[int][]string, v resp.Value, text string) {
	if r.name != "EXEC" {
		for _, n := range r.numbers {
			sent[n] = append(sent[n], text)
		}
		if r.name == "HELLO" && !v.Type.IsError() { // It authenticates too.
			for _, n := range r.numbers {
				sent[n] = append(sent[n], "OK")
			}
		}
		return
	}
	for i, n := range r.numbers {
		switch {
		case v.Type.IsError():
			sent[n] = append(sent[n], text)
		case len(v.Elems) == len(r.numbers):
			sent[n] = append(sent[n], textOfReply(v.Elems[i]))
		}
	}
}

// textOfReply writes a reply as text, in which it is compared with what a caller got.
func textOfReply(v resp.Value) string { return strings.Join(leavesOfReply(nil, v), ",") }

func leavesOfReply(leaves []string, v resp.Value) []string {
	switch {
	case v.Null:
		return append(leaves, "nil")
	case v.Type.IsError():
		return append(leaves, "-"+v.Text)
	}
	switch v.Type {
	case resp.TypeInteger:
		return append(leaves, strconv.FormatInt(v.Int, 10))
	case resp.TypeDouble:
		return append(leaves, strconv.FormatFloat(v.Float, 'g', -1, 64))
	case resp.TypeBoolean:
		return append(leaves, strconv.FormatBool(v.Bool))
	case resp.TypeArray, resp.TypeMap, resp.TypeSet, resp.TypePush:
		for _, elem := range v.Elems {
			leaves = leavesOfReply(leaves, elem)
		}
		return leaves
	default:
		return append(leaves, v.Text)
	}
}

// textOf writes what a caller got in the same way.
func textOf(v any) string { return strings.Join(leavesOf(nil, v), ",") }

func leavesOf(leaves []string, v any) []string {
	switch v := v.(type) {
	case nil:
		return append(leaves, "nil")
	case string:
		return append(leaves, v)
	case models.BigNumber:
		return append(leaves, string(v))
	case int64:
		return append(leaves, strconv.FormatInt(v, 10))
	case float64:
		return append(leaves, strconv.FormatFloat(v, 'g', -1, 64))
	case bool:
		return append(leaves, strconv.FormatBool(v))
	case *failure.ServerError:
		return append(leaves, "-"+v.Error())
	case models.Result[string]:
		if v.IsNil() {
			return append(leaves, "nil")
		}
		return append(leaves, v.Value())
	case models.Result[models.KeyAndElement]:
		if v.IsNil() {
			return append(leaves, "nil")
		}
		return append(leaves, v.Value().Key, v.Value().Element)
	case map[string]string:
		for key, value := range v { // One at most is ever sent.
			leaves = append(leaves, key, value)
		}
		return leaves
	case []models.Result[string]:
		return leavesOfAll(leaves, v)
	case []any:
		return leavesOfAll(leaves, v)
	case models.Set:
		return leavesOfAll(leaves, v)
	case models.Map:
		for _, entry := range v {
			leaves = leavesOf(leavesOf(leaves, entry.Key), entry.Value)
		}
		return leaves
	default:
		panic("a result of a type that no caller asks for")
	}
}

func leavesOfAll[T any](leaves []string, values []T) []string {
	for _, value := range values {
		leaves = leavesOf(leaves, value)
	}
	return leaves
}
