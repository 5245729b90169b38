package standalone

import (
	"time"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/models"
)

// notifyRetry tells that a request is tried again that the call has the replies to, unless
// there is an error in their place.
func (g *Group) notifyRetry(n *node.Node, r *Request, call *mux.Call, err error, try int, pause time.Duration) {
	var frames []byte
	if err == nil {
		frames = call.Frames()
	}
	g.notifyRetryOf(n, r, frames, err, try, pause)
}

func (g *Group) notifyRetryOf(n *node.Node, r *Request, frames []byte, err error, try int, pause time.Duration) {
	g.config.Notify(models.ClientEvent{
		Kind: models.RequestRetried, Address: n.Address(), Command: r.Name, Requests: 1,
		Code: refusal.Code(frames), Err: err, Attempt: try + 1, Wait: pause,
	})
}

// notifyUnknown tells why it is not known who is the primary, unless that was told since it
// was known.
func (g *Group) notifyUnknown(reason error) {
	if page.Only || g.config.Notify == nil {
		return
	}
	g.mu.Lock()
	isNews := g.primary == nil && !g.closed && g.unknown.IsNews(reason)
	g.mu.Unlock()
	if isNews {
		g.config.Notify(models.ClientEvent{Kind: models.TopologyUnknown, Err: reason})
	}
}

// notifyServers tells how many servers there are, if they are others than before.
func (g *Group) notifyServers(changed bool, count int) {
	if !page.Only && changed && g.config.Notify != nil {
		g.config.Notify(models.ClientEvent{Kind: models.TopologyChanged, Shards: 1, Servers: count})
	}
}
