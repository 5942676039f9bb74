package model

import (
	"slices"
	"strconv"
	"strings"
)

// An Evidence says how a rule is known.
type Evidence string

const (
	FromDocs        Evidence = "documented" // Microsoft's reference or how-to says so
	FromObservation Evidence = "observed"   // a real response or measurement was published
	FromChoice      Evidence = "chosen"     // nothing settles it; this project chose
)

// A Place says which part of the project decides a rule.
type Place string

const (
	ByStep       Place = "machine" // Step and View
	ByStepPolicy Place = "amend"   // StepPolicy
	ByEngine     Place = "engine"  // where ids, codes and instants are made and users are found
	ByWire       Place = "wire"    // where JSON enters and leaves
	ByHTTP       Place = "http"    // the HTTP layer
)

// An Entry is what the catalogue says of one rule.
type Entry struct {
	Rule        Rule
	ID          string   // never changes
	Text        string   // the rule in a sentence or two
	Evidence    Evidence // how it is known
	Unspecified bool     // no source settles whether the service accepts here: other implementations may differ
	By          Place    // which part of the project decides it
	Sources     []Source // where it was published; none, if the project chose
	Answer      Answer   // what the caller sees when this rule settles the answer
	Disputed    []Claim  // what sources say against it; nil: nothing

	// Witnesses are what Microsoft's machine-readable documents say about it; nil:
	// nothing.
	Witnesses []Witness
}

// A Claim is what one source says where another source says something else.
type Claim struct {
	Says   string
	Source Source
}

// An Answer is what the caller sees. Its zero value belongs to the rules that shape
// answers and settle none.
type Answer struct {
	Accepted bool
	Status   int    // HTTP status; 0 for sign-ins, which are no Graph calls
	Refusal  string // of a sign-in: the reason in one word
	Code     string // of the error
	Message  string // of the error; {minimum} and {maximum} stand for the policy's own, {user} for the user as the request named them

	// Another code and text that a source gives for the same refusal; empty: there is
	// none. The project answers with the first pair. Another implementation may answer
	// with either.
	OtherCode, OtherMessage string

	// What no source settles: another implementation may differ here.
	ChosenStatus, ChosenCode, ChosenMessage bool
}

// Entry returns what the catalogue says of r. No rule has the zero Entry.
func (r Rule) Entry() Entry {
	e := *r.entry()
	e.Sources, e.Disputed = slices.Clone(e.Sources), slices.Clone(e.Disputed)
	e.Witnesses = slices.Clone(witnesses[r])
	for i := range e.Witnesses {
		w := &e.Witnesses[i]
		w.Sources = slices.Clone(w.Sources)
	}
	return e
}

// Answer returns what the caller sees when r settles the answer.
func (r Rule) Answer() Answer { return r.entry().Answer }

// String returns the id of r.
func (r Rule) String() string { return r.entry().ID }

func (r Rule) entry() *Entry {
	if r >= numRules {
		r = NoRule
	}
	return &catalogue[r]
}

// ParseRule finds a rule by its id.
func ParseRule(id string) (Rule, bool) {
	r, ok := byID[id]
	return r, ok
}

// Catalogue lists all rules in their order.
func Catalogue() []Entry {
	all := make([]Entry, 0, numRules-1)
	for r := NoRule + 1; r < numRules; r++ {
		all = append(all, r.Entry())
	}
	return all
}

// byID finds rules by their ids. While it is built, each entry learns its own rule.
var byID = func() map[string]Rule {
	index := make(map[string]Rule, numRules)
	for r := NoRule + 1; r < numRules; r++ {
		catalogue[r].Rule = r
		index[catalogue[r].ID] = r
	}
	return index
}()

// Answer returns what the caller sees: the answer of the rule that settled the
// outcome. The exception is the body of a policy update that is empty or not JSON. It
// gets the text that the create has for such a body.
func (o Outcome) Answer() Answer {
	if o.Rule == PolicyUnknown {
		for _, r := range [...]Rule{CreateMalformed, CreateEmpty} {
			if o.Contributing.Has(r) {
				return r.Answer()
			}
		}
	}
	return o.Rule.Answer()
}

// Message returns the text of the refusal, empty where the answer is a yes. user
// is the key by which the request named the user; only user-missing quotes it.
func (o Outcome) Message(user string) string {
	message := o.Answer().Message
	switch o.Rule {
	case CreateLifetimeRange:
		message = strings.Replace(message, "{minimum}", strconv.Itoa(int(o.Minimum)), 1)
		message = strings.Replace(message, "{maximum}", strconv.Itoa(int(o.Maximum)), 1)
	case UserMissing:
		message = strings.Replace(message, "{user}", user, 1)
	}
	return message
}

// Outcome returns the answer that r alone settles: for rules that are decided
// before a command reaches Step or StepPolicy.
func (r Rule) Outcome() Outcome { return Outcome{Rule: r} }
