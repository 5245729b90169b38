package failure

import "strings"

// Text is what an error says, in which the names of this library's interface are marked
// by braces, so that they can be told from other words: "set {SetOptions.Condition} to
// {OnlyIfEquals}". A field or a method stands there with its type, a constant or a
// function alone. String has the names as Go programs spell them; a package for another
// language has its own by [Spelled].
type Text string

// String returns the text with its names as Go programs spell them, the type of a field
// or a method left out: "set Condition to OnlyIfEquals".
func (t Text) String() string { return t.Spelled(nil) }

// Spelling is how a language other than Go spells the names that errors mention.
type Spelling interface {
	// Name returns what stands for a name as it is marked in a [Text]:
	// "SetOptions.Condition", "Client.Select", "OnlyIfEquals", "NewClusterClient", "nil".
	Name(name string) string
	// Field returns what stands for a path as [ConfigurationError] has them in Field:
	// "Addresses[1].Port", "SetOptions.Expiry", "MGET keys".
	Field(path string) string
}

// Spelled returns what Error of err returns, but with the names that err and its causes
// mention as the language of that spelling has them.
func Spelled(err error, spelling Spelling) string {
	if spelling == nil {
		return err.Error()
	}
	switch e := err.(type) {
	case interface{ Spelled(Spelling) string }:
		return e.Spelled(spelling)
	case interface {
		Spelled(name func(name string) string) string
	}: // of a package that this one is unknown to
		return e.Spelled(spelling.Name)
	case interface{ Unwrap() []error }: // as errors.Join makes them
		var lines []string
		for _, cause := range e.Unwrap() {
			lines = append(lines, Spelled(cause, spelling))
		}
		return strings.Join(lines, "\n")
	default:
		return err.Error()
	}
}

// Spelled returns the text with its names as spelling has them, or as Go programs spell
// them if spelling is nil.
func (t Text) Spelled(spelling Spelling) string {
	text, rest := "", string(t)
	for {
		before, after, opens := strings.Cut(rest, "{")
		name, behind, closes := strings.Cut(after, "}")
		switch {
		case !opens || !closes:
			return text + rest
		case isName(name):
			text += before + spelled(name, spelling)
			rest = behind
		default:
			text += before + "{"
			rest = after
		}
	}
}

func spelled(name string, spelling Spelling) string {
	if spelling != nil {
		return spelling.Name(name)
	}
	if _, member, ok := strings.Cut(name, "."); ok {
		return member
	}
	return name
}

// setting returns a setting of the configuration, as errors hold them, in that spelling.
func setting(path string, spelling Spelling) string {
	return spelled("ClientConfiguration."+path, spelling)
}

// isName reports whether what stands in braces is a name: exported, with or without a
// type before it, or nil.
func isName(text string) bool {
	if text == "nil" {
		return true
	}
	for part := range strings.SplitSeq(text, ".") {
		for i := range len(part) {
			c := part[i] | 0x20
			if !('a' <= c && c <= 'z' || i > 0 && '0' <= c && c <= '9') {
				return false
			}
		}
		if part == "" || part[0] > 'Z' {
			return false
		}
	}
	return true
}
