package cluster

import (
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/test/servers"
)

var splitting = []behaviour{
	{name: "commands on keys of several slots are split", test: testSplitting},
	{name: "commands that cannot be split are not sent", test: testCrossedSlots},
}

func testSplitting(s *environment) {
	client := s.connect(nil)
	const n = 50
	var pairs []models.KeyValue
	var names []string
	for i := range n {
		name := key((i*7919)%servers.SlotCount, "k")
		names = append(names, name)
		pairs = append(pairs, models.KeyValue{Key: name, Value: strconv.Itoa(i)})
	}
	ok, err := client.MSet(s.Context(), pairs)
	require.NoError(s, err)
	require.Equal(s, "OK", ok)

	asked := append([]string{"absent"}, names...)
	asked = append(asked, names[3], names[3], key(0, "absent"))
	values, err := client.MGet(s.Context(), asked)
	require.NoError(s, err)
	want := []models.Result[string]{models.Nil[string]()}
	for i := range n {
		want = append(want, models.Present(strconv.Itoa(i)))
	}
	want = append(want, models.Present("3"), models.Present("3"), models.Nil[string]())
	require.Equal(s, want, values)
	asBytes, err := client.MGetBytes(s.Context(), asked)
	require.NoError(s, err)
	require.Len(s, asBytes, len(want))
	for i, value := range asBytes {
		require.Equal(s, want[i].Value(), string(value.Value()))
		require.Equal(s, want[i].IsNil(), value.IsNil())
	}

	for name, count := range map[string]func() (int64, error){
		"EXISTS": func() (int64, error) { return client.Exists(s.Context(), append(names, "absent", names[0])) },
		"TOUCH":  func() (int64, error) { return client.Touch(s.Context(), append(names, "absent", names[0])) },
	} {
		counted, err := count()
		require.NoError(s, err, name)
		require.EqualValues(s, n+1, counted, name)
	}
	unlinked, err := client.Unlink(s.Context(), append(names[:n/2:n/2], "absent"))
	require.NoError(s, err)
	require.EqualValues(s, n/2, unlinked)
	deleted, err := client.Del(s.Context(), names)
	require.NoError(s, err)
	require.EqualValues(s, n-n/2, deleted)

	// One part may be refused while others are executed.
	s.command(s.primary(0), "LPUSH", key(0, "list"), "element")
	values, err = client.MGet(s.Context(), []string{key(firstSlot(1), "k"), key(0, "list")})
	require.NoError(s, err, "MGET takes what is no string for absent")
	require.Equal(s, []models.Result[string]{models.Nil[string](), models.Nil[string]()}, values)
}

func testCrossedSlots(s *environment) {
	client := s.connect(nil)
	a, b := key(firstSlot(0), "a"), key(firstSlot(1), "b")
	for name, call := range map[string]func() error{
		"sinter": func() error { _, err := client.SInter(s.Context(), []string{a, b}); return err },
		"msetnx": func() error {
			_, err := client.MSetNX(s.Context(), []models.KeyValue{{Key: a, Value: "1"}, {Key: b, Value: "2"}})
			return err
		},
		"xread": func() error {
			_, err := client.XRead(s.Context(), []models.KeyAndID{{Key: a, ID: "0"}, {Key: b, ID: "0"}})
			return err
		},
		"rename": func() error { _, err := client.CustomCommand(s.Context(), []string{"RENAME", a, b}); return err },
	} {
		primaries, replicas := s.executions(name, func() {
			var refused *failure.ConfigurationError
			require.ErrorAs(s, call(), &refused, name)
			require.Contains(s, refused.Message, "hash tag", name)
		})
		require.Equal(s, [2][shards]int64{}, [2][shards]int64{primaries, replicas}, name)
	}
}
