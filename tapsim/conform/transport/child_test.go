package transport_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// TestMain makes the test binary its own subject: with the arguments "subject NAME" it is a
// child with the fault of that name.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "subject" {
		if os.Args[2] == "echo" {
			echo()
			return
		}
		misbehave(os.Args[2])
		return
	}
	// Under the race detector a program takes a second to exit, unless told not to.
	os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	os.Exit(m.Run())
}

func subjectCommand(t testing.TB, name string) []string {
	self, err := os.Executable()
	require.NoError(t, err)
	return []string{self, "subject", name}
}

// asked is where a subject reads its requests from.
var asked = bufio.NewReader(os.Stdin)

// untilAskedAgain returns when the next request is there. Then the answer before it has
// been read, and what the subject writes next is not noticed with that answer.
func untilAskedAgain() { asked.Peek(1) }

// misbehave answers that there are no passes, which is right in the scenarios below. In
// requests about mallory it has the fault of that name.
func misbehave(name string) {
	for count := 1; ; count++ {
		text, err := asked.ReadBytes('\n')
		if err != nil {
			return
		}
		var r struct {
			Seq  int
			Op   string
			User string
		}
		if json.Unmarshal(text, &r) != nil {
			return
		}
		if r.Op == "bye" {
			switch name {
			case "ends-badly":
				os.Exit(4)
			case "does-not-end":
				select {}
			}
			return
		}
		good := `"status":200,"body":{"value":[]}`
		switch r.Op {
		case "hello":
			good = `"protocol":1,"implementation":{"name":"no passes"},"editions":["current"],"ops":["list"]`
		case "reset":
			good = `"status":204`
		}
		good = fmt.Sprintf(`{"seq":%d,%s}`, r.Seq, good)
		if name == "last-word" && strings.HasPrefix(r.User, "mallory") && count == 7 {
			fmt.Println(good)
			untilAskedAgain()
		}
		if fault := faults[name]; fault != nil && strings.HasPrefix(r.User, "mallory") {
			good = fault(r.Seq, good)
		}
		switch {
		case name == "crash-on-third" && count == 3:
			fmt.Fprintln(os.Stderr, "the third request is one too many")
			os.Exit(7)
		case name == "mute":
			select {}
		case name == "gone":
			os.Exit(0)
		case name == "keeps-all", name == "keeps-answers" && strings.HasPrefix(r.User, "mallory"):
			_, _ = io.Copy(io.Discard, asked) // until stdin is closed
		case name == "reset-refused" && bytes.Contains(text, []byte("mallory")) && r.Op == "reset":
			good = fmt.Sprintf(`{"seq":%d,"status":500,"error":{"code":"no","message":"not her"}}`, r.Seq)
		}
		fmt.Println(good)
	}
}

