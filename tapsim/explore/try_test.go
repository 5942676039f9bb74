package explore

import (
	"testing"
	"time"
	"github.com/tapsim/tap/model"
)

func TestTry(t *testing.T) {
	for _, e := range []model.Edition{model.Current, model.Documented, model.Preview} {
		for _, w := range Worlds(e) {
			begun := time.Now()
			g, err := Explore(t.Context(), w)
			if err != nil { t.Fatal(err) }
			t.Logf("%s %s: %d states, %d transitions, %d inputs, depth %d, %d labels, %d policies, %v", e, w.Name, g.Len(), g.Count(), len(g.Inputs), g.Depth(), len(g.labels), len(g.policies), time.Since(begun))
		}
	}
}
