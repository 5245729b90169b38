package fields_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/fields"
	"github.com/glissade-io/glissade/models"
)

type account struct {
	Plan string `valkey:"plan"`
}

type Origin struct {
	Address netip.Addr `valkey:"address,omitempty"`
}

type user struct {
	account
	*Origin
	Name    string        `valkey:"name"`
	Born    uint16        `valkey:"born,omitempty"`
	Balance int64         `valkey:"balance"`
	Score   float64       `valkey:"score"`
	Active  bool          `valkey:"active"`
	Avatar  []byte        `valkey:"avatar,omitempty"`
	Seen    time.Time     `valkey:"seen,omitempty"`
	Session time.Duration `valkey:"session"`
	Nick    *string       `valkey:"nick"`
	Limit   *int          `valkey:"limit"`
	Email   string
	Secret  string `valkey:"-"`
	private string
}

func full() user {
	nick := "countess"
	return user{
		account: account{Plan: "gold"},
		Origin:  &Origin{Address: netip.MustParseAddr("::1")},
		Name:    "Ada", Born: 1815, Balance: -7, Score: 0.1, Active: true, Avatar: []byte{0, 255},
		Seen: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Session: 90 * time.Minute,
		Nick: &nick, Email: "ada@example.org", Secret: "kept", private: "kept",
	}
}

func TestStructsComeBackAsTheyWere(t *testing.T) {
	pairs, err := fields.Of(full())
	require.NoError(t, err)
	hash := make(map[string]string)
	for _, pair := range pairs {
		hash[pair.Field] = pair.Value
	}
	require.Equal(t, map[string]string{
		"plan": "gold", "address": "::1", "name": "Ada", "born": "1815", "balance": "-7", "score": "0.1", "active": "1",
		"avatar": "\x00\xff", "seen": "2026-01-02T03:04:05.000000006Z", "session": "1h30m0s", "nick": "countess", "Email": "ada@example.org",
	}, hash)

	got := user{Secret: "kept", private: "kept"}
	hash["of no field"] = "ignored"
	require.NoError(t, fields.Into(&got, hash))
	require.Equal(t, full(), got)
}

func TestWhatIsEmptyOrAbsentIsLeftOut(t *testing.T) {
	pairs, err := fields.Of(&user{})
	require.NoError(t, err)
	var names []string
	for _, pair := range pairs {
		names = append(names, pair.Field)
	}
	require.Equal(t, []string{"plan", "name", "balance", "score", "active", "session", "Email"}, names)

	got := full()
	require.NoError(t, fields.Into(&got, nil))
	require.Equal(t, full(), got)
}

func TestValuesOfSeveralKeys(t *testing.T) {
	names, err := fields.Names(account{})
	require.NoError(t, err)
	require.Equal(t, []string{"plan"}, names)

	var got user
	require.NoError(t, fields.IntoFrom(&got, []string{"name", "born"}, []models.Result[string]{models.Present("Ada"), models.Nil[string]()}))
	require.Equal(t, user{Name: "Ada"}, got)
	require.ErrorContains(t, fields.IntoFrom(&got, []string{"name"}, nil), "1 names for 0 values")
}

func TestErrorsNameTheFieldAndTheRemedy(t *testing.T) {
	var u user
	require.EqualError(t, fields.Into(&u, map[string]string{"born": "1e3"}), "fields: born: the text is no uint16")
	require.EqualError(t, fields.Into(&u, map[string]string{"born": "70000"}), "fields: born: the text is no uint16")
	require.EqualError(t, fields.Into(&u, map[string]string{"limit": "many"}), "fields: limit: the text is no int")
	require.EqualError(t, fields.Into(&u, map[string]string{"session": "long"}), "fields: session: the text is no time.Duration")
	require.ErrorContains(t, fields.Into(&u, map[string]string{"seen": "yesterday"}), "fields: seen: ")
	require.ErrorContains(t, fields.Into(u, nil), "pointer to a struct")
	require.ErrorContains(t, fields.Into(nil, nil), "pointer to a struct")
	_, err := fields.Of((*user)(nil))
	require.ErrorContains(t, err, "nil")
	_, err = fields.Of(7)
	require.ErrorContains(t, err, "int is no struct")
	_, err = fields.Of(nil)
	require.ErrorContains(t, err, "no struct")
	_, err = fields.Of(struct{ Tags []string }{})
	require.ErrorContains(t, err, "Tags is a []string, which has no text form")
	_, err = fields.Of(struct {
		A string `valkey:"x"`
		B string `valkey:"x"`
	}{})
	require.ErrorContains(t, err, `second field named "x"`)
	_, err = fields.Of(struct {
		A string `valkey:"x,omitzero"`
	}{})
	require.ErrorContains(t, err, "omitempty")
}

func Example() {
	type city struct {
		Name   string `valkey:"name"`
		People int    `valkey:"people"`
	}
	pairs, _ := fields.Of(city{Name: "Ulm", People: 128928})
	fmt.Println(pairs) // what HSet takes

	var c city
	_ = fields.Into(&c, map[string]string{"name": "Bern", "people": "137995"}) // what HGetAll returns
	fmt.Println(c)
	// Output:
	// [{name Ulm} {people 128928}]
	// {Bern 137995}
}