// faults return what a subject writes in place of the right answer.
var faults = map[string]func(seq int, good string) string{
	"silent": func(int, string) string { select {} },
	"late": func(_ int, good string) string {
		io.Copy(io.Discard, asked) // until the caller has given up
		return good
	},
	"wrong-seq": func(seq int, good string) string {
		return strings.Replace(good, fmt.Sprint(seq), fmt.Sprint(seq+1), 1)
	},
	"no-seq": func(int, string) string { return `{"status":200,"body":{"value":[]}}` },
	"half-a-line": func(_ int, good string) string {
		os.Stdout.WriteString(good[:len(good)/2])
		os.Exit(0)
		return ""
	},
	"half-a-code": func(seq int, _ string) string {
		fmt.Printf(`{"seq":%d,"status":200,"body":{"temporaryAccessPass":"s3cr`, seq)
		os.Exit(0)
		return ""
	},
	"half-a-line-and-waits": func(_ int, good string) string {
		os.Stdout.WriteString(good[:len(good)/2])
		select {}
	},
	"endless-line": func(int, string) string {
		for block := bytes.Repeat([]byte("x"), 1<<16); ; {
			os.Stdout.Write(block)
		}
	},
	"endless-lines": func(int, string) string {
		for block := bytes.Repeat([]byte("x\n"), 1<<15); ; {
			os.Stdout.Write(block)
		}
	},
	"says-it-late": func(_ int, good string) string {
		fmt.Println(good)
		untilAskedAgain()
		return good
	},
	"says-it-twice": func(_ int, good string) string { return good + "\n" + good },
	"loud":          func(_ int, good string) string { shout(); return good },
	"loud-and-dead": func(int, string) string { shout(); os.Exit(3); return "" },
	"prose":         func(int, string) string { return "Hello, I am a service." },
	"list":          func(int, string) string { return "[]" },
	"no-status":     func(seq int, _ string) string { return fmt.Sprintf(`{"seq":%d,"body":{"value":[]}}`, seq) },
	"no-body":       func(seq int, _ string) string { return fmt.Sprintf(`{"seq":%d,"status":200}`, seq) },
	"no-error":      func(seq int, _ string) string { return fmt.Sprintf(`{"seq":%d,"status":404}`, seq) },
	"adds-a-name":   func(_ int, good string) string { return strings.Replace(good, `"body"`, `"statuss":1,"body"`, 1) },
	"adds-another":  func(_ int, good string) string { return strings.Replace(good, `"body"`, `"took":1,"body"`, 1) },
	"adds-a-reason": func(_ int, good string) string { return strings.Replace(good, `"body"`, `"reason":"no","body"`, 1) },
	"adds-an-error": func(_ int, good string) string {
		return strings.Replace(good, `"body"`, `"error":{"code":"x"},"body"`, 1)
	},
	"adds-nulls": func(_ int, good string) string {
		return strings.Replace(good, `"body"`, `"error":null,"result":null,"body"`, 1)
	},
	"duplicate-name":  func(seq int, _ string) string { return fmt.Sprintf(`{"seq":%d,"seq":%d,"status":200}`, seq, seq) },
	"misspelt-name":   func(_ int, good string) string { return strings.Replace(good, "status", "Status", 1) },
	"wrong-type":      func(_ int, good string) string { return strings.Replace(good, "200", `"200"`, 1) },
	"huge-number":     func(_ int, good string) string { return strings.Replace(good, "200", "1e999", 1) },
	"huge-seq":        func(int, string) string { return `{"seq":99999999999999999999,"status":200}` },
	"no-utf8":         func(_ int, good string) string { return strings.Replace(good, "[]", "[\"\xff\xfe\"]", 1) },
	"deep":            func(_ int, good string) string { return strings.Replace(good, "[]", strings.Repeat("[", 1<<18), 1) },
	"skips":           func(seq int, _ string) string { return fmt.Sprintf(`{"seq":%d,"skipped":"not for mallory"}`, seq) },
	"fails":           func(seq int, _ string) string { return fmt.Sprintf(`{"seq":%d,"failed":"a bug"}`, seq) },
	"exits":           func(int, string) string { os.Exit(0); return "" },
	"closes-stdout":   func(int, string) string { os.Stdout.Close(); select {} },
	"two-are-too-few": func(_ int, good string) string { return strings.Replace(good, "[]", "[1,2]", 1) },
}

func shout() {
	line := strings.Repeat("!", 1023) + "\n"
	os.Stderr.WriteString(strings.Repeat(line, 1024))
	fmt.Fprintln(os.Stderr, "the last line")
}

// noPasses are scenarios in which no user has a pass. The second one is about mallory.
func noPasses(t testing.TB) []*scenario.Scenario {
	var all []*scenario.Scenario
	for i, user := range []string{"ada", "mallory", "ada", "eve"} {
		s, err := scenario.Parse("quiet.yaml", fmt.Appendf(nil, `
id: quiet/%d
title: No user has a pass
rules: [list-one]
users: [%s]
steps:
  - list: {user: %[2]s}
    want: {count: 0}
  - advance: 1m
    list: {user: %[2]s}
`, i, user))
		require.NoError(t, err)
		all = append(all, s)
	}
	return all
}

// An impatient child waits only briefly for answers about mallory, which the silent
// subjects never give. For all other answers it waits long, so that a busy computer changes
// no verdict.
type impatient struct {
	*transport.Child
	patience time.Duration // for an answer about mallory
	hello    time.Duration // for the handshake; 0: long
}

