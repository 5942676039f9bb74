package model

import "slices"

// An Actor is the caller of a request. Its zero value is an operator, who is outside
// the tenant's rules and may do everything.
type Actor struct {
	Kind   ActorKind
	User   ID     // Delegated: the user on whose behalf the caller asks
	Scopes Scopes // Delegated: the scopes of the token. Application: its permissions
	Roles  Roles  // directory roles: that user's now, or the application's own
}

// HasMe reports whether /me means a user where the actor asks. Rule access-me.
func (a Actor) HasMe() bool { return a.Kind == Delegated }

// An ActorKind says which kind of caller a token stands for.
type ActorKind uint8

const (
	Operator ActorKind = iota
	Delegated
	Application
)

// Scopes is a set of Graph permissions, each a bit.
type Scopes uint16

const (
	ScopeRead Scopes = 1 << iota
	ScopeReadWrite
	ScopeReadAll
	ScopeReadWriteAll
	ScopeTAPRead
	ScopeTAPReadWrite
	ScopeTAPReadAll
	ScopeTAPReadWriteAll
	ScopePolicyReadMethod
	ScopePolicyReadAll
	ScopePolicyReadWriteMethod
)

var scopeNames = [...]string{
	"UserAuthenticationMethod.Read",
	"UserAuthenticationMethod.ReadWrite",
	"UserAuthenticationMethod.Read.All",
	"UserAuthenticationMethod.ReadWrite.All",
	"UserAuthMethod-TAP.Read",
	"UserAuthMethod-TAP.ReadWrite",
	"UserAuthMethod-TAP.Read.All",
	"UserAuthMethod-TAP.ReadWrite.All",
	"Policy.Read.AuthenticationMethod",
	"Policy.Read.All",
	"Policy.ReadWrite.AuthenticationMethod",
}

// The scopes that suffice for each kind of access to passes and to the policy.
const (
	othersWrite = ScopeReadWriteAll | ScopeTAPReadWriteAll
	othersRead  = othersWrite | ScopeReadAll | ScopeTAPReadAll
	selfWrite   = othersWrite | ScopeReadWrite | ScopeTAPReadWrite
	selfRead    = selfWrite | othersRead | ScopeRead | ScopeTAPRead
	policyWrite = ScopePolicyReadWriteMethod
	policyRead  = policyWrite | ScopePolicyReadMethod | ScopePolicyReadAll
)

