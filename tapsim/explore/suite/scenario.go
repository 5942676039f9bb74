package suite

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// Scenario tells a trace as a scenario. Each step wants what the reference model answers.
// The error says why no scenario can tell it: some callers and instants have no name.
//
// Id, title and rules are those of the last step; the caller may give others.
func Scenario(t explore.Trace) (*scenario.Scenario, error) {
	w, err := tell(t)
	if err != nil {
		return nil, err
	}
	w.want()
	w.unlabel()
	return w.s, nil
}

// Bare is Scenario with no more wants than the rule of each step. To compare two
// implementations needs no more, and it takes a fraction of the time.
func Bare(t explore.Trace) (*scenario.Scenario, error) {
	w, err := tell(t)
	if err != nil {
		return nil, err
	}
	w.unlabel()
	for i := range t.Steps {
		if rule := t.Steps[i].Label.Rule; rule != model.NoRule && !slices.Contains(w.s.Rules, rule) {
			w.s.Rules, w.s.RulePos = append(w.s.Rules, rule), append(w.s.RulePos, scenario.Position{})
		}
	}
	return w.s, nil
}

func tell(t explore.Trace) (*teller, error) {
	w := newTeller(&t)
	for i := range t.Steps {
		if err := w.step(&t.Steps[i]); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// A teller tells a trace.
type teller struct {
	s     *scenario.Scenario
	trace *explore.Trace
	words write.Words

	now    model.Instant  // by the clock of the scenario
	last   model.Instant  // of the last step
	shift  model.Duration // from the instants of the trace
	waited bool
	label  string // of the pass there is
	gone   string // of the last one that is gone
	opened string // of the last one that is gone and with which a user signed in
	made   int
	known  []write.Words // at each step: the passes that were made before it
	user   model.User    // whom the next step is about
	told   model.User    // what the directory says of her
}

// The names of the people and groups of a scenario, by their ids in the world.
var (
	person     = protocol.User{Name: "ada", ID: protocol.UserID("ada")}
	caller     = protocol.User{Name: "admin", ID: protocol.UserID("admin")}
	groupNames = map[model.ID]string{explore.StaffID: "staff", explore.AdminsID: "tier0"}
)

const unknownKey = "nobody@contoso.example"

func groupID(id model.ID) model.ID {
	if name, ok := groupNames[id]; ok {
		return protocol.GroupID(name)
	}
	return id
}

func newTeller(t *explore.Trace) *teller {
	w := &teller{trace: t, s: &scenario.Scenario{ID: "explore/" + t.World.Name, Title: "A way through " + t.World.Name, Start: scenario.DefaultStart}}
	if t.World.Instants != nil {
		w.s.Start = t.Begin.Now
	}
	w.last = w.s.Start
	w.now, w.shift, w.words = w.s.Start, w.s.Start.Sub(t.Begin.Now), write.Words{Start: w.s.Start}
	w.s.Edition = t.World.Edition
	w.s.Policy = policyOf(t.Graph().Policy(t.Begin))
	w.user = t.Graph().User(t.Begin)
	w.told = w.user
	w.s.Users = []protocol.User{userOf(w.user)}
	if slices.ContainsFunc(t.Steps, func(s explore.Transition) bool {
		return t.World.Callers[s.Input.Caller].Actor.User == explore.CallerID
	}) {
		w.s.Users = append(w.s.Users, caller)
	}
	for id, name := range groupNames {
		if w.names(id) {
			w.s.Groups = append(w.s.Groups, protocol.Group{Name: name, ID: groupID(id), RoleAssignable: slices.Contains(t.World.RoleGroups, id)})
		}
	}
	slices.SortFunc(w.s.Groups, func(a, b protocol.Group) int { return strings.Compare(a.Name, b.Name) })
	return w
}

// names reports whether the trace names a group.
func (w *teller) names(id model.ID) bool {
	listed := func(list *[]model.Target) bool {
		return list != nil && slices.ContainsFunc(*list, func(t model.Target) bool { return t.Type == model.GroupTarget && t.ID == id })
	}
	p := w.trace.Graph().Policy(w.trace.Begin)
	if listed(&p.Include) || listed(&p.Exclude) || slices.Contains(w.user.Groups, id) {
		return true
	}
	return slices.ContainsFunc(w.trace.Steps, func(s explore.Transition) bool {
		return listed(s.Input.Update.Include) || listed(s.Input.Update.Exclude) || slices.Contains(w.trace.Graph().User(s.To).Groups, id)
	})
}

func userOf(u model.User) protocol.User {
	p := person
	p.Guest, p.External = u.Guest, u.External
	for _, id := range u.Groups {
		p.Groups = append(p.Groups, groupID(id))
	}
	p.Roles = rolesOf(u.Roles)
	return p
}

func rolesOf(set model.Roles) (names []string) {
	for _, name := range model.RoleNames() {
		if set&model.RolesOf(name) != 0 {
			names = append(names, name)
		}
	}
	return names
}

func scopesOf(set model.Scopes) (names []string) {
	for _, name := range model.ScopeNames() {
		if set&model.ScopesOf(name) != 0 {
			names = append(names, name)
		}
	}
	return names
}

func targetsOf(list []model.Target) []model.Target {
	all := make([]model.Target, len(list))
	for i, t := range list {
		switch {
		case t.All:
		case t.ID == explore.UserID:
			t.ID = person.ID
		default:
			t.ID = groupID(t.ID)
		}
		all[i] = t
	}
	return all
}

func policyOf(p model.Policy) model.Policy {
	p.Include, p.Exclude = targetsOf(p.Include), targetsOf(p.Exclude)
	return p
}

// step tells one transition.
func (w *teller) step(t *explore.Transition) error {
	in := &t.Input
	if in.Kind == explore.Wait {
		w.now, w.waited = t.To.Now.Add(w.shift), true
		return nil
	}
	step := scenario.Step{}
	if t.Label.Rule != model.NoRule {
		step.Wants = []scenario.Assertion{{Name: "rule", Value: t.Label.Rule}}
	}
	if w.waited {
		step.At = w.words.TimeExpression(w.now, "")
		step.Skew = w.now < w.last
	}
	var err error
	switch in.Kind {
	case explore.OfUser:
		if !w.moved(&step, w.trace.Graph().User(t.To)) {
			return nil
		}
	case explore.OfPolicy:
		step.Op, step.Body = map[model.PolicyOp]protocol.Op{
			model.ReadPolicy: protocol.GetPolicy, model.UpdatePolicy: protocol.UpdatePolicy, model.ResetPolicy: protocol.ResetPolicy,
		}[in.Update.Op], patch(&in.Update)
		err = w.calls(&step, in)
	default:
		step.User = person.UPN()
		if w.user.Unknown {
			step.User = unknownKey
		}
		if err = w.calls(&step, in); err == nil {
			err = w.command(&step, t)
		}
	}
	if err != nil {
		return err
	}
	w.s.Steps, w.known = append(w.s.Steps, step), append(w.known, w.words)
	w.last, w.waited = w.now, false
	if w.trace.World.Instants == nil {
		w.shift = w.now.Sub(t.To.Now)
	}
	return nil
}

// moved tells a change in the directory, if it is one for those who ask. A user who is
// unknown is one whom nobody asks about.
func (w *teller) moved(step *scenario.Step, to model.User) bool {
	if w.user = to; to.Unknown || equalUsers(to, w.told) {
		return false
	}
	w.told = to
	u := userOf(to)
	body := map[string]any{"groups": append([]model.ID{}, u.Groups...), "roles": append([]string{}, u.Roles...), "external": u.External, "userType": "member"}
	if u.Guest {
		body["userType"] = "guest"
	}
	step.Op, step.User, step.Body = protocol.UpdateUser, person.UPN(), wire.JSON(body)
	return true
}

func equalUsers(a, b model.User) bool {
	return a.Guest == b.Guest && a.External == b.External && a.Roles == b.Roles && slices.Equal(a.Groups, b.Groups)
}

// calls tells who asks.
func (w *teller) calls(step *scenario.Step, in *explore.Input) error {
	if in.Op == model.SignIn || in.Op == model.Refresh {
		return nil
	}
	c := w.trace.World.Callers[in.Caller]
	if c.Me && step.User != "" {
		step.User = "me"
	}
	switch c.Actor.Kind {
	case model.Operator:
		return nil
	case model.Delegated:
		step.Actor = &protocol.Actor{Kind: "delegated", User: caller.ID.String(), Scopes: scopesOf(c.Actor.Scopes), Roles: rolesOf(c.Actor.Roles)}
		if c.Actor.User == explore.UserID {
			if w.user.Unknown {
				return fmt.Errorf("a user whom the directory does not have makes no request")
			}
			step.Actor.User = person.ID.String()
		}
	case model.Application:
		step.Actor = &protocol.Actor{Kind: "application", Permissions: scopesOf(c.Actor.Scopes), Roles: rolesOf(c.Actor.Roles)}
	default:
		return fmt.Errorf("no token stands for such a caller")
	}
	return nil
}

// command tells a command on the pass.
func (w *teller) command(step *scenario.Step, t *explore.Transition) error {
	in := &t.Input
	step.Op = map[model.Op]protocol.Op{
		model.Create: protocol.Create, model.List: protocol.List, model.Get: protocol.Get,
		model.Delete: protocol.Delete, model.SignIn: protocol.SignIn, model.Refresh: protocol.Refresh,
	}[in.Op]
	if in.Op == model.Create {
		if err := w.create(step, t); err != nil {
			return err
		}
	} else if in.Op != model.List {
		w.pass(step, in)
	}
	if (in.Op == model.Create || in.Op == model.Delete) && t.Label.Rule.Answer().Accepted {
		if w.label != "" {
			w.gone = w.label
			if t.From.Session {
				w.opened = w.label
			}
		}
		w.label = step.As
	}
	return nil
}

// pass says which pass a step is about.
func (w *teller) pass(step *scenario.Step, in *explore.Input) {
	switch {
	case in.Pass == explore.Current && w.label != "":
		step.Pass = w.label
	case in.Pass == explore.Earlier && in.Op == model.Refresh:
		step.Pass = w.opened
	case in.Pass == explore.Earlier && w.gone != "":
		step.Pass = w.gone
	case in.Op == model.SignIn:
		step.Code = model.NewCode("never-issued")
	default:
		step.PassID = model.ID{}.String()
	}
}

// create tells a create.
func (w *teller) create(step *scenario.Step, t *explore.Transition) error {
	in, env := &t.Input, w.trace.Graph().Env(t.From, t.Input)
	body := []write.Member{}
	if in.Lifetime != nil {
		body = append(body, write.Member{Name: "lifetimeInMinutes", Value: wire.JSON(*in.Lifetime)})
	}
	if in.Once != nil {
		body = append(body, write.Member{Name: "isUsableOnce", Value: wire.JSON(*in.Once)})
	}
	if at := in.StartAt(w.now, env.Policy.Default); at != nil {
		if *at < 0 || *at > model.LastInstant {
			return fmt.Errorf("no text stands for an instant outside the years 1 to 9999")
		}
		if step.Start = w.words.TimeExpression(*at, ""); step.Start.Base == scenario.Literal {
			body = append(body, write.Member{Name: "startDateTime", Value: wire.JSON(step.Start.Text)})
			step.Start = nil
		}
	}
	step.Body = []byte(write.Object(body))
	if t.Label.Rule != model.CreateAccepted {
		return nil
	}
	w.made++
	step.As = labelOf(w.made)
	slot := t.To.Slot
	shift := w.shift
	if w.trace.World.Instants == nil {
		shift = w.now.Sub(slot.Created)
	}
	if in.Start.Of == explore.Latest {
		slot.Start = *in.StartAt(w.now, env.Policy.Default) - model.Instant(shift)
	}
	w.words.Made(step.As, slot.Start.Add(shift), slot.End().Add(shift))
	return nil
}

func labelOf(n int) string {
	const letters = "pqrstuvw"
	if n <= len(letters) {
		return letters[n-1 : n]
	}
	return fmt.Sprintf("p%d", n)
}

// patch is the body of an update.
func patch(cmd *model.PolicyCommand) []byte {
	if cmd.Op != model.UpdatePolicy {
		return nil
	}
	body := []write.Member{{Name: "@odata.type", Value: wire.JSON(wire.PolicyType)}}
	add := func(name string, value any) {
		body = append(body, write.Member{Name: name, Value: wire.JSON(value)})
	}
	if cmd.Enabled != nil {
		add("state", map[bool]string{true: "enabled", false: "disabled"}[*cmd.Enabled])
	}
	for _, p := range []struct {
		name  string
		value *model.Minutes
	}{{"minimumLifetimeInMinutes", cmd.Minimum}, {"maximumLifetimeInMinutes", cmd.Maximum}, {"defaultLifetimeInMinutes", cmd.Default}} {
		if p.value != nil {
			add(p.name, *p.value)
		}
	}
	if cmd.Length != nil {
		add("defaultLength", *cmd.Length)
	}
	if cmd.OnceOnly != nil {
		add("isUsableOnce", *cmd.OnceOnly)
	}
	for name, list := range map[string]*[]model.Target{"includeTargets": cmd.Include, "excludeTargets": cmd.Exclude} {
		if list == nil {
			continue
		}
		targets := []map[string]string{}
		for _, t := range targetsOf(*list) {
			target := map[string]string{"targetType": "group", "id": t.ID.String()}
			if t.Type == model.UserTarget {
				target["targetType"] = "user"
			}
			if t.All {
				target["id"] = "all_users"
			}
			targets = append(targets, target)
		}
		add(name, json.RawMessage(wire.JSON(targets)))
	}
	return []byte(write.Object(body))
}

// unlabel takes out the labels that no step names.
func (w *teller) unlabel() {
	named := map[string]bool{}
	for i := range w.s.Steps {
		s := &w.s.Steps[i]
		named[s.Pass] = true
		instants := []*scenario.TimeExpression{s.At, s.Start}
		for _, want := range s.Wants {
			if m, ok := want.Value.(*scenario.TimeExpression); ok {
				instants = append(instants, m)
			}
		}
		for _, m := range instants {
			if m != nil {
				named[m.Label] = true
			}
		}
	}
	for i := range w.s.Steps {
		if s := &w.s.Steps[i]; !named[s.As] {
			s.As = ""
		}
	}
}

// shown is what a step wants of an accepted answer beside its rule: all that tells one
// state of a pass from another.
var shown = map[protocol.Op][]string{
	protocol.Create:  {"startDateTime", "isUsableOnce", "methodUsabilityReason"},
	protocol.List:    {"count", "startDateTime", "isUsableOnce", "methodUsabilityReason"},
	protocol.Get:     {"startDateTime", "isUsableOnce", "methodUsabilityReason"},
	protocol.SignIn:  {"sessionEnds", "registerBy"},
	protocol.Refresh: {"sessionEnds"},
}

// want makes the answers of the reference what the steps want.
func (w *teller) want() {
	reached := model.Rules{}
	i := 0
	for step := range scenario.Play(w.s, &protocol.Reference{}) {
		if !step.Asked || i == len(w.s.Steps) {
			break
		}
		s := &w.s.Steps[i]
		var names []string
		if step.Response.Accepted() {
			names = shown[s.Op]
		}
		s.Wants = write.Wants(&step.Response, &w.known[i], s.As, names...)
		if rule := step.Response.Rule; !reached.Has(rule) && rule != model.NoRule {
			reached = reached.With(rule)
		}
		i++
	}
	for rule := range reached.All() {
		w.s.Rules, w.s.RulePos = append(w.s.Rules, rule), append(w.s.RulePos, scenario.Position{})
	}
}
