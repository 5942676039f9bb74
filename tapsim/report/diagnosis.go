package report

import (
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/sentences"
)

// diagnosis writes a diagnosis, a line a sentence.
func (p textWriter) diagnosis(d *conform.Diagnosis) {
	for _, line := range d.Lines() {
		p.f("%s\n", p.Paint(sentences.Bold, sentences.Clean(line)))
	}
}

// diagnosisFacts are the same sentences for JUnit.
func diagnosisFacts(d *conform.Diagnosis) []junitProperty {
	var facts []junitProperty
	for _, line := range d.Lines() {
		facts = append(facts, junitProperty{"diagnosis", sentences.Clean(line)})
	}
	return facts
}

// A diagnosisLine is a diagnosis in JSON.
type diagnosisLine struct {
	Type      string      `json:"type"`
	Text      []string    `json:"text"` // the lines of the text report
	Failures  int         `json:"failures"`
	Causes    []causeLine `json:"causes"`
	Left      int         `json:"left"`               // failures that no cause explains
	Nearest   []faultLine `json:"nearest"`            // faults that resemble what is left
	Asked     int         `json:"asked"`              // scenarios besides, to be sure
	Otherwise []string    `json:"otherwise"`          // rules that no source settles, and that the subject reads otherwise
	Possibly  []string    `json:"possibly,omitempty"` // rules that it may read otherwise
	Form      []causeLine `json:"form"`               // how the form of answers deviates
}

type causeLine struct {
	Faults   []faultLine `json:"faults"` // more than one: nothing tells them apart
	Explains int         `json:"explains"`
	All      bool        `json:"all,omitempty"`    // the subject has all of these faults
	Nearly   bool        `json:"nearly,omitempty"` // it accepts the same, and answers something else
}

type faultLine struct {
	ID   string `json:"id"`
	Rule string `json:"rule"`
	Text string `json:"text"`
}

func diagnosisLineOf(d *conform.Diagnosis) diagnosisLine {
	line := diagnosisLine{
		Type: "diagnosis", Text: d.Lines(), Failures: d.Failures, Left: d.Left, Asked: d.Asked,
		Causes: []causeLine{}, Form: []causeLine{}, Nearest: faultLines(d.Nearest), Otherwise: []string{},
	}
	for _, c := range d.Causes {
		line.Causes = append(line.Causes, causeLine{faultLines(c.Faults), len(c.Explains), c.All, c.Nearly})
	}
	for _, c := range d.Form {
		line.Form = append(line.Form, causeLine{faultLines(c.Faults), len(c.Explains), c.All, c.Nearly})
	}
	for _, rule := range d.Otherwise {
		line.Otherwise = append(line.Otherwise, rule.String())
	}
	for _, rule := range d.Possibly {
		line.Possibly = append(line.Possibly, rule.String())
	}
	return line
}

func faultLines(faults []conform.Fault) []faultLine {
	lines := []faultLine{}
	for _, f := range faults {
		lines = append(lines, faultLine{f.ID, f.Rule.String(), f.Text})
	}
	return lines
}
