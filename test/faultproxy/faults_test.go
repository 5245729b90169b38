package faultproxy

import (
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBlackholeHoldsEverythingUntilHealed(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	before := dial(t, proxy)
	requireEcho(t, before, "1")
	proxy.Blackhole()
	_, err := before.Write([]byte("2"))
	require.NoError(t, err)
	requireSilence(t, before)
	during := dial(t, proxy)
	_, err = during.Write([]byte("3"))
	require.NoError(t, err)
	requireSilence(t, during)
	proxy.Heal()
	requireRead(t, before, "2")
	requireRead(t, during, "3")
}

func TestBlackholeHidesTheEndOfTheServer(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	requireEcho(t, client, "1")
	proxy.Blackhole()
	for _, c := range proxy.open() {
		require.NoError(t, c.server.Close())
	}
	requireSilence(t, client)
	proxy.Heal()
	_, err := client.Read(make([]byte, 1))
	require.Error(t, err)
	require.False(t, isTimeout(err), err)
}

func TestHalfOpenConnectionIsSilentForEver(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	before := dial(t, proxy)
	requireEcho(t, before, "1")
	proxy.HalfOpen()
	for range 3 {
		_, err := before.Write([]byte("2"))
		require.NoError(t, err)
		requireSilence(t, before)
	}
	proxy.Heal()
	requireSilence(t, before)
	requireEcho(t, dial(t, proxy), "3")
	requireConnections(t, proxy, 2)
	require.NoError(t, before.Close())
	requireConnections(t, proxy, 1)
}

func TestResetAll(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	one, other := dial(t, proxy), dial(t, proxy)
	requireEcho(t, one, "1")
	requireEcho(t, other, "2")
	proxy.ResetAll()
	for _, client := range []io.Reader{one, other} {
		_, err := client.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ECONNRESET)
	}
	require.Zero(t, proxy.Connections())
	requireEcho(t, dial(t, proxy), "3")
}

func TestResetInTheMiddleOfAReply(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	proxy.ResetAfter(8)
	requireEcho(t, client, "12345")
	_, err := client.Write([]byte("67890"))
	require.NoError(t, err)
	read, err := io.ReadAll(client)
	require.ErrorIs(t, err, syscall.ECONNRESET)
	require.True(t, strings.HasPrefix("678", string(read)), "the client has read %q", read)
	requireEcho(t, dial(t, proxy), "It does so once.")
}

func TestHealDisarmsAReset(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	proxy.ResetAfter(0)
	proxy.Heal()
	requireEcho(t, dial(t, proxy), "1")
}

func TestGarbage(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	requireEcho(t, client, "1")
	proxy.Garbage([]byte("?!"))
	requireRead(t, client, "?!")
	requireEcho(t, client, "2")
}

func TestDelayCountsForEachDirectionAndNotForEachPiece(t *testing.T) {
	const delay = 50 * time.Millisecond
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	requireEcho(t, client, "1")
	proxy.Delay(delay)
	begin := time.Now()
	requireEcho(t, client, "1")
	require.GreaterOrEqual(t, time.Since(begin), 2*delay)
	begin = time.Now()
	for range 100 {
		_, err := client.Write([]byte("2"))
		require.NoError(t, err)
		time.Sleep(time.Millisecond) // The pieces come one by one.
	}
	requireRead(t, client, strings.Repeat("2", 100))
	require.Less(t, time.Since(begin), 50*delay, "each piece waits for the one before it")
	proxy.Heal()
	requireEcho(t, client, "3")
}

func TestThrottle(t *testing.T) {
	proxy := Start(t, startEcho(t, ""))
	client := dial(t, proxy)
	requireEcho(t, client, "1")
	proxy.Throttle(10_000)
	begin := time.Now()
	requireEcho(t, client, strings.Repeat("2", 2_000))
	require.GreaterOrEqual(t, time.Since(begin), 190*time.Millisecond)
	_, err := client.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	proxy.Throttle(0)
	_, err = io.ReadFull(client, make([]byte, 1<<20))
	require.NoError(t, err, "the rest comes at once")
}
