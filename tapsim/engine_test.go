package tapsim_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// noon is when most tests begin.
var noon = model.InstantOf(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))

const ada, bob = "ada@contoso.example", "Bob@Contoso.Example"

var operator model.Actor

// seeded is a source of ids and codes that gives the same ones in every run.
func seeded(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func enabled() *model.Policy {
	p := model.DefaultPolicy(model.Current)
	p.Enabled = true
	return &p
}

// tenant is an engine at noon whose policy is enabled, with Ada and Bob.
func tenant(t require.TestingT) (*tapsim.Engine, *tapsim.VirtualClock) {
	clock := tapsim.NewVirtualClock(noon)
	e := tapsim.New(tapsim.Config{Clock: clock, Policy: enabled(), Random: seeded(1)})
	add(t, e, ada, bob)
	return e, clock
}

func add(t require.TestingT, e *tapsim.Engine, names ...string) {
	for _, name := range names {
		_, err := e.AddUser(tapsim.User{Name: name})
		require.NoError(t, err)
	}
}

func delegated(user model.ID) model.Actor {
	return model.Actor{Kind: model.Delegated, User: user, Scopes: model.ScopeReadWriteAll, Roles: model.PrivilegedAuthenticationAdministrator}
}

func idOf(t require.TestingT, e *tapsim.Engine, name string) model.ID {
	for _, u := range e.Users() {
		if u.Name == name {
			return u.ID
		}
	}
	require.Fail(t, "no such user", name)
	return model.ID{}
}

func TestZeroConfigWorks(t *testing.T) {
	e := tapsim.New(tapsim.Config{})
	add(t, e, ada)
	before := model.InstantOf(time.Now())
	out := e.Do(ada, operator, model.Command{Op: model.Create})
	require.Equal(t, model.CreateGated, out.Rule, "a tenant begins with the method disabled")
	_, out = e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(true)})
	require.True(t, out.Accepted())
	out = e.Do(ada, operator, model.Command{Op: model.Create})
	require.Equal(t, model.CreateAccepted, out.Rule)
	require.GreaterOrEqual(t, out.View.Created, before)
	require.Len(t, out.Code.Reveal(), 8)
}

func TestClocks(t *testing.T) {
	mock := clock.NewMock()
	mock.Set(noon.Time().In(time.FixedZone("", 3*3600)))
	for name, c := range map[string]tapsim.Clock{"mock": mock, "virtual": tapsim.NewVirtualClock(noon)} {
		e := tapsim.New(tapsim.Config{Clock: c})
		require.Equal(t, noon, e.Now(), name)
	}
	real := tapsim.New(tapsim.Config{Clock: clock.New()})
	require.WithinDuration(t, time.Now(), real.Now().Time(), time.Minute)
}

func TestTimeIsCutToTheTick(t *testing.T) {
	mock := clock.NewMock()
	e := tapsim.New(tapsim.Config{Clock: mock, Policy: enabled()})
	add(t, e, ada)
	for _, c := range []struct {
		nanoseconds int
		cut         bool
	}{{0, false}, {1, true}, {99, true}, {100, false}, {199, true}} {
		mock.Set(noon.Time().Add(time.Duration(c.nanoseconds)))
		out := e.Do(ada, operator, model.Command{Op: model.Create})
		require.Equal(t, noon.Add(model.Duration(c.nanoseconds/100)), out.View.Created)
		require.Equal(t, c.cut, out.Contributing.Has(model.TimeUTC), "%d ns", c.nanoseconds)
	}
}

