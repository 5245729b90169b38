//go:build !js

package bridge

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
)

const (
	ticketPath = "/v1/ticket"
	// maxTickets is how many can be outstanding, maxTicketsPerToken with one token.
	maxTickets         = 10_000
	maxTicketsPerToken = 100
	// longestTicket bounds Config.TicketLifetime.
	longestTicket = 5 * time.Minute
	// preflightSeconds is how long a browser may remember that it may ask.
	preflightSeconds = "600"
)

// ticket stands for a token, once.
type ticket struct {
	who    *identity
	origin string // of the page that asked for it, or "" if it was no page
	ends   time.Time
}

// tickets are those that nobody has presented yet, by the hash of what is presented.
type tickets struct {
	mu        sync.Mutex
	issued    map[[sha256.Size]byte]ticket
	byAccount map[string]int
}

// issue returns a new ticket, or "" if there are too many.
func (t *tickets) issue(issued ticket) string {
	text := make([]byte, 32)
	_, _ = rand.Read(text) // it never fails
	presented := base64.RawURLEncoding.EncodeToString(text)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.issued == nil {
		t.issued, t.byAccount = map[[sha256.Size]byte]ticket{}, map[string]int{}
	}
	if len(t.issued) >= maxTickets || t.byAccount[issued.who.account] >= maxTicketsPerToken {
		t.forget()
	}
	if len(t.issued) >= maxTickets || t.byAccount[issued.who.account] >= maxTicketsPerToken {
		return ""
	}
	t.issued[sha256.Sum256([]byte(presented))] = issued
	t.byAccount[issued.who.account]++
	return presented
}

// forget drops tickets that have ended. t.mu is held.
func (t *tickets) forget() {
	now := time.Now()
	for hash, issued := range t.issued {
		if now.After(issued.ends) {
			t.drop(hash, issued)
		}
	}
}

func (t *tickets) drop(hash [sha256.Size]byte, issued ticket) {
	delete(t.issued, hash)
	if t.byAccount[issued.who.account]--; t.byAccount[issued.who.account] == 0 {
		delete(t.byAccount, issued.who.account)
	}
}

// redeem returns what a ticket stands for. It is of no use afterwards, whatever comes of
// it.
func (t *tickets) redeem(presented string) (ticket, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	hash := sha256.Sum256([]byte(presented))
	issued, ok := t.issued[hash]
	if ok {
		t.drop(hash, issued)
	}
	return issued, ok && time.Now().Before(issued.ends)
}

// identify returns who makes a request, by a token or a ticket.
func (b *Bridge) identify(set *settings, r *http.Request) (*identity, *refusal) {
	presented := r.URL.Query()["ticket"]
	if len(presented) == 0 {
		return set.tokens.check(r)
	}
	if _, both := presentedToken(r); both || len(presented) > 1 {
		return nil, refuse(ws.CloseUnauthorized, "ticket", "present one ticket, or a token")
	}
	issued, ok := b.tickets.redeem(presented[0])
	if !ok || issued.origin != "" && issued.origin != pageOf(r) {
		return nil, refuse(ws.CloseUnauthorized, "ticket", "the ticket is not valid, or not any more; get a new one for each connection")
	}
	return set.tokens.identify(issued.who.token) // which may have been removed meanwhile
}

// pageOf returns the origin of a request in one spelling, or "".
func pageOf(r *http.Request) string {
	page, _ := normalOrigin(r.Header.Get("Origin"))
	return page
}

// allowTickets answers the question of browsers whether a page may ask for a ticket.
func (b *Bridge) allowTickets(w http.ResponseWriter, r *http.Request) {
	set := b.now.Load()
	if refused := set.origins.check(r, false); refused != nil {
		b.refuseTicket(w, r, http.StatusForbidden, refused)
		return
	}
	allowPage(w, r)
	w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
	w.Header().Set("Access-Control-Allow-Headers", "Authorization")
	w.Header().Set("Access-Control-Max-Age", preflightSeconds)
	w.WriteHeader(http.StatusNoContent)
}

// allowPage has the browser show the answer to the page.
func allowPage(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Vary", "Origin")
	}
}

// issueTicket gives a ticket for the token in the header Authorization. A page's origin
// must be one that may connect; a program, which has none, needs the token alone.
func (b *Bridge) issueTicket(w http.ResponseWriter, r *http.Request) {
	set := b.now.Load()
	w.Header().Set("Cache-Control", "no-store")
	if refused := set.origins.check(r, true); refused != nil {
		b.refuseTicket(w, r, http.StatusForbidden, refused)
		return
	}
	allowPage(w, r)
	if !set.tokens.demanded() {
		http.Error(w, "this bridge demands no token; connect without a ticket", http.StatusNotFound)
		return
	}
	if refused := b.limiter.allow(set.clientOf(r).group, set.config); refused != nil {
		b.refuseTicket(w, r, http.StatusTooManyRequests, refused)
		return
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = "" // which is none
	}
	who, refused := set.tokens.identify([]byte(strings.TrimSpace(token)))
	if refused != nil {
		w.Header().Set("WWW-Authenticate", "Bearer")
		b.refuseTicket(w, r, http.StatusUnauthorized, refused)
		return
	}
	life := set.config.TicketLifetime
	issued := b.tickets.issue(ticket{who, pageOf(r), time.Now().Add(life)})
	if issued == "" {
		b.refuseTicket(w, r, http.StatusTooManyRequests, refuse(ws.CloseLimit, "limit_ticket", "too many tickets that nobody has used; use them, or wait until they have ended"))
		return
	}
	b.metrics.tickets.Inc()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(struct {
		Ticket    string  `json:"ticket"`
		ExpiresIn float64 `json:"expiresIn"` // seconds
	}{issued, life.Seconds()})
}

func (b *Bridge) refuseTicket(w http.ResponseWriter, r *http.Request, status int, refused *refusal) {
	b.metrics.refusals.WithLabelValues(refused.label).Inc()
	b.log.Warn("ticket refused", "client", b.now.Load().clientOf(r).text, "origin", r.Header.Get("Origin"), "reason", refused.reason)
	http.Error(w, refused.reason, status)
}
