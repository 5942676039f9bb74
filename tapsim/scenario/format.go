package scenario

import (
	"github.com/tapsim/tap/tapsim/protocol"
)

// The format is these structs, one for each kind of mapping. Their tags are the only
// list of its keys. yaml names a key, and says whether it is required. also lists the
// words that people write in its place, in small letters. is names the kind of the
// value, where it is a property of the object that is sent or returned (see
// draft.property).
//
// V is the value of a key: a Value where a file is read, and its text where a file is
// written.

// FileKeys are those of a scenario.
type FileKeys[V any] struct {
	ID          V `yaml:"id,required"`
	Title       V `yaml:"title,required"`
	Description V `yaml:"description"`
	Rules       V `yaml:"rules,required"`
	Edition     V `yaml:"edition"`
	Start       V `yaml:"start"`
	Policy      V `yaml:"policy"`
	Groups      V `yaml:"groups"`
	Users       V `yaml:"users"`
	Steps       V `yaml:"steps,required"`
}

// GroupKeys are those of a group.
type GroupKeys[V any] struct {
	Name               V `yaml:"name,required"`
	ID                 V `yaml:"id"`
	IsAssignableToRole V `yaml:"isAssignableToRole"`
}

// UserKeys are those of a user.
type UserKeys[V any] struct {
	Name              V `yaml:"name,required"`
	UserPrincipalName V `yaml:"userPrincipalName"`
	ID                V `yaml:"id"`
	UserType          V `yaml:"userType"`
	External          V `yaml:"external"`
	Groups            V `yaml:"groups"`
	Roles             V `yaml:"roles"`
}

// UserKeyKeys are the forms in which a command names its user.
type UserKeyKeys[V any] struct {
	ID  V `yaml:"id"`
	UPN V `yaml:"upn"`
	Key V `yaml:"key"`
}

// ActorKeys are those of an actor.
type ActorKeys[V any] struct {
	Delegated   V `yaml:"delegated"`
	Application V `yaml:"application"`
	Scopes      V `yaml:"scopes"`
	Roles       V `yaml:"roles"`
}

// PolicyKeys are the properties of the policy.
type PolicyKeys[V any] struct {
	State                    V `yaml:"state" is:"state"`
	MinimumLifetimeInMinutes V `yaml:"minimumLifetimeInMinutes" is:"number"`
	MaximumLifetimeInMinutes V `yaml:"maximumLifetimeInMinutes" is:"number"`
	DefaultLifetimeInMinutes V `yaml:"defaultLifetimeInMinutes" is:"number"`
	DefaultLength            V `yaml:"defaultLength" is:"number"`
	IsUsableOnce             V `yaml:"isUsableOnce" is:"boolean"`
	IncludeTargets           V `yaml:"includeTargets" is:"targets"`
	ExcludeTargets           V `yaml:"excludeTargets" is:"targets"`
}

// TargetKeys are those of an included or excluded target.
type TargetKeys[V any] struct {
	User       V `yaml:"user"`
	Group      V `yaml:"group"`
	TargetType V `yaml:"targetType"`
	ID         V `yaml:"id"`
}

// StepKeys are those of a step, without the command.
type StepKeys[V any] struct {
	At      V `yaml:"at" also:"time when"`
	Advance V `yaml:"advance" also:"wait sleep after delay"`
	Skew    V `yaml:"skew"`
	Actor   V `yaml:"actor" also:"by caller"`
	Note    V `yaml:"note"`
	As      V `yaml:"as" also:"name label"`
	Want    V `yaml:"want" also:"expect assert then"`
}

// Commands are the commands of a step, in the order of the README.
type Commands[V any] struct {
	Create       V `yaml:"create"`
	List         V `yaml:"list"`
	Get          V `yaml:"get"`
	Delete       V `yaml:"delete"`
	SignIn       V `yaml:"signIn" also:"signin sign-in login"`
	Refresh      V `yaml:"refresh"`
	GetPolicy    V `yaml:"getPolicy"`
	UpdatePolicy V `yaml:"updatePolicy" also:"patchpolicy setpolicy"`
	ResetPolicy  V `yaml:"resetPolicy"`
	UpdateUser   V `yaml:"updateUser"`
}

