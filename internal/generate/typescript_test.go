package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

var typeScriptTypes = map[string]string{"ok": `"OK"`, "nullableText": "GlideString | null", "integer": "number"}

// sample is an interface with one of everything.
func sample() *model.API {
	x := command("XAll", "XALL", "ok", stringType, &model.Type{Kind: model.Slice, Elem: &model.Type{Kind: model.StructType, Package: "models", Name: "Pair"}})
	x.Doc.Text = "XAll sets what MinID and [OnlyIfNew] say, or nil. Errors: *failure.ServerError."
	with := command("XAllWithOptions", "XALL", "nullableText", append(types(x), optionType)...)
	with.Doc.Summary = "XAllWithOptions does it with options."
	with.Doc.Reply = "OK"
	batchOnly := command("Multi", "MULTI", "ok")
	batchOnly.Directives = []model.Directive{{Name: model.BatchOnly, Reason: "r"}}
	noBatch := command("Wait", "WAIT", "integer", &model.Type{Kind: model.Duration})
	noBatch.Directives = []model.Directive{{Name: model.NoBatch, Reason: "r"}}
	union := &model.Type{Kind: model.UnionType, Package: "options", Name: "Bound"}
	return &model.API{
		Constants: slices.Clone(commandsFrom16),
		Commands:  []model.Command{x, with, batchOnly, noBatch},
		Structs: []model.Struct{
			{Package: "models", Name: "Pair", InParameters: true, Fields: []model.Field{{Name: "Key", Type: stringType}, {Name: "Score", Type: &model.Type{Kind: model.Float, Name: "float64"}}}},
			{Package: "options", Name: "At", InParameters: true, Fields: []model.Field{{Name: "MinID", Type: stringType, Doc: model.Doc{Text: "MinID is the lowest."}}}},
			{Package: "options", Name: "Never", InParameters: true},
			{Package: "options", Name: "Unreached"},
			{Package: "options", Name: "XOptions", InParameters: true, Fields: []model.Field{
				{Name: "Condition", Type: &model.Type{Kind: model.EnumType, Package: "options", Name: "Condition"}},
				{Name: "Bound", Type: union},
				{Name: "Wait", Type: &model.Type{Kind: model.Optional, Elem: &model.Type{Kind: model.Duration}}, Doc: model.Doc{Text: "Wait bounds it."}},
				{Name: "Bounds", Type: &model.Type{Kind: model.Slice, Elem: &model.Type{Kind: model.Time}}},
			}},
		},
		Enums: []model.Enum{{Package: "options", Name: "Condition", InParameters: true, Values: []model.EnumValue{
			{Name: "OnlyIfNew", Value: "NX", Doc: model.Doc{Text: "OnlyIfNew sets new ones."}},
		}}},
		Unions:          []model.Union{{Package: "options", Name: "Bound", InParameters: true, Members: []string{"At", "Never"}}},
		TypeScriptTypes: typeScriptTypes,
	}
}

func types(c model.Command) (list []*model.Type) {
	for _, p := range c.Parameters {
		list = append(list, p.Type)
	}
	return list
}

func TestTypeScriptCommands(t *testing.T) {
	text, err := typeScriptCommands(sample())
	require.NoError(t, err)
	for _, part := range []string{
		"  xall(p: GlideString, q: PairsOf<Pair, number>, r?: XOptions & CallOptions): Promise<\"OK\" | GlideString | null>;\n",
		"  /** Adds {@link Commands.xall}. */\n  xall(p: GlideString, q: PairsOf<Pair, number>, r?: XOptions): this;\n",
		"   * xall sets what minId and \"onlyIfNew\" say, or null. Errors: RequestError.\n",
		"   * @param p in milliseconds\n   */\n  wait(p: number, options?: CallOptions): Promise<number>;\n",
		"  multi(): this;\n",
		"import type { Pair, XOptions } from \"./options_gen.js\";\nimport type { CallOptions, GlideString, PairsOf } from \"./types.js\";\n\n",
		"export type * from \"./options_gen.js\";\n",
	} {
		require.Contains(t, string(text), part)
	}
	require.NotContains(t, string(text), "multi(options")
	require.NotContains(t, string(text), "wait(p: number): this")
}

func TestTypeScriptOptions(t *testing.T) {
	text, err := typeScriptOptions(sample())
	require.NoError(t, err)
	for _, part := range []string{
		"import type { GlideString } from \"./types.js\";\n\nexport type Bound",
		"export type Bound = At | Never;\n",
		"export type Condition = \"onlyIfNew\";\n",
		"export interface At {\n  type: \"at\";\n  /** minId is the lowest. */\n  minId: GlideString;\n}\n",
		"export interface Never {\n  type: \"never\";\n}\n",
		"export interface Pair {\n  key: GlideString;\n  score: number;\n}\n",
		"  condition?: Condition;\n  bound?: Bound | null;\n  /** wait bounds it. In milliseconds. */\n  wait?: number | null;\n  bounds?: readonly (Date | number)[];\n",
	} {
		require.Contains(t, string(text), part)
	}
	require.NotContains(t, string(text), "Unreached")
}

