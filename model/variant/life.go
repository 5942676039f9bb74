package variant

import (
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
)

// oldIDs notes the ids of the passes that were replaced.
func oldIDs(old string, a *answer) string {
	if a.out.Rule == model.CreateAccepted && a.before.Exists() {
		return old + "," + a.before.ID.String()
	}
	return old
}

// oldCodes notes the codes of the passes that were replaced, the last one last.
func oldCodes(old string, a *answer) string {
	if a.out.Rule == model.CreateAccepted && a.before.Exists() {
		return old + "," + a.before.Code.Reveal()
	}
	return old
}

// byOldID makes a machine that accepts the id of a replaced pass for the one in its
// place.
func byOldID(op model.Op) wrapper {
	return remember(oldIDs, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Op == op && strings.Contains(note, cmd.ID.String()) {
			cmd.ID = s.ID
		}
	})
}

// byAnyID makes a machine that ignores the id of the command.
func byAnyID(op model.Op) wrapper {
	return misread(func(s *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Op == op && s.Exists() {
			cmd.ID = s.ID
		}
	})
}

// byOldCode makes a machine that accepts the code of a replaced pass for the one in its
// place. back says how many replacements ago; 0: any.
func byOldCode(back int) wrapper {
	return remember(oldCodes, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		all := strings.Split(note, ",")[1:]
		if cmd.Op != model.SignIn || note == "" {
			return
		}
		if back > 0 {
			all = all[max(0, len(all)-back):max(0, len(all)-back+1)]
		}
		if slices.Contains(all, cmd.Code.Reveal()) {
			cmd.Code = s.Code
		}
	})
}

// listed makes a machine that shows another pass in a list.
func listed(change func(a *answer, v *model.View)) wrapper {
	return misanswer(func(a *answer) {
		if a.cmd.Op == model.List && a.out.View != (model.View{}) {
			change(a, &a.out.View)
		}
	})
}

// hiding makes a machine that leaves passes of those states out of a list.
func hiding(reasons ...model.Reason) wrapper {
	return listed(func(_ *answer, v *model.View) {
		if slices.Contains(reasons, v.Reason) {
			*v = model.View{}
		}
	})
}

var lives = []Variant{
	{ID: "old-id-found", Text: "you show the new pass in a get with the id of a replaced pass", Rule: model.GetMissing, Over: byOldID(model.Get)},
	{ID: "old-id-deletes", Text: "you delete the new pass in a delete with the id of a replaced pass", Rule: model.DeleteMissing, Unspecified: true, Over: byOldID(model.Delete)},
	{ID: "get-any-id", Text: "you ignore the id of the pass in a get", Rule: model.GetMissing, Over: byAnyID(model.Get)},
	{ID: "delete-any-id", Text: "you ignore the id of the pass in a delete", Rule: model.DeleteMissing, Unspecified: true,
		Over: reading(model.AnyIDDeleted)},
	{ID: "delete-of-nothing", Text: "you answer a delete that finds no pass with success", Rule: model.DeleteMissing, Unspecified: true,
		Over: reading(model.MissingDeleted)},
	{ID: "expired-stays", Text: "you refuse to delete an expired pass", Rule: model.DeleteFound,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.DeleteFound && a.env.Now >= a.before.End() {
				a.refuse(model.DeleteMissing)
			}
		})},
	{ID: "same-id-again", Text: "you give a new pass the id of the pass that it replaces", Rule: model.PassID,
		Over: created(func(s *model.State, _ *model.Env, cmd *model.Command) {
			if s.Exists() {
				cmd.ID = s.ID
			}
		})},
	{ID: "list-hides-expired", Text: "you leave an expired pass out of a list", Rule: model.PassStays,
		Over: hiding(model.Expired)},
	{ID: "list-hides-unusable", Text: "you leave a pass that is not usable out of a list", Rule: model.PassStays, Over: hiding(model.DisabledByPolicy, model.Expired, model.NotYetValid, model.OneTimeUsed)},
	{ID: "list-hides-spent", Text: "you leave a spent pass out of a list", Rule: model.PassStays, Over: hiding(model.OneTimeUsed)},
	{ID: "list-hides-early", Text: "you leave a pass that has not started out of a list", Rule: model.PassStays, Over: hiding(model.NotYetValid)},
	{ID: "list-hides-disabled", Text: "you leave a pass that the policy disables out of a list", Rule: model.PassStays, Over: hiding(model.DisabledByPolicy)},
	{ID: "expired-is-purged", Text: "you delete a pass as soon as it has expired", Rule: model.PassStays,
		Over: misread(func(s *model.State, env *model.Env, _ *model.Command) {
			if env.Now >= s.End() {
				*s = model.State{}
			}
		})},
	{ID: "spent-is-purged", Text: "you delete a one-time pass as soon as it has signed in", Rule: model.PassStays,
		Over: letIn(model.SignIn, func(a *answer) {
			if a.before.Once {
				a.after = model.State{}
			}
		})},
	{ID: "disabled-is-dropped", Text: "you delete a pass that the policy disables once it was listed", Rule: model.PolicyExisting,
		Over: listed(func(a *answer, v *model.View) {
			if v.Reason == model.DisabledByPolicy {
				a.after = model.State{}
			}
		})},
	{ID: "code-twice", Text: "you show the code again in a get", Rule: model.PassCodeOnce,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.GetFound {
				a.out.Code = a.before.Code
			}
		})},
}
