package native_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	_ "github.com/glissade-io/glissade/compression/zstd"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// A client with compression sends values that are shorter then, and gets them back as they
// were. The import of the backend is what links it.
func Example_compression() {
	ctx := context.Background()
	plain := connect(ctx)
	defer plain.Close()

	configuration := must(options.ParseURL("valkey://" + address))
	configuration.RequestTimeout = 20 * time.Second
	configuration.Advanced.ConnectionTimeout = 20 * time.Second
	configuration.Compression = &options.CompressionConfiguration{Backend: options.ZSTD, MinCompressionSize: 100}
	client := must(native.NewClient(ctx, configuration))
	defer client.Close()

	page := strings.Repeat("<li>A line of a page.</li>\n", 1000)
	must(client.Set(ctx, "page", page))
	fmt.Println(must(client.Get(ctx, "page")).Value() == page)

	fmt.Println(must(plain.Strlen(ctx, "page")) < 200) // of 27,000 bytes
	_, err := client.Strlen(ctx, "page")
	fmt.Println(err)
	fmt.Println(client.Statistics().Compression.ValuesCompressed)
	// Output:
	// true
	// true
	// configuration: STRLEN: is incompatible with compression: it looks at the bytes of the value, of which the server has the compressed ones; use a client without Compression for such keys
	// 1
}
