package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/tapsim/tap/tapsim/conform"
)

// A citizen knows all about passes and does not keep to the protocol.
type citizen struct {
	name, what string
	verdict    conform.Verdict // that it deserves

	// say puts the answer to request number n, hello being 1, in its own way.
	say func(m *mouth, n int, answer string) error
}

// errLeft ends a citizen that goes without a word.
var errLeft = errors.New("left")

// late is longer than anybody should be willing to wait.
const late = 15 * time.Second

// citizens are the bad ones, and two who look bad and may do what they do. Most
// behave at the handshake: who does not even shake hands is asked nothing more.
var citizens = []citizen{
	{"mute", "says nothing at all", conform.TimedOut, func(*mouth, int, string) error { return nil }},
	{"silent", "says nothing after the handshake", conform.TimedOut, after(1, func(*mouth, string) error { return nil })},
	{"late", "answers after 15 seconds", conform.TimedOut, after(1, func(m *mouth, answer string) error {
		time.Sleep(late)
		return m.line(answer)
	})},
	{"crash", "crashes on the third request", conform.Crashed, after(2, func(m *mouth, _ string) error {
		fmt.Fprintln(m.stderr, "tapmutant: this was too much")
		os.Exit(3)
		return nil
	})},
	{"leave", "ends without a word on the third request", conform.Crashed, after(2, func(*mouth, string) error { return errLeft })},
	{"wrong-seq", "answers another request than the one it was asked", conform.Failed, after(1, func(m *mouth, answer string) error {
		return m.line(strings.Replace(answer, fmt.Sprintf(`{"seq":%d`, seq(answer)), fmt.Sprintf(`{"seq":%d`, seq(answer)+1), 1))
	})},
	{"half-line", "says half a line and ends", conform.Failed, after(1, func(m *mouth, answer string) error {
		io.WriteString(m.out, answer[:len(answer)/2])
		return errLeft
	})},
	{"endless-line", "begins a line that never ends", conform.Failed, after(1, func(m *mouth, _ string) error {
		return m.forever(strings.Repeat("x", 1<<12))
	})},
	{"endless-lines", "goes on answering", conform.Failed, after(1, func(m *mouth, answer string) error {
		return m.forever(answer + "\n")
	})},
	{"loud", "writes a megabyte to stderr beside each answer", conform.Passed, func(m *mouth, _ int, answer string) error {
		line := strings.Repeat("bla ", 255) + "bla\n"
		io.WriteString(m.stderr, strings.Repeat(line, 1<<10))
		return m.line(answer)
	}},
	{"prose", "answers in words", conform.Failed, instead(`{"seq":%d}, roughly`)},
	{"list", "answers with an array", conform.Failed, instead(`[%d]`)},
	{"no-status", "answers with a seq and nothing else", conform.Failed, instead(`{"seq":%d}`)},
	{"twice-named", "says the name status twice", conform.Failed, instead(`{"seq":%d,"status":204,"status":400}`)},
	{"huge-number", "has a status beyond any integer", conform.Failed, instead(`{"seq":%d,"status":100000000000000000000000000}`)},
	{"no-utf8", "says bytes that are no UTF-8", conform.Failed, instead("{\"seq\":%d,\"status\":204,\"body\":{\"\xff\":1}}")},
	{"deep", "answers with a hundred thousand arrays in each other", conform.Failed, instead(
		`{"seq":%d,"status":204,"body":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}")},
	{"admits-failure", "says that it broke", conform.Failed, instead(`{"seq":%d,"failed":"the database is gone"}`)},
	{"declines", "says that it cannot do this", conform.Skipped, instead(`{"seq":%d,"skipped":"not built yet"}`)},
}

func findCitizen(name string) (citizen, bool) {
	if i := slices.IndexFunc(citizens, func(c citizen) bool { return c.name == name }); i >= 0 {
		return citizens[i], true
	}
	return citizen{}, false
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
	return after(1, func(m *mouth, answer string) error { return m.line(fmt.Sprintf(format, seq(answer))) })
}

func seq(answer string) int {
	var line struct{ Seq int }
	json.Unmarshal([]byte(answer), &line)
	return line.Seq
}

// A mouth is where the answers of a citizen come out.
type mouth struct {
	citizen
	out, stderr io.Writer
	count       int
}

// Write gets one answer, with the end of its line.
func (m *mouth) Write(answer []byte) (int, error) {
	m.count++
	if err := m.say(m, m.count, strings.TrimSuffix(string(answer), "\n")); err != nil {
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
