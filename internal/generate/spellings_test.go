package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// optionsOf is an interface with options whose names have every kind of spelling.
func optionsOf(texts ...string) *model.API {
	api := &model.API{
		Structs: []model.Struct{
			{Package: "options", Name: "ClientConfiguration", Fields: []model.Field{
				{Name: "DatabaseID", Type: &model.Type{Kind: model.Int}},
				{Name: "Advanced", Type: &model.Type{Kind: model.StructType, Package: "options", Name: "AdvancedClientConfiguration"}},
				{Name: "LibraryName", Type: &model.Type{Kind: model.String}},
			}},
			{Package: "options", Name: "AdvancedClientConfiguration", Fields: []model.Field{{Name: "TLS", Type: &model.Type{Kind: model.Bool}}}},
			{Package: "options", Name: "FunctionListQuery", Fields: []model.Field{{Name: "LibraryName", Type: &model.Type{Kind: model.String}}}},
			{Package: "options", Name: "Limit", Fields: []model.Field{{Name: "Count", Type: &model.Type{Kind: model.Int}}}},
		},
		Enums:     []model.Enum{{Package: "options", Name: "Mode", Values: []model.EnumValue{{Name: "Sync", Value: "SYNC"}, {Name: "ByCPU", Value: "CPU"}}}},
		Functions: []string{"NewClusterClient", "Client.Monitor", "Connections.Select"},
	}
	for _, text := range texts {
		api.Texts = append(api.Texts, model.Text{Value: text, Position: "options/o.go:1"})
	}
	return api
}

func TestSpellings(t *testing.T) {
	table, err := spellings(optionsOf(
		"set {Limit.Count}, {ClientConfiguration.Advanced.TLS} or {FunctionListQuery.LibraryName}", "use {Sync} or {ByCPU}, {nil} for none",
		"use {NewClusterClient}, {Client.Monitor}, {Connections.Select}", "the same {hash tag}; Limit or Mode, RESP or lua",
		"Count begins a sentence. Count does. Count: 5",
	))
	require.NoError(t, err)
	for _, line := range []string{
		"\nAdvanced=advancedConfiguration\n", "\nTLS=tlsAdvancedConfiguration\n", "\nDatabaseID=databaseId\n", "\nByCPU=\"byCpu\"\n", "\nnil=undefined\n",
		"\nNewClusterClient=GlideClusterClient\n", "\nClientConfiguration.LibraryName=libName\n", "\nClient.Monitor=Monitor in Go",
		"\nDatabaseID\nAdvanced\nLibraryName\n`",
	} {
		require.Contains(t, string(table), line)
	}
	for _, byRule := range []string{"\nSync=", "Limit.Count=", "\nCount=", "FunctionListQuery.LibraryName=", "ClientConfiguration.Advanced.TLS=", "Select="} {
		require.NotContains(t, string(table), byRule)
	}
}

func TestSpellingsRefuse(t *testing.T) {
	for text, want := range map[string]string{
		"set {Limit.Cuont}":                  "options/o.go:1: the error mentions {Limit.Cuont}, which nothing exported is called",
		"set {Limits.Count}":                 "mentions {Limits.Count}",
		"use {Sinc}":                         "mentions {Sinc}",
		"use {RunOnNodes}":                   "mentions {RunOnNodes}",
		"{ClientConfiguration.Advanced.UDP}": "mentions {ClientConfiguration.Advanced.UDP}",
		"set Count":                          "options/o.go:1: the error says Count, which JavaScript spells otherwise",
		"DatabaseID is wrong":                "says DatabaseID",
		"use {Sync}, Sync or {Sync}":         "says Sync",
		"set it in the ClientConfiguration":  "says ClientConfiguration",
		"use the client's Select":            "says Select",
	} {
		_, err := spellings(optionsOf(text))
		require.ErrorContains(t, err, want)
	}
}
