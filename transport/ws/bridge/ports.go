//go:build !js

package bridge

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// PortRange is all TCP ports from First to Last, both included. As text it is "6379" or
// "7000-7005".
type PortRange struct{ First, Last uint16 }

// String returns the range as text.
func (p PortRange) String() string {
	if p.First == p.Last {
		return strconv.Itoa(int(p.First))
	}
	return strconv.Itoa(int(p.First)) + "-" + strconv.Itoa(int(p.Last))
}

// MarshalText returns the range as text.
func (p PortRange) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a range.
func (p *PortRange) UnmarshalText(text []byte) error {
	first, last, isRange := strings.Cut(string(text), "-")
	if !isRange {
		last = first
	}
	low, errLow := strconv.ParseUint(first, 10, 16)
	high, errHigh := strconv.ParseUint(last, 10, 16)
	parsed := PortRange{uint16(low), uint16(high)}
	if errLow != nil || errHigh != nil || !parsed.valid() {
		return fmt.Errorf(`"%s" is no port or range of ports such as "6379" or "7000-7005"`, safelog.Text(string(text), maxQuoted))
	}
	*p = parsed
	return nil
}

func (p PortRange) valid() bool { return p.First > 0 && p.First <= p.Last }

func (p PortRange) contains(port uint16) bool { return p.First <= port && port <= p.Last }
