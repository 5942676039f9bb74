package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

// An arrow is all transitions from one abstract state to another.
type arrow struct {
	from, to explore.AbstractState
	asked    []string
}

// arrows groups the transitions of a graph at a level.
func arrows(g *explore.Graph, l explore.Level) (states []explore.AbstractState, all []arrow) {
	for _, t := range g.Abstract(l) {
		for _, s := range []explore.AbstractState{t.Before, t.After} {
			if !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
		i := slices.IndexFunc(all, func(a arrow) bool { return a.from == t.Before && a.to == t.After })
		if i < 0 {
			i, all = len(all), append(all, arrow{from: t.Before, to: t.After})
		}
		text := t.Question.String()
		if t.Rule != model.NoRule {
			text += ": " + t.Rule.String()
		}
		all[i].asked = append(all[i].asked, text)
	}
	return states, all
}

// DOT draws a graph at a level for Graphviz.
func DOT(g *explore.Graph, l explore.Level) []byte {
	states, all := arrows(g, l)
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n\trankdir=LR\n\tnode [shape=box, style=rounded]\n", g.World.Name+" "+g.World.Edition.String())
	for i, s := range states {
		fmt.Fprintf(&b, "\ts%d [label=%q]\n", i, s)
	}
	for _, a := range all {
		fmt.Fprintf(&b, "\ts%d -> s%d [label=%q]\n", slices.Index(states, a.from), slices.Index(states, a.to), strings.Join(a.asked, "\n"))
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

// Mermaid draws a graph at a level as a state diagram of Mermaid.
func Mermaid(g *explore.Graph, l explore.Level) []byte {
	states, all := arrows(g, l)
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n  direction LR\n")
	for i, s := range states {
		fmt.Fprintf(&b, "  state %q as s%d\n", s, i)
	}
	for _, a := range all {
		fmt.Fprintf(&b, "  s%d --> s%d: %s\n", slices.Index(states, a.from), slices.Index(states, a.to), strings.ReplaceAll(strings.Join(a.asked, ", "), ":", ""))
	}
	return []byte(b.String())
}

// ITF writes the shortest trace to the farthest state of a graph in the Informal Trace
// Format, which model checkers and their viewers read.
func ITF(g *explore.Graph) ([]byte, error) {
	type state map[string]any
	var last explore.State
	for s := range g.States() {
		last = s
	}
	t := g.Trace(last)
	show := func(i int, asked, rule string, s explore.State) state {
		p := g.Policy(s)
		return state{
			"#meta": map[string]any{"index": i}, "asked": asked, "rule": rule, "now": s.Now.String(),
			"pass": s.Slot.Exists(), "start": s.Slot.Start.String(), "lifetimeInMinutes": bigint(int(s.Slot.Lifetime)), "isUsableOnce": s.Slot.Once, "used": s.Slot.Used,
			"state": map[bool]string{true: "enabled", false: "disabled"}[p.Enabled], "onceOnly": p.OnceOnly, "session": s.Session,
			"reason": g.AbstractState(explore.Reasons, s).String(),
		}
	}
	states := []state{show(0, "", "", t.Begin)}
	for i, step := range t.Steps {
		rule := ""
		if step.Label.Rule != model.NoRule {
			rule = step.Label.Rule.String()
		}
		states = append(states, show(i+1, step.Input.String(), rule, step.To))
	}
	vars := []string{"asked", "rule", "now", "pass", "start", "lifetimeInMinutes", "isUsableOnce", "used", "state", "onceOnly", "session", "reason"}
	text, err := json.MarshalIndent(map[string]any{
		"#meta": map[string]any{"format": "ITF", "description": g.World.Name + " in the edition " + g.World.Edition.String()}, "vars": vars, "states": states,
	}, "", "  ")
	return append(text, '\n'), err
}

// bigint is a number as ITF has it.
func bigint(n int) map[string]string { return map[string]string{"#bigint": fmt.Sprint(n)} }
