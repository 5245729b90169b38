package goredis

import (
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
)

// selectDatabase is SELECT: the client's own database needs nothing, another one a connection that
// is dedicated to it.
func (c *conn) selectDatabase(words []string) {
	if len(words) != 2 {
		c.refuse("ERR wrong number of arguments for 'select' command")
		return
	}
	if c.own == nil {
		if database, err := c.database(); err != nil || database == words[1] {
			c.promise(c.protocol).fulfill([]byte("+OK\r\n"), err)
			return
		}
		own, err := c.backend.dedicated(c.life)
		if err != nil {
			c.promise(c.protocol).fulfill(nil, err)
			return
		}
		c.own = own
	}
	c.own.Do(c.life, &c.args, 0, c.promise(c.protocol).fulfill)
}

// leaveDatabase gives back the connection with another database.
func (s *session) leaveDatabase() {
	if s.own != nil {
		s.own.Release()
		s.own = nil
	}
}

// database returns the database of the client.
func (c *conn) database() (string, error) {
	var args command.Args
	command.CustomCommand(&args, []string{"CLIENT", "INFO"})
	type outcome struct {
		database string
		err      error
	}
	known := make(chan outcome, 1)
	c.backend.submit(c.life, &args, func(reply []byte, err error) {
		decoder := resp.NewDecoder(reply)
		t, _ := decoder.Next()
		database := "0"
		for _, field := range strings.Fields(string(t.Text)) {
			if n, found := strings.CutPrefix(field, "db="); found {
				database = n
			}
		}
		known <- outcome{database, err}
	})
	o := <-known
	return o.database, o.err
}
