package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// Types go with the last method that takes them. One that others still take stays, under a name
// that is no longer exported where a written type has it.
func TestTypesThatWrittenMethodsAloneTake(t *testing.T) {
	api := sample()
	api.Commands = append(api.Commands, command("YAll", "YALL", "ok", &model.Type{Kind: model.UnionType, Package: "options", Name: "Bound"}))
	require.Equal(t, map[string]bool{"Pair": false, "At": false, "Never": false, "Unreached": true, "XOptions": false, "Condition": false, "Bound": false}, spentTypes(api))

	api.Written = map[string]bool{"xall": true}
	api.WrittenTypes = map[string]bool{"At": true}
	api.SpentTypes = spentTypes(api)
	require.Equal(t, map[string]bool{"Pair": true, "At": false, "Never": false, "Unreached": true, "XOptions": true, "Condition": true, "Bound": false}, api.SpentTypes)

	text, err := typeScriptOptions(api)
	require.NoError(t, err)
	require.Contains(t, string(text), "\nexport type Bound = At | Never;\n")
	require.Contains(t, string(text), "\ninterface At {\n")
	require.NotContains(t, string(text), "XOptions")
	require.NotContains(t, newTypeScript(api).optionTypes(), "At")
}

func TestBatchesMayTakeAnOptionAlone(t *testing.T) {
	methods, err := parseWritten("family", `/**
 * Takes some.
 * @inBatch options?: number | PopOptions
 */
export function pop(key: GlideString, options?: PopOptions): Command<number> {
`)
	require.NoError(t, err)
	text := string(writtenInterfaces(methods, ""))
	require.Contains(t, text, "  pop(key: GlideString, options?: PopOptions & CallOptions): Promise<number>;\n")
	require.Contains(t, text, "  pop(key: GlideString, options?: number | PopOptions): this;\n")
	require.NotContains(t, text, "@inBatch")
}
