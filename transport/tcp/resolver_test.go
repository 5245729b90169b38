package tcp_test

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/tcp"
)

const (
	recordA    = 1
	recordAAAA = 28
)

// nameServer answers for every name with the addresses that it is given, by the
// rules of RFC 1035.
type nameServer struct {
	mu        sync.Mutex
	addresses []netip.Addr
}

// resolver starts the name server and returns a resolver that asks it alone.
func (n *nameServer) resolver(t *testing.T) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	var running sync.WaitGroup
	running.Go(func() {
		query := make([]byte, 1500)
		for {
			size, from, err := conn.ReadFrom(query)
			if err != nil {
				return
			}
			if _, err := conn.WriteTo(n.answer(query[:size]), from); err != nil {
				return
			}
		}
	})
	t.Cleanup(func() {
		conn.Close()
		running.Wait()
	})
	address := conn.LocalAddr().String()
	return &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, "udp", address)
		},
	}
}

func (n *nameServer) set(addresses ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.addresses = nil
	for _, address := range addresses {
		n.addresses = append(n.addresses, netip.MustParseAddr(address))
	}
}

func (n *nameServer) answer(query []byte) []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	const header = 12
	end := header
	for query[end] != 0 { // the labels of the name
		end += 1 + int(query[end])
	}
	end++
	wanted := binary.BigEndian.Uint16(query[end:])
	end += 4

	answer := append([]byte(nil), query[:end]...)
	clear(answer[2:header])
	answer[2], answer[3] = 0x81, 0x80 // a response, recursion available
	answer[5] = 1                     // one question
	for _, address := range n.addresses {
		kind := uint16(recordAAAA)
		if address.Is4() {
			kind = recordA
		}
		if kind != wanted {
			continue
		}
		answer[7]++                           // answers
		answer = append(answer, 0xC0, header) // the name is that of the question
		answer = binary.BigEndian.AppendUint16(answer, kind)
		answer = append(answer, 0, 1, 0, 0, 0, 60) // Internet, to be kept for 60 seconds
		raw := address.AsSlice()
		answer = binary.BigEndian.AppendUint16(answer, uint16(len(raw)))
		answer = append(answer, raw...)
	}
	return answer
}

func TestANameIsResolvedForEachDial(t *testing.T) {
	var names nameServer
	var dialled []string
	stop := errors.New("far enough")
	dialer := &tcp.Dialer{
		Resolver: names.resolver(t),
		Control: func(_, address string, _ tcp.Socket) error {
			dialled = append(dialled, address)
			return stop
		},
	}
	for _, address := range []string{"192.0.2.1", "192.0.2.2"} { // as a failover changes it
		names.set(address)
		_, err := dialer.Dial(t.Context(), "valkey.test.:6379")
		require.ErrorIs(t, err, stop)
	}
	require.Equal(t, []string{"192.0.2.1:6379", "192.0.2.2:6379"}, dialled)
}

func TestTheAddressesOfANameAreTriedInTurn(t *testing.T) {
	var names nameServer
	names.set("127.0.0.2", "127.0.0.3", "127.0.0.1")
	address := fakeserver.ServeOn(t, listen(t), echo)
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	refused := errors.New("refused")
	dialer := &tcp.Dialer{
		Resolver: names.resolver(t),
		Control: func(_, target string, _ tcp.Socket) error {
			if target != address {
				return refused
			}
			return nil
		},
	}
	s, err := dialer.Dial(t.Context(), "valkey.test.:"+port)
	require.NoError(t, err)
	requireEcho(t, s)
	require.NoError(t, s.Close())
}

// The family that is tried first hangs, as with an IPv6 that is configured and leads
// nowhere: the other is tried without waiting for its end.
func TestAFamilyThatHangsDoesNotHoldTheOtherUp(t *testing.T) {
	var names nameServer
	names.set("::1", "127.0.0.1")
	both, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(fakeserver.ServeOn(t, both, echo))
	require.NoError(t, err)

	var tried atomic.Int32
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	dialer := &tcp.Dialer{
		Resolver: names.resolver(t),
		Control: func(string, string, tcp.Socket) error {
			if tried.Add(1) == 1 {
				<-ctx.Done()
			}
			return nil
		},
	}
	s, err := dialer.Dial(ctx, "valkey.test.:"+port)
	require.NoError(t, err)
	require.EqualValues(t, 2, tried.Load())
	requireEcho(t, s)
	require.NoError(t, s.Close())
}
