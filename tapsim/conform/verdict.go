package conform

import (
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Verdict is what holding a subject against one scenario came to. Its zero value
// is none, and no success.
type Verdict string

const (
	Passed   Verdict = "pass"
	Fail     Verdict = "fail"             // another answer than the reference's
	Deviates Verdict = "deviation"        // another answer where that is open to honest doubt
	Skipped  Verdict = "skip"             // the subject said that it cannot do this
	Errored  Verdict = transport.Errored  // the subject broke the protocol
	TimedOut Verdict = transport.TimedOut // it was silent
	Crashed  Verdict = transport.Crashed  // it ended
)

// A Difference is one thing in which a subject answered otherwise than the
// reference. Where that is the code of a pass, Got says what kind of thing the
// subject gave; Reveal shows the code.
type Difference struct {
	Step     int        // from 1
	Name     string     // what differs: answer, status, reason, a property
	Want     string     // what the reference says
	Got      string     // what the subject says
	Rule     model.Rule // that decides it
	Weight   Verdict    // Fails or Deviates
	Decisive bool       // what follows would compare two different worlds

	code model.Code // what the subject gave as the code of a pass, where Got is about that
}

// Reveal returns the difference with the code of the pass in it.
func (d Difference) Reveal() Difference {
	if d.code != (model.Code{}) {
		d.Got = d.code.Reveal()
	}
	return d
}

// A Case is one scenario, with what came of it.
type Case struct {
	Scenario    *scenario.Scenario
	Verdict     Verdict
	Differences []Difference
	Why         string        // of a case skipped, or broken
	Abandoned   bool          // it was skipped since the subject had been given up
	Stderr      string        // of a case broken
	Steps       []Asked       // as far as it went
	Elapsed     time.Duration // that it took; 0: unknown

	rest   []Asked                 // what was asked after the answers were compared
	mute   bool                    // the subject lives, and cannot answer any more
	Before *transport.SubjectError // the subject went on after the case before this one
}

// An Asked is one question put to both.
type Asked struct {
	Step      *scenario.Step
	Request   protocol.Request // as the reference was asked
	Want, Got protocol.Response
}

// Gravest is the first difference of those that weigh most; zero, if there is none.
func Worst(all []Difference) Difference {
	for _, d := range all {
		if d.Weight == Fail {
			return d
		}
	}
	if len(all) == 0 {
		return Difference{}
	}
	return all[0]
}
