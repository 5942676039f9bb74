// Package citizen holds bad citizens of the conformance protocol: subjects that
// know all about passes and break the exchange of lines, in one way each. A
// runner that takes one of them for a good one, or hangs with it, is no runner;
// see conform.SelfTest.
package citizen

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Citizen says the answers of a right subject in a way of its own. It lives in
// a process of its own, where it does no harm; see conform.ServeCitizen.
type Citizen struct {
	Name    string // never changes
	What    string // it does
	ComesTo string // the verdict that it deserves, in the words of package conform

	// say puts the answer to request number n, hello being 1, in its own way.
	say func(m *mouth, n int, answer string) error
}

// Mouth returns what the answers of the citizen have to be written to, a whole
// line at a time, so that they come out of it as they do. An Exit says that the
// citizen wants to end, and how.
func (c Citizen) Mouth(out, stderr io.Writer) io.Writer {
	return &mouth{citizen: c, out: out, stderr: stderr}
}

// An Exit is the code with which a citizen ends its process in the middle of a
// conversation.
type Exit int

func (e Exit) Error() string { return fmt.Sprintf("ended on purpose, with exit code %d", int(e)) }

// All returns the bad ones, and two who look bad and may do what they do.
func All() []Citizen { return slices.Concat(silent, loud, wordy) }

// Find returns the citizen of that name.
func Find(name string) (Citizen, bool) {
	all := All()
	if i := slices.IndexFunc(all, func(c Citizen) bool { return c.Name == name }); i >= 0 {
		return all[i], true
	}
	return Citizen{}, false
}

// late is longer than anybody should be willing to wait.
const late = 15 * time.Second

// These say too little. Most citizens behave at the handshake: who does not even
// shake hands is asked nothing more.
var silent = []Citizen{
	{"mute", "says nothing at all", "timeout", func(*mouth, int, string) error { return nil }},
	{"silent", "says nothing after the handshake", "timeout", after(1, func(*mouth, string) error { return nil })},
	{"late", "answers after 15 seconds", "timeout", after(1, func(m *mouth, answer string) error {
		time.Sleep(late)
		return m.line(answer)
	})},
	{"crash", "crashes on the third request", "crash", after(2, func(m *mouth, _ string) error {
		fmt.Fprintln(m.stderr, "this was too much")
		return Exit(3)
	})},
	{"leave", "ends without a word on the third request", "crash", after(2, func(*mouth, string) error { return Exit(0) })},
	{"half-line", "says half a line and ends", "error", after(1, func(m *mouth, answer string) error {
		io.WriteString(m.out, answer[:len(answer)/2])
		return Exit(0)
	})},
}

// These say too much, or what cannot be read.
var loud = []Citizen{
	{"endless-line", "begins a line that never ends", "error", after(1, func(m *mouth, _ string) error {
		return m.forever(strings.Repeat("x", 1<<12))
	})},
	{"endless-lines", "goes on answering", "error", after(1, func(m *mouth, answer string) error {
		return m.forever(answer + "\n")
	})},
	{"twice", "gives each answer twice", "error", after(1, func(m *mouth, answer string) error {
		return m.line(answer + "\n" + answer)
	})},
	{"loud", "writes a megabyte to stderr beside each answer", "pass", func(m *mouth, _ int, answer string) error {
		line := strings.Repeat("bla ", 255) + "bla\n"
		io.WriteString(m.stderr, strings.Repeat(line, 1<<10))
		return m.line(answer)
	}},
	{"prose", "answers in words", "error", instead(`{"seq":%d}, roughly`)},
	{"list", "answers with an array", "error", instead(`[%d]`)},
	{"huge-number", "has a status beyond any integer", "error", instead(`{"seq":%d,"status":100000000000000000000000000}`)},
	{"no-utf8", "says bytes that are no UTF-8", "error", instead("{\"seq\":%d,\"status\":204,\"body\":{\"\xff\":1}}")},
	{"deep", "answers with a hundred thousand arrays in each other", "error", instead(
		`{"seq":%d,"status":204,"body":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}")},
}

// These answer with an object, in which something is not as agreed.
var wordy = []Citizen{
	{"wrong-seq", "answers another request than the one it was asked", "error", changing(func(a map[string]any) {
		a["seq"] = a["seq"].(float64) + 1
	})},
	{"no-status", "answers with a seq and nothing else", "error", instead(`{"seq":%d}`)},
	{"twice-named", "says the name status twice", "error", instead(`{"seq":%d,"status":204,"status":400}`)},
	{"extra-name", "says how long each answer took, for which there is no name", "error", changing(func(a map[string]any) {
		a["elapsed"] = "3ms"
	})},
	{"body-on-204", "has a body where there is no content", "error", changing(func(a map[string]any) {
		if a["status"] == 204.0 {
			a["body"] = map[string]any{}
		}
	})},
	{"reason-when-accepted", "gives a reason for letting somebody in", "error", changing(func(a map[string]any) {
		if a["result"] == "accepted" {
			a["reason"] = "EnabledByPolicy"
		}
	})},
	{"made-up-reason", "refuses sign-ins for a reason that there is not", "error", changing(func(a map[string]any) {
		if a["result"] == "refused" {
			a["reason"] = "Tuesday"
		}
	})},
	{"admits-failure", "says that it broke", "error", instead(`{"seq":%d,"failed":"the database is gone"}`)},
	{"declines", "says that it cannot do this", "skip", instead(`{"seq":%d,"skipped":"not built yet"}`)},
}

// after makes a citizen that behaves for so many requests.
func after(good int, say func(m *mouth, answer string) error) func(*mouth, int, string) error {
	return func(m *mouth, n int, answer string) error {
		if n <= good {
			return m.line(answer)
		}
		return say(m, answer)
	}
}

// instead makes a citizen that says something else, with the seq in it.
func instead(format string) func(*mouth, int, string) error {
	return after(1, func(m *mouth, answer string) error {
		var line struct{ Seq int }
		json.Unmarshal([]byte(answer), &line)
		return m.line(fmt.Sprintf(format, line.Seq))
	})
}

// changing makes a citizen that answers otherwise in part.
func changing(change func(answer map[string]any)) func(*mouth, int, string) error {
	return after(1, func(m *mouth, answer string) error {
		var line map[string]any
		if err := json.Unmarshal([]byte(answer), &line); err != nil {
			return err
		}
		change(line)
		changed, err := json.Marshal(line)
		if err != nil {
			return err
		}
		return m.line(string(changed))
	})
}

// A mouth is where the answers of a citizen come out.
type mouth struct {
	citizen     Citizen
	out, stderr io.Writer
	count       int
}

// Write gets one answer, with the end of its line.
func (m *mouth) Write(answer []byte) (int, error) {
	m.count++
	if err := m.citizen.say(m, m.count, strings.TrimSuffix(string(answer), "\n")); err != nil {
		return 0, err
	}
	return len(answer), nil
}

func (m *mouth) line(text string) error {
	_, err := io.WriteString(m.out, text+"\n")
	return err
}

// forever says the same until nobody listens any more.
func (m *mouth) forever(text string) error {
	for {
		if _, err := io.WriteString(m.out, text); err != nil {
			return err
		}
	}
}
