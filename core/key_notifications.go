package core

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/keyevent"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/sorting"
	"github.com/glissade-io/glissade/options"
)

// notified is a client.
type notified interface {
	// notifications asks the servers whose key events the client follows for what they
	// notify of: the value of their setting, by address. Those that do not permit it are
	// left out.
	notifications(ctx context.Context) (map[string]string, error)
}

func askForNotifications(a *command.Args) command.Reply[map[string]string] {
	reply := command.ConfigGet(a, []string{keyevent.Setting})
	reply.Decode = decodeNotifications
	return reply
}

// decodeNotifications reads the setting's name and its value. The program for pages has
// no decoders of commands' replies, but it asks for this one.
func decodeNotifications(frame []byte) (map[string]string, error) {
	if err := mux.ErrorOf(frame); err != nil {
		return nil, err
	}
	decoder := resp.NewDecoder(frame)
	_, _ = decoder.Next() // of a map, or of an array of names and values
	settings, name := map[string]string{}, ""
	for isName := true; ; isName = !isName {
		token, err := decoder.Next()
		switch {
		case err == io.EOF:
			return settings, nil
		case err != nil:
			return nil, err
		case isName:
			name = string(token.Text)
		default:
			settings[name] = string(token.Text)
		}
	}
}

func (c *Client) notifications(ctx context.Context) (map[string]string, error) {
	r := newRequest()
	settings, err := run(ctx, c, r, askForNotifications(&r.args))
	if err != nil {
		return nil, unlessForbidden(err)
	}
	return notifiedBy(map[string]map[string]string{"the server": settings}), nil
}

func (c *ClusterClient) notifications(ctx context.Context) (map[string]string, error) {
	settings, err := RunOnNodes(ctx, c, options.AllPrimaries{}, askForNotifications)
	errs := slices.Collect(maps.Values(settings.Errors()))
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap() // of all servers
	} else if err != nil {
		errs = append(errs, err)
	}
	if err := unlessForbidden(errs...); err != nil {
		return nil, err
	}
	return notifiedBy(settings.MultiValue()), nil
}

// notifiedBy returns the value of the setting of each server that tells it.
func notifiedBy(settings map[string]map[string]string) map[string]string {
	values := map[string]string{}
	for server, settings := range settings {
		if value, ok := settings[keyevent.Setting]; ok {
			values[server] = value
		}
	}
	return values
}

// unlessForbidden returns the errors but for those of servers that do not permit the
// command, or do not know it.
func unlessForbidden(errs ...error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool {
		refused, ok := err.(*failure.ServerError)
		return ok && (refused.Code == "NOPERM" || refused.Code == "ERR")
	})
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// checkNotifications returns a *failure.ConfigurationError if a server does not notify of
// what is selected, or why one could not be asked.
func (p *PubSub) checkNotifications(ctx context.Context, selection *keyevent.Selection) error {
	values, err := p.client.notifications(ctx)
	if err != nil {
		return err
	}
	servers := slices.Collect(maps.Keys(values))
	sorting.By(servers, strings.Compare)
	for _, server := range servers {
		missing := selection.Missing(values[server])
		if missing == "" {
			continue
		}
		all := append(slices.Collect(maps.Values(values)), missing)
		// What a server has said is shown as far as it is a value of the setting.
		return &failure.ConfigurationError{
			Field: keyevent.Setting,
			Message: failure.Text(`is "` + keyevent.Union(values[server]) + `" at ` + server + ", so that there are no such events; " + missing +
				" is missing: execute CONFIG SET " + keyevent.Setting + " " + keyevent.Union(all...)),
		}
	}
	return nil
}
