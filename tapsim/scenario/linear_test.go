package scenario_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/scenario"
)

// hostileHead begins a scenario without errors.
const hostileHead = "id: bad/hostile\ntitle: Hostile\nrules: [list-one]\nusers: [ada]\nsteps:\n"

// growing are files of size n whose reading time once grew faster than n, or would
// without care. Measuring begins at n; a file of four times that size is still within
// the limits.
var growing = []struct {
	name string
	n    int
	text func(n int) string
}{
	// Errors beyond the last reported one were still computed.
	{"members of a body without name and value", 1900, func(n int) string {
		return hostileHead + "  - create: {user: ada, body: {" + strings.Repeat(":,", n) + "}}\n"
	}},
	{"members of a body with the same name", 2000, func(n int) string {
		return hostileHead + "  - create: {user: ada, body: {" + strings.Repeat("a,", n-20) + "}}\n"
	}},
	// Exchanged neighbours were found by trying each pair.
	{"labels that are three letters off", 19, func(n int) string {
		var b strings.Builder
		b.WriteString(hostileHead)
		for i := range 100 {
			fmt.Fprintf(&b, "  - create: {user: ada}\n    as: %s%03d\n", strings.Repeat("a", n-3), i)
		}
		for range 99 {
			fmt.Fprintf(&b, "  - refresh: {user: ada, pass: %sxyz}\n", strings.Repeat("a", n-3))
		}
		return b.String()
	}},
	// Each of these was compared with all others.
	{"labels", 300, func(n int) string {
		var b strings.Builder
		b.WriteString(hostileHead)
		for i := range n {
			fmt.Fprintf(&b, "  - create: {user: ada}\n    as: p%04d\n    want: {startDateTime: p%04d.end, createdDateTime: p%04d.end}\n", i, i, i)
		}
		return b.String() + "  - list: {user: bob}\n"
	}},
	{"labels that come too late", 300, func(n int) string {
		var b strings.Builder
		b.WriteString(hostileHead)
		for range n / 6 {
			b.WriteString("  - refresh: {user: ada, pass: late}\n")
		}
		for range n {
			b.WriteString("  - list: {user: ada}\n")
		}
		return b.String() + "  - {create: {user: ada}, as: late}\n"
	}},
	{"targets", 700, func(n int) string {
		var b strings.Builder
		b.WriteString(hostileHead + "  - updatePolicy:\n      includeTargets:\n")
		for i := range n {
			fmt.Fprintf(&b, "      - {targetType: user, id: 071cc716-8147-4397-a5ba-%012d}\n", i)
		}
		return b.String() + "  - list: {user: bob}\n"
	}},
	{"roles", 120, func(n int) string {
		var b strings.Builder
		b.WriteString(hostileHead)
		for range 5 {
			b.WriteString("  - updateUser:\n      user: ada\n      roles:\n")
			for i := range n {
				fmt.Fprintf(&b, "      - Any Other %03d\n", i)
			}
		}
		return b.String() + "  - list: {user: bob}\n"
	}},
	// A hint listed fourteen names, however long.
	{"long names of users", 4000, func(n int) string {
		var b strings.Builder
		b.WriteString("id: bad/hostile\ntitle: Hostile\nrules: [list-one]\nusers:\n")
		for i := range 10 {
			fmt.Fprintf(&b, "- %s%d\n", strings.Repeat("u", n), i)
		}
		return b.String() + "steps:\n" + strings.Repeat("- list: {user: zzz}\n", 99)
	}},
	{"long labels", 4000, func(n int) string {
		long := strings.Repeat("p", n)
		return hostileHead + strings.Repeat("  - refresh: {user: ada, pass: "+long+"}\n", 9) + "  - {create: {user: ada}, as: " + long + "}\n"
	}},
	{"a long number in quotes", 4000, func(n int) string {
		return hostileHead + strings.Repeat("  - create: {user: ada, lifetimeInMinutes: '"+strings.Repeat("9", n)+"'}\n", 9)
	}},
	{"comments above a line of unknown keys", 2500, func(n int) string {
		return hostileHead + strings.Repeat("  # nothing\n", n) + "  - {" + strings.Repeat("k: a, ", 110) + "}\n"
	}},
	{"names of codes", 400, func(n int) string {
		return hostileHead + strings.Repeat("  - {list: {user: bob}} # "+strings.Repeat("code ", n/4)+"code: a\n", 20)
	}},

	// The time of the YAML library for these.
	{"braces in lines", 6_000, func(n int) string { return lines("- {"+strings.Repeat(":,", 500)+"}\n", n) }},
	{"brackets in lines", 6_000, func(n int) string { return lines("- ["+strings.Repeat("[],", 300)+"]\n", n) }},
	{"mappings as keys", 6_000, func(n int) string { return lines("- {"+strings.Repeat("{a}: {b}, ", 100)+"}\n", n) }},
	{"questions in lines", 6_000, func(n int) string { return lines("- ["+strings.Repeat("? ,", 300)+"]\n", n) }},
	{"one long flow", 6_000, func(n int) string { return "steps: [\n" + lines(" {:,a: [{}]},\n", n) + "]\n" }},
	{"comments", 6_000, func(n int) string { return hostileHead + lines("  # a\n\n #b\n", n) }},
	{"a long text in quotes", 6_000, func(n int) string { return "title: \"" + lines("a \\\n  \n b\n", n) + "\"\n" }},
	{"a long block", 6_000, func(n int) string { return "title: >\n" + lines(" a\n\n  b\n", n) }},
}

