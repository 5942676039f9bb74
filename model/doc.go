// Package model says what a Temporary Access Pass of Microsoft Entra does.
//
// Three pure functions hold all of it:
//
//	Step    applies a command to the slot of one user
//	View    says what Graph would show of that slot
//	StepPolicy   applies a command to the tenant's policy
//
// They read no clock, draw no random numbers and keep nothing: now, new ids and
// new codes come in as arguments. Every answer names the rule that settled it
// and the rules that shaped it, and every rule names where it was published, or
// that this project chose it; see Catalogue.
//
// Read state.go for what is stored and what is derived, step.go for what each
// command does, policy.go and access.go for what is allowed. edges.go lists the
// instants and values at which answers change, for those who test. The rest is
// words.
//
// # Words
//
// Graph's words are used on the wire and in scenarios, Go's here:
//
//	Graph, the wire, YAML            here
//	temporaryAccessPass              Code
//	createdDateTime                  Created
//	startDateTime                    Start
//	lifetimeInMinutes                Lifetime
//	isUsableOnce (of a pass)         Once
//	isUsable                         View.Usable
//	methodUsabilityReason            View.Reason
//	state                            Policy.Enabled
//	minimumLifetimeInMinutes         Policy.Minimum
//	maximumLifetimeInMinutes         Policy.Maximum
//	defaultLifetimeInMinutes         Policy.Default
//	defaultLength                    Policy.Length
//	isUsableOnce (of the policy)     Policy.OnceOnly
//	includeTargets, excludeTargets   Policy.Include, Policy.Exclude
//	targetType, all_users            Target.Type, Target.All
//	isAssignableToRole               Env.RoleGroups
//	userType guest, external         User.Guest, User.External
//	sessionEnds, registerBy          Outcome.SessionEnds, Outcome.RegisterBy
package model
