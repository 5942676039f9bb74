package report_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// TestMain lets the test binary be a subject that tells codes, in the way of the
// name that it gets.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "leak" {
		l := &leak{how: os.Args[2]}
		if err := conform.Serve(os.Stdin, l, l, conform.Capabilities{Name: "leak"}); err != nil {
			os.Exit(1)
		}
		return
	}
	// Under the race detector a program takes a second to exit, unless told not to.
	os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	os.Exit(m.Run())
}

// theCode is every code of a leak, as JSON has it, and tellTale a part of it that
// nobody escapes.
const (
	theCode  = `\u0026qWxZ7\"v`
	tellTale = "qwxz"
)

// A leak is the reference, but for where it puts its one code.
type leak struct {
	protocol.Reference
	how  string
	last protocol.Request
	ours model.Code // the reference's, of the pass of this scenario
	made int
}

func (l *leak) Do(r protocol.Request) protocol.Response {
	if l.last = r; r.Op == protocol.Reset {
		l.ours = model.Code{}
	}
	if text, err := strconv.Unquote(`"` + theCode + `"`); err == nil && r.Code == model.NewCode(text) {
		r.Code = l.ours
	}
	res := l.Reference.Do(r)
	if r.Op == protocol.Create && res.Accepted() {
		_, rest, _ := strings.Cut(string(res.Body.Reveal()), `"temporaryAccessPass":"`)
		code, _, _ := strings.Cut(rest, `","`)
		text, _ := strconv.Unquote(`"` + code + `"`)
		l.ours = model.NewCode(text)
		res.Body = protocol.NewJSON(strings.Replace(string(res.Body.Reveal()), `"`+code+`"`, `"`+theCode+`"`, 1))
		l.made++
	}
	return res
}

// ways are where a code is put: in the answer to which question, and what of it
// becomes what.
var ways = map[string]struct {
	op       protocol.Op
	from, to string
}{
	"twice":            {protocol.List, `"temporaryAccessPass":null`, `"temporaryAccessPass":"CODE"`},
	"nested":           {protocol.List, `"temporaryAccessPass":null`, `"temporaryAccessPass":{"value":["CODE"]}`},
	"other letters":    {protocol.Create, `"temporaryAccessPass"`, `"temporaryAccesspass"`},
	"another name":     {protocol.Create, `"temporaryAccessPass"`, `"foo"`},
	"one name more":    {protocol.Create, `"temporaryAccessPass"`, `"oneTimeThing":"CODE","temporaryAccessPass"`},
	"in a list":        {protocol.List, `"isUsable"`, `"code":"CODE","isUsable"`},
	"as a name":        {protocol.List, `"isUsable"`, `"CODE":true,"isUsable"`},
	"as the id":        {protocol.List, `"id":"`, `"id":"CODE`},
	"as the only id":   {protocol.Create, `"id":"[^"]*",(.*)"temporaryAccessPass":"CODE"`, `"id":"CODE",$1"temporaryAccessPass":null`},
	"as a reason":      {protocol.List, `"EnabledByPolicy"`, `"CODE"`},
	"why":              {protocol.SignIn, `"accepted","sessionEnds":"[^"]*"(,"registerBy":"[^"]*")?`, `"refused","reason":"CODE"`},
	"as an instant":    {protocol.SignIn, `"sessionEnds":"`, `"sessionEnds":"CODE`},
	"in an error text": {protocol.List, `"status":200,`, `"status":400,"error":{"code":"no","message":"CODE is taken"}}` + "\n"},
	"skipped":          {protocol.SignIn, `"result"`, `"skipped":"I cannot take CODE","result"`},
	"failed":           {protocol.SignIn, `"result"`, `"failed":"what is CODE","result"`},
	"no JSON":          {protocol.List, `"status"`, `CODE "status"`},
	"half a line":      {protocol.List, `"status"`, `"was":"HALF`},
	"half a pass":      {protocol.Create, `"status"`, `"temporaryAccessPass":"HALF`},
	"stderr":           {protocol.List, "", ""},
	"stderr, later":    {protocol.List, "", ""},
	"address":          {protocol.List, "", ""},
}

