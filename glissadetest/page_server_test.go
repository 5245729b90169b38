package glissadetest_test

import (
	"os"
	"testing"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/glissadetest"
)

// connect returns a client of the server that VALKEY_URL names, or of one in memory.
func connect(t *testing.T) *glissade.Client {
	t.Helper()
	url := os.Getenv("VALKEY_URL") // such as valkey://localhost:6379/15
	if url == "" {
		return glissadetest.NewServer(t).Client(t)
	}
	client, err := glissade.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	if _, err := client.FlushDB(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestVisitorsAreCounted(t *testing.T) {
	client := connect(t)
	if n, err := client.SAdd(t.Context(), "visitors", []string{"Ada", "Grace", "Ada"}); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
