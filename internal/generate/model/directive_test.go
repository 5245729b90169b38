package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestDirectivesHaveAValueAReasonOrBoth(t *testing.T) {
	for text, want := range map[string]model.Directive{
		"any-command":                               {Name: "any-command"},
		"no-batch it waits":                         {Name: "no-batch", Reason: "it waits"},
		"writes the script: it may":                 {Name: "writes", Reason: "the script: it may"},
		"route all_nodes: each has its own: really": {Name: "route", Value: "all_nodes", Reason: "each has its own: really"},
		"route slot 2: r":                           {Name: "route", Value: "slot 2", Reason: "r"},
		"route explicit one_node: r":                {Name: "route", Value: "explicit one_node", Reason: "r"},
		"response agg_logical_and: r":               {Name: "response", Value: "agg_logical_and", Reason: "r"},
		"keys 1:0/1 STORE@-2:0/1: r":                {Name: "keys", Value: "1:0/1 STORE@-2:0/1", Reason: "r"},
		"blocks milliseconds BLOCK until STREAMS":   {Name: "blocks", Value: "milliseconds BLOCK until STREAMS"},
		"waits milliseconds TIMEOUT":                {Name: "waits", Value: "milliseconds TIMEOUT"},
		"waits milliseconds 5 if positive":          {Name: "waits", Value: "milliseconds 5 if positive"},
		"connection named: r":                       {Name: "connection", Value: "named", Reason: "r"},
		"javascript lcsIdx":                         {Name: "javascript", Value: "lcsIdx"},
	} {
		d, err := model.ParseDirective(text)
		require.NoError(t, err, text)
		require.Equal(t, want, d)
	}
}

func TestDirectivesAreRefusedWithTheRemedy(t *testing.T) {
	for text, want := range map[string]string{
		"sometimes":                    "unknown directive //glissade:sometimes: use one of any-command, batch-only,",
		"":                             "unknown directive //glissade:: use one of",
		"route":                        "//glissade:route has no value: write all_nodes, all_shards,",
		"route everywhere: r":          `//glissade:route has the unknown value "everywhere": write all_nodes, all_shards,`,
		"route slot: r":                `//glissade:route has the unknown value "slot": write`,
		"route explicit because: r":    `//glissade:route has the unknown value "explicit because": write`,
		"route all_nodes":              "//glissade:route gives no reason: write it behind the value, after a colon",
		"response agg_product: r":      `//glissade:response has the unknown value "agg_product": write by_node,`,
		"response all_succeeded":       "//glissade:response gives no reason",
		"keys first: r":                `//glissade:keys has the unknown value "first": write rules as core/command's keySpec describes them`,
		"blocks minutes last":          `//glissade:blocks has the unknown value "minutes last": write "seconds" or "milliseconds" and then the argument`,
		"blocks seconds BLOCK until":   `//glissade:blocks has the unknown value "seconds BLOCK until"`,
		"blocks seconds 1 if positive": `//glissade:blocks has the unknown value`,
		"writes":                       "//glissade:writes gives no reason: write it behind the directive",
		"connection lost: r":           `//glissade:connection has the unknown value "lost": write changed, unchanged or named`,
		"javascript Get":               `//glissade:javascript has the unknown value "Get": write the name in JavaScript, as bitfieldReadOnly`,
	} {
		_, err := model.ParseDirective(text)
		require.ErrorContains(t, err, want)
	}
}

func TestDirectivesStandWhereTheyHaveAnEffect(t *testing.T) {
	get := goodDoc + "//\n//glissade:%s\nfunc Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}\n"
	for _, c := range []struct{ folder, source, want string }{
		{"core/command", strings.Replace(get, "%s", "no-batch a\n//glissade:no-batch b", 1), "core/command/x.go:8: //glissade:no-batch is there twice: leave one out"},
		{"core/command", strings.Replace(get, "%s", "family X", 1), "core/command/x.go:7: //glissade:family is not for a command: remove it"},
		{"core/command", "//glissade:no-batch r\nfunc helper() {}\n", "core/command/x.go:3: this directive stands above nothing that it could be about"},
		{"core/command", "// glissade:no-batch r\nvar text = replyOf()\n", "core/command/x.go:3: this directive stands above nothing that it could be about"},
		{"core/command", "var text = replyOf()\n\n//glissade:no-batch r\n", "core/command/x.go:5: this directive stands above nothing that it could be about"},
		{"options", "type X struct {\n\t//glissade:no-batch r\n\tY string\n}\n", "options/x.go:4: //glissade:no-batch is not for a field: remove it"},
		{"options", "//glissade:javascript x\ntype X struct {\n\tY string\n}\n", "options/x.go:3: this directive stands above nothing that it could be about"},
	} {
		root := t.TempDir()
		write(t, root, c.folder+"/x.go", "package x\n\n"+c.source)
		_, err := model.Load(root)
		require.ErrorContains(t, err, c.want)
	}

	root := t.TempDir()
	write(t, root, "modules/x/x.go", "// Package x is for x.\npackage x\n\n//glissade:no-batch r\ntype X struct{}\n")
	_, err := model.LoadModules(root)
	require.ErrorContains(t, err, "modules/x/x.go:4: this directive stands above nothing that it could be about")
}

func TestFieldsMayHaveANameOfTheirOwnInJavaScript(t *testing.T) {
	root := t.TempDir()
	write(t, root, "models/x.go", "package models\n\ntype Pair struct {\n\t// Member is it.\n\t//glissade:javascript element\n\tMember string\n\tScore float64\n}\n")
	api, err := model.Load(root)
	require.NoError(t, err)
	require.Equal(t, "element", api.Structs[0].Fields[0].JavaScript)
	require.Equal(t, "Member is it.", api.Structs[0].Fields[0].Doc.Text)
	require.Empty(t, api.Structs[0].Fields[1].JavaScript)
}
