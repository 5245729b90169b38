package models

import "strings"

// Info is the parsed reply to INFO: its sections, in their order.
//
//	info := models.ParseInfo(text)
//	version, found := info.Get("Server", "valkey_version")
type Info []InfoSection

// InfoSection is a section of the reply.
type InfoSection struct {
	// Name is the heading, such as "Server", or "" for fields before any heading.
	Name string
	// Fields are the fields in their order.
	Fields []InfoField
}

// InfoField is a field of the reply with its value.
type InfoField struct {
	// Name is such as "used_memory", Value its value as text.
	Name  string
	Value string
}

// ParseInfo parses the reply to INFO, and that to CLUSTER INFO, which has no headings.
// What is neither a heading nor a field is left out.
func ParseInfo(text string) Info {
	info := Info{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			info = append(info, InfoSection{Name: heading})
			continue
		}
		name, value, ok := cutField(line)
		if !ok {
			continue
		}
		if len(info) == 0 {
			info = append(info, InfoSection{})
		}
		last := &info[len(info)-1]
		last.Fields = append(last.Fields, InfoField{Name: name, Value: value})
	}
	return info
}

// cutField cuts a line into a field's name and value. Names that are made of a command's
// or an error's may hold colons, and their values hold numbers only; others have values
// that may, such as paths.
func cutField(line string) (name, value string, ok bool) {
	for _, prefix := range []string{"cmdstat_", "errorstat_", "latency_percentiles_usec_"} {
		if colon := strings.LastIndexByte(line, ':'); colon >= 0 && strings.HasPrefix(line, prefix) {
			return line[:colon], line[colon+1:], true
		}
	}
	return strings.Cut(line, ":")
}

// Get returns the value of a field of a section, and whether there is one. Headings
// differ in their capitals from the sections that INFO takes; here they do not matter.
func (i Info) Get(section, field string) (string, bool) {
	for _, s := range i {
		if strings.EqualFold(s.Name, section) {
			return s.Get(field)
		}
	}
	return "", false
}

// Get returns the value of a field, and whether there is one.
func (s InfoSection) Get(field string) (string, bool) {
	for _, f := range s.Fields {
		if f.Name == field {
			return f.Value, true
		}
	}
	return "", false
}

// Properties splits a value that is made of several, such as
// "keys=5,expires=0,avg_ttl=0" of the section Keyspace. A part without a name, as of a
// path that holds commas, belongs to the one before it.
func (f InfoField) Properties() []InfoField {
	var list []InfoField
	for part := range strings.SplitSeq(f.Value, ",") {
		name, value, ok := strings.Cut(part, "=")
		switch {
		case ok:
			list = append(list, InfoField{Name: name, Value: value})
		case len(list) > 0:
			list[len(list)-1].Value += "," + part
		}
	}
	return list
}
