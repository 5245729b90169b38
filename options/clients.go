package options

import "time"

// ClientAttribute is what CLIENT SETINFO tells about a connection's library. Since: 7.2.0.
type ClientAttribute string

const (
	// LibraryNameAttribute is the name of the library (LIB-NAME).
	LibraryNameAttribute ClientAttribute = "LIB-NAME"
	// LibraryVersionAttribute is the version of the library (LIB-VER).
	LibraryVersionAttribute ClientAttribute = "LIB-VER"
)

// Validate returns a *failure.ConfigurationError if a is no attribute, or nil.
func (a ClientAttribute) Validate() error {
	switch a {
	case LibraryNameAttribute, LibraryVersionAttribute:
		return nil
	default:
		return invalid("ClientAttribute", "is unknown; use {LibraryNameAttribute} or {LibraryVersionAttribute}")
	}
}

// ClientCapability is something that a connection is able to handle. Newer servers
// may know more than the ones listed here. Since: 8.0.0.
type ClientCapability string

// RedirectCapability has a replica that is asked for what only its primary may do
// answer with an error REDIRECT that names the primary (redirect).
const RedirectCapability ClientCapability = "redirect"

// ClientPauseMode is what CLIENT PAUSE holds back. Since: 6.2.0.
type ClientPauseMode string

const (
	// PauseAll holds back all commands (ALL).
	PauseAll ClientPauseMode = "ALL"
	// PauseWrite holds back the commands that may write (WRITE).
	PauseWrite ClientPauseMode = "WRITE"
)

// Validate returns a *failure.ConfigurationError if m is no mode, or nil.
func (m ClientPauseMode) Validate() error {
	switch m {
	case PauseAll, PauseWrite:
		return nil
	default:
		return invalid("ClientPauseMode", "is unknown; use {PauseAll} or {PauseWrite}")
	}
}

// ClientUnblockMode is how CLIENT UNBLOCK ends a blocking command.
type ClientUnblockMode string

const (
	// UnblockAsTimeout ends it as if its time were up (TIMEOUT).
	UnblockAsTimeout ClientUnblockMode = "TIMEOUT"
	// UnblockWithError ends it with an error UNBLOCKED (ERROR).
	UnblockWithError ClientUnblockMode = "ERROR"
)

// Validate returns a *failure.ConfigurationError if m is no mode, or nil.
func (m ClientUnblockMode) Validate() error {
	switch m {
	case UnblockAsTimeout, UnblockWithError:
		return nil
	default:
		return invalid("ClientUnblockMode", "is unknown; use {UnblockAsTimeout} or {UnblockWithError}")
	}
}

// ClientType is the kind of a connection.
type ClientType string

const (
	// NormalClient is a connection of none of the other kinds.
	NormalClient ClientType = "normal"
	// PrimaryClient is the connection to the server's primary. It is spelled as
	// servers before 8.0.0 know it, and later ones too.
	PrimaryClient ClientType = "master"
	// ReplicaClient is a connection of a replica.
	ReplicaClient ClientType = "replica"
	// PubSubClient is a connection that is subscribed to a channel or pattern.
	PubSubClient ClientType = "pubsub"
)

func (t ClientType) validate(field string) error {
	switch t {
	case "", NormalClient, PrimaryClient, ReplicaClient, PubSubClient:
		return nil
	default:
		return invalid(field, "is unknown; use {NormalClient}, {PrimaryClient}, {ReplicaClient} or {PubSubClient}")
	}
}

// ClientProperties are properties of a connection. Those with their zero value do
// not matter. The comments say since when CLIENT KILL knows each; see
// ClientListWithOptions for CLIENT LIST.
type ClientProperties struct {
	// Type is the kind of the connection. Since: 2.8.12.
	Type ClientType
	// IDs are the numbers of connections, one of which it must be. Since: 2.8.12.
	IDs []int64
	// Username is the user that is logged in (USER). Since: 2.8.12.
	Username string
	// Address is the client's end, "ip:port" or the path of a socket (ADDR). Since: 2.8.12.
	Address string
	// LocalAddress is the server's end, "ip:port" (LADDR). Since: 6.2.0.
	LocalAddress string
	// IP is the client's address without its port. Since: 9.0.0.
	IP string
	// Name is the connection's name. Since: 9.0.0.
	Name string
	// Flags are letters as in models.ClientInfo.Flags, all of which it must have. Since: 9.0.0.
	Flags string
	// LibraryName is the name of the client's library (LIB-NAME). Since: 9.0.0.
	LibraryName string
	// LibraryVersion is the version of the client's library (LIB-VER). Since: 9.0.0.
	LibraryVersion string
	// Capabilities are letters as in models.ClientInfo.Capabilities, all of which it
	// must have (CAPA). Since: 9.0.0.
	Capabilities string
	// Database is the number of the database that it works on (DB). Since: 9.0.0.
	Database *int64
}

func (p ClientProperties) validate(field string) error {
	if err := p.Type.validate(field + ".Type"); err != nil {
		return err
	}
	if p.Database != nil && *p.Database < 0 {
		return invalid(field+".Database", "is negative; give the number of a database, 0 or more")
	}
	return nil
}

// ClientFilter picks connections for CLIENT LIST and CLIENT KILL. A connection must
// meet all that it says.
type ClientFilter struct {
	// Is are properties that the connection must have.
	Is ClientProperties
	// IsNot are properties that it must not have, not one of them. Since: 9.0.0.
	IsNot ClientProperties
	// MaxAge picks connections that exist for this long or longer, to the second,
	// rounded up. 0 picks any. Since: 8.0.0.
	MaxAge time.Duration
	// Idle picks connections on which nothing was asked for this long or longer,
	// to the second, rounded up. 0 picks any. Since: 9.0.0.
	Idle time.Duration
	// SkipMe leaves out the connection that asks, or not. Nil means true for CLIENT
	// KILL and false for CLIENT LIST.
	SkipMe *bool
}

// Validate returns a *failure.ConfigurationError about what no connection can be, or nil.
func (f ClientFilter) Validate() error {
	if err := f.Is.validate("ClientFilter.Is"); err != nil {
		return err
	}
	if err := f.IsNot.validate("ClientFilter.IsNot"); err != nil {
		return err
	}
	if f.MaxAge < 0 {
		return invalid("ClientFilter.MaxAge", "is negative; give a positive duration, or 0 for any age")
	}
	if f.Idle < 0 {
		return invalid("ClientFilter.Idle", "is negative; give a positive duration, or 0 for any")
	}
	return nil
}
