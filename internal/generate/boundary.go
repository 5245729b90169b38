package main

import (
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// boundary emits the constants that the JavaScript half has in common with the Go half:
// the numbers of wasm/internal/boundary, and what else both count or bound alike.
func boundary(api *model.API) ([]byte, error) {
	var b strings.Builder
	b.WriteString(header + "// Constants of the boundary between JavaScript and Go. What each means is said in\n// wasm/internal/boundary.\n")
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
	b.WriteString("\n// The properties of a method in the table of operations, added up.\n")
	fmt.Fprintf(&b, "export const propertyTakesOptions = %d;\nexport const propertyOnClients = %d;\nexport const propertyInBatches = %d;\n", takesOptions, onClients, inBatches)
	return []byte(b.String()), nil
}
