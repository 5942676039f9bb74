package graph

import (
	"time"

	"github.com/tapsim/tap/model"
)

// An Entry is one line of the log. It holds neither a token nor a code: those
// come in headers and bodies, of which it says nothing.
type Entry struct {
	Method string        // as the client spelt it
	Path   string        // percent-encoded, without the query
	Who    string        // operator, application, or the object id of a user; empty: nobody, or nobody was asked
	Status int           // of HTTP
	Rule   model.Rule    // that settled the answer; none: no rule of the catalogue did
	Took   time.Duration // by the clock on the wall

	// Dropped are the properties of an accepted update of the policy that were not
	// applied, since it does not say of what type it is. Rule policy-type.
	Dropped string

	// Codeless counts the passes that a reset gave back and whose codes this service did
	// not know, since a state holds none: every sign-in with one is refused.
	Codeless int
}

// A note is what the log will say of an exchange.
type note struct {
	start    time.Time
	status   int
	rule     model.Rule
	who      string
	dropped  string
	codeless int
}

func (x *exchange) begin() { x.noted = &note{start: time.Now()} }

// end gives back what the exchange has borrowed, and tells the log.
func (x *exchange) end() {
	release(x.body)
	if n := x.noted; n != nil {
		x.service.log(Entry{
			Method: x.r.Method, Path: x.r.URL.EscapedPath(), Who: n.who,
			Status: n.status, Rule: n.rule, Took: time.Since(n.start), Dropped: n.dropped, Codeless: n.codeless,
		})
	}
}
