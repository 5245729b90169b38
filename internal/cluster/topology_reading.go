package cluster

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// reading walks the reply of a command that describes the cluster. What servers may
// add in future versions is skipped.
type reading struct {
	resp.Decoder
	command    string // for errors
	answeredBy string // and who has said it
	host       string // stands in where the server does not know its own
	problems   []string
}

func newReading(command string, frame []byte, answeredBy string) reading {
	return reading{Decoder: resp.NewDecoder(frame), command: command, answeredBy: answeredBy, host: hostOf(answeredBy)}
}

// failed says what was read when something else came than expected.
func (r *reading) failed(decision, expected string, got resp.Token) error {
	if got.Type.IsError() {
		return failure.ParseServerError(string(got.Text))
	}
	return r.wrong(decision + " is no " + expected + " but of type " + got.Type.String())
}

func (r *reading) wrong(problem string) error { return errors.New(r.command + ": " + problem) }

// list returns the number of elements of an array, which come next. In RESP3 it may be a set.
func (r *reading) list(decision string) (int, error) {
	token, err := r.Next()
	if err != nil {
		return 0, err
	}
	if token.Type != resp.TypeArray && token.Type != resp.TypeSet {
		return 0, r.failed(decision, "array", token)
	}
	return token.Len, nil
}

// record reads pairs of a name and a value: a map, or in RESP2 an array. field reads
// the value, or returns false to have it skipped.
func (r *reading) record(decision string, field func(name string) (known bool, err error)) error {
	token, err := r.Next()
	if err != nil {
		return err
	}
	pairs := token.Len
	switch token.Type {
	case resp.TypeMap:
	case resp.TypeArray:
		if pairs%2 != 0 {
			return r.wrong(decision + " has a name without a value")
		}
		pairs /= 2
	default:
		return r.failed(decision, "map", token)
	}
	for range pairs {
		name, err := r.text("the name of a field of " + decision)
		if err != nil {
			return err
		}
		known, err := field(name)
		if err != nil {
			return err
		}
		if !known {
			if err := r.Skip(); err != nil {
				return err
			}
		}
	}
	return nil
}

// text reads a string; a null is an empty one.
func (r *reading) text(decision string) (string, error) {
	token, err := r.Next()
	if err != nil {
		return "", err
	}
	switch token.Type {
	case resp.TypeNull, resp.TypeBulkString, resp.TypeSimpleString, resp.TypeVerbatimString:
		return string(token.Text), nil
	default:
		return "", r.failed(decision, "string", token)
	}
}

// number reads an integer from 0 to highest.
func (r *reading) number(decision string, highest int64) (int, error) {
	token, err := r.Next()
	if err != nil {
		return 0, err
	}
	if token.Type != resp.TypeInteger {
		return 0, r.failed(decision, "integer", token)
	}
	if token.Int < 0 || token.Int > highest {
		return 0, r.wrong(decision + " is " + strconv.FormatInt(token.Int, 10) + ", not from 0 to " + strconv.FormatInt(highest, 10))
	}
	return int(token.Int), nil
}

// port reads the port of a node. What is no port has a problem; 0 is a port that the
// node does not have.
func (r *reading) port() (port int, problem string, err error) {
	if kind := r.Peek(); kind != resp.TypeInteger {
		return 0, "a port that is no integer but of type " + kind.String(), r.Skip()
	}
	token, err := r.Next()
	if err != nil {
		return 0, "", err
	}
	if token.Int < 0 || token.Int > highestPort {
		return 0, "the port " + strconv.FormatInt(token.Int, 10) + ", which is not from 1 to 65535", nil
	}
	return int(token.Int), "", nil
}

const highestPort = 65535

// slotRange reads the first slot and the last of a range.
func (r *reading) slotRange() (SlotRange, error) {
	start, err := r.number("the first slot of a range", slot.Count-1)
	if err != nil {
		return SlotRange{}, err
	}
	end, err := r.number("the last slot of a range", slot.Count-1)
	if err != nil {
		return SlotRange{}, err
	}
	if end < start {
		return SlotRange{}, r.wrong("the range of slots from " + strconv.Itoa(start) + " to " + strconv.Itoa(end) + " ends before it begins")
	}
	return SlotRange{Start: uint16(start), End: uint16(end)}, nil
}

// announcement is where a node is to be found, as a reply has it.
type announcement struct {
	id string
	// endpoint is the host that the cluster's operator wants clients to use, and that
	// redirections name. None stands for the host of the node that answered, whose port
	// this one differs by; "?" means that it is not known.
	endpoint string
	// ip and hostname are used where the endpoint is not known.
	ip, hostname string
	port         int
	problem      string // with the port
}

const unknownHost = "?"

// address returns where a node is, or "" with a problem noted if that is not told.
func (r *reading) address(a announcement) string {
	host := a.endpoint
	for _, other := range []string{a.ip, a.hostname} {
		if host == unknownHost && other != "" {
			host = other
		}
	}
	if host == "" {
		host = r.host
	}
	switch {
	case a.problem != "":
		return r.unusable(a.id, a.problem)
	case host == unknownHost:
		return r.unusable(a.id, `the endpoint "?" and no IP address: have it announce one (cluster-announce-ip, cluster-announce-hostname)`)
	case host == "":
		return r.unusable(a.id, "no endpoint")
	case a.port == 0:
		return r.unusable(a.id, "no port")
	}
	address, err := node.AnnouncedAddress(host, a.port)
	if err != nil {
		return r.unusable(a.id, "an address that is none: "+err.Error())
	}
	return address
}

// keptProblems bounds what a reply can have noted of it.
const keptProblems = 64

// unusable notes that a node cannot be reached.
func (r *reading) unusable(id, problem string) string {
	who := "a node"
	if isNodeID(id) {
		who = "the node " + id
	}
	text := r.answeredBy + " announces " + who + " with " + problem
	if len(r.problems) < keptProblems && !slices.Contains(r.problems, text) {
		r.problems = append(r.problems, text)
	}
	return ""
}

// isNodeID reports whether a text can be shown as the ID of a node.
func isNodeID(id string) bool {
	return id != "" && len(id) <= 40 && strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyz-") == ""
}

// hostOf returns the host of an address as it was dialled. A server behind a Unix
// socket is on this machine.
func hostOf(address string) string {
	if strings.HasPrefix(address, "unix:") {
		return "localhost"
	}
	host := address
	if colon := strings.LastIndexByte(address, ':'); colon >= 0 {
		host = address[:colon]
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}
