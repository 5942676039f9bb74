package model

// A State is one user's slot: the facts of its pass, or none. Its zero value is an
// empty slot. Only facts are stored, so no two fields can contradict each other; View
// derives the rest.
//
// Rule pass-single: a slot has room for one pass.
type State struct {
	ID       ID      // of the pass; new for each
	Code     Code    // returned once, in the outcome of the create
	Created  Instant // when the create was answered; Start may lie before and after
	Start    Instant // the pass is usable from here
	Lifetime Minutes // 10 to 43200; 0: there is no pass
	Once     bool    // the first sign-in spends it
	Used     bool    // that sign-in has happened; never true of a multi-use pass

	// Padding to 64 bytes, which are copied in four moves. Without it the moves overlap,
	// and Step takes an eighth longer.
	_ [8]byte
}

// Exists reports whether the slot holds a pass.
func (s State) Exists() bool { return s.Lifetime != 0 }

// End is the first instant after the lifetime of the pass.
//
// The end is exclusive: a pass of 60 minutes is usable for exactly 60 minutes of
// ticks. If the end were inclusive, a second pass that starts where this one ends
// would overlap it by one tick. Rule usability-end.
func (s State) End() Instant { return s.Start.Add(s.Lifetime.Ticks()) }

// A Reason says why a pass is usable or not: Graph's methodUsabilityReason.
type Reason uint8

const (
	EnabledByPolicy Reason = iota + 1
	DisabledByPolicy
	Expired
	NotYetValid
	OneTimeUsed
)

var reasons = [...]string{"none", "EnabledByPolicy", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed"}

// String spells the reason as responses do. Rule usability-case.
func (r Reason) String() string {
	if int(r) < len(reasons) {
		return reasons[r]
	}
	return "unknown"
}

// A View is what Graph shows of a pass. It has no code, so it cannot leak one. Rule
// pass-code-once.
type View struct {
	ID       ID
	Created  Instant
	Start    Instant
	Lifetime Minutes
	Once     bool
	Reason   Reason
}

// Usable reports whether the pass can sign in now: Graph's isUsable.
func (v View) Usable() bool { return v.Reason == EnabledByPolicy }

// View returns what Graph would show for the slot at env.Now under env.Policy,
// and false where there is no pass.
func (s State) View(env Env) (View, bool) {
	var view View
	if s.Exists() {
		s.look(&env, &view, &Rules{})
	}
	return view, s.Exists()
}

// Next returns the next instant after env.Now at which time alone changes the view,
// and false when there is none.
func (s State) Next(env Env) (Instant, bool) {
	now, ok := s.View(env)
	if !ok {
		return 0, false
	}
	for _, edge := range s.Edges() {
		if edge <= env.Now {
			continue
		}
		env.Now = edge
		if then, _ := s.View(env); then != now {
			return edge, true
		}
	}
	return 0, false
}

// look fills in the view and adds to why the rules that shaped it.
func (s *State) look(env *Env, view *View, why *Rules) {
	view.ID, view.Created, view.Start = s.ID, s.Created, s.Start
	view.Lifetime, view.Once = s.Lifetime, s.Once
	view.Reason = s.reason(env, why)
}

// reason derives the usability of the pass.
func (s *State) reason(env *Env, why *Rules) Reason { return s.named(s.unusable(env), env, why) }

// causes is a set of what stands against using a pass. Several can hold at once, but no
// pass is both expired and early.
type causes uint8

const (
	disabled causes = 1 << iota
	expired
	early
	used
)

func (s *State) unusable(env *Env) (c causes) {
	policy := &env.Policy
	if !policy.Enabled || policy.OnceOnly && !s.Once || !policy.Includes(&env.User) {
		c |= disabled
	}
	switch end := s.End(); {
	case env.Now > end, env.Now == end && !env.Readings.Has(EndIncluded):
		c |= expired
	case env.Now < s.Start:
		c |= early
	}
	if s.Used {
		c |= used
	}
	return c
}

// named is the reason that is named, and adds to why the rules that shaped it.
func (s *State) named(c causes, env *Env, why *Rules) Reason {
	policy := &env.Policy
	// Under today's policy this pass could not be made. It stays usable all the same.
	if policy.OnceOnly && !s.Once || s.Lifetime < policy.Minimum || s.Lifetime > policy.Maximum {
		why.add(PolicyExisting)
	}
	if c&(c-1) != 0 { // more than one
		why.add(UsabilityOrder)
	}
	if c&disabled == 0 && env.Now == s.End() {
		why.add(UsabilityEnd)
	}
	reason := c.first(env.Readings)
	switch reason {
	case DisabledByPolicy:
		why.add(UsabilityDisabled)
		if !policy.Includes(&env.User) {
			why.add(PolicyTargets)
		}
	case Expired:
		why.add(UsabilityExpired)
	case NotYetValid:
		why.add(UsabilityEarly)
	case OneTimeUsed:
		why.add(UsabilityUsed)
	default:
		why.add(UsabilityEnabled)
	}
	return reason
}

// first is the reason that comes first, of those that hold. Rule usability-order.
func (c causes) first(r Readings) Reason {
	reason := EnabledByPolicy
	if c&disabled != 0 {
		reason = DisabledByPolicy
	}
	if c&expired != 0 && (reason == EnabledByPolicy || r.Has(ExpiredBeforeDisabled)) {
		reason = Expired
	}
	if c&early != 0 && (reason == EnabledByPolicy || r.Has(EarlyBeforeDisabled)) {
		reason = NotYetValid
	}
	if c&used != 0 && (reason == EnabledByPolicy || r.Has(usedBefore[reason])) {
		reason = OneTimeUsed
	}
	return reason
}

var usedBefore = [...]Readings{DisabledByPolicy: UsedBeforeDisabled, Expired: UsedBeforeExpired, NotYetValid: UsedBeforeEarly}
