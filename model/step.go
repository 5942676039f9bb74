package model

// Step applies one command to one user's slot and returns the slot as it is
// afterwards. It is pure and total: the same arguments give the same results,
// in any order of instants, and every combination has an answer. A refused
// command, and every read, returns s as it was.
//
// The checks run in this order: does the user exist, may the caller do this, and then
// the checks of the command.
func Step(s State, env Env, cmd Command) (next State, out Outcome) {
	next = s
	if s.Exists() && env.Now < s.Created {
		out.Contributing.add(TimeTotal)
	}
	switch cmd.Op {
	case SignIn:
		out.Rule = next.signIn(&env, &cmd, &out)
	case Refresh:
		out.Rule = next.refresh(&env, &cmd, &out)
	case Create, List, Get, Delete:
		out.Rule = admit(&env, cmd.Op, &out)
		if out.Rule == NoRule {
			out.Rule = next.manage(&env, &cmd, &out)
		}
	default:
		return s, Outcome{}
	}
	return next, out
}

// The methods below return the rule that settles the answer. They put what
// shaped it into out, and change the slot only where they accept.

// manage carries out a command of an administrator, once the caller is admitted.
func (s *State) manage(env *Env, cmd *Command, out *Outcome) Rule {
	switch cmd.Op {
	case Create:
		return s.create(env, cmd, out)
	case List:
		if s.Exists() {
			out.Contributing.add(PassSingle)
			s.read(env, out)
		}
		return ListOne
	case Get:
		if !s.holds(cmd.ID) {
			return GetMissing
		}
		s.read(env, out)
		return GetFound
	default: // Delete
		switch {
		case s.holds(cmd.ID), s.Exists() && env.Readings.Has(AnyIDDeleted):
			*s = State{}
			return DeleteFound
		case env.Readings.Has(MissingDeleted):
			return DeleteFound
		}
		return DeleteMissing
	}
}

func (s *State) holds(id ID) bool { return s.Exists() && s.ID == id }

// create makes a new pass, and replaces the old one if there is one. Its checks never
// correct a value: a wrong one is refused.
func (s *State) create(env *Env, cmd *Command, out *Outcome) Rule {
	policy := &env.Policy

	included := policy.Includes(&env.User)
	inScope := policy.Enabled && included
	switch {
	case env.User.External && (env.User.Guest || env.Readings.Has(ExternalMemberRefused)):
		return CreateGuest
	case !inScope && env.Edition.gated():
		if !included {
			out.Contributing.add(PolicyTargets)
		}
		return CreateGated
	}

	if s.Exists() && env.Edition == Preview {
		var why Rules
		switch reason := s.reason(env, &why); {
		case reason == EnabledByPolicy, reason == NotYetValid:
			out.Contributing = out.Contributing.Union(why)
			return CreateConflict
		case reason == Expired && env.Now == s.End() && !s.Used: // usable, if the end were inclusive
			out.Contributing.add(UsabilityEnd)
		case reason == DisabledByPolicy && env.Now < s.Start: // NotYetValid, if that came first
			out.Contributing.add(UsabilityOrder)
		}
	}

	lifetime, once, start := policy.Default, policy.OnceOnly, env.Now

	if cmd.Lifetime == nil {
		out.Contributing.add(CreateLifetimeDefault)
	} else {
		lifetime = *cmd.Lifetime
	}
	least, greatest := max(policy.Minimum, LeastLifetime), min(policy.Maximum, GreatestLifetime)
	if lifetime < least || lifetime > greatest {
		out.Minimum, out.Maximum = least, greatest
		return CreateLifetimeRange
	}

	if cmd.Once == nil {
		out.Contributing.add(CreateOnceDefault)
	} else {
		once = *cmd.Once
	}
	if policy.OnceOnly && !once {
		return CreateOnceRequired
	}

	if cmd.Start == nil {
		out.Contributing.add(CreateStartDefault)
	} else {
		start = *cmd.Start
	}
	if start < 0 || start < env.Now.Add(-StartTolerance) || start < env.Now && env.Readings.Has(NoTolerance) {
		return CreateStartPast
	}
	if start < env.Now {
		out.Contributing.add(CreateStartTolerance)
		if env.Readings.Has(ToleratedStartIsNow) {
			start = env.Now
		}
	}
	// Every instant that an answer about this pass can contain must have a spelling: its
	// end, and a deadline to register that was set just before its end.
	last := LastInstant.Add(-lifetime.Ticks() - RegistrationWindow)
	if start == last {
		out.Contributing.add(CreateStartFar)
	}
	if start > last || env.Readings.Has(NearerLimit) && (start == last || start > env.Now.Add(GreatestLifetime.Ticks())) {
		return CreateStartFar
	}

	if !inScope {
		out.Contributing.add(CreateUngated)
	}
	if env.User.External {
		out.Contributing.add(CreateExternalMember)
	}
	if s.Exists() {
		out.Contributing.add(CreateReplaces)
		out.Contributing.add(PassSingle)
	}
	s.ID, s.Code, s.Created = cmd.ID, cmd.Code, env.Now
	s.Start, s.Lifetime, s.Once, s.Used = start, lifetime, once, false
	s.look(env, &out.View, &out.Contributing)
	out.Contributing.add(PassCodeOnce)
	out.Code = s.Code
	return CreateAccepted
}

// read shows the pass, in whatever state it is, to a caller who may read it.
func (s *State) read(env *Env, out *Outcome) {
	s.look(env, &out.View, &out.Contributing)
	out.Contributing.add(PassCodeOnce)
	if out.View.Reason != EnabledByPolicy {
		out.Contributing.add(PassStays)
	}
}

// signIn checks the code before anything about the pass, so that a caller without the
// code does not learn its state. For the same reason an unknown user is answered like
// one without a pass.
func (s *State) signIn(env *Env, cmd *Command, out *Outcome) Rule {
	if !s.Exists() || env.User.Unknown {
		return SigninNone
	}
	if !s.Code.Matches(cmd.Code) {
		if s.unusable(env) == 0 {
			return SigninCode
		}
		out.Contributing.add(SigninOrder)
		if !env.Readings.Has(StateBeforeCode) {
			return SigninCode
		}
	}

	switch s.reason(env, &out.Contributing) {
	case DisabledByPolicy:
		return SigninDisabled
	case Expired:
		return SigninExpired
	case NotYetValid:
		return SigninEarly
	case OneTimeUsed:
		return SigninUsed
	}

	out.SessionEnds = s.End()
	out.Contributing.add(SigninSession)
	if s.Once {
		s.Used = true
		out.RegisterBy = env.Now.Add(RegistrationWindow)
		out.Contributing.add(SigninOnce)
		out.Contributing.add(SigninWindow)
	} else {
		out.Contributing.add(SigninWindowMulti)
	}
	return SigninAccepted
}

// refresh renews a session that the caller says began with the pass cmd.ID. A spent
// one-time pass is no obstacle: the session itself has spent it.
func (s *State) refresh(env *Env, cmd *Command, out *Outcome) Rule {
	if env.User.Unknown || !s.holds(cmd.ID) {
		return RefreshNone
	}
	c := s.unusable(env) &^ used
	if env.Readings.Has(RefreshedWhileDisabled) {
		c &^= disabled
	}
	if env.Readings.Has(RefreshedEarly) {
		c &^= early
	}
	switch s.named(c, env, &out.Contributing) {
	case DisabledByPolicy:
		return RefreshDisabled
	case Expired:
		return RefreshExpired
	case NotYetValid:
		return RefreshEarly
	}
	out.SessionEnds = s.End()
	out.Contributing.add(SigninSession)
	return RefreshAccepted
}