// Each family is a chapter, and what clients and batches have is all of these.
func TestTypeScriptFamilies(t *testing.T) {
	api := sample()
	api.Families = []model.Family{{Name: "XCommands", File: "x", Doc: model.Doc{Text: "XCommands are the commands for x."}}}
	for i := range 3 {
		api.Commands[i].Group = "x_older"
	}
	family, err := typeScriptFamily(api, &api.Families[0])
	require.NoError(t, err)
	require.Regexp(t, `(?s)
import type { Pair, XOptions } from "../options_gen.js";
import type { CallOptions, GlideString, PairsOf } from "../types.js";

/\*\* XCommands are the commands for x. \*/
export interface XCommands {.*  xall\([^}]*}

/\*\* The methods of a batch that add one of {@link XCommands}. \*/
export interface XBatchCommands {
  /\*\* Adds {@link XCommands.xall}. \*/.*  multi\(\): this;
}
$`, string(family))

	all, err := typeScriptCommands(api)
	require.NoError(t, err)
	require.Regexp(t, `(?s)
import type { XBatchCommands, XCommands } from "./commands/x_gen.js";
import type { CallOptions } from "./types.js";

export type \* from "./options_gen.js";
export type \* from "./commands/x_gen.js";

/\*\* The methods of the clients that execute one command each. \*/
export interface Commands
  extends XCommands {.*  wait\([^}]*}

/\*\* The methods of a batch that add one command each. \*/
export interface BatchCommands
  extends XBatchCommands {
}
$`, string(all))
}

func TestJavaScriptOperations(t *testing.T) {
	api := sample()
	text, err := javaScriptOperations(api)
	require.NoError(t, err)
	require.Contains(t, string(text), "  [\"xall\", 16, 3, 7],\n  [\"multi\", 17, 0, 4],\n  [\"wait\", 18, 1, 2],\n")

	// Both sides carry the same fingerprint, and another one once anything differs.
	program, err := dispatch(api)
	require.NoError(t, err)
	body, _, err := dispatchBody(api)
	require.NoError(t, err)
	require.Contains(t, string(program), fingerprint(api, body))
	require.Contains(t, string(text), fingerprint(api, body))
	before := fingerprint(api, body)
	api.Enums[0].Values[0].Name = "OnlyIfOld"
	changed, _, err := dispatchBody(api)
	require.NoError(t, err)
	require.NotEqual(t, before, fingerprint(api, changed))
	api.Constants[0].Value++
	require.NotEqual(t, before, fingerprint(api, body))
}

// Every alternative is in one of the calls, and what may be left out is left out once.
func TestJavaScriptCalls(t *testing.T) {
	text, err := javaScriptCalls(sample())
	require.NoError(t, err)
	require.Contains(t, string(text), `  xall: (client) => [client.xall("text", [{ key: "text", score: 1.5 }]), `+
		`client.xall("text", [{ key: "text", score: 1.5 }], { condition: "onlyIfNew", bound: { type: "at", minId: "text" }, wait: 1000, bounds: [date] }), `+
		`client.xall("text", [{ key: "text", score: 1.5 }], { condition: "onlyIfNew", bound: { type: "never" }, wait: 1000, bounds: [date] })],`+"\n")
	require.Contains(t, string(text), "  multi: (batch) => [batch.multi()],\n")
	require.NotContains(t, string(text), "client.multi")
	require.NotContains(t, string(text), "batch.wait")
	_, err = javaScriptCalls(&model.API{Commands: []model.Command{command("X", "X", "ok", &model.Type{Kind: model.Any})}})
	require.EqualError(t, err, "there is no example yet of a value of type any")
}

func TestDeprecation(t *testing.T) {
	old := command("Old", "OLD", "ok")
	old.Doc.Text = "Old does it.\n\nSince: 1.0.0.\n\nDeprecated: use Anew."
	text, err := typeScriptCommands(&model.API{Commands: []model.Command{old}, TypeScriptTypes: typeScriptTypes})
	require.NoError(t, err)
	require.Contains(t, string(text), "   * old does it.\n   *\n   * Since: 1.0.0.\n   *\n   * @deprecated use Anew.\n   */\n  old(options")
	require.Contains(t, string(text), "   * Adds {@link Commands.old}.\n   *\n   * @deprecated use Anew.\n   */\n  old(): this")
}

func TestReplyWithoutType(t *testing.T) {
	_, err := typeScriptCommands(&model.API{Commands: []model.Command{command("X", "X", "unheardOf")}})
	require.ErrorContains(t, err, "the reply unheardOf of X has no type in TypeScript: say it with //glissade:typescript above the reply")
}

func TestDecoderOfACommand(t *testing.T) {
	api := &model.API{Constants: commandsFrom16, Commands: []model.Command{directed(command("X", "X", "record"), model.Decoder, "claimedIds [string, GlideString[]]")}}
	text, err := typeScriptCommands(api)
	require.NoError(t, err)
	require.Contains(t, string(text), "x(options?: CallOptions): Promise<[string, GlideString[]]>;\n")
	text, err = javaScriptOperations(api)
	require.NoError(t, err)
	require.Contains(t, string(text), "  [\"x\", 16, 0, 6, \"claimedIds\"],\n")
}
