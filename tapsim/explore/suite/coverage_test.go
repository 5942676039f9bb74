package suite_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A replay shows exactly the transitions of the trace that was told, in their order: what
// is measured in a replay is what was explored.
func TestAReplayTakesTheTransitionsOfItsTrace(t *testing.T) {
	for _, e := range editions {
		for _, l := range []explore.Level{explore.Reasons, explore.Regions, explore.Ticks} {
			w := explore.Lifecycle(e)
			if l == explore.Ticks {
				if e != model.Current {
					continue
				}
				w.Tick = explore.FirstAndLast
			}
			g, err := explore.Explore(t.Context(), w)
			require.NoError(t, err)
			for _, trace := range g.TourWithLooks(l, 40) {
				s, err := suite.Scenario(trace)
				require.NoError(t, err)
				var taken, told []string
				result := scenario.Replay(s, suite.NewRecording(explore.Recorder{Level: l, Note: func(_ model.ID, a explore.AbstractTransition) {
					if a.Question.Policy != model.ReadPolicy { // a replay reads how long codes are
						taken = append(taken, a.String())
					}
				}}))
				require.True(t, result.Passed())
				for _, a := range trace.Abstract(l) {
					told = append(told, a.String())
				}
				require.Equal(t, told, taken)
			}
		}
	}
}

func TestWhatIsGeneratedMissesNothing(t *testing.T) {
	for _, l := range []explore.Level{explore.Reasons, explore.Regions} {
		var all []*scenario.Scenario
		for _, e := range editions {
			some, err := suite.Generated(t.Context(), e, l, suite.Length)
			require.NoError(t, err)
			all = append(all, some...)
		}
		coverage, err := suite.Cover(t.Context(), l, all)
		require.NoError(t, err)
		require.Len(t, coverage, len(editions))
		for _, c := range coverage {
			require.Equal(t, 100.0, c.Percent(), "%s %s", c.Edition, l)
		}
	}
}

// Each way to a missed transition takes it.
func TestAWayLeadsToWhatIsMissed(t *testing.T) {
	g, err := explore.Explore(t.Context(), explore.Lifecycle(model.Preview))
	require.NoError(t, err)
	ways := g.Ways(explore.Regions)
	require.Len(t, ways, len(g.Abstract(explore.Regions)))
	for a, way := range ways {
		require.Contains(t, way.Abstract(explore.Regions), a, way.String())
	}
}

const people = `{"id": "mine/people", "title": "Two users, and one of them is a guest later", "rules": ["signin-accepted"],
	"users": ["ada", "bob"], "groups": ["staff"], "policy": {"includeTargets": [{"group": "staff"}], "state": "enabled"}, "edition": "documented", "steps": [
	{"create": {"user": "ada", "isUsableOnce": true}, "as": "p"},
	{"updateUser": {"user": "ada", "groups": ["staff"]}},
	{"updatePolicy": {"defaultLength": 12}},
	{"signIn": {"user": "ada", "pass": "p"}},
	{"create": {"user": "ada"}, "as": "q"},
	{"get": {"user": "ada", "pass": "p"}, "want": {"status": 404}},
	{"get": {"user": "bob", "pass": "q"}, "want": {"status": 404}},
	{"refresh": {"user": "ada", "pass": "p"}, "want": {"result": "refused"}},
	{"refresh": {"user": "ada", "pass": "q"}, "want": {"result": "accepted"}}]}`

// What the directory says of a user is no transition, and a pass of another user is one
// that was never made. A refresh of a session that never began counts nowhere.
func TestWhatCountsForWhom(t *testing.T) {
	s, err := scenario.Parse("people.json", []byte(people))
	require.NoError(t, err)
	taken := map[model.ID][]string{}
	result := scenario.Replay(s, suite.NewRecording(explore.Recorder{Note: func(user model.ID, a explore.AbstractTransition) { taken[user] = append(taken[user], a.String()) }}))
	require.True(t, result.Passed(), "%v", result)
	require.Equal(t, []string{
		"no pass: create, create-accepted -> DisabledByPolicy",
		"EnabledByPolicy: signIn current, signin-accepted -> OneTimeUsed",
		"OneTimeUsed: create, create-accepted -> EnabledByPolicy",
		"EnabledByPolicy: getPolicy, policy-read", // the replay wants to know how long the code is
		"EnabledByPolicy: get earlier, get-missing",
		"EnabledByPolicy: refresh earlier, refresh-none",
	}, taken[s.Users[0].ID])
	require.Equal(t, []string{"no pass: get never made, get-missing"}, taken[s.Users[1].ID])
}
