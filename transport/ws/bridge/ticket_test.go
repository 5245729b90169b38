//go:build !js

package bridge_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

const ticketToken = "opaque-0123456789"

// post asks for a ticket and returns the answer with its body.
func (s *site) post(method string, header ...string) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+"/v1/ticket", nil)
	require.NoError(s.t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	answer, err := s.client.Do(request)
	require.NoError(s.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	return answer, string(body)
}

// ticket returns one for a token, as a page of origin gets it.
func (s *site) ticket(token string, header ...string) string {
	s.t.Helper()
	answer, body := s.post("POST", append([]string{"Authorization", "Bearer " + token}, header...)...)
	require.Equal(s.t, http.StatusCreated, answer.StatusCode, body)
	require.Equal(s.t, "no-store", answer.Header.Get("Cache-Control"))
	var issued struct {
		Ticket    string
		ExpiresIn float64
	}
	require.NoError(s.t, json.Unmarshal([]byte(body), &issued))
	require.Equal(s.t, 30.0, issued.ExpiresIn)
	require.NotContains(s.t, body, token)
	return issued.Ticket
}

// dialTicket connects with a ticket in the URL, from a page.
func (s *site) dialTicket(ticket, page string) stream.Stream {
	s.t.Helper()
	dialer := s.dialer()
	dialer.URL += "?ticket=" + ticket
	dialer.Target = "cache"
	dialer.Header = http.Header{"Origin": {page}}
	return s.dial(dialer, "")
}

func startTickets(t *testing.T, log io.Writer) (*site, bridge.Config) {
	t.Helper()
	config := bridge.Config{
		Targets: []bridge.Target{{Name: "cache", Address: fakeserver.ServeTCP(t, echo)}, {Name: "other", Address: fakeserver.ServeTCP(t, echo)}},
		Origins: []string{origin, "https://other.example"}, Tokens: []string{ticketToken, "another-0123456789"},
		SignedTokens: &bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}, Issuer: issuer, Audience: audience, ClockSkew: time.Millisecond},
		Logger:       slog.New(slog.NewJSONHandler(log, nil)),
	}
	return start(t, config), config
}

const notValid = "the ticket is not valid"

func TestTicketsAreForOneConnection(t *testing.T) {
	var log lines
	s, config := startTickets(t, &log)
	page := s.ticket(ticketToken, "Origin", origin)
	program := s.ticket(ticketToken)
	late := s.ticket(ticketToken)
	requireEcho(t, s.dialTicket(page, origin), "hello")
	requireClosed(t, s.dialTicket(page, origin), ws.CloseUnauthorized, notValid)
	requireEcho(t, s.dialTicket(program, "https://other.example"), "for any page that may connect")

	s.AgeTickets(30 * time.Second)
	requireClosed(t, s.dialTicket(late, origin), ws.CloseUnauthorized, notValid)

	// Another page cannot use it, and then nobody can.
	stolen := s.ticket(ticketToken, "Origin", origin)
	requireClosed(t, s.dialTicket(stolen, "https://other.example"), ws.CloseUnauthorized, notValid)
	requireClosed(t, s.dialTicket(stolen, origin), ws.CloseUnauthorized, notValid)
	foreign := s.ticket(ticketToken)
	requireClosed(t, s.dialTicket(foreign, "https://evil.example"), ws.CloseForbidden, "origin not allowed")

	for _, made := range []string{"", "x", strings.Repeat("A", 43), ticketToken, page + "=", s.ticket(ticketToken) + "&ticket=" + s.ticket(ticketToken)} {
		requireClosed(t, s.dialTicket(made, origin), ws.CloseUnauthorized, "ticket")
	}

	// It is worth what its token is worth when it is used.
	signed := s.ticket(signedBy(t, jwt.SigningMethodHS256, hmacSecret, with("targets", []string{"other"})))
	requireClosed(t, s.dialTicket(signed, origin), ws.CloseForbidden, "not for this target")
	gone := s.ticket("another-0123456789")
	config.Tokens = config.Tokens[:1]
	s.reload(config)
	requireClosed(t, s.dialTicket(gone, origin), ws.CloseUnauthorized, "not one of this bridge's")

	ends := time.Now().Add(2 * time.Second).Truncate(time.Second)
	short := s.ticket(signedBy(t, jwt.SigningMethodHS256, hmacSecret, with("exp", ends.Unix())))
	requireClosed(t, s.dialTicket(short, origin), ws.CloseUnauthorized, "the token has expired")

	for _, secret := range []string{page, program, stolen, ticketToken} {
		require.NotContains(t, log.String(), secret)
	}
}

func TestTicketsAreForThoseWithAToken(t *testing.T) {
	s, _ := startTickets(t, io.Discard)
	expired := signedBy(t, jwt.SigningMethodHS256, hmacSecret, with("exp", time.Now().Add(-time.Hour).Unix()))
	for _, header := range [][]string{
		nil,
		{"Authorization", "Bearer"},
		{"Authorization", "Bearer "},
		{"Authorization", "Bearer wrong-0123456789"},
		{"Authorization", "Basic " + ticketToken},
		{"Authorization", ticketToken},
		{"Authorization", "Bearer " + expired},
	} {
		answer, body := s.post("POST", header...)
		require.Equal(t, http.StatusUnauthorized, answer.StatusCode, header)
		require.Equal(t, "Bearer", answer.Header.Get("WWW-Authenticate"))
		require.NotContains(t, body, "ticket\"")
	}
	good := []string{"Authorization", "Bearer " + ticketToken, "Origin"}
	for _, page := range []string{"https://evil.example", "null", "", strings.Replace(origin, "http:", "https:", 1)} {
		answer, _ := s.post("POST", append(good, page)...)
		require.Equal(t, http.StatusForbidden, answer.StatusCode, page)
		require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"))
		answer, _ = s.post("OPTIONS", "Origin", page)
		require.Equal(t, http.StatusForbidden, answer.StatusCode, page)
		require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"))
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		answer, _ := s.post(method, good[:2]...)
		require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
	}

	answer, _ := s.post("OPTIONS", "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
	require.Equal(t, http.StatusNoContent, answer.StatusCode)
	require.Equal(t, origin, answer.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "POST", answer.Header.Get("Access-Control-Allow-Methods"))
	require.Equal(t, "Authorization", answer.Header.Get("Access-Control-Allow-Headers"))
	require.Empty(t, answer.Header.Get("Access-Control-Allow-Credentials"))
	answer, _ = s.post("POST", append(good, origin)...)
	require.Equal(t, origin, answer.Header.Get("Access-Control-Allow-Origin"))

	open := start(t, bridge.Config{})
	answer, _ = open.post("POST", good[:2]...)
	require.Equal(t, http.StatusNotFound, answer.StatusCode)
}

func TestOutstandingTicketsAreBounded(t *testing.T) {
	s, _ := startTickets(t, io.Discard)
	for range 100 {
		s.ticket(ticketToken)
	}
	answer, _ := s.post("POST", "Authorization", "Bearer "+ticketToken)
	require.Equal(t, http.StatusTooManyRequests, answer.StatusCode)
	s.ticket("another-0123456789")
	s.AgeTickets(time.Minute)
	s.ticket(ticketToken)
	require.Equal(t, 102.0, s.metric("glissade_bridge_tickets_total"))
}
