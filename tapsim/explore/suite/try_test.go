package suite

import (
	"fmt"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

func TestTry(t *testing.T) {
	for _, e := range []model.Edition{model.Current, model.Documented, model.Preview} {
		for _, w := range explore.Worlds(e) {
			g, err := explore.Explore(t.Context(), w)
			if err != nil {
				t.Fatal(err)
			}
			n, bad, no := 0, 0, map[string]int{}
			for x := range g.Transitions() {
				n++
				if n%97 != 0 || x.Input.Kind == explore.Wait {
					continue
				}
				tr := g.Trace(x.From)
				tr.Steps = append(tr.Steps, x)
				s, err := Scenario(tr)
				if err != nil {
					no[err.Error()]++
					continue
				}
				res := scenario.Replay(s, &protocol.Reference{})
				last := res.Steps[len(res.Steps)-1]
				ok := res.Passed() && last.Response.Rule == x.Label.Rule
				if x.Input.Kind == explore.OfUser { ok = res.Passed() }
				if !ok {
					bad++
					if bad < 3 {
						fmt.Println(string(write.Text(s)))
						for _, st := range res.Steps { fmt.Println(st.Failures) }
						fmt.Println(res.Failures, last.Response.Brief(), x.Label.Rule, x.Input)
					}
					continue
				}
				if n < 20000 {
					if _, err := write.Scenario(s); err != nil { t.Error(err, string(write.Text(s))) }
				}
				if n == 97*50 { fmt.Println(string(write.Text(s))) }
			}
			t.Log(e, w.Name, n, bad, no)
		}
	}
}
