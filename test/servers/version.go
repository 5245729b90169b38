package servers

import "strings"

// Version names a server that the tests know how to find.
type Version string

// The servers that the client is tested against. Valkey91 is the one to use where
// a test needs no particular version.
const (
	Valkey91 Version = "valkey-9.1"
	Valkey81 Version = "valkey-8.1"
	Redis70  Version = "redis-7.0"
)

// Versions returns every known version, the newest first.
func Versions() []Version { return []Version{Valkey91, Valkey81, Redis70} }

// AtLeast reports whether v answers the commands of the given Valkey or Redis
// release, such as "7.2" or "9.0". Redis 7.0 is the common ancestor of both, so
// one line of numbers serves them.
func (v Version) AtLeast(release string) bool {
	_, own, _ := strings.Cut(string(v), "-")
	ownMajor, ownMinor, _ := strings.Cut(own, ".")
	major, minor, _ := strings.Cut(release, ".")
	if ownMajor != major {
		return number(ownMajor) > number(major)
	}
	return number(ownMinor) >= number(minor)
}

// Environment returns the environment variable that names a binary of v, such as
// "GLISSADE_VALKEY_9_1".
func (v Version) Environment() string {
	return "GLISSADE_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(string(v)))
}

// binary returns the name of the server program: "valkey-server".
func (v Version) binary() string {
	product, _, _ := strings.Cut(string(v), "-")
	return product + "-server"
}

// banner returns how the answer to --version starts: "Valkey server v=9.1.".
func (v Version) banner() string {
	product, release, _ := strings.Cut(string(v), "-")
	return strings.ToUpper(product[:1]) + product[1:] + " server v=" + release + "."
}

// suite returns the Debian release that packages v.
func (v Version) suite() string {
	switch v {
	case Valkey91:
		return "forky"
	case Valkey81:
		return "trixie"
	default:
		return "bookworm"
	}
}

// packages returns the Debian packages to install, without their dependencies.
func (v Version) packages() []string {
	product, _, _ := strings.Cut(string(v), "-")
	return []string{product + "-server", product + "-sentinel"}
}

// number reads a release's part; what is no number counts as 0.
func number(digits string) int {
	n := 0
	for _, digit := range digits {
		if digit < '0' || digit > '9' {
			return 0
		}
		n = n*10 + int(digit-'0')
	}
	return n
}
