package variant

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
)

// Each of these accepts wrong codes, in one case only. An implementation that forgets
// to compare the code in one of many states is found only by a wrong code in that
// state.

// anyCode makes a machine that accepts a wrong code in some cases.
func anyCode(when func(s *model.State, env *model.Env, cmd *model.Command) bool) wrapper {
	return misread(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.SignIn && s.Exists() && when(s, env, cmd) {
			cmd.Code = s.Code
		}
	})
}

// likeThis makes a machine that accepts a wrong code if it is like the right one.
func likeThis(alike func(given, right string) bool) wrapper {
	return anyCode(func(s *model.State, _ *model.Env, cmd *model.Command) bool {
		return alike(cmd.Code.Reveal(), s.Code.Reveal())
	})
}

// anyCodeOnce makes a machine that accepts any code after a certain event.
func anyCodeOnce(happens func(a *answer) bool) wrapper {
	return remember(func(old string, a *answer) string {
		if a.out.Rule == model.CreateAccepted {
			old = ""
		}
		if happens(a) {
			return "any"
		}
		return old
	}, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Op == model.SignIn && note == "any" {
			cmd.Code = s.Code
		}
	})
}

// accepted reports whether an answer accepts op.
func accepted(op model.Op) func(a *answer) bool {
	return func(a *answer) bool { return a.cmd.Op == op && a.out.Accepted() }
}

// attempt makes a machine that accepts the wrong code of that number, counted for each
// pass.
func attempt(number int) wrapper {
	wrong := func(s *model.State, cmd *model.Command) bool {
		return cmd.Op == model.SignIn && s.Exists() && !s.Code.Matches(cmd.Code)
	}
	return remember(func(old string, a *answer) string {
		n, _ := strconv.Atoi(old)
		switch {
		case a.out.Rule == model.CreateAccepted:
			return ""
		case wrong(&a.before, a.cmd):
			return strconv.Itoa(n + 1)
		}
		return old
	}, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		if n, _ := strconv.Atoi(note); wrong(s, cmd) && n+1 == number {
			cmd.Code = s.Code
		}
	})
}

// welcoming makes a machine that accepts any wrong code of a pass in that state, also
// where the right code is refused, and changes nothing.
func welcoming(reason model.Reason) wrapper {
	return misanswer(func(a *answer) {
		if v, _ := a.before.View(*a.env); a.out.Rule == model.SigninCode && v.Reason == reason {
			a.out = model.SigninAccepted.Outcome()
			if a.out.SessionEnds = a.before.End(); a.before.Once {
				a.out.RegisterBy = a.env.Now.Add(model.RegistrationWindow)
			}
		}
	})
}

