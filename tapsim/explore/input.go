package explore

import (
	"fmt"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
)

// An Input is one thing that can happen in a world.
type Input struct {
	Kind   Kind
	Caller int // number in World.Callers

	// Of OfPass.
	Op       model.Op
	Pass     Pass // that a get, a delete, a sign-in or a refresh names
	Lifetime *model.Minutes
	Once     *bool
	Start    Start

	Update model.PolicyCommand // of OfPolicy
	User   int                 // of OfUser: number in World.Users
}

// A Kind says what an Input is.
type Kind uint8

const (
	Wait     Kind = iota // time passes, up to the next instant that the world knows; or it goes back
	OfPass               // a command on the pass
	OfPolicy             // a command on the policy
	OfUser               // the directory changes
)

// A Pass is the one that a command names.
type Pass uint8

const (
	Current   Pass = iota // the one there is
	Earlier               // one that was deleted or replaced
	NeverMade             // one that there never was
)

var passNames = [...]string{"current", "earlier", "never made"}

func (p Pass) String() string { return passNames[p] }

var opNames = map[model.Op]string{
	model.Create: "create", model.List: "list", model.Get: "get", model.Delete: "delete", model.SignIn: "signIn", model.Refresh: "refresh",
}

// String returns an input in a few words. A caller is not named.
func (in Input) String() string {
	switch in.Kind {
	case Wait:
		return "wait"
	case OfUser:
		return fmt.Sprintf("user %d", in.User)
	case OfPolicy:
		return "policy " + policyWords(&in.Update)
	}
	words := []string{opNames[in.Op]}
	switch {
	case in.Op == model.Create:
		if in.Lifetime != nil {
			words = append(words, fmt.Sprintf("%d minutes", *in.Lifetime))
		}
		if in.Once != nil {
			words = append(words, map[bool]string{true: "one-time", false: "multi-use"}[*in.Once])
		}
		if in.Start.Of != LeftOut {
			words = append(words, fmt.Sprintf("start %s", in.Start))
		}
	case in.Op != model.List:
		words = append(words, in.Pass.String())
	}
	return strings.Join(words, " ")
}

// String returns a start like now + 60s.
func (s Start) String() string {
	base := [...]string{"none", "now", "latest", "first"}[s.Of]
	sign, d := "+", s.Add
	switch {
	case d == 0:
		return base
	case d < 0:
		sign, d = "-", -d
	}
	return fmt.Sprintf("%s %s %s", base, sign, time.Duration(d)*100) // a tick is 100 ns
}

func policyWords(cmd *model.PolicyCommand) string {
	switch cmd.Op {
	case model.ReadPolicy:
		return "read"
	case model.ResetPolicy:
		return "reset"
	}
	var words []string
	add := func(there bool, format string, args ...any) {
		if there {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	if cmd.Enabled != nil {
		words = append(words, map[bool]string{true: "on", false: "off"}[*cmd.Enabled])
	}
	if cmd.OnceOnly != nil {
		words = append(words, map[bool]string{true: "one-time only", false: "both kinds"}[*cmd.OnceOnly])
	}
	for _, p := range []struct {
		name  string
		value *model.Minutes
	}{{"minimum", cmd.Minimum}, {"maximum", cmd.Maximum}, {"default", cmd.Default}} {
		if p.value != nil {
			words = append(words, fmt.Sprintf("%s %d", p.name, *p.value))
		}
	}
	if cmd.Length != nil {
		add(true, "length %d", *cmd.Length)
	}
	if cmd.Include != nil {
		add(true, "include %d", len(*cmd.Include))
	}
	if cmd.Exclude != nil {
		add(true, "exclude %d", len(*cmd.Exclude))
	}
	return strings.Join(words, ", ")
}
