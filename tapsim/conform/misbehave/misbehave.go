// Package misbehave holds subjects that are right about passes and break the
// conformance protocol, in one way each. A runner has to report each of them, and may not
// hang; package selftest tests that.
package misbehave

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Subject changes the way in which the answers of a right subject are written. It has to
// run in a process of its own, which it may end; see selftest.Serve.
type Subject struct {
	Name    string // never changes
	Text    string // what it does
	ComesTo string // the right verdict, in the words of package conform

	// write writes the answer to request number n, hello being 1, in its own way.
	write func(w *writer, n int, answer string) error
}

// Writer returns a writer that takes the right answers, a whole line at a time, and writes
// to out what the subject answers instead. If its error is an Exit, the process has to end
// with that code.
func (s Subject) Writer(out, stderr io.Writer) io.Writer {
	return &writer{subject: s, out: out, stderr: stderr}
}

// An Exit is the code with which a subject ends its process in the middle of a
// conversation.
type Exit int

func (e Exit) Error() string { return fmt.Sprintf("ended on purpose, with exit code %d", int(e)) }

// All returns the subjects. Two of them only look wrong: loud and declines.
func All() []Subject { return slices.Concat(silent, loud, wordy) }

// Find returns the subject of that name.
func Find(name string) (Subject, bool) {
	all := All()
	if i := slices.IndexFunc(all, func(s Subject) bool { return s.Name == name }); i >= 0 {
		return all[i], true
	}
	return Subject{}, false
}

// late is longer than the usual timeout.
const late = 15 * time.Second

// These subjects write too little. Most of them answer the handshake, since a subject that
// does not is asked nothing more.
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
	{"leave", "ends without an answer on the third request", "crash", after(2, func(*writer, string) error { return Exit(0) })},
	{"half-line", "writes half a line and ends", "error", after(1, func(w *writer, answer string) error {
		io.WriteString(w.out, answer[:len(answer)/2])
		return Exit(0)
	})},
}

// These subjects write too much, or what cannot be read.
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
	{"no-utf8", "writes bytes that are no UTF-8", "error", instead("{\"seq\":%d,\"status\":204,\"body\":{\"\xff\":1}}")},
	{"deep", "answers with a hundred thousand arrays in each other", "error", instead(
		`{"seq":%d,"status":204,"body":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}")},
}

// These subjects answer with an object that the protocol does not allow.
var wordy = []Subject{
	{"wrong-seq", "answers another request than the one it was asked", "error", changing(func(a map[string]any) {
		a["seq"] = a["seq"].(float64) + 1
	})},
	{"no-status", "answers with a seq and nothing else", "error", instead(`{"seq":%d}`)},
	{"twice-named", "has the name status twice", "error", instead(`{"seq":%d,"status":204,"status":400}`)},
	{"extra-name", "adds a name that the protocol does not have", "error", changing(func(a map[string]any) {
		a["elapsed"] = "3ms"
	})},
	{"body-on-204", "has a body where there is no content", "error", changing(func(a map[string]any) {
		if a["status"] == 204.0 {
			a["body"] = map[string]any{}
		}
	})},
	{"reason-when-accepted", "gives a reason beside an accepted sign-in", "error", changing(func(a map[string]any) {
		if a["result"] == "accepted" {
			a["reason"] = "EnabledByPolicy"
		}
	})},
	{"made-up-reason", "refuses sign-ins for a reason that does not exist", "error", changing(func(a map[string]any) {
		if a["result"] == "refused" {
			a["reason"] = "Tuesday"
		}
	})},
	{"admits-failure", "says that it broke", "error", instead(`{"seq":%d,"failed":"the database is gone"}`)},
	{"declines", "says that it cannot do this", "skip", instead(`{"seq":%d,"skipped":"not built yet"}`)},
}

// after makes a subject that gives the right answer to so many requests.
func after(good int, write func(w *writer, answer string) error) func(*writer, int, string) error {
	return func(w *writer, n int, answer string) error {
		if n <= good {
			return w.line(answer)
		}
		return write(w, answer)
	}
}

// instead makes a subject that writes another text, with the seq in it.
func instead(format string) func(*writer, int, string) error {
	return after(1, func(w *writer, answer string) error {
		var line struct{ Seq int }
		json.Unmarshal([]byte(answer), &line)
		return w.line(fmt.Sprintf(format, line.Seq))
	})
}

// changing makes a subject that changes a part of each answer.
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

// A writer gets the right answers, and writes those of the subject.
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

// forever writes the same until the reader is gone.
func (w *writer) forever(text string) error {
	for {
		if _, err := io.WriteString(w.out, text); err != nil {
			return err
		}
	}
}
