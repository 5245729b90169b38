package compression

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// What a client with compression does with the commands that have to do with whole values,
// or with parts of them. All others are left as they are.
var (
	compressed   = []string{"GETSET", "MSET", "MSETEX", "MSETNX", "PSETEX", "SET", "SETEX", "SETNX"}
	decompressed = []string{"GET", "GETDEL", "GETEX", "GETSET", "MGET", "SET"}
	refused      = []string{
		"APPEND", "BITCOUNT", "BITFIELD", "BITFIELD_RO", "BITOP", "BITPOS", "DECR", "DECRBY", "GETBIT", "GETRANGE", "INCR", "INCRBY", "INCRBYFLOAT",
		"LCS", "SETBIT", "SETRANGE", "STRLEN", "SUBSTR",
	}
	// compares look at a whole value, and are refused where it may be compressed.
	compares = []string{"DELIFEQ"}
)

func TestEachCommandForStringsIsDecidedUpon(t *testing.T) {
	c, err := catalog.Load()
	require.NoError(t, err)
	decided := slices.Concat(compressed, decompressed, refused, compares)
	for _, command := range c.Commands {
		if command.Group == "string" || command.Group == "bitmap" {
			require.Contains(t, decided, command.Name, "decide whether it is compressed, decompressed, refused or none of it")
		}
	}
}

// Every command of the catalog is sent with arguments that would be compressed if they were
// values: what becomes of it is what becomes of it without compression, but for those above.
func TestEveryCommandOfTheCatalog(t *testing.T) {
	commands, err := catalog.Load()
	require.NoError(t, err)
	for _, isCluster := range []bool{false, true} {
		for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
			kind := "standalone"
			if isCluster {
				kind = "cluster"
			}
			t.Run(kind+"/"+string(protocol), func(t *testing.T) {
				everyCommand(&target{t, servers.Valkey91, isCluster, protocol}, commands.Commands)
			})
		}
	}
}

func everyCommand(t *target, commands []catalog.Command) {
	plain, c := t.connect(nil), t.connect(lz4)
	k := t.key("", "k")
	argument := strings.Repeat("a", 100)
	tried := 0
	for _, command := range commands {
		words := strings.Fields(command.Name)
		values := 0 // compressed
		switch command.Name {
		case "QUIT": // which ends the connection
			continue
		case "MSETEX":
			words, values = append(words, "1", k, argument), 1
		case "SETEX", "PSETEX":
			words, values = append(words, k, "100", argument), 1
		case "MSET", "MSETNX":
			words, values = append(words, k, argument, k+"2", argument), 2
		case "GET", "GETEX", "GETDEL", "MGET":
			words = append(words, k)
		case "LCS":
			words = append(words, k, k)
		case "BITOP":
			words = append(words, "AND", k, k)
		default:
			words = append(words, k, argument)
			if slices.Contains(compressed, command.Name) {
				values = 1
			} else if !slices.Contains(compares, command.Name) && !slices.Contains(refused, command.Name) {
				words = append(words, argument, argument)
			}
		}
		tried++
		_, err := plain.Set(t.Context(), k, unhex("000102 00 02 64000000 1f 61 0100 4b 50 6161616161"))
		require.NoError(t, err)
		before := c.statistics().Compression
		got, err := c.CustomCommand(t.Context(), words)
		after := c.statistics().Compression
		if slices.Contains(refused, command.Name) || slices.Contains(compares, command.Name) {
			require.ErrorContains(t, err, "ompress", command.Name)
			require.Equal(t, before, after)
			continue
		}
		require.EqualValues(t, values, after.ValuesCompressed-before.ValuesCompressed, command.Name)
		returned := after.ValuesDecompressed - before.ValuesDecompressed
		if slices.Contains(decompressed, command.Name) && command.Name != "SET" {
			require.NoError(t, err, command.Name)
			require.EqualValues(t, 1, returned, command.Name)
			if command.Name == "MGET" {
				got = got.([]any)[0]
			}
			require.Equal(t, argument, got, command.Name)
			continue
		}
		require.Zero(t, returned, command.Name)
		require.Equal(t, before.Skipped, after.Skipped, command.Name)
		if values > 0 {
			require.NoError(t, err, command.Name)
			continue
		}
		_, _ = plain.Set(t.Context(), k, unhex("000102 00 02 64000000 1f 61 0100 4b 50 6161616161"))
		_, want := plain.CustomCommand(t.Context(), words)
		if want == nil {
			require.NoError(t, err, command.Name)
		} else {
			require.Equal(t, withoutAddress(want), withoutAddress(err), command.Name)
		}
	}
	require.Greater(t, tried, 300)
}

// withoutAddress is what an error says, but for who has said it: any node may.
func withoutAddress(err error) string {
	var refused *failure.ServerError
	if errors.As(err, &refused) {
		return refused.Code + " " + refused.Message
	}
	return fmt.Sprint(err)
}
