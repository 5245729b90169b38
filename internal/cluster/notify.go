package cluster

import (
	"time"

	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/models"
)

// notifyRetry tells that a request is sent again, where its redirection points if it has
// one.
func (c *Cluster) notifyRetry(r *Request, failed failedTry, pause time.Duration) {
	if page.Only || c.config.Notify == nil {
		return
	}
	e := models.ClientEvent{
		Kind: models.RequestRetried, Address: failed.member.address, Command: r.Name, Requests: 1,
		Err: failed.err, Attempt: failed.number + 1, Wait: pause,
	}
	if failed.err == nil {
		e.Code = refusal.Code(failed.frames)
	}
	if failed.decision == redirected && r.redirect != nil {
		e.Kind, e.Target = models.RequestRedirected, r.redirect.address
	}
	c.config.Notify(e)
}

// notifyUnknown tells why nobody tells the topology, unless that was told since it was known.
// Its caller is refreshing.
func (c *Cluster) notifyUnknown(reason error) {
	if !page.Only && c.config.Notify != nil && !c.isClosed() && c.unknown.IsNews(reason) {
		c.config.Notify(models.ClientEvent{Kind: models.TopologyUnknown, Err: reason})
	}
}

// notifyTopology tells of a topology that is another one than before.
func (c *Cluster) notifyTopology() {
	if page.Only || c.config.Notify == nil {
		return
	}
	s := c.snapshot.Load()
	c.config.Notify(models.ClientEvent{Kind: models.TopologyChanged, Shards: len(s.shards), Servers: len(s.everyone)})
}

// notifyItem tells that an item is redirected. Of others that are sent again it is told
// together, before the next round.
func (p *Pipeline) notifyItem(m *member, i int, r *Request, decision verdict) {
	o := &p.Outcomes[i]
	failed := failedTry{member: m, frames: o.Frame, err: o.Err, decision: decision}
	if decision == redirected {
		p.cluster.notifyRetry(r, failed, 0)
	} else if p.repeated.member == nil {
		p.repeated = failed
	}
}

// notifyRound tells that the open items are sent again together.
func (p *Pipeline) notifyRound(try int, pause time.Duration) {
	if page.Only || p.cluster.config.Notify == nil || p.repeated.member == nil {
		return
	}
	failed := p.repeated
	e := models.ClientEvent{
		Kind: models.RequestRetried, Address: failed.member.address, Command: "batch", Requests: len(p.open),
		Err: failed.err, Attempt: try + 1, Wait: pause,
	}
	if failed.err == nil {
		e.Code = refusal.Code(failed.frames)
	}
	p.cluster.config.Notify(e)
}
