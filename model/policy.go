package model

import "slices"

// A Policy is the tenant's temporaryAccessPassAuthenticationMethodConfiguration.
// Its zero value is disabled and includes no user; DefaultPolicy is what a
// tenant starts with. A Policy is never changed in place: StepPolicy returns a new
// one, and the slices are shared.
type Policy struct {
	Enabled  bool
	Minimum  Minutes // of a lifetime; 10 to 43200
	Maximum  Minutes // of a lifetime; 10 to 43200
	Default  Minutes // the lifetime of a pass created without one
	Length   int32   // of a code, in characters; 8 to 48
	OnceOnly bool    // Graph's isUsableOnce: multi-use passes are neither made nor usable
	Include  []Target
	Exclude  []Target
}

// The ranges that every policy keeps within. Rule policy-range.
const (
	LeastLifetime    Minutes = 10
	GreatestLifetime Minutes = 43200 // 30 days
	LeastLength      int32   = 8
	GreatestLength   int32   = 48
)

// A Target is one entry of a policy's include or exclude list.
type Target struct {
	Type TargetType
	ID   ID
	All  bool // the id is all_users: as a group, everybody
}

// A TargetType says what kind of id a target holds. It is part of the match: a user's
// id under the type group matches no user.
type TargetType uint8

const (
	UserTarget TargetType = iota + 1
	GroupTarget
)

// DefaultPolicy is the policy of a tenant that has never touched it.
// Rule policy-defaults.
func DefaultPolicy(e Edition) Policy {
	p := Policy{
		Minimum: 60,
		Maximum: 480,
		Default: 60,
		Length:  8,
		Include: []Target{{Type: GroupTarget, All: true}},
		Exclude: []Target{},
	}
	if e == Preview {
		p.Maximum = 1440
	}
	return p
}

// Includes reports whether the policy applies to u: some include matches and no
// exclude does. Rule policy-targets.
func (p *Policy) Includes(u *User) bool {
	return match(p.Include, u) && !match(p.Exclude, u)
}

func match(targets []Target, u *User) bool {
	for i := range targets {
		switch t := &targets[i]; t.Type {
		case UserTarget:
			if !t.All && t.ID == u.ID {
				return true
			}
		case GroupTarget:
			if t.All {
				return true
			}
			for _, g := range u.Groups {
				if t.ID == g {
					return true
				}
			}
		}
	}
	return false
}

// A PolicyOp is what a command does with the policy. The zero PolicyOp does nothing.
type PolicyOp uint8

const (
	ReadPolicy   PolicyOp = iota + 1 // GET .../TemporaryAccessPass
	UpdatePolicy                     // PATCH
	ResetPolicy                      // DELETE
)

// A PolicyCommand is one command on the policy. The pointers are what an update
// changes; nil leaves a property as it is.
type PolicyCommand struct {
	Op PolicyOp

	// Of UpdatePolicy alone, in the units and ranges of Policy. A list replaces the one
	// before it whole; an empty one includes or excludes nobody.
	Enabled  *bool
	Minimum  *Minutes
	Maximum  *Minutes
	Default  *Minutes
	Length   *int32
	OnceOnly *bool
	Include  *[]Target
	Exclude  *[]Target
}

// StepPolicy applies one command to the tenant's policy and returns the policy as it
// is afterwards. It is pure and total. A refused command, and a read, returns p
// as it was. Of env it uses the actor and the edition.
func StepPolicy(p Policy, env Env, cmd PolicyCommand) (next Policy, out Outcome) {
	if cmd.Op < ReadPolicy || cmd.Op > ResetPolicy {
		return p, out
	}
	out.Rule = admitPolicy(&env, cmd.Op, &out)
	if out.Rule != NoRule {
		return p, out
	}
	switch cmd.Op {
	case ReadPolicy:
		if p.equal(DefaultPolicy(env.Edition)) {
			out.Contributing.add(PolicyDefaults)
		}
		out.Rule = PolicyRead
		return p, out
	case ResetPolicy:
		out.Contributing.add(PolicyDefaults)
		out.Rule = PolicyReset
		return DefaultPolicy(env.Edition), out
	}

	// Every check looks at the resulting policy, so an update applies whole or not at all.
	next = p.merge(&cmd)
	if cmd.Minimum != nil && cmd.Default == nil && env.Readings.Has(DefaultFollows) {
		next.Default = next.Minimum
	}
	switch {
	case !next.inRange(env.Readings):
		out.Rule = PolicyRange
	case next.Minimum <= next.Default && next.Default <= next.Maximum:
		// The default may equal the minimum: the defaults of every tenant show it. Whether it
		// may equal the maximum is part of this rule.
		if next.Default == next.Maximum && (cmd.Minimum != nil || cmd.Maximum != nil || cmd.Default != nil) {
			if env.Readings.Has(DefaultBelowMaximum) {
				out.Rule = PolicyOrder
				break
			}
			out.Contributing.add(PolicyOrder)
		}
		out.Rule = PolicyUpdate
		return next, out
	default:
		var accepted bool
		if next, accepted = next.outOfOrder(p, env.Readings); accepted {
			out.Contributing.add(PolicyOrder)
			out.Rule = PolicyUpdate
			return next, out
		}
		out.Rule = PolicyOrder
	}
	out.Contributing.add(PolicyAtomic)
	return p, out
}

// outOfOrder is what an update comes to whose lifetimes are out of order, where a reading
// accepts it: the policy p before it makes way for next.
func (next Policy) outOfOrder(p Policy, r Readings) (_ Policy, accepted bool) {
	switch {
	case r.Has(OrderIgnored):
		return p, true
	case r.Has(OrderMended) && next.Minimum <= next.Maximum:
		next.Default = min(max(next.Default, next.Minimum), next.Maximum)
		return next, true
	}
	return next, r.Has(OrderUnchecked)
}

// merge lays the properties of an update over the policy. Rule policy-update.
func (p Policy) merge(cmd *PolicyCommand) Policy {
	over(&p.Enabled, cmd.Enabled)
	over(&p.Minimum, cmd.Minimum)
	over(&p.Maximum, cmd.Maximum)
	over(&p.Default, cmd.Default)
	over(&p.Length, cmd.Length)
	over(&p.OnceOnly, cmd.OnceOnly)
	over(&p.Include, cmd.Include)
	over(&p.Exclude, cmd.Exclude)
	return p
}

func over[T any](dst, src *T) {
	if src != nil {
		*dst = *src
	}
}

// inRange does not look at the default where a reading lets it be out of order: it lies
// between the minimum and the maximum, and has no range of its own.
func (p *Policy) inRange(r Readings) bool {
	lifetimes := [...]Minutes{p.Minimum, p.Maximum, p.Default}
	if r&(OrderUnchecked|OrderIgnored|OrderMended) != 0 {
		lifetimes[2] = p.Minimum
	}
	for _, m := range lifetimes {
		if m < LeastLifetime || m > GreatestLifetime {
			return false
		}
	}
	return p.Length >= LeastLength && p.Length <= GreatestLength
}

func (p *Policy) equal(q Policy) bool {
	return p.Enabled == q.Enabled && p.Minimum == q.Minimum && p.Maximum == q.Maximum &&
		p.Default == q.Default && p.Length == q.Length && p.OnceOnly == q.OnceOnly &&
		slices.Equal(p.Include, q.Include) && slices.Equal(p.Exclude, q.Exclude)
}
