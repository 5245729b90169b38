package glissadetest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/glissadetest"
	"github.com/glissade-io/glissade/options"
)

// exampleT stands for the *testing.T of a test, which an example has not got.
type exampleT struct {
	testing.TB
	cleanups []func()
}

func (*exampleT) Helper()                  {}
func (t *exampleT) Cleanup(f func())       { t.cleanups = append(t.cleanups, f) }
func (*exampleT) Context() context.Context { return context.Background() }

func (*exampleT) Errorf(format string, arguments ...any) {
	fmt.Printf(format+"\n", arguments...)
}

func (t *exampleT) end() {
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
}

func ExampleNewServer() {
	t := new(exampleT) // in a test its *testing.T
	defer t.end()

	server := glissadetest.NewServer(t)
	client := server.Client(t)
	anHour := options.SetOptions{Expiry: options.ExpireIn{Duration: time.Hour}}
	if _, err := client.SetWithOptions(t.Context(), "session", "Ada", anHour); err != nil {
		t.Errorf("%v", err)
	}
	server.FastForward(2 * time.Hour)
	session, err := client.Get(t.Context(), "session")
	fmt.Println(session.OrElse("expired"), err)
	fmt.Println(server.Requests())
	// Output:
	// expired <nil>
	// [SET session Ada EX 3600 GET session]
}

func ExampleServer_Expect() {
	t := new(exampleT) // in a test its *testing.T
	defer t.end()

	server := glissadetest.NewServer(t)
	server.Expect("INCR", "orders").LoseReply() // It is executed once, and its reply is lost.
	client := server.Client(t)
	_, err := client.Incr(t.Context(), "orders")
	var connection *failure.ConnectionError
	fmt.Println(errors.As(err, &connection), glissade.DeliveryOf(err) == glissade.MaybeExecuted)
	orders, err := client.Incr(t.Context(), "orders")
	fmt.Println(orders, err)
	// Output:
	// true true
	// 2 <nil>
}

func ExampleNewScripted() {
	t := new(exampleT) // in a test its *testing.T
	defer t.end()

	server := glissadetest.NewScripted(t)
	server.Expect("GET", "user:1").Reply(glissadetest.Text("Ada"))
	server.Expect("EXPIRE", "user:1", glissadetest.Any).Reply(glissadetest.Error("NOPERM no permission"))
	client := server.Client(t)
	user, err := client.Get(t.Context(), "user:1")
	fmt.Println(user.Value(), err)
	_, err = client.Expire(t.Context(), "user:1", time.Minute)
	fmt.Println(errors.Is(err, &glissade.ServerError{Code: "NOPERM"}))
	// Output:
	// Ada <nil>
	// true
}

func ExampleNewCluster() {
	t := new(exampleT) // in a test its *testing.T
	defer t.end()

	cluster := glissadetest.NewCluster(t, 3)
	client := cluster.Client(t)
	for _, key := range []string{"a", "b", "c", "d"} {
		if _, err := client.Set(t.Context(), key, key); err != nil {
			t.Errorf("%v", err)
		}
	}
	values, err := client.MGet(t.Context(), []string{"a", "b", "c", "d"})
	fmt.Println(len(values), err)
	// Output:
	// 4 <nil>
}