var codes = []Variant{
	{ID: "any-code", Text: "you let any code sign in", Rule: model.SigninCode,
		Over: anyCode(func(*model.State, *model.Env, *model.Command) bool { return true })},
	{ID: "old-code-works", Text: "you let the code of any replaced pass sign in", Rule: model.SigninCode, Over: byOldCode(0)},
	{ID: "previous-code-works", Text: "you let the code of the pass before the current one sign in", Rule: model.SigninCode, Over: byOldCode(1)},
	{ID: "code-before-the-previous-works", Text: "you let the code of the pass two before the current one sign in", Rule: model.SigninCode, Over: byOldCode(2)},
	{ID: "any-code-after-a-sign-in", Text: "you let any code sign in once the right one has signed in", Rule: model.SigninCode, Over: anyCodeOnce(accepted(model.SignIn))},
	{ID: "any-code-after-a-refresh", Text: "you let any code sign in once a session was renewed", Rule: model.SigninCode, Over: anyCodeOnce(accepted(model.Refresh))},
	{ID: "any-code-after-a-list", Text: "you let any code sign in once the pass was listed", Rule: model.SigninCode, Over: anyCodeOnce(accepted(model.List))},
	{ID: "any-code-after-a-get", Text: "you let any code sign in once the pass was read in a get", Rule: model.SigninCode, Over: anyCodeOnce(accepted(model.Get))},
	{ID: "any-code-after-a-refused-create", Text: "you let any code sign in once a create that would replace the pass was refused", Rule: model.SigninCode,
		Over: anyCodeOnce(func(a *answer) bool { return a.cmd.Op == model.Create && !a.out.Accepted() })},
	{ID: "any-code-after-the-right-one-was-refused", Text: "you let any code sign in once the right one was refused for the state of the pass", Rule: model.SigninCode,
		Over: anyCodeOnce(func(a *answer) bool {
			return a.cmd.Op == model.SignIn && !a.out.Accepted() && a.out.Rule != model.SigninCode
		})},
	{ID: "any-code-of-a-replacement", Text: "you let any code sign in if the pass has replaced another", Rule: model.SigninCode,
		Over: anyCodeOnce(func(a *answer) bool { return a.out.Rule == model.CreateAccepted && a.before.Exists() })},
	{ID: "any-code-of-a-multi-use-pass", Text: "you let any code sign in if the pass is multi-use", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, _ *model.Env, _ *model.Command) bool { return !s.Once })},
	{ID: "any-code-of-a-one-time-pass", Text: "you let any code sign in if the pass is one-time", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, _ *model.Env, _ *model.Command) bool { return s.Once })},
	{ID: "any-code-of-a-later-start", Text: "you let any code sign in if the pass was created with a start in the future", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, _ *model.Env, _ *model.Command) bool { return s.Start > s.Created })},
	{ID: "any-code-of-another-lifetime", Text: "you let any code sign in if the lifetime of the pass is not the policy's default", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, env *model.Env, _ *model.Command) bool { return s.Lifetime != env.Policy.Default })},
	{ID: "any-code-under-a-one-time-policy", Text: "you let any code sign in if the policy allows only one-time passes", Rule: model.SigninCode,
		Over: anyCode(func(_ *model.State, env *model.Env, _ *model.Command) bool { return env.Policy.OnceOnly })},
	{ID: "any-code-in-the-edition-documented", Text: "you let any code sign in under the edition documented", Rule: model.SigninCode, Edition: model.Documented,
		Over: anyCode(func(_ *model.State, env *model.Env, _ *model.Command) bool { return env.Edition == model.Documented })},
	{ID: "any-code-in-the-edition-preview", Text: "you let any code sign in under the edition preview", Rule: model.SigninCode, Edition: model.Preview,
		Over: anyCode(func(_ *model.State, env *model.Env, _ *model.Command) bool { return env.Edition == model.Preview })},
	{ID: "any-code-of-a-guest", Text: "you let any code sign in if the user is a guest", Rule: model.SigninCode,
		Over: anyCode(func(_ *model.State, env *model.Env, _ *model.Command) bool { return env.User.Guest })},
	{ID: "any-code-at-the-start", Text: "you let any code sign in at the very start of a pass", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, env *model.Env, _ *model.Command) bool { return env.Now == s.Start })},
	{ID: "any-code-at-the-last-tick", Text: "you let any code sign in at the last tick (100 ns) of a pass", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, env *model.Env, _ *model.Command) bool { return env.Now == s.End()-1 })},

	{ID: "prefix-works", Text: "you let the beginning of a code sign in, however short", Rule: model.SigninCode,
		Over: likeThis(func(given, right string) bool { return given != "" && strings.HasPrefix(right, given) })},
	{ID: "first-character-suffices", Text: "you let the first character of a code sign in", Rule: model.SigninCode,
		Over: likeThis(func(given, right string) bool { return given == right[:1] })},
	{ID: "space-around-ignored", Text: "you ignore white space around a code", Rule: model.SigninCode,
		Over: likeThis(func(given, right string) bool { return strings.TrimSpace(given) == right })},
	{ID: "id-as-code", Text: "you let the id of a pass sign in as its code", Rule: model.SigninCode,
		Over: anyCode(func(s *model.State, _ *model.Env, cmd *model.Command) bool {
			return strings.EqualFold(cmd.Code.Reveal(), s.ID.String())
		})},
	{ID: "last-character-ignored", Text: "you let a code sign in without its last character", Rule: model.SigninCode,
		Over: likeThis(func(given, right string) bool { return given == right[:len(right)-1] })},
	{ID: "more-than-the-code", Text: "you let a code sign in with more characters after its end", Rule: model.SigninCode, Over: likeThis(strings.HasPrefix)},
	{ID: "case-of-the-code-ignored", Text: "you ignore the case of letters in a code", Rule: model.SigninCode, Over: likeThis(strings.EqualFold)},
	{ID: "empty-code", Text: "you let an empty code sign in", Rule: model.SigninCode,
		Over: likeThis(func(given, _ string) bool { return given == "" })},
	{ID: "any-code-that-is-longer", Text: "you let any code sign in that is longer than the right one", Rule: model.SigninCode,
		Over: likeThis(func(given, right string) bool { return len(given) > len(right) })},
	{ID: "any-code-of-that-length", Text: "you let any code sign in that is as long as the right one", Rule: model.SigninCode,
		Over: likeThis(func(given, right string) bool { return len(given) == len(right) })},
	{ID: "any-code-of-a-long-code", Text: "you let any code sign in if the right one has more than eight characters", Rule: model.SigninCode,
		Over: likeThis(func(_, right string) bool { return len(right) != 8 })},

	{ID: "second-wrong-code", Text: "you let the second wrong code for a pass sign in", Rule: model.SigninCode, Over: attempt(2)},
	{ID: "third-wrong-code", Text: "you let the third wrong code for a pass sign in", Rule: model.SigninCode, Over: attempt(3)},
	{ID: "any-code-spends-nothing", Text: "you let any wrong code sign in while the pass is usable, and do not spend the pass", Rule: model.SigninCode, Over: welcoming(model.EnabledByPolicy)},
	{ID: "any-code-of-the-spent", Text: "you let any wrong code sign in if the pass is spent", Rule: model.SigninCode, Over: welcoming(model.OneTimeUsed)},
	{ID: "any-code-of-the-expired", Text: "you let any wrong code sign in if the pass has expired", Rule: model.SigninCode, Over: welcoming(model.Expired)},
	{ID: "any-code-of-the-early", Text: "you let any wrong code sign in if the pass has not started", Rule: model.SigninCode, Over: welcoming(model.NotYetValid)},
	{ID: "any-code-of-the-disabled", Text: "you let any wrong code sign in if the policy disables the pass", Rule: model.SigninCode, Over: welcoming(model.DisabledByPolicy)},
}
