package options

import "strconv"

// DefaultSentinelPort is the port of a sentinel whose address has none.
const DefaultSentinelPort = 26379

// SentinelConfiguration has a client find its servers through sentinels, which
// watch a primary and its replicas and promote a replica when the primary fails. The
// client follows them. See https://valkey.io/topics/sentinel/
type SentinelConfiguration struct {
	// Addresses are those of sentinels, one at least; others are learnt from them.
	Addresses []NodeAddress
	// PrimaryName is the name under which the sentinels watch the primary.
	PrimaryName string
	// Credentials authenticate with the sentinels, which have users of their own.
	// Nil sends none.
	Credentials *ServerCredentials
}

func (s *SentinelConfiguration) withDefaults() *SentinelConfiguration {
	if s == nil {
		return nil
	}
	copied := *s
	copied.Addresses = make([]NodeAddress, len(s.Addresses))
	for i, address := range s.Addresses {
		if address.Port == 0 && address.Socket == "" {
			address.Port = DefaultSentinelPort
		}
		copied.Addresses[i] = address.withDefaults()
	}
	return &copied
}

func (s *SentinelConfiguration) validate() error {
	if s == nil {
		return nil
	}
	if len(s.Addresses) == 0 {
		return invalid("Sentinel.Addresses", "is empty; give the address of one sentinel at least")
	}
	for i, address := range s.Addresses {
		if err := address.validate("Sentinel.Addresses[" + strconv.Itoa(i) + "]"); err != nil {
			return err
		}
	}
	if s.PrimaryName == "" {
		return invalid("Sentinel.PrimaryName", "is empty; give the name that the sentinels' configuration has for the primary")
	}
	if s.Credentials != nil && s.Credentials.IAM != nil {
		return invalid("Sentinel.Credentials.IAM", "is given; sentinels take passwords only")
	}
	return s.Credentials.validate("Sentinel.Credentials")
}
