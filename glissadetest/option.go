package glissadetest

import "time"

// Option is an option of a server.
type Option func(*settings)

type settings struct {
	username, password string
	at                 time.Time
	noRESP3            bool
}

// WithPassword has the server demand a user name and a password, "default" being the user
// of those who name none. It has no other ACL: the user may do everything.
func WithPassword(username, password string) Option {
	return func(s *settings) { s.username, s.password = username, password }
}

// At has the server's clock stand still at a time, so that nothing depends on how fast a
// test runs. [Server.FastForward] moves it.
func At(t time.Time) Option {
	return func(s *settings) { s.at = t }
}

// WithoutRESP3 has the server know no HELLO, as servers before 6.0: clients then speak RESP2.
func WithoutRESP3() Option {
	return func(s *settings) { s.noRESP3 = true }
}