func newImpatient(command []string) impatient {
	return impatient{Child: &transport.Child{Command: command}, patience: 100 * time.Millisecond}
}

func (s impatient) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	s.Timeout = cmp.Or(s.hello, time.Minute)
	return s.Child.Capabilities(ctx)
}

func (s impatient) Do(ctx context.Context, r protocol.Request) (protocol.Response, error) {
	s.Timeout = time.Minute
	if strings.HasPrefix(r.User, "mallory") {
		s.Timeout = s.patience
	}
	return s.Child.Do(ctx, r)
}

func TestMisbehavingSubjects(t *testing.T) {
	for name, want := range map[string]struct {
		verdict conform.Verdict
		why     string
		stderr  string
	}{
		"good":                  {verdict: conform.Passed},
		"silent":                {verdict: conform.TimedOut, why: "no answer within 100ms"},
		"late":                  {verdict: conform.TimedOut, why: "no answer within 100ms"},
		"wrong-seq":             {verdict: conform.Errored, why: "the request had"},
		"no-seq":                {verdict: conform.Errored, why: "lacks seq"},
		"half-a-line":           {verdict: conform.Errored, why: "no JSON"},
		"half-a-code":           {verdict: conform.Errored, why: "••••••••"},
		"half-a-line-and-waits": {verdict: conform.TimedOut, why: "no answer within 100ms"},
		"endless-line":          {verdict: conform.Errored, why: "longer than 1048576 bytes"},
		"endless-lines":         {verdict: conform.Errored, why: "no JSON"},
		"says-it-late":          {verdict: conform.Errored, why: "the request had"},
		"adds-a-name":           {verdict: conform.Errored, why: `"statuss", which the protocol does not have; did you mean status?`},
		"adds-another":          {verdict: conform.Errored, why: `"took", and the names are seq, status`},
		"adds-a-reason":         {verdict: conform.Errored, why: `"reason", which no answer to list has`},
		"adds-an-error":         {verdict: conform.Errored, why: "the accepted answer has an error"},
		"adds-nulls":            {verdict: conform.Passed},
		"says-it-twice":         {verdict: conform.Errored, why: "goes on after its answer"},
		"loud":                  {verdict: conform.Passed},
		"loud-and-dead":         {verdict: conform.Crashed, why: "exit status 3", stderr: "the last line"},
		"prose":                 {verdict: conform.Errored, why: "no JSON: \"Hello, I am a service.\""},
		"list":                  {verdict: conform.Errored, why: "no JSON object"},
		"no-status":             {verdict: conform.Errored, why: "lacks status"},
		"no-body":               {verdict: conform.Errored, why: "lacks body"},
		"no-error":              {verdict: conform.Errored, why: "lacks error"},
		"duplicate-name":        {verdict: conform.Errored, why: `the name "seq" twice`},
		"misspelt-name":         {verdict: conform.Errored, why: `"Status", which the protocol does not have; did you mean status?`},
		"wrong-type":            {verdict: conform.Errored, why: "a string as status"},
		"huge-number":           {verdict: conform.Errored, why: "number 1e999 as status"},
		"huge-seq":              {verdict: conform.Errored, why: "as seq"},
		"no-utf8":               {verdict: conform.Errored, why: "no UTF-8"},
		"deep":                  {verdict: conform.Errored, why: "no JSON"},
		"skips":                 {verdict: conform.Skipped, why: "not for mallory"},
		"fails":                 {verdict: conform.Errored, why: "says that it failed: a bug"},
		"exits":                 {verdict: conform.Crashed, why: "exit status 0"},
		"closes-stdout":         {verdict: conform.Crashed, why: "closed its stdout"},
		"two-are-too-few":       {verdict: conform.Fail},
		"reset-refused":         {verdict: conform.Errored, why: "reset: the subject refuses: 500, not her"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases, who := conform.Run(context.Background(), noPasses(t), func() transport.Subject {
				s := newImpatient(subjectCommand(t, name))
				if want.verdict != conform.TimedOut {
					s.patience = time.Minute // a busy computer changes no verdict
				}
				return s
			}, 1)
			require.Equal(t, "no passes", who.Name)
			for i, c := range cases {
				if i != 1 {
					require.Equal(t, conform.Passed, c.Verdict, "%s: %s", c.Scenario.ID, c.Why)
				}
			}
			require.Equal(t, want.verdict, cases[1].Verdict, cases[1].Why)
			require.Contains(t, cases[1].Why, want.why)
			require.Contains(t, cases[1].Stderr, want.stderr)
			require.Less(t, len(cases[1].Stderr), 1<<15)
			require.NotContains(t, cases[1].Why, "s3cr")
		})
	}
}

