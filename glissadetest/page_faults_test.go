package glissadetest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/glissadetest"
)

// Counter is what Pay needs of a client.
type Counter interface {
	Incr(ctx context.Context, key string) (int64, error)
}

var errUnknownOutcome = errors.New("whether it was paid is not known: look before you pay again")

func Pay(ctx context.Context, payments Counter) error {
	_, err := payments.Incr(ctx, "payments")
	if err != nil && glissade.DeliveryOf(err) == glissade.MaybeExecuted {
		return errUnknownOutcome
	}
	return err
}

func TestAPaymentIsNotMadeTwice(t *testing.T) {
	server := glissadetest.NewServer(t)
	client := server.Client(t)
	server.Expect("INCR", "payments").LoseReply() // executed, and the connection is lost
	if err := Pay(t.Context(), client); !errors.Is(err, errUnknownOutcome) {
		t.Error(err)
	}
	if paid, err := client.Get(t.Context(), "payments"); paid.OrElse("0") != "1" {
		t.Errorf("paid %v times, %v", paid, err)
	}
}

func TestAServerThatLoadsIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := glissadetest.NewServer(t)
		server.Expect("INCR", "payments").Reply(glissadetest.Loading()).Times(3)
		if err := Pay(t.Context(), server.Client(t)); err != nil {
			t.Error(err)
		}
	})
}

func TestAServerThatIsSilentCostsTheTimeoutAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := glissadetest.NewServer(t)
		server.Expect("INCR", "payments").Silence()
		if err := Pay(t.Context(), server.Client(t)); !errors.Is(err, errUnknownOutcome) {
			t.Error(err)
		}
	})
}

func TestAListenerReadsAgainWhatItMayHaveMissed(t *testing.T) {
	server := glissadetest.NewServer(t)
	news, err := server.Client(t).Subscribe(t.Context(), []string{"news"})
	if err != nil {
		t.Fatal(err)
	}
	server.Disconnect()
	_, err = news.Receive(t.Context())
	var gap *glissade.GapError
	if !errors.As(err, &gap) {
		t.Error(err)
	}
	server.Publish("news", "after the gap")
	if message, err := news.Receive(t.Context()); message.Message != "after the gap" {
		t.Errorf("%v, %v", message, err)
	}
}

func TestAMovedSlotIsFollowed(t *testing.T) {
	cluster := glissadetest.NewScriptedCluster(t, 2)
	client := cluster.Client(t)
	cluster.Nodes[0].Expect("INCR", "payments").Reply(glissadetest.Moved(glissadetest.SlotOf("payments"), cluster.Address(1))).Always()
	cluster.Nodes[1].Expect("INCR", "payments").Reply(glissadetest.Integer(1))
	if err := Pay(t.Context(), client); err != nil {
		t.Error(err)
	}
}
