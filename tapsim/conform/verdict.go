package conform

import (
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Verdict is the result of comparing a subject with the reference in one scenario.
// The zero value is no verdict, and no success.
type Verdict string

const (
	Passed   Verdict = "pass"
	Fail     Verdict = "fail"             // another answer than the reference's
	Deviates Verdict = "deviation"        // another answer where no source settles which one is right
	Skipped  Verdict = "skip"             // the subject said that it cannot do this
	Errored  Verdict = transport.Errored  // the subject broke the protocol
	TimedOut Verdict = transport.TimedOut // it was silent
	Crashed  Verdict = transport.Crashed  // it ended
)

// A Difference is one part of an answer in which the subject differs from the reference.
// If that is the code of a pass, Got is only the kind of value that the subject gave;
// Reveal shows the code.
type Difference struct {
	Step     int        // from 1
	Name     string     // what differs: answer, status, reason, a property
	Want     string     // the value of the reference
	Got      string     // the value of the subject
	Rule     model.Rule // that decides it
	Weight   Verdict    // Fail or Deviates
	Decisive bool       // after it the two tenants may differ, so the comparison ends

	// Otherwise says that the subject reads the rule otherwise, and that no source forbids
	// that. It is a deviation.
	Otherwise bool

	// Form says that an answer has another form than Graph's, whatever it means.
	Form Form

	unexplained bool       // no source settles the rule, and no reading of it explains the difference
	code        model.Code // the value that the subject gave as the code of a pass, if Got is about that
}

// A Form is a way in which the form of an answer differs, as the answer itself shows.
type Form uint8

const (
	Meaning   Form = iota // not the form differs, but what it means
	OtherType             // a value has another JSON type
	Missing               // a property is missing
	Null                  // a value is null
	Extra                 // there is a property that Graph does not have
	NoInstant             // a text is no instant
	Spelling              // a value is spelled otherwise
	Status                // the HTTP status is another one
	Words                 // the error has another code or message
)

// Reveal returns the difference with the code of the pass in it.
func (d Difference) Reveal() Difference {
	if d.code != (model.Code{}) {
		d.Got = d.code.Reveal()
	}
	return d
}

// A Case is one scenario, with its result.
type Case struct {
	Scenario    *scenario.Scenario
	Verdict     Verdict
	Differences []Difference
	Why         string        // why the case was skipped, or how the subject broke
	Abandoned   bool          // it was skipped since the subject had been given up
	Stderr      string        // what the subject wrote to stderr, if it broke
	Steps       []Asked       // the steps that were compared
	Elapsed     time.Duration // 0: unknown

	rest   []Asked                 // the steps that were asked after that, and not compared
	mute   bool                    // the subject still runs, and cannot answer any more
	Before *transport.SubjectError // the subject wrote more than its answers in the case before
}

// An Asked is one request, and the answers of the reference and of the subject.
type Asked struct {
	Step      *scenario.Step
	Request   protocol.Request // as the reference was asked
	Want, Got protocol.Response
	Readings  protocol.Readings // under which the reference answers as the subject did

	unexplained model.Rules // that no source settles, and by which the answers differ although no reading explains it
}

// Worst is the first failure, else the first deviation; zero, if there is no difference.
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
