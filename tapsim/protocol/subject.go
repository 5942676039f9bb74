package protocol

import (
	"bytes"
	"crypto/subtle"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// A Subject answers requests: the reference model, or an implementation that is tested
// against it. A request whose Op is Reset begins a new case and clears everything
// before. A panic of a Subject is not caught.
type Subject interface {
	Do(Request) Response
}

// A Model is a Subject that can be told how to read the rules that no source settles:
// the reference model, or one with a fault.
type Model interface {
	Subject
	Read(Readings) // from the next request on
}

// A Request is one request to a Subject, at its own instant. Its Op decides which
// fields count.
type Request struct {
	Op     Op
	At     model.Instant // the subject's now
	Tenant *Tenant       // Reset
	Actor  *Actor        // the caller; nil: an operator
	User   string        // object id, user principal name, or me
	ID     string        // Get, Delete, Refresh: of the pass
	Code   model.Code    // SignIn
	Body   JSON          // Create, UpdatePolicy, UpdateUser; zero: none
	Raw    bool          // Body need not be JSON, and may be empty

	Version wire.Version // of Graph, for the context in the answer
}

// A Response is the answer to one request.
type Response struct {
	Status int   // HTTP status; 0 for SignIn and Refresh
	Body   JSON  // the object or collection returned; zero: none
	Error  Error // of a refusal; zero: none

	Result      string // SignIn, Refresh: accepted or refused
	Reason      string // of a refused SignIn or Refresh
	SessionEnds string // of an accepted one: an instant
	RegisterBy  string // likewise; empty: no deadline

	// Dropped are the properties of an accepted policy update that were not applied, for
	// the log; see wire.ParsePolicy. Only the reference model sets it.
	Dropped string

	// View is the pass that the body shows; zero: none. Only the reference model says
	// so.
	View model.View

	// Rule settled the answer, and Contributing shaped it. Only the reference model sets
	// them.
	Rule         model.Rule
	Contributing model.Rules
}

// An Error is what a refusal says, in Graph's envelope or beside a sign-in.
type Error struct {
	Code    string `json:"code,omitempty"` // badRequest and the like; of a sign-in AADSTS and a number; empty: none was given
	Message string `json:"message"`        // for people; empty: none was given
}

// Accepted reports whether the answer accepts the request, and no part of it refuses.
func (r *Response) Accepted() bool {
	if r.Result != "" {
		return r.Result == "accepted" && r.Status == 0 && r.Error == (Error{})
	}
	return r.Status >= 200 && r.Status < 300 && r.Error == (Error{})
}

// Brief is a short description of the answer: its status or result, and the reason or
// the message of a refusal.
func (r *Response) Brief() string {
	word := r.Result
	if word == "" {
		word = strconv.Itoa(r.Status)
	}
	for _, more := range []string{r.Reason, r.Error.Message} {
		if more != "" {
			word += ", " + more
			break
		}
	}
	return word
}

// JSON is a text that may have the code of a pass in it. It compares with ==, and an
// empty text is the zero JSON. A print redacts the code: only Reveal shows it.
//
// The bytes are inverted for the reason given at model.Code: a printer that reads
// fields by reflection calls no method, and prints what it finds. A handle would cost
// more here: bodies are long, and seldom equal.
type JSON struct{ inverted string }

// NewJSON wraps a copy of a text.
func NewJSON[T ~string | ~[]byte](text T) JSON {
	var b strings.Builder
	b.Grow(len(text))
	var part [512]byte
	for n := 0; n < len(text); {
		size := copy(part[:], text[n:])
		invert(part[:size])
		b.Write(part[:size])
		n += size
	}
	return JSON{b.String()}
}

// Reveal returns a copy of the text, with the code in it; nil if there is no text.
func (j JSON) Reveal() []byte { return j.AppendTo(nil) }

// AppendTo adds the text to b, with the code in it.
func (j JSON) AppendTo(b []byte) []byte {
	n := len(b)
	b = append(b, j.inverted...)
	invert(b[n:])
	return b
}

// invert flips the bits of a text. A second call restores the text.
func invert(text []byte) {
	for n := 0; n < len(text); {
		n += subtle.XORBytes(text[n:], text[n:], ones[:])
	}
}

var ones = [512]byte(bytes.Repeat([]byte{0xff}, 512))

// String returns the text as Redact shows it.
func (j JSON) String() string { return Redact(string(j.Reveal())) }

// Format prints the text as Redact shows it, for every verb.
func (j JSON) Format(f fmt.State, _ rune) { fmt.Fprint(f, j.String()) }

// MarshalText returns the text as Redact shows it.
func (j JSON) MarshalText() ([]byte, error) { return []byte(j.String()), nil }

// UnmarshalText refuses: the text that MarshalText wrote has lost its code.
func (j *JSON) UnmarshalText([]byte) error {
	return errors.New("a body that was written has dots for its code, and cannot be read back")
}

// Capabilities are what a subject announces.
type Capabilities struct {
	Name, Version, Language string
	Editions                []string
	Ops                     []Op
	Features                []string // actors, or none
}

// A Skip is the error of a subject that cannot do a request and says so.
type Skip struct{ Why string }

func (s *Skip) Error() string { return "skipped: " + s.Why }
