package misbehave_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform/misbehave"
)

func TestEverySubjectSaysWhatItDoes(t *testing.T) {
	names, texts := map[string]bool{}, map[string]bool{}
	for _, s := range misbehave.All() {
		require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, s.Name)
		require.NotEmpty(t, s.Text, s.Name)
		require.Contains(t, []string{"pass", "skip", "error", "timeout", "crash"}, s.ComesTo, s.Name)
		require.False(t, names[s.Name], "%s is there twice", s.Name)
		require.False(t, texts[s.Text], "%s has the text of another", s.Name)
		names[s.Name], texts[s.Text] = true, true
	}
	_, ok := misbehave.Find("no-such-subject")
	require.False(t, ok)
}

// What the subjects write in place of the right answers to the first four requests.
func TestWriters(t *testing.T) {
	const (
		hello    = `{"seq":1,"protocol":1}`
		reset    = `{"seq":2,"status":204}`
		accepted = `{"seq":3,"result":"accepted","sessionEnds":"2026-01-01T01:00:00Z"}`
		refused  = `{"seq":4,"result":"refused","reason":"OneTimeUsed"}`
	)
	for name, want := range map[string][]string{
		"mute":                 nil,
		"silent":               {hello},
		"crash":                {hello, reset},
		"twice":                {hello, reset, reset, accepted, accepted, refused, refused},
		"prose":                {hello, `{"seq":2}, roughly`, `{"seq":3}, roughly`, `{"seq":4}, roughly`},
		"wrong-seq":            {hello, `{"seq":3,"status":204}`, strings.Replace(accepted, "3", "4", 1), strings.Replace(refused, "4", "5", 1)},
		"extra-name":           {hello, with(reset, `"elapsed":"3ms"`), with(accepted, `"elapsed":"3ms"`), with(refused, `"elapsed":"3ms"`)},
		"body-on-204":          {hello, with(reset, `"body":{}`), accepted, refused},
		"reason-when-accepted": {hello, reset, with(accepted, `"reason":"EnabledByPolicy"`), refused},
		"made-up-reason":       {hello, reset, accepted, strings.Replace(refused, "OneTimeUsed", "Tuesday", 1)},
	} {
		c, ok := misbehave.Find(name)
		require.True(t, ok, name)
		var out, stderr strings.Builder
		writer := c.Writer(&out, &stderr)
		for _, line := range []string{hello, reset, accepted, refused} {
			if _, err := writer.Write([]byte(line + "\n")); err != nil {
				require.Equal(t, misbehave.Exit(3), err, name)
				require.Equal(t, "this was too much\n", stderr.String())
				break
			}
		}
		got := strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\n' })
		require.Len(t, got, len(want), name)
		for i := range want {
			if strings.HasSuffix(want[i], "}") {
				require.JSONEq(t, want[i], got[i], name)
			} else {
				require.Equal(t, want[i], got[i], name)
			}
		}
	}
}

// with is an answer with one more member.
func with(answer, member string) string { return strings.TrimSuffix(answer, "}") + "," + member + "}" }
