package servers

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEveryVersionStarts(t *testing.T) {
	for _, version := range Versions() {
		t.Run(string(version), func(t *testing.T) {
			t.Parallel()
			server := Start(t, version, Options{})
			require.NoError(t, await(t.Context(), "an answer", server.ping))
		})
	}
}

func TestEveryWayToListen(t *testing.T) {
	for name, options := range map[string]Options{
		"TLS":         {TLS: TLS},
		"mutual TLS":  {TLS: MutualTLS},
		"password":    {Password: "secret"},
		"Unix socket": {UnixSocket: true},
		"users":       {Users: []string{"alice on >secret ~* +@all"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := Start(t, Valkey91, options)
			require.NoError(t, await(t.Context(), "an answer", server.ping))
			if options.UnixSocket {
				require.FileExists(t, server.Socket())
			}
		})
	}
}

func TestCommandAuthenticatesAndReturnsErrors(t *testing.T) {
	server := Start(t, Valkey91, Options{Password: "secret", TLS: MutualTLS})
	reply, err := server.Command(t.Context(), "ECHO", "hello")
	require.NoError(t, err)
	require.Equal(t, "hello", reply.Text)
	_, err = server.Command(t.Context(), "NO-SUCH-COMMAND")
	require.ErrorContains(t, err, "unknown command")
}

func TestKillAndRestartOnTheSamePort(t *testing.T) {
	server := Start(t, Valkey91, Options{})
	address := server.Addr()
	server.Kill()
	require.False(t, server.Alive())
	require.Error(t, server.ping(t.Context()))
	require.NoError(t, server.Restart(t.Context()))
	require.Equal(t, address, server.Addr())
	require.NoError(t, await(t.Context(), "an answer", server.ping))
}

func TestPausedServerIsSilentUntilResumed(t *testing.T) {
	server := Start(t, Valkey91, Options{})
	require.True(t, server.Alive())
	require.NoError(t, server.Pause())
	require.False(t, server.Alive())
	require.ErrorContains(t, server.ping(t.Context()), "timeout")
	require.NoError(t, server.Resume())
	require.True(t, server.Alive())
	requireValue(t, server, "PONG", "PING")
}

func TestPausedServerCanBeStopped(t *testing.T) {
	server := Start(t, Valkey91, Options{})
	require.NoError(t, server.Pause())
	server.Stop()
	require.Error(t, server.ping(t.Context()))
}

func TestRefusedSettingIsShownWithTheLog(t *testing.T) {
	Require(t, Valkey91)
	_, err := Launch(t.Context(), Valkey91, Options{Arguments: []string{"--no-such-setting", "1"}})
	require.ErrorContains(t, err, "no-such-setting")
}

func TestEnvironmentMustNameTheRightServer(t *testing.T) {
	program, err := exec.LookPath("true")
	if err != nil {
		t.Skip("this system has no program called true")
	}
	t.Setenv(Valkey91.Environment(), program)
	_, err = locate(t.Context(), Valkey91)
	require.ErrorContains(t, err, "GLISSADE_VALKEY_9_1")
	require.ErrorContains(t, err, "is no valkey-9.1")
}

func TestServerDiesWithTheProcessThatStartedIt(t *testing.T) {
	if os.Getenv("GLISSADE_TEST_ORPHAN") == "1" {
		server := Start(t, Valkey91, Options{})
		os.Stdout.WriteString("address " + server.Addr() + "\n")
		process, err := os.FindProcess(os.Getpid())
		require.NoError(t, err)
		require.NoError(t, process.Kill())
		select {}
	}
	if endWithParent() == nil {
		t.Skip("only Linux ends a server with the process that started it")
	}
	Require(t, Valkey91)
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	// The child leaves its server's folder behind.
	child.Env = append(os.Environ(), "GLISSADE_TEST_ORPHAN=1", "TMPDIR="+t.TempDir())
	output, err := child.CombinedOutput()
	require.Error(t, err, "the child kills itself")
	_, rest, found := strings.Cut(string(output), "address ")
	require.True(t, found, "the child printed %q", output)
	address, _, _ := strings.Cut(rest, "\n")
	requireNobodyListens(t, address)
}

// requireNobodyListens waits until a connection to address is refused.
func requireNobodyListens(t *testing.T, address string) {
	t.Helper()
	require.Eventually(t, func() bool {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			connection.Close()
		}
		return err != nil
	}, patience, 10*time.Millisecond, "something still listens at %s", address)
}
