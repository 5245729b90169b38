package options

import "time"

// ServerCredentials authenticate the client: by a password, or by tokens of AWS
// Identity and Access Management. At most one of Password and IAM may be given.
// Printed or encoded, it shows no password.
type ServerCredentials struct {
	// Username is the ACL user. Empty means the user "default"; IAM needs one.
	Username string
	// Password is the user's password. An empty one is sent like any other, and is
	// right for a user without password (nopass). Where the client has a provider of
	// credentials or of passwords, it is not used.
	Password string
	// IAM has tokens made in place of a password, and renewed.
	IAM *IAMConfiguration
}

// UsesIAM reports whether the client authenticates by tokens of AWS Identity and Access
// Management. Nil does not.
func (c *ServerCredentials) UsesIAM() bool { return c != nil && c.IAM != nil }

// IAMConfiguration describes the cluster that a token of AWS Identity and Access
// Management is for. The tokens are made by package native/iam, a module of its own, so that
// programs without them need not link it: what its New returns is for the client's option
// WithCredentialsProvider.
type IAMConfiguration struct {
	// ClusterName is the name of the cluster or, with ElastiCache, of the
	// replication group or of the serverless cache. AWS has names in lower case.
	ClusterName string
	// Service is the service that the cluster is one of.
	Service ServiceType
	// Region is the AWS region of the cluster, such as "us-east-1".
	Region string
	// Serverless says that the cluster is a serverless cache, which only ElastiCache has.
	Serverless bool
	// RefreshInterval is how often a token is made. 0 means 5 minutes; it is a second
	// at least, and less than 12 hours, after which the servers end a connection. A token is
	// good for 15 minutes, so less than that is better.
	RefreshInterval time.Duration
}

// ServiceType is an AWS service that runs servers.
type ServiceType string

const (
	// ElastiCache is Amazon ElastiCache.
	ElastiCache ServiceType = "elasticache"
	// MemoryDB is Amazon MemoryDB.
	MemoryDB ServiceType = "memorydb"
)

// DefaultIAMRefreshInterval is used where RefreshInterval is 0.
const DefaultIAMRefreshInterval = 5 * time.Minute

const (
	minIAMRefreshInterval = time.Second
	maxIAMRefreshInterval = 12 * time.Hour
)

// Validate returns a *failure.ConfigurationError about the first setting that cannot work,
// or nil.
func (c *ServerCredentials) Validate() error { return c.validate("ServerCredentials") }

// validate checks the credentials that a configuration has in field.
func (c *ServerCredentials) validate(field string) error {
	switch {
	case c == nil:
		return nil
	case c.Password != "" && c.IAM != nil:
		return invalid(field, "has both {ServerCredentials.Password} and {ServerCredentials.IAM}; give one of them")
	case c.IAM == nil:
		return nil
	case c.Username == "":
		return invalid(field+".Username", "is empty; IAM needs the name of the user")
	case c.IAM.ClusterName == "":
		return invalid(field+".IAM.ClusterName", "is empty; give the name of the cluster")
	case c.IAM.Region == "":
		return invalid(field+".IAM.Region", `is empty; give the AWS region, such as "us-east-1"`)
	case c.IAM.Service != ElastiCache && c.IAM.Service != MemoryDB:
		return invalid(field+".IAM.Service", "is unknown; use {ElastiCache} or {MemoryDB}")
	case c.IAM.Serverless && c.IAM.Service != ElastiCache:
		return invalid(field+".IAM.Serverless", "is for {ElastiCache}; leave it out with {MemoryDB}")
	case c.IAM.RefreshInterval != 0 && (c.IAM.RefreshInterval < minIAMRefreshInterval || c.IAM.RefreshInterval >= maxIAMRefreshInterval):
		return invalid(field+".IAM.RefreshInterval", "is out of range; give 1 s or more and less than 12 hours, or 0 for 5 minutes")
	default:
		return nil
	}
}