// Write changes one answer on its way out.
func (l *leak) Write(answer []byte) (int, error) {
	text, way := string(answer), ways[l.how]
	if l.last.Op != way.op || l.ours == (model.Code{}) {
		_, err := io.WriteString(os.Stdout, text)
		return len(answer), err
	}
	switch l.how {
	case "stderr":
		fmt.Fprintln(os.Stderr, "panic: cannot list "+strings.ReplaceAll(theCode, `\u0026`, "&"))
		os.Exit(3)
	case "stderr, later":
		fmt.Fprintln(os.Stderr, "made "+theCode)
		if l.made > 1 { // in the scenario after
			os.Exit(3)
		}
	case "address":
		fmt.Fprintln(os.Stderr, "GET /passes/%26qWxZ7%22v: gone")
		os.Exit(3)
	}
	from := regexp.MustCompile(strings.ReplaceAll(way.from, "CODE", regexp.QuoteMeta(theCode)))
	to := strings.ReplaceAll(strings.ReplaceAll(way.to, "CODE", theCode), "HALF", theCode[:10])
	changed := text
	if way.from != "" {
		changed = from.ReplaceAllString(text, to)
	}
	switch {
	case changed == text:
	case strings.Contains(way.to, "HALF"):
		end := strings.Index(changed, theCode[:10]) + 10
		io.WriteString(os.Stdout, changed[:end])
		os.Exit(0)
	case strings.Contains(to, "\n"):
		changed = changed[:strings.Index(changed, "\n")+1]
	}
	_, err := io.WriteString(os.Stdout, changed)
	return len(answer), err
}

func leaky(t *testing.T, how string) func() conform.Subject {
	self, err := os.Executable()
	require.NoError(t, err)
	return func() conform.Subject {
		return &conform.Child{Command: []string{self, "leak", how}, Timeout: time.Minute}
	}
}

// Wherever a subject puts a code, nobody sees it who did not ask to.
func TestNoReportTellsACode(t *testing.T) {
	var stories []*scenario.Scenario
	for _, name := range []string{"one", "two"} {
		s, err := scenario.Parse("leak.yaml", fmt.Appendf(nil, `
id: leak/%s
title: A pass is made, listed and used
rules: [create-accepted]
users: [ada]
steps:
  - {create: {user: ada}, as: p}
  - list: {user: ada}
  - signIn: {user: ada, pass: p}
`, name))
		require.NoError(t, err)
		stories = append(stories, s)
	}
	for how := range ways {
		t.Run(how, func(t *testing.T) {
			cases, who := conform.Run(context.Background(), stories, leaky(t, how), 1)
			j := conform.Judge(cases, who, conform.Options{Strict: true})
			wrong := 0
			var expect []conform.KnownDifference
			for i := range j.Cases {
				if c := &j.Cases[i]; c.Verdict != conform.Passed {
					wrong++
				}
				expect = append(expect, j.Cases[i].Expect()...)
			}
			require.Positive(t, wrong)
			for format, write := range conformFormats {
				var hidden, shown bytes.Buffer
				require.NoError(t, write(&hidden, j, report.Options{}))
				require.NotContains(t, strings.ToLower(hidden.String()), tellTale, format)
				require.NoError(t, write(&shown, j, report.Options{Secrets: true}))
				require.Contains(t, strings.ToLower(shown.String()), tellTale, format)
			}
			var b bytes.Buffer
			require.NoError(t, conform.WriteKnownDifferences(&b, expect))
			require.NotContains(t, strings.ToLower(b.String()), tellTale)
			for i := range j.Cases {
				require.NotContains(t, strings.ToLower(fmt.Sprintf("%+v %#v", j.Cases[i].Differences, j.Cases[i].Differences)), tellTale)
			}
		})
	}
}

func TestNoCounterexampleTellsACode(t *testing.T) {
	for how := range ways {
		t.Run(how, func(t *testing.T) {
			subject := leaky(t, how)()
			defer subject.(io.Closer).Close()
			campaign := check.Campaign{Watch: -1, Runs: 30, Steps: 10, Seed: 1, Strict: true}
			found, err := campaign.Run(context.Background(), subject)
			require.NoError(t, err)
			h := report.Search{Seed: 1, Finding: &found}
			if x := found.Difference; x != nil {
				h.Scenario, err = write.Scenario(x.Scenario)
				require.NoError(t, err)
			} else {
				require.Equal(t, "skipped", how)
				require.NotEmpty(t, found.Statistics.Skipped)
			}
			for format, write := range map[string]func(io.Writer, *report.Search, report.Options) error{
				"text": report.Check, "json": report.CheckJSON, "junit": report.CheckJUnit,
			} {
				var b bytes.Buffer
				require.NoError(t, write(&b, &h, report.Options{}))
				require.NotContains(t, strings.ToLower(b.String()), tellTale, format)
			}
		})
	}
}
