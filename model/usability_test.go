package model_test

import "github.com/tapsim/tap/model"

// usabilityRows read a pass in every state, one tick to either side of every edge, and
// wherever two or more reasons apply at once.
func usabilityRows() []row {
	list := model.Command{Op: model.List}
	allUsers := []model.Target{{Type: model.GroupTarget, All: true}}
	lists := func(include, exclude []model.Target) func(*model.Env) {
		return func(w *model.Env) { w.Policy.Include, w.Policy.Exclude = include, exclude }
	}
	order, end, existing := the(model.UsabilityOrder), the(model.UsabilityEnd), the(model.PolicyExisting)
	stays := the(model.PassStays)
	later := model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon.Add(model.Minute), Lifetime: 10}
	month := model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: model.GreatestLifetime}
	overADay := model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: 1500}
	overLater := noon.Add(30 * 24 * 60 * model.Minute)
	early := clock(noon - 1)
	over := clock(overAtOne)
	return append(read(list, []row{
		{name: "a tick before the start", state: later, env: at(clock(later.Start - 1)), reason: model.NotYetValid, contributing: stays, never: order},
		{name: "at the start", state: later, env: at(clock(later.Start)), reason: model.EnabledByPolicy, never: stays},
		{name: "a tick after the start", state: later, env: at(clock(later.Start + 1)), reason: model.EnabledByPolicy},
		{name: "a tick before the end", state: later, env: at(clock(later.End() - 1)), reason: model.EnabledByPolicy, never: end},
		{name: "at the end", state: later, env: at(clock(later.End())), reason: model.Expired, contributing: end.Union(stays)},
		{name: "a tick after the end", state: later, env: at(clock(later.End() + 1)), reason: model.Expired, never: end},
		{name: "the longest, a tick before its end", state: month, env: at(clock(overLater - 1)), reason: model.EnabledByPolicy, never: end},
		{name: "the longest, at its end", state: month, env: at(clock(overLater)), reason: model.Expired, contributing: end},
		{name: "the longest, a tick after its end", state: month, env: at(clock(overLater + 1)), reason: model.Expired, never: end},
		{name: "longer than a day, after a day", state: overADay, env: at(clock(noon.Add(1440 * model.Minute))), reason: model.EnabledByPolicy, never: end},
		{name: "longer than a day, a tick before its end", state: overADay, env: at(clock(noon.Add(1500*model.Minute) - 1)), reason: model.EnabledByPolicy, never: end},
		{name: "longer than a day, at its end", state: overADay, env: at(clock(noon.Add(1500 * model.Minute))), reason: model.Expired, contributing: end},
		{name: "at the end of time", state: held, env: at(clock(model.LastInstant)), reason: model.Expired},
		{name: "at the beginning of time", state: held, env: at(clock(0)), reason: model.NotYetValid},
		{name: "spent", state: spent, env: at(), reason: model.OneTimeUsed, contributing: stays, never: order},
		{name: "spent, a tick before the end", state: spent, env: at(clock(overAtOne - 1)), reason: model.OneTimeUsed, never: order},
		{name: "one-time, not spent", state: heldOnce, env: at(), reason: model.EnabledByPolicy},

		{name: "off", state: held, env: at(off), reason: model.DisabledByPolicy, contributing: stays, never: order.With(model.PolicyTargets)},
		{name: "left out", state: held, env: at(leftOut), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets)},
		{name: "excluded", state: held, env: at(excluded), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets)},
		{name: "her group excluded", state: held, env: at(lists(allUsers, []model.Target{{Type: model.GroupTarget, ID: group}})), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets)},
		{name: "a group of her id included", state: held, env: at(lists([]model.Target{{Type: model.GroupTarget, ID: ada}}, nil)), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets)},
		{name: "another group included, and herself", state: held, env: at(lists([]model.Target{{Type: model.GroupTarget, ID: ada}, {Type: model.UserTarget, ID: ada}}, nil)), reason: model.EnabledByPolicy},
		{name: "another group excluded, and herself", state: held, env: at(lists(allUsers, []model.Target{{Type: model.GroupTarget, ID: ada}, {Type: model.UserTarget, ID: ada}})), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets)},
		{name: "herself included and excluded", state: held, env: at(lists([]model.Target{{Type: model.UserTarget, ID: ada}}, []model.Target{{Type: model.UserTarget, ID: ada}})), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets)},
		{name: "off and left out", state: held, env: at(off, leftOut), reason: model.DisabledByPolicy, contributing: the(model.PolicyTargets), never: order},
		{name: "multi-use under one-time only", state: held, env: at(onceOnly), reason: model.DisabledByPolicy, contributing: existing},
		{name: "one-time under one-time only", state: heldOnce, env: at(onceOnly), reason: model.EnabledByPolicy, never: existing},
		{name: "the default's slot, zero policy", state: held, env: at(func(w *model.Env) { w.Policy = model.Policy{} }), reason: model.DisabledByPolicy},

		{name: "shorter than the policy's minimum now", state: held, env: at(lifetimes(61, 480)), reason: model.EnabledByPolicy, contributing: existing},
		{name: "as short as the minimum", state: held, env: at(lifetimes(60, 480)), reason: model.EnabledByPolicy, never: existing},
		{name: "as long as the maximum", state: held, env: at(lifetimes(10, 60)), reason: model.EnabledByPolicy, never: existing},
		{name: "longer than the policy's maximum now", state: held, env: at(lifetimes(10, 59)), reason: model.EnabledByPolicy, contributing: existing},

		{name: "disabled and expired", state: held, env: at(off, over), reason: model.DisabledByPolicy, contributing: order, never: end.With(model.UsabilityExpired)},
		{name: "disabled and early", state: held, env: at(off, early), reason: model.DisabledByPolicy, contributing: order, never: the(model.UsabilityEarly)},
		{name: "disabled and used", state: spent, env: at(off), reason: model.DisabledByPolicy, contributing: order, never: the(model.UsabilityUsed)},
		{name: "expired and used", state: spent, env: at(over), reason: model.Expired, contributing: order, never: the(model.UsabilityUsed)},
		{name: "early and used", state: spent, env: at(early), reason: model.NotYetValid, contributing: order, never: the(model.UsabilityUsed)},
		{name: "disabled, expired and used", state: spent, env: at(off, over), reason: model.DisabledByPolicy, contributing: order},
		{name: "disabled, early and used", state: spent, env: at(off, early), reason: model.DisabledByPolicy, contributing: order},
	}), row{name: "by its id, at the end", state: held, env: at(over), cmd: model.Command{Op: model.Get, ID: idOf(1)}, rule: model.GetFound, reason: model.Expired, contributing: end})
}

// read makes each row a list. The rule of the shown reason contributed.
func read(list model.Command, rows []row) []row {
	shown := map[model.Reason]model.Rule{
		model.DisabledByPolicy: model.UsabilityDisabled, model.Expired: model.UsabilityExpired,
		model.NotYetValid: model.UsabilityEarly, model.OneTimeUsed: model.UsabilityUsed,
		model.EnabledByPolicy: model.UsabilityEnabled,
	}
	for i := range rows {
		r := &rows[i]
		r.cmd, r.rule, r.contributing = list, model.ListOne, r.contributing.With(shown[r.reason])
	}
	return rows
}