// A subject that breaks in every scenario is started for every scenario.
func TestAChildThatCrashesOnTheThirdRequest(t *testing.T) {
	t.Parallel()
	cases, _ := conform.Run(context.Background(), noPasses(t), func() transport.Subject {
		return &transport.Child{Command: subjectCommand(t, "crash-on-third")}
	}, 2)
	for _, c := range cases {
		require.Equal(t, conform.Crashed, c.Verdict)
		require.Contains(t, c.Why, "exit status 7")
		require.Equal(t, "the third request is one too many", c.Stderr)
	}
}

// A subject that never answers the handshake is given up, and passes no scenario.
func TestAChildThatDoesNotStart(t *testing.T) {
	for name, want := range map[string]struct {
		command []string
		timeout time.Duration // for one answer
		verdict conform.Verdict
		why     string
	}{
		"mute":   {subjectCommand(t, "mute"), 300 * time.Millisecond, conform.TimedOut, "no answer within"},
		"gone":   {subjectCommand(t, "gone"), 0, conform.Crashed, "exit status 0"},
		"absent": {[]string{"no-such-program-anywhere"}, 0, conform.Crashed, "cannot start the subject"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases, who := conform.Run(context.Background(), noPasses(t), func() transport.Subject {
				return &transport.Child{Command: want.command, Timeout: want.timeout}
			}, 1)
			require.Nil(t, who)
			for i, c := range cases {
				require.Contains(t, c.Why, want.why)
				if i < 3 {
					require.Equal(t, want.verdict, c.Verdict)
				}
				require.Equal(t, i >= 3, c.Abandoned, c.Why)
				require.Equal(t, i >= 3, c.Unrun())
			}
			require.False(t, conform.Judge(cases, who, conform.Options{}).Passed())
		})
	}
}

// What a subject writes after the last answer of a scenario counts for that scenario, also
// if it is the last one.
func TestAChildThatWritesMoreAfterAScenario(t *testing.T) {
	t.Parallel()
	four := noPasses(t)
	for want, all := range map[string][]*scenario.Scenario{"has seq 7, and the request had 8": four, "goes on after its answer": four[:2]} {
		shown := 0
		cases, _ := conform.Watch(context.Background(), all, func() transport.Subject {
			return &transport.Child{Command: subjectCommand(t, "last-word")}
		}, 1, func(c *conform.Case) {
			shown++
			require.Equal(t, c.Scenario.ID == "quiet/1", c.Verdict == conform.Errored, c.Scenario.ID)
		})
		require.Equal(t, len(all), shown)
		require.Contains(t, cases[1].Why, want, cases[1].Why)
	}
}

// A subject that is silent in every scenario is given up, so that the user does not wait
// for hours.
func TestAChildThatIsSilentInEveryScenario(t *testing.T) {
	t.Parallel()
	var all []*scenario.Scenario
	for range 8 {
		all = append(all, noPasses(t)[1])
	}
	cases, _ := conform.Run(context.Background(), all, func() transport.Subject {
		return newImpatient(subjectCommand(t, "silent"))
	}, 1)
	for i, c := range cases {
		require.Equal(t, i < 5, c.Verdict == conform.TimedOut)
		require.Equal(t, i >= 5, c.Abandoned && strings.HasPrefix(c.Why, "the subject was silent in 5 scenarios in a row"), c.Why)
	}
}

