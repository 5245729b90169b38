package json_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/modules/json"
)

func Example() {
	ctx := context.Background()
	// A program calls native.NewClient for a server that has loaded valkey-json.
	client, err := wiretest.Connect(ctx, map[string]string{
		`JSON.ARRAPPEND user:42 $.langs "Rust"`: "*1\r\n:2\r\n",
		`JSON.GET user:42 $.langs[*]`:           "$13\r\n[\"Go\",\"Rust\"]\r\n",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	documents := json.On(client)
	if _, err := documents.Set(ctx, "user:42", json.Root, `{"name":"Ada","langs":["Go"]}`); err != nil {
		fmt.Println(err)
		return
	}
	lengths, err := documents.ArrAppend(ctx, "user:42", "$.langs", []string{`"Rust"`})
	if err != nil {
		fmt.Println(err)
		return
	}
	langs, err := documents.GetWithOptions(ctx, "user:42", json.GetOptions{Paths: []string{"$.langs[*]"}})
	fmt.Println(lengths[0].Value(), langs.Value(), err)
	// Output: 2 ["Go","Rust"] <nil>
}
