package options_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestFiltersThatNoConnectionMeets(t *testing.T) {
	negative := int64(-1)
	is := func(p options.ClientProperties) options.ClientFilter { return options.ClientFilter{Is: p} }
	isNot := func(p options.ClientProperties) options.ClientFilter { return options.ClientFilter{IsNot: p} }
	for field, filter := range map[string]options.ClientFilter{
		"ClientFilter.Is.Type":        is(options.ClientProperties{Type: "slave"}),
		"ClientFilter.IsNot.Type":     isNot(options.ClientProperties{Type: "NORMAL"}),
		"ClientFilter.Is.Database":    is(options.ClientProperties{Database: &negative}),
		"ClientFilter.IsNot.Database": isNot(options.ClientProperties{Database: &negative}),
		"ClientFilter.MaxAge":         {MaxAge: -time.Millisecond},
		"ClientFilter.Idle":           {Idle: -time.Second},
	} {
		var err *failure.ConfigurationError
		require.ErrorAs(t, filter.Validate(), &err, field)
		require.Equal(t, field, err.Field)
		require.Contains(t, err.Message, ";", "the message of %s names no remedy", field)
	}
	require.ErrorContains(t, options.ClientFilter{MaxAge: -time.Second}.Validate(), "ClientFilter.MaxAge")
	require.ErrorContains(t, options.ClientFilter{Idle: -time.Millisecond}.Validate(), "ClientFilter.Idle")
	zero := int64(0)
	for _, filter := range []options.ClientFilter{
		{}, {MaxAge: time.Second, Idle: time.Hour}, is(options.ClientProperties{Type: options.PubSubClient, IDs: []int64{1}, Database: &zero}),
	} {
		require.NoError(t, filter.Validate())
	}
}

func TestModesThatDoNotExist(t *testing.T) {
	for field, modes := range map[string][]interface{ Validate() error }{
		"ClientAttribute":       {options.ClientAttribute(""), options.ClientAttribute("lib-name")},
		"ClientPauseMode":       {options.ClientPauseMode(""), options.ClientPauseMode("READ")},
		"ClientUnblockMode":     {options.ClientUnblockMode(""), options.ClientUnblockMode("error")},
		"FlushMode":             {options.FlushMode(""), options.FlushMode("sync")},
		"FunctionRestorePolicy": {options.FunctionRestorePolicy(""), options.FunctionRestorePolicy("MERGE")},
	} {
		for _, mode := range modes {
			var err *failure.ConfigurationError
			require.ErrorAs(t, mode.Validate(), &err, "%v", mode)
			require.Equal(t, field, err.Field)
			require.Contains(t, err.Message, ";", "the message of %s names no remedy", field)
		}
	}
	for _, mode := range []interface{ Validate() error }{
		options.LibraryNameAttribute, options.LibraryVersionAttribute, options.PauseAll, options.PauseWrite,
		options.UnblockAsTimeout, options.UnblockWithError, options.Sync, options.Async,
		options.AppendPolicy, options.FlushPolicy, options.ReplacePolicy,
	} {
		require.NoError(t, mode.Validate(), "%v", mode)
	}
}
