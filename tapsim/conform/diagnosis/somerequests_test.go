package diagnosis_test

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
)

// sometimes takes its readings in some kinds of request only: those of about half of the
// operations and forms of a body.
type sometimes struct {
	reader
	readings protocol.Readings
	salt     int
}

func (s sometimes) Do(req protocol.Request) protocol.Response {
	h := fnv.New32a()
	h.Write([]byte(strconv.Itoa(s.salt) + string(req.Op)))
	for _, name := range slices.Sorted(maps.Keys(req.Body.Object())) {
		h.Write([]byte(name))
	}
	if h.Sum32()%2 == 0 {
		s.model.Read(s.readings)
	} else {
		s.model.Read(protocol.Readings{})
	}
	return s.reader.Do(req)
}

// A subject may also read a rule otherwise in some requests, and in others not.
func TestReadingsOfSomeRequestsAreDeviations(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for i := range sample(2, 60) {
		set := many(random, 8)
		c := check.Campaign{Watch: -1, Runs: 100, Steps: 40, Seed: uint64(i)}
		found, err := c.Run(t.Context(), transport.InProcess(sometimes{reader{&protocol.Reference{}}, set, i}))
		require.NoError(t, err)
		if x := found.Difference; x != nil {
			t.Errorf("%d %v: %+v", i, set, x.Case.Differences)
			for _, s := range x.Case.Steps {
				t.Logf("%s %s | want %s | got %s | %v", s.Request.Op, s.Request.Body.Reveal(), s.Want.Brief(), s.Got.Brief(), s.Readings)
			}
		}
	}
}
