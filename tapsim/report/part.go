package report

import (
	"fmt"

	"github.com/tapsim/tap/tapsim/conform"
)

// parts writes what the suites prove that were made at run time.
func (p textWriter) parts(r *conform.Report) {
	for i := range r.Parts {
		if i == 0 {
			p.f("\n")
		}
		p.f("%s\n", proof(&r.Parts[i]))
	}
}

// proof is one sentence that says what a part proves.
func proof(part *conform.Part) string {
	name := fmt.Sprintf("%s, edition %s", part.Suite, part.Edition)
	switch {
	case part.Whole():
		return fmt.Sprintf("%s: all %d cases passed, and so %s", name, part.Cases, part.Proves)
	case part.Stopped:
		return fmt.Sprintf("%s: proves nothing, since %d of %d cases failed; the other %d were not run", name, part.Failed, part.Run, part.Cases-part.Run)
	case part.Run < part.Cases:
		return fmt.Sprintf("%s: proves nothing, since only %d of %d cases were run", name, part.Run, part.Cases)
	}
	return fmt.Sprintf("%s: proves nothing, since %d of %d cases did not pass", name, part.Cases-part.Passed, part.Cases)
}

type partLine struct {
	Type      string `json:"type"`
	Suite     string `json:"suite"`
	Edition   string `json:"edition"`
	Cases     int    `json:"cases"`
	Exchanges int    `json:"exchanges"`
	Run       int    `json:"run"`
	Passed    int    `json:"passed"`
	Proof     string `json:"proof"`
}

func partLineOf(p *conform.Part) partLine {
	return partLine{"suite", p.Suite, p.Edition, p.Cases, p.Exchanges, p.Run, p.Passed, proof(p)}
}
