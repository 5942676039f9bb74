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

// reason derives the usability of the pass. The cases are in order of precedence; see
// the rule usability-order.
func (s *State) reason(env *Env, why *Rules) Reason {
	policy := &env.Policy
	included := policy.Includes(&env.User)
	end := s.End()

	wrongKind := policy.OnceOnly && !s.Once
	disabled := !policy.Enabled || !included || wrongKind
	expired := env.Now >= end
	early := env.Now < s.Start

	// Under today's policy this pass could not be made. It stays usable all the same.
	if wrongKind || s.Lifetime < policy.Minimum || s.Lifetime > policy.Maximum {
		why.add(PolicyExisting)
	}
	if disabled && (expired || early || s.Used) || s.Used && (expired || early) {
		why.add(UsabilityOrder)
	}

	switch {
	case disabled:
		why.add(UsabilityDisabled)
		if !included {
			why.add(PolicyTargets)
		}
		return DisabledByPolicy
	case expired:
		why.add(UsabilityExpired)
		if env.Now == end {
			why.add(UsabilityEnd)
		}
		return Expired
	case early:
		why.add(UsabilityEarly)
		return NotYetValid
	case s.Used:
		why.add(UsabilityUsed)
		return OneTimeUsed
	default:
		why.add(UsabilityEnabled)
		return EnabledByPolicy
	}
}