// The keys of the commands.
type (
	CreateKeys[V any] struct {
		User              V `yaml:"user,required"`
		LifetimeInMinutes V `yaml:"lifetimeInMinutes" is:"number"`
		IsUsableOnce      V `yaml:"isUsableOnce" is:"boolean"`
		StartDateTime     V `yaml:"startDateTime" is:"instant"`
		BodyKeys[V]
	}
	ListKeys[V any] struct {
		User V `yaml:"user,required"`
	}
	PassKeys[V any] struct {
		User  V `yaml:"user,required"`
		Pass  V `yaml:"pass,required"`
		Alter V `yaml:"alter"`
	}
	SignInKeys[V any] struct {
		User  V `yaml:"user,required"`
		Pass  V `yaml:"pass"`
		Code  V `yaml:"code"`
		Alter V `yaml:"alter"`
	}
	UpdatePolicyKeys[V any] struct {
		PolicyKeys[V]
		BodyKeys[V]
	}
	UpdateUserKeys[V any] struct {
		User     V `yaml:"user,required"`
		Groups   V `yaml:"groups" is:"groups"`
		UserType V `yaml:"userType" is:"userType"`
		External V `yaml:"external" is:"boolean"`
		Roles    V `yaml:"roles" is:"roles"`
	}
	// NoKeys are those of a command that takes nothing.
	NoKeys struct{}
	// BodyKeys are the two forms of a body other than its properties.
	BodyKeys[V any] struct {
		Body V `yaml:"body"`
		Raw  V `yaml:"raw"`
	}
	// PassIDKeys name a pass without a label.
	PassIDKeys[V any] struct {
		ID V `yaml:"id,required"`
	}
)

// The keys of an answer that can be wanted.
type (
	AnyWants[V any] struct {
		Rule   V `yaml:"rule" is:"rule"`
		Error  V `yaml:"error" is:"error"`
		Absent V `yaml:"absent" is:"absent"`
	}
	ErrorKeys[V any] struct {
		Code    V `yaml:"code" is:"line"`
		Message V `yaml:"message" is:"line"`
	}
	GraphWants[V any] struct {
		AnyWants[V]
		Status V `yaml:"status" is:"status"`
	}
	CreateWants[V any] struct {
		GraphWants[V]
		PassWants[V]
	}
	ListWants[V any] struct {
		GraphWants[V]
		Count V `yaml:"count" is:"count"`
		PassWants[V]
	}
	PolicyWants[V any] struct {
		GraphWants[V]
		ID V `yaml:"id" is:"line"`
		PolicyKeys[V]
		Annotations[V]
	}
	SignInWants[V any] struct {
		AnyWants[V]
		Result      V `yaml:"result" is:"result"`
		Reason      V `yaml:"reason" is:"refusal"`
		SessionEnds V `yaml:"sessionEnds" is:"instant"`
		RegisterBy  V `yaml:"registerBy" is:"instant"`
	}
	PassWants[V any] struct {
		ID                    V `yaml:"id" is:"line"`
		TemporaryAccessPass   V `yaml:"temporaryAccessPass" is:"code"`
		CreatedDateTime       V `yaml:"createdDateTime" is:"instant"`
		StartDateTime         V `yaml:"startDateTime" is:"instant"`
		LifetimeInMinutes     V `yaml:"lifetimeInMinutes" is:"number"`
		IsUsableOnce          V `yaml:"isUsableOnce" is:"boolean"`
		IsUsable              V `yaml:"isUsable" is:"boolean"`
		MethodUsabilityReason V `yaml:"methodUsabilityReason" is:"usability"`
		Annotations[V]
	}
	Annotations[V any] struct {
		Context V `yaml:"@odata.context" is:"line"`
		Type    V `yaml:"@odata.type" is:"line"`
	}
)

// commands lists the commands, and forms their structs and those of their answers.
var (
	commands = ops(Commands[Value]{})

	forms = map[protocol.Op]struct{ command, want any }{
		protocol.Create:       {CreateKeys[Value]{}, CreateWants[Value]{}},
		protocol.List:         {ListKeys[Value]{}, ListWants[Value]{}},
		protocol.Get:          {PassKeys[Value]{}, CreateWants[Value]{}},
		protocol.Delete:       {PassKeys[Value]{}, GraphWants[Value]{}},
		protocol.SignIn:       {SignInKeys[Value]{}, SignInWants[Value]{}},
		protocol.Refresh:      {PassKeys[Value]{}, SignInWants[Value]{}},
		protocol.GetPolicy:    {NoKeys{}, PolicyWants[Value]{}},
		protocol.UpdatePolicy: {UpdatePolicyKeys[Value]{}, GraphWants[Value]{}},
		protocol.ResetPolicy:  {NoKeys{}, GraphWants[Value]{}},
		protocol.UpdateUser:   {UpdateUserKeys[Value]{}, GraphWants[Value]{}},
	}
)

func ops(all Commands[Value]) (ops []protocol.Op) {
	for _, name := range names(all) {
		ops = append(ops, protocol.Op(name))
	}
	return ops
}
