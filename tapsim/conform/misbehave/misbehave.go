// Package misbehave holds subjects that are right about passes and break the
// conformance protocol, in one way each. A runner that takes one of them for a good
// one, or hangs with it, is no runner; see package selftest.
package misbehave

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Subject writes the answers of a right subject in a way of its own. It lives in a
// process of its own, where it does no harm; see selftest.Serve.
type Subject struct {
	Name    string // never changes
	Text    string // it does
	ComesTo string // the verdict that it deserves, in the words of package conform

	// write writes the answer to request number n, hello being 1, in its own way.
	write func(w *writer, n int, answer string) error
}

// Writer returns what the right answers have to be written to, a whole line at a
// time. What the subject makes of them goes to out. An Exit says that the subject
// ends, and how.
func (s Subject) Writer(out, stderr io.Writer) io.Writer {
	return &writer{subject: s, out: out, stderr: stderr}
}

// An Exit is the code with which a subject ends its process in the middle of a
// conversation.
type Exit int

func (e Exit) Error() string { return fmt.Sprintf("ended on purpose, with exit code %d", int(e)) }

// All returns them, and two that look bad and may do what they do.
func All() []Subject { return slices.Concat(silent, loud, wordy) }

// Find returns the subject of that name.
func Find(name string) (Subject, bool) {
	all := All()
	if i := slices.IndexFunc(all, func(s Subject) bool { return s.Name == name }); i >= 0 {
		return all[i], true
	}
	return Subject{}, false
}

// late is longer than anybody should be willing to wait.
const late = 15 * time.Second

// These say too little. Most of them behave at the handshake: a subject that does not
// even shake hands is asked nothing more.
var silent = []Subject{
	{"mute", "says nothing at all", "timeout", func(*writer, int, string) error { return nil }},
	{"silent", "says nothing after the handshake", "timeout", after(1, func(*writer, string) error { return nil })},
	{"late", "answers after 15 seconds", "timeout", after(1, func(w *writer, answer string) error {
		time.Sleep(late)
		return w.line(answer)
	})},
	{"crash", "crashes on the third request", "crash", after(2, func(w *writer, _ string) error {
		fmt.Fprintln(w.stderr, "this was too much")
		return Exit(3)
	})},
	{"leave", "ends without a word on the third request", "crash", after(2, func(*writer, string) error { return Exit(0) })},
	{"half-line", "says half a line and ends", "error", after(1, func(w *writer, answer string) error {
		io.WriteString(w.out, answer[:len(answer)/2])
		return Exit(0)
	})},
}

// These say too much, or what cannot be read.
var loud = []Subject{
	{"endless-line", "begins a line that never ends", "error", after(1, func(w *writer, _ string) error {
		return w.forever(strings.Repeat("x", 1<<12))
	})},
	{"endless-lines", "goes on answering", "error", after(1, func(w *writer, answer string) error {
		return w.forever(answer + "\n")
	})},
	{"twice", "gives each answer twice", "error", after(1, func(w *writer, answer string) error {
		return w.line(answer + "\n" + answer)
	})},
	{"loud", "writes a megabyte to stderr beside each answer", "pass", func(w *writer, _ int, answer string) error {
		line := strings.Repeat("bla ", 255) + "bla\n"
		io.WriteString(w.stderr, strings.Repeat(line, 1<<10))
		return w.line(answer)
	}},
	{"prose", "answers in words", "error", instead(`{"seq":%d}, roughly`)},
	{"list", "answers with an array", "error", instead(`[%d]`)},
	{"huge-number", "has a status beyond any integer", "error", instead(`{"seq":%d,"status":100000000000000000000000000}`)},
	{"no-utf8", "says bytes that are no UTF-8", "error", instead("{\"seq\":%d,\"status\":204,\"body\":{\"\xff\":1}}")},
	{"deep", "answers with a hundred thousand arrays in each other", "error", instead(
		`{"seq":%d,"status":204,"body":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}")},
}

// These answer with an object, in which something is not as agreed.
var wordy = []Subject{
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

// after makes a subject that behaves for so many requests.
func after(good int, write func(w *writer, answer string) error) func(*writer, int, string) error {
	return func(w *writer, n int, answer string) error {
		if n <= good {
			return w.line(answer)
		}
		return write(w, answer)
	}
}

// instead makes a subject that says something else, with the seq in it.
func instead(format string) func(*writer, int, string) error {
	return after(1, func(w *writer, answer string) error {
		var line struct{ Seq int }
		json.Unmarshal([]byte(answer), &line)
		return w.line(fmt.Sprintf(format, line.Seq))
	})
}

// changing makes a subject that answers otherwise in part.
func changing(change func(answer map[string]any)) func(*writer, int, string) error {
	return after(1, func(w *writer, answer string) error {
		var line map[string]any
		if err := json.Unmarshal([]byte(answer), &line); err != nil {
			return err
		}
		change(line)
		changed, err := json.Marshal(line)
		if err != nil {
			return err
		}
		return w.line(string(changed))
	})
}

// A writer is where the answers come out.
type writer struct {
	subject     Subject
	out, stderr io.Writer
	count       int
}

// Write gets one answer, with the end of its line.
func (w *writer) Write(answer []byte) (int, error) {
	w.count++
	if err := w.subject.write(w, w.count, strings.TrimSuffix(string(answer), "\n")); err != nil {
		return 0, err
	}
	return len(answer), nil
}

func (w *writer) line(text string) error {
	_, err := io.WriteString(w.out, text+"\n")
	return err
}

// forever says the same until nobody reads any more.
func (w *writer) forever(text string) error {
	for {
		if _, err := io.WriteString(w.out, text); err != nil {
			return err
		}
	}
}
