package node

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
)

// Provider returns the user that a connection authenticates as. An empty name stands for
// the handshake's.
type Provider func(ctx context.Context) (username, password string, err error)

// Session holds the handshake settings of a client's connections, which its user may
// change while the client lives: new connections are set up like the old ones. Nodes
// share it.
type Session struct {
	mu        sync.Mutex
	handshake mux.Handshake
	provider  Provider
	revision  revision
	database  atomic.Int64 // of the handshake, to be read without the lock
}

// revision tells which settings a connection was made with.
type revision struct {
	settings    uint64
	credentials uint64 // that live connections are to have; see [Node.Reauthenticate]
}

// NewSession returns a session with the settings of a handshake.
func NewSession(handshake mux.Handshake) *Session {
	s := &Session{handshake: handshake}
	s.database.Store(int64(handshake.DatabaseID))
	return s
}

// String returns the handshake of a new connection, without the password.
func (s *Session) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handshake.String()
}

// Update changes the session. Shared connections keep what they have; idle dedicated
// ones are replaced.
func (s *Session) Update(change func(handshake *mux.Handshake)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.handshake)
	s.database.Store(int64(s.handshake.DatabaseID))
	s.revision.settings++
}

// RenewCredentials has live connections authenticate again by [Node.Reauthenticate]; before
// that it replaces idle dedicated ones.
func (s *Session) RenewCredentials() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision.credentials++
}

// DatabaseID returns the database of new connections.
func (s *Session) DatabaseID() int { return int(s.database.Load()) }

// SetProvider has the credentials of each connection asked for when it is made, and when
// it authenticates again.
func (s *Session) SetProvider(provider Provider) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.provider = provider
	s.revision.settings++
}

// HasProvider reports whether credentials are asked for, so that those in the handshake
// have no effect.
func (s *Session) HasProvider() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.provider != nil
}

// Handshake returns the handshake of a new connection.
func (s *Session) Handshake(ctx context.Context) (mux.Handshake, error) {
	handshake, _, err := s.current(ctx)
	return handshake, err
}

// current returns the handshake with the revision that it is of, or of one before.
func (s *Session) current(ctx context.Context) (handshake mux.Handshake, made revision, err error) {
	s.mu.Lock()
	handshake, made = s.handshake, s.revision
	provider := s.provider
	s.mu.Unlock()
	if !page.Only && provider != nil {
		var username string
		username, handshake.Password, err = provider(ctx)
		if username != "" {
			handshake.Username = username
		}
		handshake.Authenticate = true
	}
	return handshake, made, err
}

func (s *Session) isCurrent(made revision) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision == made
}

// hasCredentials reports whether a connection has the credentials as they are now.
func (s *Session) hasCredentials(made revision) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision.credentials == made.credentials
}
