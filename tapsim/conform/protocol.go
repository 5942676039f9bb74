package conform

import (
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Protocol is the version of the exchange that this package speaks.
const Protocol = 1

// helloLine is what a subject says of itself.
type helloLine struct {
	Seq            *int `json:"seq"`
	Protocol       *int `json:"protocol"`
	Implementation struct {
		Name     string `json:"name"`
		Version  string `json:"version"`
		Language string `json:"language"`
	} `json:"implementation"`
	Editions []string      `json:"editions"`
	Ops      []scenario.Op `json:"ops"`
	Features []string      `json:"features"`
	Failed   *string       `json:"failed"`
}

// helloNames are the names that an answer to hello may have. What it announces
// beyond what there is to ask is its own business: that is never asked.
var helloNames = []string{"seq", "protocol", "implementation", "editions", "ops", "features", "failed"}

func encodeHello(seq int) []byte {
	return marshal(requestLine{Seq: seq, Op: "hello", Protocol: Protocol, Suite: scenarios.Version()})
}

func decodeHello(text []byte, seq int) (*Ability, error) {
	var line helloLine
	if err := object(text, &line, helloNames); err != nil {
		return nil, trouble(Failed, "hello: %v", err)
	}
	switch {
	case line.Failed != nil:
		return nil, trouble(Failed, "hello: the subject says that it failed: %s", *line.Failed)
	case line.Seq == nil || *line.Seq != seq:
		return nil, trouble(Failed, "hello: the answer does not repeat seq, which was %d", seq)
	case line.Protocol == nil || *line.Protocol != Protocol:
		return nil, trouble(Failed, "hello: the subject does not say that it speaks protocol %d", Protocol)
	case line.Implementation.Name == "":
		return nil, trouble(Failed, "hello: the answer lacks implementation.name")
	case line.Editions == nil || line.Ops == nil:
		return nil, trouble(Failed, "hello: the answer lacks editions or ops")
	}
	return &Ability{
		Name: line.Implementation.Name, Version: line.Implementation.Version, Language: line.Implementation.Language,
		Editions: line.Editions, Ops: line.Ops, Features: line.Features,
	}, nil
}
