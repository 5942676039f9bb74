package protocol

import (
	"reflect"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/wire"
)

// Readings are other readings of the rules that no source settles: of those that the
// machine decides, and of those about the form of a body. The zero value has none.
type Readings struct {
	Machine model.Readings
	Wire    wire.Readings
}

// AllReadings returns each reading alone, those of the machine first.
func AllReadings() []Readings { return slices.Clone(allReadings) }

var allReadings = func() (all []Readings) {
	for _, one := range model.AllReadings() {
		all = append(all, Readings{Machine: one})
	}
	for _, one := range wire.AllReadings() {
		all = append(all, Readings{Wire: one})
	}
	return all
}()

// With returns the set with the readings of another one.
func (r Readings) With(other Readings) Readings {
	return Readings{r.Machine | other.Machine, r.Wire | other.Wire}
}

// Without returns the set without the readings of another one.
func (r Readings) Without(other Readings) Readings {
	return Readings{r.Machine &^ other.Machine, r.Wire &^ other.Wire}
}

// Has reports whether the set has all readings of another one.
func (r Readings) Has(other Readings) bool { return r.With(other) == r }

// Rules are the rules that the set reads otherwise.
func (r Readings) Rules() model.Rules {
	rules := r.Machine.Rules()
	for _, one := range wire.AllReadings() {
		if r.Wire.Has(one) {
			rules = rules.With(one.Rule())
		}
	}
	return rules
}

// Differ reports whether the answer to a request may be another one under the readings
// other than under r.
func (r Readings) Differ(other Readings, req *Request) bool {
	body := req.Body.Reveal()
	switch {
	case (r.Machine^other.Machine)&decided[req.Op] != 0:
		return true
	case r.Wire == other.Wire:
		return false
	case req.Op == Create:
		cmd, _, refused := r.Wire.ParseCreate(body)
		then, _, refusedThen := other.Wire.ParseCreate(body)
		return refused != refusedThen || !reflect.DeepEqual(cmd, then)
	case req.Op == UpdatePolicy:
		cmd, _, contributing, refused := r.Wire.ParsePolicy(body)
		then, _, _, refusedThen := other.Wire.ParsePolicy(body)
		return refused != refusedThen || !reflect.DeepEqual(cmd, then) ||
			contributing.Has(model.PolicyType) && (r.Wire^other.Wire).Has(wire.UntypedValues)
	}
	return false
}

// decided are the readings of the machine that can matter to an operation.
var decided = map[Op]model.Readings{
	Create: usable | model.NoTolerance | model.ToleratedStartIsNow | model.NearerLimit | model.ExternalMemberRefused,
	List:   usable, Get: usable,
	Delete:       model.MissingDeleted | model.AnyIDDeleted,
	UpdatePolicy: model.OrderUnchecked | model.OrderIgnored | model.OrderMended | model.DefaultFollows | model.DefaultBelowMaximum,
	SignIn:       usable | model.StateBeforeCode,
	Refresh:      usable | model.RefreshedWhileDisabled | model.RefreshedEarly,
}

// usable are those by which a pass can be used, or not, and the reason.
const usable = model.EndIncluded | model.ExpiredBeforeDisabled | model.EarlyBeforeDisabled |
	model.UsedBeforeDisabled | model.UsedBeforeExpired | model.UsedBeforeEarly

// malformed refuses a body by a rule. One without an answer in the catalogue refuses
// in another reading alone.
func (req *Request) malformed(refused model.Rule, contributing model.Rules) Response {
	res := req.refusal(refused.Outcome(), contributing)
	if refused.Answer() == (model.Answer{}) {
		res.Status = 400
	}
	return res
}

// dropping are the readings by which an update without its type is not applied whole.
const dropping = wire.UntypedRefused | wire.UntypedTypes | wire.UntypedValues | wire.UntypedState | wire.UntypedExclude | wire.UntypedNothing

// fits reports whether all of an update without its type could be applied to the
// policy as it is. A caller who may not update it learns nothing here: the update
// itself is refused then.
func (r Readings) fits(e *tapsim.Engine, req *Request) bool {
	whole, _, _, refused := (r.Wire&^dropping | wire.UntypedWhole).ParsePolicy(req.Body.Reveal())
	if refused != model.NoRule {
		return false
	}
	// Only a command reads the policy of an engine, so a history shows this one too.
	policy, _ := e.StepPolicy(model.Actor{}, model.PolicyCommand{Op: model.ReadPolicy})
	_, out := model.StepPolicy(policy, model.Env{Actor: req.Actor.model()}, whole)
	return out.Accepted() || out.Rule == model.AccessRefused
}
