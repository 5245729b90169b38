package standalone

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/resp"
)

// network is a set of servers in memory, by address.
type network map[string]*server

func (n network) Dial(ctx context.Context, address string) (stream.Stream, error) {
	s := n[address]
	s.bound.Do(func() { s.Handle = s.answer })
	return s.Server.Dial(ctx, address)
}

// server answers what a test needs of a server, under RESP2.
type server struct {
	fakeserver.Server
	bound sync.Once // its handler is set

	mu       sync.Mutex
	role     string // "master", "slave" or "sentinel"
	zone     string
	replicas int                 // that a primary tells of
	refusal  string              // an error reply to ECHO, while set
	once     bool                // the refusal is given once
	lose     bool                // the connection is reset instead of an answer to ECHO
	answers  map[string][]string // of a sentinel: lists of words
	id       string              // that INFO SERVER has
	follows  string              // "host port" of its primary, as INFO REPLICATION has it
	followed []string            // "host port" of its replicas
	silent   bool                // it refuses to tell of its role
	echoes   int
}

// stopped returns a server that refuses connections.
func stopped(role string) *server {
	s := &server{role: role}
	s.Refuse()
	return s
}

// become changes the server; it answers accordingly from then on.
func (s *server) become(change func(s *server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.echoes
}

func (s *server) answer(c *fakeserver.Conn, words []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.silent && (words[0] == "ROLE" || words[0] == "INFO" || words[0] == "HELLO") {
		return "-ERR unknown command '" + words[0] + "'\r\n"
	}
	switch words[0] {
	case "ROLE":
		if s.role == "master" {
			return "*3\r\n$6\r\nmaster\r\n:0\r\n*" + strconv.Itoa(s.replicas) + "\r\n" + strings.Repeat("*0\r\n", s.replicas)
		}
		return "*1\r\n" + string(resp.AppendBulk(nil, s.role))
	case "INFO":
		return string(resp.AppendBulk(nil, s.info(words[1])))
	case "SENTINEL":
		lists := s.answers[words[1]]
		if words[1] == "MASTER" || words[1] == "GET-MASTER-ADDR-BY-NAME" {
			if lists == nil {
				return "-ERR No such master with that name\r\n"
			}
			return list(lists[0])
		}
		reply := resp.AppendArrayHeader(nil, len(lists))
		for _, l := range lists {
			reply = append(reply, list(l)...)
		}
		return string(reply)
	case "ECHO", "MULTI", "EXEC":
		s.echoes++
		switch {
		case s.lose:
			c.Reset()
			return ""
		case s.refusal != "":
			refusal := s.refusal
			if s.once {
				s.refusal = ""
			}
			return "-" + refusal + "\r\n"
		case s.role == "slave" && words[1] == "write":
			return "-READONLY You can't write against a read only replica.\r\n"
		}
		return string(resp.AppendBulk(nil, s.role))
	default:
		return fakeserver.Reply(words)
	}
}

// info is what the server says in a section of INFO.
func (s *server) info(section string) string {
	if section == "SERVER" {
		return "# Server\r\nrun_id:" + s.id + "\r\navailability_zone:" + s.zone + "\r\n"
	}
	text := "# Replication\r\nrole:" + s.role + "\r\n"
	if host, port, follows := strings.Cut(s.follows, " "); follows {
		text += "master_host:" + host + "\r\nmaster_port:" + port + "\r\nslave_repl_offset:14\r\nslave_read_only:1\r\n"
	}
	text += "connected_slaves:" + strconv.Itoa(len(s.followed)) + "\r\n"
	for i, replica := range s.followed {
		host, port, _ := strings.Cut(replica, " ")
		text += "slave" + strconv.Itoa(i) + ":ip=" + host + ",port=" + port + ",state=online,offset=14,lag=0,type=replica\r\n"
	}
	return text + "master_failover_state:no-failover\r\n"
}

// list is an array of words.
func list(text string) string {
	words := strings.Fields(text)
	reply := resp.AppendArrayHeader(nil, len(words))
	for _, word := range words {
		reply = resp.AppendBulk(reply, word)
	}
	return string(reply)
}

func config(n network, addresses ...string) Config {
	return Config{
		Addresses: addresses,
		Node: node.Config{
			Dialer: n,
			Mux:    mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}},
		},
	}
}

// write is a request that a replica refuses, read one that it does not.
func write() Request {
	return Request{Request: mux.Request{Name: "WRITE", Timeout: time.Second, Bytes: encode([]string{"ECHO", "write"})}}
}

func read() Request {
	return Request{Request: mux.Request{Name: "READ", Timeout: time.Second, Bytes: encode([]string{"ECHO", "read"})}, Reads: true}
}

// connected returns a group that is connected, and closed with the test.
func connected(t *testing.T, c Config) *Group {
	t.Helper()
	g := New(c)
	t.Cleanup(g.Close)
	require.NoError(t, g.Connect(t.Context()))
	return g
}

// do returns the reply to a request as a text, or its error.
func do(t *testing.T, g *Group, r Request) (string, error) {
	t.Helper()
	var call mux.Call
	if err := g.Do(t.Context(), &call, r); err != nil {
		return "", err
	}
	value, err := resp.Decode(call.Frame(0))
	require.NoError(t, err)
	return value.Text, nil
}
