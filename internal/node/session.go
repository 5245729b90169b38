package node

import (
	"context"
	"sync"

	"github.com/glissade-io/glissade/internal/mux"
)

// Session holds the handshake settings of a client's connections, which its user may
// change while the client lives: new connections are set up like the old ones. Nodes
// share it.
type Session struct {
	mu        sync.Mutex
	handshake mux.Handshake
	provider  func(ctx context.Context) (string, error)
	version   uint64
}

// NewSession returns a session with the settings of a handshake.
func NewSession(handshake mux.Handshake) *Session { return &Session{handshake: handshake} }

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
	s.version++
}

// DatabaseID returns the database of new connections.
func (s *Session) DatabaseID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handshake.DatabaseID
}

// SetPasswordProvider has the password of each connection asked for when it is made,
// for passwords that expire.
func (s *Session) SetPasswordProvider(provider func(ctx context.Context) (string, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.provider = provider
	s.version++
}

// AsksForPassword reports whether the password is asked for with each connection, so
// that the one in the handshake has no effect.
func (s *Session) AsksForPassword() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.provider != nil
}

// Handshake returns the handshake of a new connection.
func (s *Session) Handshake(ctx context.Context) (mux.Handshake, error) {
	handshake, _, err := s.current(ctx)
	return handshake, err
}

func (s *Session) current(ctx context.Context) (handshake mux.Handshake, version uint64, err error) {
	s.mu.Lock()
	handshake, version = s.handshake, s.version
	provider := s.provider
	s.mu.Unlock()
	if provider != nil {
		handshake.Password, err = provider(ctx)
		handshake.Authenticate = true
	}
	return handshake, version, err
}

func (s *Session) isCurrent(version uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version == version
}
