package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"
)

// actTimeout bounds an action; a failover has the longest.
const actTimeout = 30 * time.Second

// tokenHeader is where the page shows that it is this program's own.
const tokenHeader = "Glissade-Demo-Token"

// errUnknown reports an action that there is not.
var errUnknown = errors.New("unknown")

// control lets the page pause, kill, restart and fail over the servers that this program
// has started, and no others. It obeys those alone who come from an origin of the page
// and know the token, which the page reads from demo.json and pages of other origins
// cannot.
type control struct {
	nodes   []*node
	origins []string
	token   string
}

func newControl(nodes []*node, origins []string) *control {
	return &control{nodes: nodes, origins: origins, token: rand.Text()}
}

// handle adds what the page asks for to the site.
func (c *control) handle(mux *http.ServeMux) {
	mux.HandleFunc("GET /nodes.json", c.list)
	mux.HandleFunc("POST /nodes/{address}/{action}", c.act)
}

// nodeState is what the page is told of a node.
type nodeState struct {
	Address string `json:"address"`
	State   string `json:"state"` // "running", "paused" or "ended"
}

func (c *control) list(w http.ResponseWriter, _ *http.Request) {
	states := make([]nodeState, len(c.nodes))
	for i, n := range c.nodes {
		states[i] = nodeState{Address: n.server.Addr(), State: n.state()}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(states)
}

func (c *control) act(w http.ResponseWriter, r *http.Request) {
	known := subtle.ConstantTimeCompare([]byte(r.Header.Get(tokenHeader)), []byte(c.token)) == 1
	if !known || !slices.Contains(c.origins, r.Header.Get("Origin")) {
		http.Error(w, "only the page of this demo may do that: reload it", http.StatusForbidden)
		return
	}
	address := r.PathValue("address")
	i := slices.IndexFunc(c.nodes, func(n *node) bool { return n.server.Addr() == address })
	if i < 0 {
		http.Error(w, "this demo has started no server at that address", http.StatusNotFound)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), actTimeout)
	defer cancel()
	switch err := c.nodes[i].act(ctx, r.PathValue("action")); {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, errUnknown):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case errors.Is(err, errNotNow):
		http.Error(w, err.Error(), http.StatusConflict)
	default:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
