package glissadetest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/glissadetest"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Cache is what Users needs of a client: of *glissade.Client, *glissade.ClusterClient, or
// whatever a test has.
type Cache interface {
	Get(ctx context.Context, key string) (glissade.Result[string], error)
	SetWithOptions(ctx context.Context, key, value string, o options.SetOptions) (models.Result[string], error)
}

type Users struct {
	cache Cache
	load  func(ctx context.Context, id string) (name string, err error)
}

func (u Users) Name(ctx context.Context, id string) (string, error) {
	cached, err := u.cache.Get(ctx, "user:"+id)
	if err == nil && !cached.IsNil() {
		return cached.Value(), nil
	}
	name, err := u.load(ctx, id) // also where the cache cannot be reached
	if err != nil {
		return "", err
	}
	forAnHour := options.SetOptions{Expiry: options.ExpireIn{Duration: time.Hour}}
	_, _ = u.cache.SetWithOptions(ctx, "user:"+id, name, forAnHour) // Without it the next call loads again.
	return name, nil
}

var (
	_ Cache = (*glissade.Client)(nil)
	_ Cache = (*glissade.ClusterClient)(nil)
)

// mapCache is a Cache without a server, for tests of what does not depend on one.
type mapCache map[string]string

func (m mapCache) Get(_ context.Context, key string) (glissade.Result[string], error) {
	if value, found := m[key]; found {
		return models.Present(value), nil
	}
	return models.Nil[string](), nil
}

func (m mapCache) SetWithOptions(_ context.Context, key, value string, _ options.SetOptions) (models.Result[string], error) {
	m[key] = value
	return models.Present("OK"), nil
}

func TestNamesAreLoadedOnce(t *testing.T) {
	loaded := 0
	users := Users{mapCache{}, func(context.Context, string) (string, error) { loaded++; return "Ada", nil }}
	for range 2 {
		if name, err := users.Name(t.Context(), "1"); name != "Ada" || err != nil {
			t.Errorf("%q, %v", name, err)
		}
	}
	if loaded != 1 {
		t.Errorf("loaded %d times", loaded)
	}
}

func TestNamesAreLoadedAgainAfterAnHour(t *testing.T) {
	server := glissadetest.NewServer(t)
	loaded := 0
	users := Users{server.Client(t), func(context.Context, string) (string, error) { loaded++; return "Ada", nil }}
	for range 2 {
		if _, err := users.Name(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	server.FastForward(time.Hour)
	if _, err := users.Name(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if loaded != 2 {
		t.Errorf("loaded %d times", loaded)
	}
}

func TestNamesExpireInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := glissadetest.NewServer(t).Client(t)
		users := Users{client, func(context.Context, string) (string, error) { return "Ada", nil }}
		if _, err := users.Name(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // passes at once
		if name, err := client.Get(t.Context(), "user:1"); err != nil || !name.IsNil() {
			t.Errorf("%v, %v", name, err)
		}
	})
}

func TestNamesAreHadWithoutTheCache(t *testing.T) {
	server := glissadetest.NewServer(t)
	server.Expect("GET", "user:1").Reply(glissadetest.Error("NOPERM no"))
	users := Users{server.Client(t), func(context.Context, string) (string, error) { return "Ada", nil }}
	if name, err := users.Name(t.Context(), "1"); name != "Ada" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
}

func TestUsersAskForNothingElse(t *testing.T) {
	server := glissadetest.NewScripted(t)
	server.Expect("GET", "user:1").Reply(glissadetest.Text("Ada"))
	users := Users{server.Client(t), func(context.Context, string) (string, error) { return "", errors.New("not to be called") }}
	if name, err := users.Name(t.Context(), "1"); name != "Ada" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
}
