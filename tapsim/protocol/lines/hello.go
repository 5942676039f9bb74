package lines

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Version is that of the protocol.
const Version = 1

// helloLine is what a subject announces.
type helloLine struct {
	Seq            *int `json:"seq"`
	Protocol       *int `json:"protocol"`
	Implementation struct {
		Name     string `json:"name"`
		Version  string `json:"version"`
		Language string `json:"language"`
	} `json:"implementation"`
	Editions []string      `json:"editions"`
	Ops      []protocol.Op `json:"ops"`
	Features []string      `json:"features"`
	Failed   *string       `json:"failed"`
}

// The names that an answer to hello may have.
var (
	helloNames          = []string{"seq", "protocol", "implementation", "editions", "ops", "features", "failed"}
	implementationNames = []string{"name", "version", "language"}
)

// Hello is the first request: it names the version of the suite.
func Hello(seq int, suite string) Request {
	return Request{Seq: seq, Op: "hello", Protocol: Version, Suite: suite}
}

// Bye is the last request.
func Bye(seq int) Request { return Request{Seq: seq, Op: "bye"} }

// ReadHello reads what a subject announces. The error is a *Malformed.
func ReadHello(text []byte, seq int) (*protocol.Capabilities, error) {
	var line helloLine
	if err := Object(text, &line, helloNames); err != nil {
		return nil, malformed("hello: %v", err)
	}
	var nested struct {
		Implementation json.RawMessage `json:"implementation"`
	}
	if json.Unmarshal(text, &nested) == nil && isObject(nested.Implementation) {
		if name, _ := unknown(nested.Implementation, implementationNames); name != "" {
			return nil, malformed("hello: implementation has the name %q, which the protocol does not have%s", name, meant(name, implementationNames))
		}
	}
	switch {
	case line.Failed != nil:
		return nil, malformed("hello: the subject says that it failed: %s", *line.Failed)
	case line.Seq == nil || *line.Seq != seq:
		return nil, malformed("hello: the answer does not repeat seq, which was %d", seq)
	case line.Protocol == nil || *line.Protocol != Version:
		return nil, malformed("hello: the subject does not say that it speaks protocol %d", Version)
	case line.Implementation.Name == "":
		return nil, malformed("hello: the answer lacks implementation.name")
	case line.Editions == nil || line.Ops == nil:
		return nil, malformed("hello: the answer lacks editions or ops")
	}
	if text := line.unknown(); text != "" {
		return nil, malformed("hello: the answer announces %s", text)
	}
	return &protocol.Capabilities{
		Name: line.Implementation.Name, Version: line.Implementation.Version, Language: line.Implementation.Language,
		Editions: line.Editions, Ops: line.Ops, Features: line.Features,
	}, nil
}

// features are what a subject can announce beside its editions and ops.
var features = []string{"actors"}

// unknown finds an announced name that the protocol does not have. The subject meant
// another one, which would never be tested: the run would pass for the wrong reason.
func (l *helloLine) unknown() string {
	for _, name := range l.Editions {
		if _, err := model.ParseEdition(name); err != nil {
			return err.Error() + meant(name, model.Editions())
		}
	}
	ops := []string{string(protocol.Reset), "hello", "bye"} // which need no announcement
	for _, op := range everyOp {
		ops = append(ops, string(op))
	}
	for _, op := range l.Ops {
		if !slices.Contains(ops, string(op)) {
			return fmt.Sprintf("no op %q of the protocol", op) + meant(string(op), ops)
		}
	}
	for _, name := range l.Features {
		if !slices.Contains(features, name) {
			return fmt.Sprintf("no feature %q of the protocol", name) + meant(name, features)
		}
	}
	return ""
}

func meant(name string, known []string) string {
	if near, ok := form.Nearest(name, known); ok {
		return "; did you mean " + near + "?"
	}
	return ""
}
