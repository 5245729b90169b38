// The refresh command asks a running server for its commands and writes the answer
// to the catalog, from which code and documentation are generated.
//
//	go run ./internal/catalog/refresh -address 127.0.0.1:6379
//	go run ./internal/generate
//
// The server should be the newest Valkey, as it comes, without modules. Then look
// through the differences: each line of the catalog is one command.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
)

func main() {
	address := flag.String("address", "127.0.0.1:6379", "the server's host:port")
	output := flag.String("output", "internal/catalog/valkey-9.1.json", "the file to write")
	flag.Parse()
	if err := refresh(*address, *output); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refresh(address, output string) error {
	server, err := dial(address)
	if err != nil {
		return err
	}
	defer server.connection.Close()
	hello, err := server.ask("HELLO", "3")
	if err != nil {
		return err
	}
	commands, err := server.ask("COMMAND")
	if err != nil {
		return err
	}
	docs, err := server.ask("COMMAND", "DOCS")
	if err != nil {
		return err
	}
	result, err := build(hello, commands, docs)
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	text, err := result.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(output, text, 0o644); err != nil {
		return err
	}
	fmt.Printf("wrote %d commands of %s to %s\n", len(result.Commands), result.Title(), output)
	return nil
}

// conversation is a connection on which one command is answered after the other.
type conversation struct {
	connection net.Conn
	replies    *resp.Reader
}

func dial(address string) (*conversation, error) {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	if err := connection.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return nil, err
	}
	return &conversation{connection, resp.NewReader(connection, resp.Limits{})}, nil
}

func (c *conversation) ask(words ...string) (resp.Value, error) {
	if _, err := c.connection.Write(resp.AppendCommand(nil, words...)); err != nil {
		return resp.Value{}, err
	}
	frame, err := c.replies.Next()
	if err != nil {
		return resp.Value{}, fmt.Errorf("%s: %w", words[0], err)
	}
	reply, err := resp.Decode(frame)
	if err == nil && reply.Type.IsError() {
		err = fmt.Errorf("%s: the server says %q", words[0], reply.Text)
	}
	return reply, err
}