// If a subject keeps its answers in a buffer, the report says so, and the subject is given
// up.
func TestAChildThatDoesNotFlush(t *testing.T) {
	for name, want := range map[string]struct {
		hello time.Duration
		times int // how many scenarios get no answer
	}{"keeps-all": {100 * time.Millisecond, 2}, "keeps-answers": {time.Minute, 5}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all []*scenario.Scenario
			for range 7 {
				all = append(all, noPasses(t)[1])
			}
			cases, _ := conform.Run(context.Background(), all, func() transport.Subject {
				s := newImpatient(subjectCommand(t, name))
				s.WaitFor(time.Minute)
				s.hello = want.hello
				return s
			}, 1)
			for i, c := range cases {
				if i < want.times {
					require.Equal(t, conform.TimedOut, c.Verdict, c.Why)
					require.Contains(t, c.Why, "and one when its stdin was closed: it is slow, or keeps answers in a buffer; flush stdout after each line")
				} else {
					require.True(t, c.Abandoned)
				}
			}
			require.False(t, conform.Judge(cases, nil, conform.Options{}).Passed())
		})
	}
}

// A subject that ends with another exit code than 0 after its last answer has crashed. A
// subject that has to be ended, since it does not end by itself, has not.
func TestAChildThatFailsAtTheEnd(t *testing.T) {
	for name, want := range map[string]conform.Verdict{"ends-badly": conform.Crashed, "does-not-end": conform.Passed, "good": conform.Passed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases, _ := conform.Run(context.Background(), noPasses(t)[:1], func() transport.Subject {
				return &transport.Child{Command: subjectCommand(t, name)}
			}, 1)
			require.Equal(t, want, cases[0].Verdict, cases[0].Why)
			if want == conform.Crashed {
				require.Equal(t, "the subject ended with exit status 4 after its last answer", cases[0].Why)
			}
		})
	}
}

// An interrupt ends the child and the run. The cases that are not over are skipped.
func TestAnInterruptedRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cases, _ := conform.Run(ctx, noPasses(t), func() transport.Subject {
		return &transport.Child{Command: subjectCommand(t, "silent"), Timeout: time.Minute, Trace: onceAsked{"mallory@", cancel}}
	}, 1)
	require.Equal(t, conform.Passed, cases[0].Verdict)
	for _, c := range cases[1:] {
		require.Equal(t, conform.Skipped, c.Verdict)
		require.Equal(t, conform.Interrupted, c.Why)
	}
}

// onceAsked is a trace that does something when a request has this text, while the
// request is on its way.
type onceAsked struct {
	text string
	do   func()
}

func (o onceAsked) Write(line []byte) (int, error) {
	if bytes.HasPrefix(line, []byte("> ")) && bytes.Contains(line, []byte(`"user":"`+o.text)) {
		go o.do()
	}
	return len(line), nil
}

// However a child ends, no goroutine stays behind.
func TestNothingIsLeftBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, name := range []string{"good", "endless-line", "endless-lines", "says-it-twice", "loud-and-dead", "crash-on-third", "gone"} {
		conform.Run(context.Background(), noPasses(t), func() transport.Subject {
			return &transport.Child{Command: subjectCommand(t, name)}
		}, 2)
	}
	began := time.Now()
	for runtime.NumGoroutine() > before {
		require.Less(t, time.Since(began), time.Minute, "%d goroutines, and there were %d", runtime.NumGoroutine(), before)
		runtime.Gosched() // for goroutines that are about to end
	}
}

// The trace has the exact lines, in their order.
func TestTheTraceOfAChild(t *testing.T) {
	var trace bytes.Buffer
	c := transport.Child{Command: subjectCommand(t, "good"), Trace: &trace}
	result := conform.Compare(context.Background(), noPasses(t)[0], &c)
	require.Equal(t, conform.Passed, result.Verdict)
	require.NoError(t, c.Close())

	lines := strings.Split(strings.TrimSpace(trace.String()), "\n")
	require.Len(t, lines, 9)
	require.Equal(t, `> {"seq":1,"op":"hello","protocol":1,"suite":"`+scenarios.Version()+`"}`, lines[0])
	require.Equal(t, `> {"seq":3,"op":"list","at":"2026-01-01T00:00:00Z","user":"ada@contoso.example"}`, lines[4])
	require.Equal(t, `< {"seq":3,"status":200,"body":{"value":[]}}`, lines[5])
	require.Equal(t, `> {"seq":5,"op":"bye"}`, lines[8])
}
