package native_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

// accounts is a provider of users that live for a while, as a secret store hands them out. It
// says when there is another: core.CredentialsNotifier.
type accounts struct {
	mu      sync.Mutex
	current core.Credentials
	clients map[*func()]struct{}
}

// Credentials is asked for each connection, and answers from memory.
func (a *accounts) Credentials(context.Context) (core.Credentials, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current, nil
}

func (a *accounts) NotifyCredentials(changed func()) (stop func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.clients == nil {
		a.clients = map[*func()]struct{}{}
	}
	a.clients[&changed] = struct{}{}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.clients, &changed)
	}
}

// renew takes over what the store has handed out, some time before the last is over.
func (a *accounts) renew(next core.Credentials) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = next
	for changed := range a.clients {
		(*changed)() // which does not block
	}
}

// Users that come and go: live connections become the new user's, and no command fails.
func Example_credentials() {
	ctx := context.Background()
	admin := connect(ctx)
	defer admin.Close()
	create := func(number int) core.Credentials {
		c := core.Credentials{Username: "app-" + strconv.Itoa(number), Password: "secret " + strconv.Itoa(number)}
		must(admin.ACLSetUser(ctx, c.Username, []string{"on", ">" + c.Password, "~*", "+@all"}))
		return c
	}
	defer admin.ACLDelUser(ctx, []string{"app-1", "app-2"})

	users := &accounts{current: create(1)}
	configuration := must(options.ParseURL("valkey://" + address))
	client := must(native.NewClient(ctx, configuration, native.With(core.WithCredentialsProvider(users))))
	defer client.Close()
	before := must(client.ACLWhoAmI(ctx))

	users.renew(create(2))
	for must(client.ACLWhoAmI(ctx)) != "app-2" { // The client does so by itself, soon.
	}
	fmt.Println(before, must(client.ACLWhoAmI(ctx)), must(client.ClientID(ctx)) == client.Server().ConnectionID)
	// Output: app-1 app-2 true
}

// A provider that says nothing of changes may be a function: what it returns holds for
// connections that are made from then on. So do tokens of Microsoft Entra ID or of Google
// Cloud, where the server ends a connection when its token has expired.
func Example_credentialsFunc() {
	ctx := context.Background()
	admin := connect(ctx)
	defer admin.Close()
	must(admin.ACLSetUser(ctx, "app", []string{"on", ">token", "~*", "+@all"}))
	defer admin.ACLDelUser(ctx, []string{"app"})

	token := func(context.Context) (string, error) { return "token", nil } // such as azidentity's GetToken
	provider := core.CredentialsFunc(func(ctx context.Context) (core.Credentials, error) {
		password, err := token(ctx)
		return core.Credentials{Username: "app", Password: password}, err
	})
	configuration := must(options.ParseURL("valkey://" + address))
	client := must(native.NewClient(ctx, configuration, native.With(core.WithCredentialsProvider(provider))))
	defer client.Close()
	fmt.Println(must(client.ACLWhoAmI(ctx)))
	// Output: app
}
