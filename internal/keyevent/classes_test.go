package keyevent

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

func TestMissingLetters(t *testing.T) {
	for _, c := range []struct {
		options     options.KeyEvents
		value, want string
	}{
		{options.KeyEvents{}, "", "AK"},
		{options.KeyEvents{}, "K", "A"},
		{options.KeyEvents{}, "AE", "K"},
		{options.KeyEvents{}, "xK", ""},
		{options.KeyEvents{}, "mK", ""},
		{options.KeyEvents{Events: []string{"set", "expired"}}, "", "E$x"},
		{options.KeyEvents{Events: []string{"expired", "set"}}, "$KE", "x"},
		{options.KeyEvents{Events: []string{"set", "append"}}, "gE", "$"},
		{options.KeyEvents{Events: []string{"set", "keymiss", "new"}}, "AE", "m"},
		{options.KeyEvents{Events: []string{"new"}}, "gE", "n"},
		{options.KeyEvents{Pattern: "a*", Events: []string{"set"}}, "AE", "K"},
		{options.KeyEvents{Events: []string{"a.module's"}}, "E", "A"},
		{options.KeyEvents{Events: []string{"a.module's", "set"}}, "", "AE"},
		{options.KeyEvents{Events: []string{"a.module's"}}, "dE", ""},
	} {
		require.Equal(t, c.want, selected(t, c.options).Missing(c.value), "%+v, %q", c.options, c.value)
	}
}

func TestUnion(t *testing.T) {
	require.Empty(t, Union())
	require.Equal(t, "KE$lx", Union("xE", "", "$K", "lx"))
	require.Equal(t, "AKEmn", Union("KA", "n$", "mE"))
	require.Equal(t, "K", Union("K{U}\r\n!"), "of what is no value")
}

func TestEachEventHasOneClass(t *testing.T) {
	for _, class := range classes {
		require.Contains(t, letters, string(class.letter))
		for _, event := range strings.Fields(class.events) {
			require.Equal(t, string(class.letter), string(classOf(event)), event)
		}
	}
	require.Zero(t, classOf("del expire"))
	require.Zero(t, classOf(""))
}
