package subscriptions

import (
	"bufio"
	"errors"
	"log"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// connectWatched returns a client, and what panics of its program's functions it told of.
func connectWatched(e *environment) (*core.Client, <-chan *failure.PanicError) {
	e.Helper()
	panics := make(chan *failure.PanicError, 100)
	client, err := native.NewClient(e.Context(), e.configuration(), native.With(core.WithPanicHandler(func(p *failure.PanicError) { panics <- p })))
	require.NoError(e, err)
	e.Cleanup(client.Close)
	return client, panics
}

func TestACallbackIsCalledInOrderOneAtATimeWhateverItDoes(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		const messages = 100
		client, panics := connectWatched(e)
		s := subscribe(e, client, "a")
		var running atomic.Int32
		got, ended := make(chan string, messages), make(chan error, 10)
		s.Handle(func(message models.PubSubMessage, err error) {
			if running.Add(1) != 1 {
				e.Error("two at a time")
			}
			defer running.Add(-1)
			if err != nil {
				ended <- err
				return
			}
			got <- message.Message
			switch number, _ := strconv.Atoi(message.Message); number % 10 {
			case 3:
				panic(errors.New("of the program"))
			case 7:
				runtime.Goexit()
			}
		})
		for i := range messages {
			e.publish("a", strconv.Itoa(i), 1)
		}
		for i := range messages {
			require.Equal(e, strconv.Itoa(i), <-got)
		}
		for range messages / 10 {
			p := <-panics
			require.Equal(e, "the subscription's callback", p.Function)
			require.EqualError(e, p.Unwrap(), "of the program")
			require.ErrorContains(e, <-panics, "runtime.Goexit")
		}
		client.Close()
		require.EqualError(e, <-ended, "the client is closed")
		require.Empty(e, ended)
	})
}

// A callback that panics at the end is not called again, as goleak sees.
func TestACallbackThatPanicsAtTheEndHasEnded(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client, panics := connectWatched(e)
		subscribe(e, client, "a").Handle(func(_ models.PubSubMessage, err error) { panic(err) })
		client.Close()
		require.EqualError(e, (<-panics).Unwrap(), "the client is closed")
	})
}

func TestACallbackMayUseEverything(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		for name, act := range map[string]func(client *core.Client, s *core.Subscription) error{
			"commands": func(client *core.Client, _ *core.Subscription) error {
				_, err := client.Ping(e.Context())
				return err
			},
			"another subscription": func(client *core.Client, _ *core.Subscription) error {
				s, err := client.Subscribe(e.Context(), []string{"b"})
				if err == nil {
					_, err = client.Publish(e.Context(), "b", "x")
					receive(e, s)
				}
				return err
			},
			"more channels": func(_ *core.Client, s *core.Subscription) error {
				return errors.Join(s.Subscribe(e.Context(), []string{"b"}), s.PSubscribe(e.Context(), []string{"b*"}))
			},
			"its own channel given up": func(client *core.Client, s *core.Subscription) error {
				return errors.Join(s.Unsubscribe(e.Context(), []string{"a"}), client.Unsubscribe(e.Context(), nil))
			},
			"its subscription closed": func(_ *core.Client, s *core.Subscription) error {
				s.Close()
				return nil
			},
			"its client closed": func(client *core.Client, _ *core.Subscription) error {
				client.Close()
				return nil
			},
		} {
			client := e.connect()
			s := subscribe(e, client, "a")
			done := make(chan error, 1)
			s.Handle(func(_ models.PubSubMessage, err error) {
				if err == nil {
					done <- act(client, s)
				}
			})
			e.publish("a", "x", 1)
			require.NoError(e, <-done, name)
			client.Close()
		}
	})
}

// Nobody has to ask for it: a client without any option has log.Default tell of a panic.
func TestPanicsOfACallbackAreLogged(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		logged := make(lines, 10)
		restoreLogging(e)
		log.SetOutput(logged)
		calls := connectPanicking(e)
		e.publish("a", "1", 1)
		require.Equal(e, "1", <-calls)
		line := <-logged
		require.Contains(e, line, " ERROR valkey: a function of the program panicked: the subscription's callback panicked: of the program\n")
		require.Contains(e, line, "connectPanicking", "the stack")
		e.publish("a", "2", 1)
		require.Equal(e, "2", <-calls)
		require.Empty(e, logged)
	})
}

// A program that has given slog.Default a handler sees it there, or on standard error where
// the handler drops what log.Default writes.
func TestPanicsOfACallbackPassHandlersThatDropThem(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		restoreLogging(e)
		for level, isDropped := range map[slog.Level]bool{slog.LevelInfo: false, slog.LevelWarn: true, slog.LevelError + 1: true} {
			logged := make(lines, 10)
			slog.SetDefault(slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: level})))
			printed, stderr, err := os.Pipe()
			require.NoError(e, err)
			os.Stderr = stderr
			calls := connectPanicking(e)
			e.publish("a", "1", 1)
			require.Equal(e, "1", <-calls)
			var line string
			if isDropped {
				require.NoError(e, printed.SetReadDeadline(time.Now().Add(deadline)))
				line, err = bufio.NewReader(printed).ReadString('\n')
				require.NoError(e, err)
			} else {
				line = <-logged
			}
			require.Contains(e, line, "ERROR valkey: a function of the program panicked: the subscription's callback panicked: of the program", level)
			require.Empty(e, logged)
			e.publish("a", "end", 1)
			require.Equal(e, "end", <-calls)
			require.NoError(e, errors.Join(printed.Close(), stderr.Close()))
		}
	})
}

// connectPanicking connects a client without options whose callback panics at message 1. It
// closes itself at the message "end".
func connectPanicking(e *environment) (calls <-chan string) {
	called := make(chan string, 10)
	client := make(chan *core.Client, 1)
	client <- e.connect(subscriptions(options.SubscriptionConfiguration{
		Channels: exact("a"), Callback: func(message models.PubSubMessage, _ any) {
			if message.Message == "end" {
				(<-client).Close()
			}
			called <- message.Message
			if message.Message == "1" {
				panic(errors.New("of the program"))
			}
		},
	}))
	return called
}

// restoreLogging has the end of the test restore where what is logged goes.
func restoreLogging(e *environment) {
	logger, output, flags, stderr := slog.Default(), log.Writer(), log.Flags(), os.Stderr
	e.Cleanup(func() {
		os.Stderr = stderr
		slog.SetDefault(logger)
		log.SetOutput(output)
		log.SetFlags(flags)
	})
}

// lines are what was written.
type lines chan string

func (l lines) Write(text []byte) (int, error) {
	l <- string(text)
	return len(text), nil
}
