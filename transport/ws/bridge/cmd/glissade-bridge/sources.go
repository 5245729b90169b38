//go:build !js

package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	jsonparser "github.com/knadh/koanf/parsers/json"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
)

// sources are where settings come from: what comes later goes before what came earlier,
// but for lists, which are taken together.
type sources struct {
	flags   map[string]any // by key
	folder  string         // of the configuration file
	targets targetFlags
	config  string // the configuration file, or ""
}

// define has the flags set what they say.
func (s *sources) define(flags *flag.FlagSet) {
	s.flags = map[string]any{}
	flags.StringVar(&s.config, "config", "", "JSON `file` with the configuration; see the README of package bridge")
	s.targets.define(flags)
	for _, one := range all {
		take := func(given string) error {
			value, err := one.value(given)
			if err == nil && one.kind == list {
				value = together(s.flags[one.key], value)
			}
			s.flags[one.key] = value
			return err
		}
		switch {
		case one.secret:
		case one.kind == boolean:
			flags.BoolFunc(one.flag, one.help, take)
		default:
			flags.Func(one.flag, one.help, take)
		}
	}
}

// together returns two lists as one.
func together(first, second any) any {
	a, _ := first.([]any)
	b, ok := second.([]any)
	if !ok {
		return second // which is an error, that is found later
	}
	return slices.Concat(a, b)
}

// merged returns all settings by their keys in the file.
func (s *sources) merged() (*koanf.Koanf, error) {
	environment, err := s.environment()
	if err != nil {
		return nil, err
	}
	merged := koanf.New(".")
	s.folder = "."
	if s.config != "" {
		s.folder = filepath.Dir(s.config)
		text, err := os.ReadFile(s.config)
		if err != nil {
			return nil, fmt.Errorf("-config: %w", err)
		}
		if err := merged.Load(rawbytes.Provider(text), jsonparser.Parser()); err != nil {
			return nil, fmt.Errorf("-config %s: %w", s.config, err)
		}
	}
	for _, one := range all { // the paths in a file are relative to it
		if named, ok := merged.Get(one.key).(string); ok && one.kind == path && !filepath.IsAbs(named) {
			_ = merged.Set(one.key, filepath.Join(s.folder, named))
		}
	}
	for _, layer := range []map[string]any{environment, s.flags} {
		for _, one := range all {
			if values, given := layer[one.key]; given && one.kind == list {
				layer[one.key] = together(merged.Get(one.key), values)
			}
		}
		if err := merged.Load(confmap.Provider(layer, ""), nil); err != nil {
			return nil, err
		}
	}
	return merged, nil
}

// environment returns what the environment says, by key. Variables that stand for
// nothing are errors, as unknown flags are.
func (s *sources) environment() (map[string]any, error) {
	var problems []error
	named := map[string]setting{}
	for _, one := range all {
		named[variable(one.flag)] = one
	}
	provider := env.Provider("", env.Opt{Prefix: variablePrefix, TransformFunc: func(name, given string) (string, any) {
		one, known := named[name]
		var err error
		var value any = given
		switch {
		case name == variable("config"):
			if s.config == "" {
				s.config = given
			}
			return "", nil
		case slices.Contains([]string{"target", "cluster", "cluster-networks", "cluster-ports"}, flagOf(name)):
			for _, part := range strings.Fields(given) {
				err = errors.Join(err, s.targets.set(flagOf(name), part))
			}
		case known:
			value, err = one.value(given)
		default:
			err = errors.New("is no setting; -help lists them")
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
		return one.key, value
	}})
	read, err := provider.Read()
	return read, errors.Join(append(problems, err)...)
}

// flagOf returns the flag of an environment variable.
func flagOf(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, variablePrefix), "_", "-"))
}

// own takes the command's own settings out of all, into a struct with their keys.
func own(merged *koanf.Koanf, into any) (rest []byte, err error) {
	ours := map[string]any{}
	for _, one := range all {
		if one.own && merged.Exists(one.key) {
			ours[one.key] = merged.Get(one.key)
			merged.Delete(one.key)
		}
	}
	text, err := json.Marshal(ours)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(merged.Raw())
}