// lines fills n characters with a text.
func lines(text string, n int) string { return strings.Repeat(text, n/len(text)) }

func TestParseIsLinear(t *testing.T) {
	for _, g := range growing {
		t.Run(g.name, func(t *testing.T) {
			requireLinear(t, g.n, func(n int) func() {
				text := []byte(g.text(n))
				return func() {
					_, err := scenario.Parse("hostile.yaml", text)
					var diagnostics scenario.Diagnostics
					require.ErrorAs(t, err, &diagnostics)
					require.LessOrEqual(t, len(diagnostics), 100)
					require.Less(t, len(err.Error()), 100_000)
				}
			})
		})
	}
}

// requireLinear requires that four times the size costs about four times as much:
// sixteen times would be quadratic. The allocated bytes show this exactly. The
// processor time shows it too, if it is measured until one run is undisturbed: a
// quadratic run is never that cheap.
func requireLinear(t *testing.T, n int, prepare func(n int) func()) {
	t.Helper()
	small, large := prepare(n), prepare(4*n)
	require.Less(t, allocated(large)/allocated(small), 8.0, "bytes allocated")

	least, most := math.Inf(1), math.Inf(1)
	for range 30 {
		for range 3 {
			least = min(least, seconds(small))
		}
		if most = min(most, seconds(large)); most < 11*least {
			return
		}
	}
	require.Less(t, most/least, 11.0, "time")
}

// allocated is how many bytes a run allocates, with some added.
func allocated(run func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return float64(1000 + after.TotalAlloc - before.TotalAlloc)
}

// seconds is the processor time of a run: the mean of as many as take some
// milliseconds, so that a collection of garbage weighs as much on a short run as on a
// long one.
func seconds(run func()) float64 {
	before := worked()
	for n := 1.0; ; n++ {
		run()
		if spent := worked() - before; spent > 5*time.Millisecond {
			return spent.Seconds() / n
		}
	}
}

// Each file is compared with all files that were found before, by its identity.
func TestLoadIsLinear(t *testing.T) {
	requireLinear(t, 3000, func(n int) func() {
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("folder/%d.yaml", i)
		}
		return func() { require.Len(t, scenario.Distinct(slices.Clone(names)), n) }
	})
}
