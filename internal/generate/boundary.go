package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// boundary emits the constants that the JavaScript half has in common with the Go half:
// the numbers of wasm/internal/boundary, and what else both count or bound alike.
func boundary(api *model.API) ([]byte, error) {
	var b strings.Builder
	b.WriteString(header + "// Constants of the boundary between JavaScript and Go. What each means is said in\n// wasm/internal/boundary.\n")
	fmt.Fprintf(&b, "\n/** What the wasm file that belongs to this module calls itself. */\nexport const fingerprint = %q;\n", fingerprint(api))
	group := ""
	var deliveries []string
	for _, c := range api.Constants {
		switch {
		case c.Package == "boundary":
			if c.Type != group {
				b.WriteString("\n")
				group = c.Type
			}
			fmt.Fprintf(&b, "export const %s = %d;\n", camel(c.Name), c.Value)
		case c.Package == "failure" && c.Type == "Delivery":
			if int(c.Value) != len(deliveries) {
				return nil, fmt.Errorf("failure.%s is %d, and not the next after %d others: JavaScript counts them from 0", c.Name, c.Value, len(deliveries))
			}
			deliveries = append(deliveries, fmt.Sprintf("%q", camel(c.Name)))
		}
	}
	fmt.Fprintf(&b, "\n/** Whether a command was executed, in the order of the numbers. */\nexport const deliveries = [%s] as const;\n", strings.Join(deliveries, ", "))
	fmt.Fprintf(&b, "\n/** How much of a server's text an error shows, in characters. */\nexport const longestText = %d;\n", api.Constant("printable", "Longest"))
	return []byte(b.String()), nil
}

// boundaryFingerprint emits the fingerprint for the Go half.
func boundaryFingerprint(api *model.API) ([]byte, error) {
	return goFile("main", nil, fmt.Sprintf("// fingerprint is the same in the JavaScript that belongs to this program.\nconst fingerprint = %q\n", fingerprint(api)))
}

// fingerprint returns what tells one version of the boundary from another.
func fingerprint(api *model.API) string {
	sum := sha256.Sum256(fmt.Append(nil, api.Constants))
	return hex.EncodeToString(sum[:8])
}
