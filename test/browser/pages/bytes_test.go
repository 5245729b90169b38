package pages

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
)

// Pages have no Buffers: bytes are Uint8Arrays there, of replies as of dumps, and text that is
// no UTF-8 rejects as it does in Node.
func TestBytesInAPage(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	page := browser.Open(t)
	require.NoError(t, chromedp.Do(page, chromedp.Navigate(serve(t, server, empty))))
	require.Equal(t, []string{"Uint8Array 255,0", "Uint8Array 255,0", "Uint8Array", "Uint8Array", "RequestError"}, browser.Evaluate[[]string](t, page, `(async () => {
		const { Batch, Decoder, GlideClient } = await import("/dist/index.js");
		const client = await GlideClient.createClient({
			bridge: { url: "ws://" + location.host, target: "server" },
			requestTimeout: 60_000,
			advancedConfiguration: { connectionTimeout: 30_000 },
		});
		await client.set("bytes", Uint8Array.of(255, 0));
		const decoder = Decoder.Bytes;
		const reply = await client.get("bytes", { decoder });
		const [batched] = await client.exec(new Batch(true).get("bytes"), true, { decoder });
		const refused = await client.get("bytes").catch((error) => error);
		const dumps = [await client.dump("bytes"), await client.functionDump({ decoder: Decoder.String })];
		client.close();
		return [...[reply, batched].map((bytes) => bytes.constructor.name + " " + bytes), ...dumps.map((bytes) => bytes.constructor.name), refused.name];
	})()`))
}