func TestKeys(t *testing.T) {
	e, _ := tenant(t)
	id := idOf(t, e, ada)
	me := delegated(id)
	unknownUser := delegated(model.ID{1})
	app := model.Actor{Kind: model.Application, Scopes: model.ScopeReadWriteAll}

	for _, c := range []struct {
		name         string
		key          string
		actor        model.Actor
		op           model.Op
		want         model.Rule
		contributing model.Rule // NoRule: not user-key
	}{
		{"as stored", ada, operator, model.List, model.ListOne, model.NoRule},
		{"as stored, in mixed case", bob, operator, model.List, model.ListOne, model.NoRule},
		{"in other letters", "ADA@contoso.example", operator, model.List, model.ListOne, model.UserKey},
		{"stored in mixed case, asked in lower", "bob@contoso.example", operator, model.List, model.ListOne, model.UserKey},
		{"by id", id.String(), operator, model.List, model.ListOne, model.UserKey},
		{"by id in upper case", upperCase(id), operator, model.List, model.ListOne, model.UserKey},
		{"me", "me", me, model.List, model.ListOne, model.AccessMe},
		{"me in other letters", "Me", me, model.List, model.ListOne, model.AccessMe},
		{"me of a user who is not in the directory", "me", unknownUser, model.List, model.UserMissing, model.AccessMe},
		{"me of an application", "me", app, model.List, model.AccessMe, model.AccessMe},
		{"me of an operator", "me", operator, model.Create, model.AccessMe, model.AccessMe},
		{"me of an operator who signs in", "me", operator, model.SignIn, model.SigninNone, model.NoRule},
		{"unknown name", "eve@contoso.example", operator, model.Create, model.UserMissing, model.NoRule},
		{"unknown id", model.ID{7}.String(), operator, model.Get, model.UserMissing, model.NoRule},
		{"no key", "", operator, model.Delete, model.UserMissing, model.NoRule},
		{"unknown, signing in", "eve@contoso.example", operator, model.SignIn, model.SigninNone, model.NoRule},
		{"unknown, renewing", "eve@contoso.example", operator, model.Refresh, model.RefreshNone, model.NoRule},
		{"nothing asked", ada, operator, 0, model.NoRule, model.NoRule},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := e.Do(c.key, c.actor, model.Command{Op: c.op})
			require.Equal(t, c.want.String(), out.Rule.String())
			require.Equal(t, c.contributing == model.UserKey, out.Contributing.Has(model.UserKey))
			require.Equal(t, c.contributing == model.AccessMe, out.Contributing.Has(model.AccessMe))
		})
	}
	for _, u := range e.Users() {
		s, ok := e.State(u.Name)
		require.True(t, ok)
		require.Zero(t, s, "none of these made a pass")
	}
}

