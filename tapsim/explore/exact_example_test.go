package explore_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/explore"
)

// A machine that lets passes expire one tick early is right in the middle of each region,
// and wrong in its last tick.
func ExampleSame() {
	for _, id := range []string{"", "end-a-tick-early"} {
		w := explore.Lifecycle(model.Current)
		if v, ok := variant.Find(id); ok {
			w.Machine = v.Machine
		}
		middle, _ := explore.Explore(context.Background(), w)
		w.Tick = explore.LastTick
		last, _ := explore.Explore(context.Background(), w)
		compared, different := explore.Same(middle, last)
		fmt.Printf("%d transitions, %d differ\n", compared, different)
	}
	// Output:
	// 36232 transitions, 0 differ
	// 36232 transitions, 906 differ
}
