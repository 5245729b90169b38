// Package otel has clients report to OpenTelemetry what they do: a span of each command
// and batch, the histogram db.client.operation.duration, and the db.client.connection
// metrics of their connections, by the semantic conventions for databases.
//
//	client, err := glissade.Connect(ctx, "valkey://localhost:6379", otel.Instrument(otel.Config{}))
//
// With the zero [Config] that goes to the global providers of go.opentelemetry.io/otel, which
// may be set before or after; package pipeline, a module of its own, makes providers out of
// endpoints as GLIDE does. A span is a child of the span in the context that the method was
// called with.
//
// # Spans
//
// A span is named after its command, "GET" or "CONFIG GET", and covers the whole call: waiting,
// redirections and retries. Its kind is client. A batch is one span, "PIPELINE" or "MULTI", with
// the command behind it if all are the same, and a batch of one command is named as the command
// is. A call of a script by its hash that the server does not know is two: EVALSHA, which fails
// by NOSCRIPT, and EVAL. A connection that is dialled for a call is a child span, "DIAL".
//
// Attributes, as constants of semconv/v1.43.0 name them:
//
//   - db.system.name: "valkey" or "redis", by what the servers say when they are connected to;
//     see [Config.SystemName]. Under RESP2 they are asked by INFO SERVER, if [Instrument] was
//     given when the client was made; where that is refused it is "redis".
//   - db.operation.name: the span's name.
//   - db.namespace: the number of the database as a string, that of the client's connections or
//     of the dedicated connection that the call was made on, with every Select of theirs. What
//     a batch selects within itself does not count.
//   - db.operation.batch.size: the number of commands of a batch, unless it is 1.
//   - db.stored_procedure.name: the name of a function, or the SHA-1 of a script.
//   - db.query.text: only with [Config.QueryText], the command with its keys, and "?" in place
//     of everything else.
//   - server.address, server.port: the first address of the configuration; the port if it is
//     not 6379, and the same in all addresses.
//   - network.peer.address, network.peer.port: the server that was asked last.
//   - error.type, db.response.status_code: see below.
//
// No attribute, no name and no status of a span holds a value or, without Config.QueryText, a key.
//
// # Errors
//
// An operation fails if its method returns an error, and a batch does also if one of its
// commands has an error in place of a result: the first of these counts. Where the
// server has refused it, error.type and db.response.status_code are the first word of the
// reply, such as "WRONGTYPE", and so is the description of the span's status: the rest of the
// reply may quote what was sent. Otherwise error.type is the name of the error's type:
// "TimeoutError", "ConnectionError", "CanceledError", "ClosingError", "ConfigurationError",
// "ExecAbortError", "CircuitBreakerError", "ShapeError", and for any other what semconv.ErrorType
// makes of it.
//
// # Metrics
//
// db.client.operation.duration is in seconds, with the buckets of the conventions, the first of
// which ends at 1 ms: most commands lie in it. A view of the program's meter provider makes it
// finer:
//
//	sdkmetric.WithView(sdkmetric.NewView(
//		sdkmetric.Instrument{Name: "db.client.operation.duration"},
//		sdkmetric.Stream{Aggregation: sdkmetric.AggregationBase2ExponentialHistogram{MaxSize: 160, MaxScale: 20}},
//	))
//
// It has the attributes of the span but db.operation.batch.size, db.stored_procedure.name and
// db.query.text.
//
// The connections to a server are two pools: "host:port/shared" of the one that requests share,
// and "host:port/dedicated" of those for commands that block, for transactions and for
// Dedicated. Of each there are db.client.connection.count and .create_time, of the second also
// .max, .idle.max, .pending_requests, .timeouts, .wait_time and .use_time. Several clients of a
// server add up.
package otel
