package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const fixtureOfMethods = `// A family.

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
	methods, err := parseMethods("family", fixtureOfMethods)
	require.NoError(t, err)
	require.Len(t, methods, 4)
	require.Equal(t, "add", methods[0].name)
	require.Equal(t, []string{"values: Record<string, GlideString> | [a: GlideString, b: number][]", "options?: AddOptions | { b: () => void }"}, methods[0].parameters)
	require.Equal(t, "Record<string, (number | [number, number])[]>", methods[0].result)
	require.True(t, methods[0].takesOptions())

	text := string(methodInterfaces(methods, ""))
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

	table := string(methodTable(methods))
	for _, line := range []string{
		"import * as family from \"./commands/family.js\";\n",
		"  [\"add\", family.add, 2, 31],\n  [\"get\", family.get, 1, 6],\n  [\"info\", family.info, 0, 30],\n  [\"spublish\", family.spublish, 1, 20],\n",
	} {
		require.Contains(t, table, line)
	}
}

func TestAMethodThatCannotBeRead(t *testing.T) {
	_, err := parseMethods("family", "export function get(key: GlideString): Command<Text> {\n}\n")
	require.ErrorContains(t, err, "has 1 functions that return a Command, of which 0 can be read: each needs a comment above")
}

// A method may have another form on clients of a cluster, and in batches.
func TestAMethodOfSeveralForms(t *testing.T) {
	const text = `
/**
 * Flushes.
 *
 * @standalone
 * @allBatches
 */
export function flush(mode?: Mode): Command<"OK"> {
}

/**
 * Flushes.
 *
 * @cluster
 * @notInBatch
 * @routed
 * @oneReply
 * @method flush
 */
export function flushOfCluster(options?: { mode?: Mode }): Command<"OK"> {
}

/**
 * Asks.
 *
 * @batch
 * @method ask
 */
export function askInBatch(message?: string): Command<Text> {
}
`
	methods, err := parseMethods("family", text)
	require.NoError(t, err)
	interfaces := string(methodInterfaces(methods, ""))
	for _, lines := range []string{
		"StandaloneMethods<T extends Decoder> extends Methods<T> {\n  /**\n   * Flushes.\n   *\n   */\n  flush(mode?: Mode, options?: CallOptions): Promise<\"OK\">;\n}\n",
		"  flush(options?: { mode?: Mode } & RouteOption & CallOptions): Promise<\"OK\">;\n",
		"export interface BatchMethods {\n  /**\n   * Asks.\n   *\n   */\n  ask(message?: string): this;\n  /** Adds the command of the method flush of clients. */\n  flush(mode?: Mode): this;\n}\n",
		"export interface ClusterBatchMethods extends BatchMethods {\n}\n",
	} {
		require.Contains(t, interfaces, lines)
	}
	require.Contains(t, string(methodTable(methods)),
		"  [\"ask\", family.askInBatch, 1, 24],\n  [\"flush\", family.flush, 1, 26],\n  [\"flush\", family.flushOfCluster, 1, 5],\n")
}

func TestBatchesMayTakeAnOptionAlone(t *testing.T) {
	methods, err := parseMethods("family", `/**
 * Takes some.
 * @inBatch options?: number | PopOptions
 */
export function pop(key: GlideString, options?: PopOptions): Command<number> {
`)
	require.NoError(t, err)
	text := string(methodInterfaces(methods, ""))
	require.Contains(t, text, "  pop(key: GlideString, options?: PopOptions & CallOptions): Promise<number>;\n")
	require.Contains(t, text, "  pop(key: GlideString, options?: number | PopOptions): this;\n")
	require.NotContains(t, text, "@inBatch")
}
