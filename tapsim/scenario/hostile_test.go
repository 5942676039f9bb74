package scenario_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/scenario"
)

// A file may be made to break its reader. The answer to any such file is an error, and
// it comes soon.
func TestParseOutlivesHostileFiles(t *testing.T) {
	const mega = 1 << 20
	head := "id: bad/hostile\ntitle: Hostile\nrules: [list-one]\nusers: [ada]\nsteps:\n"
	body := head + "  - create: {user: ada, body: "

	var laughs strings.Builder
	laughs.WriteString("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9))
	}
	var stairs strings.Builder
	for i := range 1000 {
		stairs.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	var keys strings.Builder
	for keys.Len() < mega-20 {
		fmt.Fprintf(&keys, "k%d: 1\n", keys.Len())
	}
	fill := func(prefix, text string) string {
		return prefix + strings.Repeat(text, (mega-len(prefix))/len(text))
	}

	for name, text := range map[string]string{
		"fifty megabytes":   strings.Repeat("[", 50*mega),
		"two megabytes":     fill("", head) + fill("", head),
		"open brackets":     fill("", "["),
		"open braces":       fill("", "{a: "),
		"brackets by line":  fill("", "[\n"),
		"dashes":            fill("", "- "),
		"stairs":            stairs.String(),
		"a billion laughs":  laughs.String(),
		"many keys":         keys.String(),
		"the same key":      fill("", "id: a\n"),
		"one long line":     fill("title: [", "a,"),
		"items":             fill("steps: [", "a,\n"),
		"steps":             fill(head, "  - {}\n"),
		"aliases":           fill("a: &a b\nsteps:\n", "- *a\n"),
		"anchors":           fill("steps:\n", "- &a b\n"),
		"documents":         fill("", "---\n"),
		"comments":          fill("", "#\n"),
		"empty lines":       fill("", "\n"),
		"a long key":        "? " + fill("", "key\n  "),
		"a long plain text": fill("title: ", "word\n  "),
		"a long label":      head + "  - at: " + strings.Repeat("p", 16000) + ".end\n    list: {user: ada}\n",
		"a long number":     head + "  - create: {user: ada, lifetimeInMinutes: " + strings.Repeat("9", 16000) + "}\n",
		"a long duration":   head + "  - advance: " + strings.Repeat("9h", 8000) + "\n    list: {user: ada}\n",
		"a body of brackets": body + strings.Repeat("[", 60) + strings.Repeat("]", 60) +
			"}\n    want: {status: [" + strings.Repeat("{", 60) + strings.Repeat("}", 60) + "]}\n",
		"users":         "users:\n" + names("u", 100_000),
		"groups":        "groups:\n" + names("g", 1000) + "users:\n" + strings.Repeat("- name: a\n  groups:\n"+strings.ReplaceAll(names("g", 1000), "-", "  -"), 90),
		"labels":        head + labels(10_000),
		"the same user": fill("users:\n", "- a\n"),
		"nul":           fill("", "\x00"),
		"codes":         fill("steps:\n", "  - {"+strings.Repeat("code: a, ", 1700)+"}\n"),
		"keys alone":    fill("code: {", "a,"),
		"lost codes":    fill("code: {a: b, ", "k,\n"),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			_, err := scenario.Parse("hostile.yaml", []byte(text))
			took := time.Since(begin)

			var diagnostics scenario.Diagnostics
			require.ErrorAs(t, err, &diagnostics)
			require.NotEmpty(t, diagnostics)
			require.Less(t, took, 30*time.Second) // usually far less, but computers are shared and the race detector is slow
			require.Less(t, len(err.Error()), 100_000)
		})
	}
}

func names(prefix string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "- %s%d\n", prefix, i)
	}
	return b.String()
}

func labels(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  - create: {user: ada}\n    as: p%d\n    want: {startDateTime: p%d.end}\n", i, i)
	}
	return b.String() + "  - list: {user: nobody}\n"
}
