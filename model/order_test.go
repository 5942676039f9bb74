package model_test

import "github.com/tapsim/tap/model"

// orderRows break every two neighbouring checks at once. The gate and the conflict
// never meet in one edition, so there their neighbours do.
func orderRows() []row {
	past := from(noon.Add(-model.StartTolerance - model.Tick))
	far := from(model.LastInstant)
	gated, preview := edition(model.Current), edition(model.Preview)
	rows := []row{
		{name: "/me without a user, user missing", env: at(unknown, noRights, asMe), cmd: create(), rule: model.AccessMe},
		{name: "user missing, access", env: at(unknown, noRights), cmd: create(), rule: model.UserMissing},
		{name: "user missing, guest", env: at(unknown, guest), cmd: create(), rule: model.UserMissing},
		{name: "access, guest", env: at(noRights, guest), cmd: create(), rule: model.AccessRefused},
		{name: "access, gate", env: at(noRights, gated, off), cmd: create(), rule: model.AccessRefused},
		{name: "guest, gate", env: at(guest, gated, off), cmd: create(), rule: model.CreateGuest},
		{name: "guest, conflict", state: held, env: at(guest, preview), cmd: create(), rule: model.CreateGuest},
		{name: "guest, lifetime", env: at(guest), cmd: create(lasting(0)), rule: model.CreateGuest},
		{name: "gate, lifetime", env: at(gated, off), cmd: create(lasting(0)), rule: model.CreateGated},
		{name: "gate over a pass", state: held, env: at(gated, off), cmd: create(), rule: model.CreateGated},
		{name: "conflict, lifetime", state: held, env: at(preview), cmd: create(lasting(0)), rule: model.CreateConflict},
		{name: "lifetime, one-time", env: at(onceOnly), cmd: create(lasting(0), once(false)), rule: model.CreateLifetimeRange},
		{name: "lifetime, start past", env: at(), cmd: create(lasting(0), past), rule: model.CreateLifetimeRange},
		{name: "lifetime, start far", env: at(), cmd: create(lasting(0), far), rule: model.CreateLifetimeRange},
		{name: "one-time, start past", env: at(onceOnly), cmd: create(once(false), past), rule: model.CreateOnceRequired},
		{name: "one-time, start far", env: at(onceOnly), cmd: create(once(false), far), rule: model.CreateOnceRequired},
		{name: "start past, start far", env: at(clock(model.LastInstant)),
			cmd: create(from(model.LastInstant.Add(-model.StartTolerance - model.Tick))), rule: model.CreateStartPast},
	}
	for _, op := range []model.Op{model.List, model.Get, model.Delete} {
		wrong := model.Command{Op: op, ID: idOf(9)}
		rows = append(rows,
			row{name: "user missing, access, id", state: held, env: at(unknown, noRights), cmd: wrong, rule: model.UserMissing},
			row{name: "access, id", state: held, env: at(noRights), cmd: wrong, rule: model.AccessRefused})
	}
	return rows
}

func asMe(w *model.Env) { w.Me = true }

// idRows ask for the pass by its id and by others.
func idRows() []row {
	one := the(model.PassSingle, model.PassCodeOnce)
	ask := func(op model.Op, n int) model.Command { return model.Command{Op: op, ID: idOf(n)} }
	return []row{
		{name: "list nothing", env: at(), cmd: ask(model.List, 0), rule: model.ListOne, never: one},
		{name: "list one", state: held, env: at(), cmd: ask(model.List, 0), rule: model.ListOne, contributing: one, reason: model.EnabledByPolicy},
		{name: "get it", state: held, env: at(), cmd: ask(model.Get, 1), rule: model.GetFound, contributing: the(model.PassCodeOnce), never: the(model.PassSingle), reason: model.EnabledByPolicy},
		{name: "get another", state: held, env: at(), cmd: ask(model.Get, 2), rule: model.GetMissing},
		{name: "get where there is none", env: at(), cmd: ask(model.Get, 1), rule: model.GetMissing},
		{name: "get no id where there is none", env: at(), cmd: model.Command{Op: model.Get}, rule: model.GetMissing},
		{name: "delete it", state: held, env: at(), cmd: ask(model.Delete, 1), rule: model.DeleteFound},
		{name: "delete it when over", state: held, env: at(clock(overAtOne)), cmd: ask(model.Delete, 1), rule: model.DeleteFound},
		{name: "delete it when spent", state: spent, env: at(), cmd: ask(model.Delete, 1), rule: model.DeleteFound},
		{name: "delete it when disabled", state: held, env: at(off), cmd: ask(model.Delete, 1), rule: model.DeleteFound},
		{name: "delete another", state: held, env: at(), cmd: ask(model.Delete, 2), rule: model.DeleteMissing},
		{name: "delete where there is none", env: at(), cmd: ask(model.Delete, 1), rule: model.DeleteMissing},
		{name: "delete no id where there is none", env: at(), cmd: model.Command{Op: model.Delete}, rule: model.DeleteMissing},
		{name: "ask nothing", state: held, env: at(), rule: model.NoRule},
		{name: "ask what is not known", state: held, env: at(), cmd: model.Command{Op: 99}, rule: model.NoRule},
		{name: "the clock went back", state: held, env: at(clock(noon - 1)), cmd: ask(model.List, 0), rule: model.ListOne,
			contributing: the(model.TimeTotal, model.PassStays), reason: model.NotYetValid},
		{name: "the clock went back before a delete", state: held, env: at(clock(noon - 1)), cmd: ask(model.Delete, 1), rule: model.DeleteFound, contributing: the(model.TimeTotal)},
		{name: "the clock stood still", state: held, env: at(), cmd: ask(model.List, 0), rule: model.ListOne,
			never: the(model.TimeTotal, model.PassStays), reason: model.EnabledByPolicy},
	}
}
