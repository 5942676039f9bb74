package conformtest

import (
	"context"
	"io"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A renewed subject is a new subject for each scenario.
type renewed struct {
	source conform.Source
	transport.Subject
}

// Begin closes the subject of the scenario before, and makes the one for this scenario.
func (r *renewed) Begin(actors []*protocol.Actor) {
	r.renew()
	if b, ok := r.Subject.(interface{ Begin([]*protocol.Actor) }); ok {
		b.Begin(actors)
	}
}

// Capabilities returns what a new subject announces.
func (r *renewed) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	r.renew()
	return transport.CapabilitiesOf(ctx, r.Subject)
}

func (r *renewed) renew() {
	r.Close()
	r.Subject = r.source()
}

func (r *renewed) Close() error {
	if c, ok := r.Subject.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