func upperCase(id model.ID) string {
	b := id.Append(nil)
	for i := range b {
		if b[i] >= 'a' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

func TestEngineAddsItsRulesToAcceptedCreatesAlone(t *testing.T) {
	e, _ := tenant(t)
	drawn := model.RulesOf(model.PassID, model.PassCodeLength, model.PassCodeAlphabet)

	out := e.Do(ada, operator, model.Command{Op: model.Create})
	require.True(t, out.Accepted())
	require.Zero(t, drawn.Minus(out.Contributing))

	zero := model.Minutes(0)
	out = e.Do(ada, operator, model.Command{Op: model.Create, Lifetime: &zero})
	require.Equal(t, model.CreateLifetimeRange, out.Rule)
	require.Equal(t, drawn, drawn.Minus(out.Contributing))
}

func TestCreateIgnoresTheIdAndCodeOfItsCommand(t *testing.T) {
	e, _ := tenant(t)
	mine := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("chosen")}
	out := e.Do(ada, operator, mine)
	require.NotEqual(t, mine.ID, out.View.ID)
	require.NotEqual(t, mine.Code, out.Code)
}

func TestGuestsAreExternalOnlyWhereBothHold(t *testing.T) {
	for _, c := range []struct {
		guest, external bool
		want            model.Rule
	}{
		{false, false, model.CreateAccepted},
		{true, false, model.CreateAccepted},
		{false, true, model.CreateAccepted},
		{true, true, model.CreateGuest},
	} {
		e := tapsim.New(tapsim.Config{Policy: enabled()})
		_, err := e.AddUser(tapsim.User{Name: ada, Guest: c.guest, External: c.external})
		require.NoError(t, err)
		out := e.Do(ada, operator, model.Command{Op: model.Create})
		require.Equal(t, c.want, out.Rule)
		require.Equal(t, c.external && !c.guest, out.Contributing.Has(model.CreateExternalMember))
	}
}

// A change of a group's role assignability counts at the next call.
func TestRoleGroupsCountAtOnce(t *testing.T) {
	tier0, staff := model.ID{1}, model.ID{2}
	groups := []model.ID{tier0}
	e := tapsim.New(tapsim.Config{Policy: enabled(), RoleGroups: groups})
	groups[0] = staff // the engine must have a copy
	add(t, e, ada)
	helpdesk := model.Actor{Kind: model.Delegated, User: model.ID{9}, Scopes: model.ScopeReadWriteAll, Roles: model.AuthenticationAdministrator}
	for _, c := range []struct {
		groups []model.ID
		want   model.Rule
	}{
		{nil, model.CreateAccepted},
		{[]model.ID{staff, tier0}, model.AccessRefused},
		{[]model.ID{staff}, model.CreateAccepted},
		{[]model.ID{tier0}, model.AccessRefused},
	} {
		e.UpdateUser(ada, tapsim.UserUpdate{Groups: &c.groups})
		require.Equal(t, c.want, e.Do(ada, helpdesk, model.Command{Op: model.Create}).Rule)
	}
}

func TestThePolicyIsNotShared(t *testing.T) {
	begin := enabled()
	e := tapsim.New(tapsim.Config{Policy: begin})
	add(t, e, ada)
	scribble := func(targets []model.Target) { targets[0] = model.Target{} }

	scribble(begin.Include)
	got, _ := e.StepPolicy(operator, model.PolicyCommand{Op: model.ReadPolicy})
	require.Equal(t, *enabled(), got)

	scribble(got.Include)
	include := []model.Target{{Type: model.GroupTarget, All: true}}
	got, out := e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Include: &include})
	require.Equal(t, model.PolicyUpdate, out.Rule)

	scribble(include)
	scribble(got.Include)
	require.Equal(t, model.EnabledByPolicy, e.Do(ada, operator, model.Command{Op: model.Create}).View.Reason)
}

func TestStepPolicyNeedsAccess(t *testing.T) {
	e, _ := tenant(t)
	no := false
	_, out := e.StepPolicy(model.Actor{Kind: model.Application}, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &no})
	require.Equal(t, model.AccessRefused, out.Rule)
	got, out := e.StepPolicy(operator, model.PolicyCommand{Op: model.ReadPolicy})
	require.Equal(t, model.PolicyRead, out.Rule)
	require.True(t, got.Enabled)
}

func TestAnUnknownEditionPanics(t *testing.T) {
	require.PanicsWithValue(t, "tapsim: Config.Edition is 77, which is none of [current documented preview]", func() { tapsim.New(tapsim.Config{Edition: 77}) })
}

func TestPolicyThatNoTenantHasPanics(t *testing.T) {
	short, askew := *enabled(), *enabled()
	short.Length, askew.Default = 3, 500
	for _, c := range []struct {
		policy model.Policy
		says   string
	}{{model.Policy{}, "policy-range"}, {short, "policy-range"}, {askew, "policy-order"}} {
		func() {
			defer func() { require.Contains(t, recover(), c.says) }()
			tapsim.New(tapsim.Config{Policy: &c.policy})
		}()
	}
}

func TestOrdinaryCommandsTakeNoMemory(t *testing.T) {
	e, _ := tenant(t)
	once := false
	made := e.Do(ada, operator, model.Command{Op: model.Create, Once: &once})
	id := idOf(t, e, ada).String()
	for name, cmd := range map[string]model.Command{
		"list":    {Op: model.List},
		"get":     {Op: model.Get, ID: made.View.ID},
		"signIn":  {Op: model.SignIn, Code: made.Code},
		"refresh": {Op: model.Refresh, ID: made.View.ID},
	} {
		for _, key := range []string{ada, id} {
			allocs := testing.AllocsPerRun(100, func() { e.Do(key, operator, cmd) })
			require.Zero(t, allocs, "%s of %s", name, key)
		}
	}
}
