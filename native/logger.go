package native

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/callback"
	"github.com/glissade-io/glissade/models"
)

// WithLogger has the client log what it notices and does by itself:
//
//	| level   | message                             | attributes                                                |
//	|---------|-------------------------------------|-----------------------------------------------------------|
//	| error   | a function of the program panicked  | error, stack                                              |
//	| warning | disconnected                        | address, error                                            |
//	| warning | connect failed                      | address, error, attempt, wait                             |
//	| warning | topology unknown                    | error                                                     |
//	| warning | subscription gap                    | address, subscriptions, channels, error                   |
//	| warning | subscription refused                | address, subscriptions, channels, code or error           |
//	| warning | client certificate kept             | file, error                                               |
//	| warning | authentication failed               | address, error                                            |
//	| warning | decompression failed                | command, reason, values, error                            |
//	| warning | credentials kept                    | attempt, expires, error                                   |
//	| warning | credentials expiring                | expires                                                   |
//	| info    | connected                           | address                                                   |
//	| info    | primary changed                     | address                                                   |
//	| info    | topology changed                    | shards, servers                                           |
//	| info    | client certificate reloaded         | file                                                      |
//	| debug   | request retried                     | address, command, requests, attempt, wait, code or error  |
//	| debug   | request redirected                  | address, target, command, requests, attempt, code         |
//	| debug   | compression skipped                 | command, reason, values                                   |
//	| debug   | credentials retried                 | attempt, wait, error                                      |
//
// Messages begin with "valkey: ". Neither keys nor values, names of channels, passwords or
// keys of certificates are logged. Commands that succeed at the first attempt are not, and
// are no slower. A panic in a function of the program's that the client outlives, see
// core.WithPanicHandler, goes to slog.Default without this setting. If the client has no
// settings at all it goes to log.Default, with ERROR in front; to standard error where a
// handler that slog.SetDefault has put behind log.Default drops information. Package logger
// makes loggers that write files as GLIDE does.
//
// It takes the place of core.WithConnectionEvents, core.WithClientEvents and
// core.WithPanicHandler; to have both, call [LogConnectionEvent] and [LogClientEvent] in
// listeners of your own. If the logger's handler panics the client goes on, and the panic
// is written to standard error.
func WithLogger(logger *slog.Logger) Option {
	return func(c *clientOptions) {
		c.need("WithLogger", logger == nil, "give a logger, or leave the setting out")
		c.logger = logger
		With(
			core.WithConnectionEvents(func(e core.ConnectionEvent) { LogConnectionEvent(logger, e) }),
			core.WithClientEvents(func(e core.ClientEvent) { LogClientEvent(logger, e) }),
			core.WithPanicHandler(func(e *failure.PanicError) { logPanic(logger, e) }),
		)(c)
	}
}

// LogConnectionEvent logs one event, as [WithLogger] has it done. Without a logger it
// does nothing.
func LogConnectionEvent(logger *slog.Logger, e core.ConnectionEvent) {
	if logger == nil {
		return
	}
	level := slog.LevelInfo
	attributes := []slog.Attr{slog.String("address", e.Address)}
	if e.Err != nil {
		level = slog.LevelWarn
		attributes = append(attributes, slog.Any("error", e.Err))
	}
	if e.Attempt > 0 {
		attributes = append(attributes, slog.Int("attempt", e.Attempt), slog.Duration("wait", e.Wait))
	}
	logger.LogAttrs(context.Background(), level, "valkey: "+string(e.Kind), attributes...)
}

// levels are those of the client's events that are no information.
var levels = map[models.ClientEventKind]slog.Level{
	models.RequestRetried: slog.LevelDebug, models.RequestRedirected: slog.LevelDebug,
	models.TopologyUnknown: slog.LevelWarn, models.SubscriptionGap: slog.LevelWarn, models.SubscriptionRefused: slog.LevelWarn,
	models.CompressionSkipped: slog.LevelDebug, models.DecompressionFailed: slog.LevelWarn,
	models.CredentialsRetried: slog.LevelDebug, models.CredentialsKept: slog.LevelWarn, models.CredentialsExpiring: slog.LevelWarn,
}

// LogClientEvent logs one event, as [WithLogger] has it done. Without a logger it does
// nothing.
func LogClientEvent(logger *slog.Logger, e core.ClientEvent) {
	level := levels[e.Kind]
	if logger == nil || !logger.Enabled(context.Background(), level) {
		return
	}
	attributes := make([]slog.Attr, 0, 8)
	text := func(name, value string) {
		if value != "" {
			attributes = append(attributes, slog.String(name, value))
		}
	}
	number := func(name string, value int) {
		if value > 0 {
			attributes = append(attributes, slog.Int(name, value))
		}
	}
	text("address", e.Address)
	text("target", e.Target)
	text("command", e.Command)
	number("requests", e.Requests)
	number("attempt", e.Attempt)
	if e.Wait > 0 {
		attributes = append(attributes, slog.Duration("wait", e.Wait))
	}
	number("shards", e.Shards)
	number("servers", e.Servers)
	number("subscriptions", e.Subscriptions)
	number("channels", e.Channels)
	text("reason", e.Reason)
	number("values", e.Values)
	if !e.Expires.IsZero() {
		attributes = append(attributes, slog.Time("expires", e.Expires))
	}
	text("code", e.Code)
	if e.Err != nil {
		attributes = append(attributes, slog.Any("error", e.Err))
	}
	logger.LogAttrs(context.Background(), level, "valkey: "+string(e.Kind), attributes...)
}

// logCertificate logs what became of a reading of the files of a certificate.
func logCertificate(logger *slog.Logger, file string, err error) {
	if err != nil {
		logger.Warn("valkey: client certificate kept", "file", file, "error", err)
		return
	}
	logger.Info("valkey: client certificate reloaded", "file", file)
}

// logPanic logs a panic. It may be the logger that has panicked.
func logPanic(logger *slog.Logger, e *failure.PanicError) {
	reportPanic(e, func() {
		logger.Error("valkey: a function of the program panicked", "error", e, "stack", string(e.Stack))
	})
}

func logPanicByDefault(e *failure.PanicError) { logPanic(slog.Default(), e) }

// printPanic is for clients without settings. To log by slog, a program links encoding/json
// and more, which is a twentieth of a small one: those that ask for it do. What log.Default
// writes is information to the handler that slog.SetDefault has put behind it; one that drops
// that is passed over, so that no panic goes unseen.
func printPanic(e *failure.PanicError) {
	reportPanic(e, func() {
		logger := log.Default()
		if !slog.Default().Enabled(context.Background(), slog.LevelInfo) {
			logger = log.New(os.Stderr, "", log.LstdFlags)
		}
		logger.Printf("ERROR valkey: a function of the program panicked: %v\n%s", e, e.Stack)
	})
}

func reportPanic(e *failure.PanicError, report func()) {
	if err := callback.Call("the logger", report); err != nil {
		fmt.Fprintf(os.Stderr, "valkey: %v\n%s\nvalkey: %v\n", e, e.Stack, err)
	}
}