// ScopesOf collects the scopes of these names. A name that no rule uses grants nothing
// here.
func ScopesOf(names ...string) Scopes {
	var s Scopes
	for _, name := range names {
		if i := slices.Index(scopeNames[:], name); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// ScopeNames lists the names of the scopes that some rule uses.
func ScopeNames() []string { return slices.Clone(scopeNames[:]) }

// Roles is a set of directory roles, each a bit.
type Roles uint16

const (
	GlobalReader Roles = 1 << iota
	AuthenticationAdministrator
	PrivilegedAuthenticationAdministrator
	AuthenticationPolicyAdministrator
	DirectoryReaders
	GuestInviter
	MessageCenterReader
	PasswordAdministrator
	ReportsReader
	UserExperienceSuccessManager
	UsageSummaryReportsReader
	GlobalAdministrator
	OtherRole // any that no rule names
)

var roleNames = [...]string{
	"Global Reader",
	"Authentication Administrator",
	"Privileged Authentication Administrator",
	"Authentication Policy Administrator",
	"Directory Readers",
	"Guest Inviter",
	"Message Center Reader",
	"Password Administrator",
	"Reports Reader",
	"User Experience Success Manager",
	"Usage Summary Reports Reader",
	"Global Administrator",
}

const (
	// The roles with which a caller reads the pass of any user, and writes it.
	readers = writers | GlobalReader | AuthenticationAdministrator
	writers = PrivilegedAuthenticationAdministrator | GlobalAdministrator

	// The roles with which a caller reads the policy, and writes it.
	policyReaders = policyWriters | GlobalReader
	policyWriters = AuthenticationPolicyAdministrator | GlobalAdministrator

	// withinReach are the roles whose holders an Authentication Administrator
	// may still act on; any other role puts its holder out of reach.
	withinReach = AuthenticationAdministrator | DirectoryReaders | GuestInviter |
		MessageCenterReader | PasswordAdministrator | ReportsReader |
		UserExperienceSuccessManager | UsageSummaryReportsReader
)

// RolesOf collects the roles of these names. A name that no rule uses counts as
// OtherRole, because any such role of a target matters.
func RolesOf(names ...string) Roles {
	var r Roles
	for _, name := range names {
		if i := slices.Index(roleNames[:], name); i >= 0 {
			r |= 1 << i
		} else {
			r |= OtherRole
		}
	}
	return r
}

// RoleNames lists the names of the roles that some rule uses.
func RoleNames() []string { return slices.Clone(roleNames[:]) }

// admit decides whether the actor may do op to the user, and returns the rule
// of the refusal, or none. The rule that it consulted goes into out.
func admit(env *Env, op Op, out *Outcome) Rule {
	who := &env.Actor
	if env.Me {
		out.Contributing.add(AccessMe)
		if !who.HasMe() {
			return AccessMe
		}
	}
	if env.User.Unknown {
		return UserMissing
	}

	var consulted Rule
	var granted bool
	switch self := who.User == env.User.ID; {
	case who.Kind == Operator:
		return NoRule

	case who.Kind > Application: // of an unknown kind

	case who.Kind == Delegated && self && op == Create:
		consulted = AccessSelfCreate

	case who.Kind == Delegated && self && op == Delete:
		consulted = AccessSelfDelete
		granted = who.Scopes&selfWrite != 0

	case who.Kind == Delegated && self:
		consulted = AccessSelfRead
		granted = who.Scopes&selfRead != 0

	case op == Create || op == Delete:
		consulted = AccessWrite
		granted = who.may(othersWrite, mayWrite(who.Roles, env))

	default:
		consulted = AccessOtherRead
		granted = who.may(othersRead, who.Roles&readers != 0)
	}

	out.Contributing.add(consulted)
	if !granted {
		return AccessRefused
	}
	return NoRule
}

// may reports whether the actor has the rights that it needs. A delegated actor needs
// one of the scopes and a role that suffices. An application needs only one of the
// two: its permissions are granted to itself and reach every user, and a role of it
// reaches as far as the same role of a person.
func (a *Actor) may(scopes Scopes, role bool) bool {
	if a.Kind == Application {
		return a.Scopes&scopes != 0 || role
	}
	return a.Scopes&scopes != 0 && role
}

// mayWrite reports whether these roles of a caller suffice to create and delete
// passes of the user. Rule access-write.
func mayWrite(caller Roles, env *Env) bool {
	if caller&writers != 0 {
		return true
	}
	return caller&AuthenticationAdministrator != 0 && env.User.Roles&^withinReach == 0 && !env.inRoleGroup()
}

// inRoleGroup reports whether the user is a member of a role-assignable group.
func (env *Env) inRoleGroup() bool {
	for _, g := range env.User.Groups {
		if slices.Contains(env.RoleGroups, g) {
			return true
		}
	}
	return false
}

// admitPolicy decides whether the actor may do op to the policy.
// Rule access-policy.
func admitPolicy(env *Env, op PolicyOp, out *Outcome) Rule {
	who := &env.Actor
	if who.Kind == Operator {
		return NoRule
	}
	out.Contributing.add(AccessPolicy)

	scopes, roles := policyWrite, policyWriters
	if op == ReadPolicy {
		scopes, roles = policyRead, policyReaders
	}
	if who.Kind > Application || !who.may(scopes, who.Roles&roles != 0) {
		return AccessRefused
	}
	return NoRule
}
