package native_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"

	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/logger"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

// The address of one server is enough to find its primary and all replicas.
func Example_discoverAll() {
	ctx := context.Background()
	configuration := must(options.ParseURL("valkey://" + address))
	configuration.NodeDiscoveryMode = options.NodeDiscoveryModeDiscoverAll
	configuration.ReadFrom = options.ReadFromAllNodes
	client := must(native.NewClient(ctx, configuration))
	defer client.Close()

	must(client.Set(ctx, "greeting", "hello"))
	fmt.Println(must(client.Get(ctx, "greeting")).Value())
	// Output: hello
}

// Behind a proxy that knows no roles the first address is the primary's.
func Example_static() {
	ctx := context.Background()
	client, err := native.NewClient(ctx, options.ClientConfiguration{
		Addresses:         []options.NodeAddress{{Host: "envoy", Port: 6379}, {Host: "envoy", Port: 6380}},
		NodeDiscoveryMode: options.NodeDiscoveryModeStatic,
		ReadFrom:          options.PreferReplica,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// Certificates of clients are renewed while programs run.
func ExampleWithClientCertificateFiles() {
	ctx := context.Background()
	roots, err := tcp.LoadRootCertificatesFromFile("/etc/valkey/ca.pem")
	if err != nil {
		log.Fatal(err) // It names the file.
	}
	client, err := native.NewClient(ctx, options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "valkey.example"}},
		UseTLS:    true,
		Advanced:  options.AdvancedClientConfiguration{TLS: options.TLSConfiguration{RootCertificates: roots}},
	}, native.WithClientCertificateFiles(native.ClientCertificateFiles{
		Certificate: "/etc/valkey/client.crt", Key: "/etc/valkey/client.key",
	}), native.WithLogger(slog.Default()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// A client logs to any slog.Logger. GLIDE's writes files that are rolled every hour.
func ExampleWithLogger() {
	ctx := context.Background()
	folder := must(os.MkdirTemp("", "logs"))
	defer os.RemoveAll(folder)
	if err := os.Setenv("GLIDE_LOG_DIR", folder); err != nil {
		log.Panic(err)
	}
	if err := logger.SetLoggerConfig(logger.LevelInfo, "shop.log"); err != nil {
		log.Panic(err)
	}
	client := must(native.NewClient(ctx, must(options.ParseURL("valkey://"+address)), native.WithLogger(logger.Slog())))
	defer client.Close()
	logger.Log(logger.LevelInfo, "shop", "the client is there", nil)

	files := must(os.ReadDir(folder))
	fmt.Println(len(files))
	// Output: 1
}
