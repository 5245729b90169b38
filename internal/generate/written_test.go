package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const fixtureOfWritten = `// A family.

import { command } from "../command.js";

/**
 * Gets the value of key.
 *
 * @notInBatch
 */
export function get(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "GET", key);
}

/** Adds a value. */
export function add(
  values: Record<string, GlideString> | [a: GlideString, b: number][],
  options?: AddOptions | { b: () => void },
): Command<Record<string, (number | [number, number])[]>> {
  return command(nextNumber, "ADD");
}

/**
 * Tells of the server.
 *
 * @routed
 */
export function info(): Command<Text> {
  return command(nextText, "INFO");
}

/**
 * Only in a cluster.
 *
 * @cluster
 */
export function spublish(channel: GlideString): Command<number> {
  return command(nextNumber, "SPUBLISH", channel);
}

function helper(): Word[] {
  return [];
}
`

func TestMethodsWrittenInTypeScript(t *testing.T) {
	methods, err := parseWritten("family", fixtureOfWritten)
	require.NoError(t, err)
	require.Len(t, methods, 4)
	require.Equal(t, "add", methods[0].name)
	require.Equal(t, []string{"values: Record<string, GlideString> | [a: GlideString, b: number][]", "options?: AddOptions | { b: () => void }"}, methods[0].parameters)
	require.Equal(t, "Record<string, (number | [number, number])[]>", methods[0].result)
	require.True(t, methods[0].takesOptions())

	text := string(writtenInterfaces(methods, ""))
	for _, line := range []string{
		"  get<D extends Decoder = T>(key: GlideString, options?: CallOptions<D>): Promise<Decoded<D> | null>;\n",
		"  add(values: Record<string, GlideString> | [a: GlideString, b: number][], options?: (AddOptions | { b: () => void }) & CallOptions): Promise<Record<string, (number | [number, number])[]>>;\n",
		"export interface StandaloneMethods<T extends Decoder> extends Methods<T> {\n  /**\n   * Tells of the server.\n   *\n   */\n  info<D extends Decoder = T>(options?: CallOptions<D>): Promise<Decoded<D>>;\n}\n",
		"  info<D extends Decoder = T>(options?: RouteOption & CallOptions<D>): Promise<ClusterResponse<Decoded<D>>>;\n",
		"  info(): this;\n}\n\n/** Those of batches for one server. */\nexport interface StandaloneBatchMethods extends BatchMethods {\n}\n",
		"export interface ClusterBatchMethods extends BatchMethods {\n  /** Adds the command of the method spublish of clients. */\n  spublish(channel: GlideString): this;\n}\n",
	} {
		require.Contains(t, text, line)
	}
	require.NotContains(t, text, "  get(key: GlideString): this;")

	table := string(writtenTable(methods))
	for _, line := range []string{
		"import * as family from \"./commands/family.js\";\n",
		"  [\"add\", family.add, 2, 15],\n  [\"get\", family.get, 1, 6],\n  [\"info\", family.info, 0, 14],\n  [\"spublish\", family.spublish, 1, 12],\n",
	} {
		require.Contains(t, table, line)
	}
}

func TestAMethodThatCannotBeRead(t *testing.T) {
	_, err := parseWritten("family", "export function get(key: GlideString): Command<Text> {\n}\n")
	require.ErrorContains(t, err, "has 1 functions that return a Command, of which 0 can be read: each needs a comment above")
}
