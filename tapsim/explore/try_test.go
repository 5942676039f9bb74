package explore

import (
	"github.com/tapsim/tap/model"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	for _, e := range []model.Edition{model.Current, model.Documented, model.Preview} {
		for _, w := range Worlds(e) {
			begun := time.Now()
			g, err := Explore(t.Context(), w)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s %s: %d states, %d transitions, %d inputs, depth %d, %d labels, %d policies, %v", e, w.Name, g.Len(), g.Count(), len(g.Inputs), g.Depth(), len(g.labels), len(g.policies), time.Since(begun))
			begun = time.Now()
			all, _ := g.Check(t.Context(), Properties()...)
			for _, f := range all {
				t.Log(f.Name, f.Held, f.Violation != nil)
				if f.Violation != nil {
					t.Log(f.Violation.Why)
					for _, x := range f.Violation.Trace.Steps {
						t.Log("   ", x.Input, x.Label.Rule)
					}
					if f.Violation.Other != nil {
						for _, x := range f.Violation.Other.Steps {
							t.Log("   -- ", x.Input, x.Label.Rule)
						}
					}
				}
			}
			t.Log(time.Since(begun))
		}
	}
}
