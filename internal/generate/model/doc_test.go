package model

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseDocFindsItsPartsHoweverTheyAreBroken(t *testing.T) {
	doc := parseDoc("Get gets. More\nof it.\n\nReply: the value, or\nnil. Errors:\nWRONGTYPE if\nso. Complexity: O(N). And\nmore. Since: 1.0.0; many: 2.0.0.\nSee https://a.test/b/ and https://c.test/d.\n")
	require.Equal(t, "Get gets. More\nof it.", doc.Prose)
	require.Equal(t, "Get gets.", doc.Summary)
	require.Equal(t, "the value, or nil", doc.Reply)
	require.Equal(t, "WRONGTYPE if so", doc.Errors)
	require.Equal(t, "O(N). And more", doc.Complexity)
	require.Equal(t, "1.0.0; many: 2.0.0", doc.Since)
	require.Equal(t, []string{"https://a.test/b/", "https://c.test/d"}, doc.Links)
}

func TestParseDocTakesNoOtherWordsForLabels(t *testing.T) {
	text := "Get gets what was set. Since then it may have changed. See Set. Errors are rare; the Reply: no label"
	doc := parseDoc(text)
	require.Equal(t, text, doc.Prose)
	require.Equal(t, "Get gets what was set.", doc.Summary)
	require.Empty(t, doc.Reply+doc.Since+doc.Errors)
}

func TestParseDocWithoutAFullStop(t *testing.T) {
	require.Equal(t, "a remark over two lines", parseDoc("a remark\nover two lines").Summary)
	require.Equal(t, Doc{}, parseDoc(""))
}
