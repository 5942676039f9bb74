package graph

import (
	"time"

	"github.com/tapsim/tap/model"
)

// An Entry is one line of the log. It has neither a token nor a code: those are in
// headers and bodies, which it leaves out.
type Entry struct {
	Method string        // as the client spelt it
	Path   string        // percent-encoded, without the query
	Who    string        // operator, application, or the object id of a user; empty: unknown, or not checked
	Status int           // of HTTP
	Rule   model.Rule    // that settled the answer; NoRule: no rule of the catalogue did
	Took   time.Duration // in real time

	// Dropped are the properties of an accepted update of the policy that were not
	// applied, because the body does not name its type. Rule policy-type.
	Dropped string

	// Codeless counts the restored passes of a reset whose codes this service does not
	// know, since a state has none: every sign-in with one is refused.
	Codeless int
}

// A note collects the log entry of an exchange.
type note struct {
	start    time.Time
	status   int
	rule     model.Rule
	who      string
	dropped  string
	codeless int
}

func (x *exchange) begin() { x.noted = &note{start: time.Now()} }

// end returns the buffers of the exchange, and writes the log.
func (x *exchange) end() {
	release(x.body)
	if n := x.noted; n != nil {
		x.service.log(Entry{
			Method: x.r.Method, Path: x.r.URL.EscapedPath(), Who: n.who,
			Status: n.status, Rule: n.rule, Took: time.Since(n.start), Dropped: n.dropped, Codeless: n.codeless,
		})
	}
}
