// Package write writes scenarios as YAML files: those that random runs find, and those
// that a recorder makes.
package write

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// Scenario writes a scenario as a file. Reading the file gives the same requests at
// the same instants, with the same wants. Each line of the comment is above the
// scenario, uncut, so that a command in it can be copied.
//
// If the format cannot express the scenario, the error is an *Error: for example for
// text that is not UTF-8.
func Scenario(s *scenario.Scenario, comment ...string) ([]byte, error) {
	w := write(s, comment)
	// Reading the file back checks that it can be read.
	if _, err := scenario.Parse(s.ID, w.b); err != nil {
		return w.b, &Error{Steps: w.steps(err), Err: err}
	}
	return w.b, nil
}

// Text is the text of Scenario without that check; it may be unreadable.
func Text(s *scenario.Scenario, comment ...string) []byte { return write(s, comment).b }

func write(s *scenario.Scenario, comment []string) *writer {
	w := newWriter(s)
	for _, line := range comment {
		w.line("# " + printable(line))
	}
	k := scenario.FileKeys[string]{
		ID: s.ID, Title: quoted(s.Title), Description: given(s.Description), Rules: list(mapped(s.Rules, model.Rule.String)),
		Policy: w.policy(), Groups: longList(mapped(s.Groups, group)), Users: longList(mapped(s.Users, w.user)),
	}
	if s.Edition != model.Current {
		k.Edition = s.Edition.String()
	}
	if s.Start != scenario.DefaultStart {
		k.Start = escaped(s.Start.String())
	}
	w.keys("", k)
	w.line("steps:")
	for i := range s.Steps {
		w.begins = append(w.begins, w.lines+1)
		w.step(&s.Steps[i])
	}
	return w
}

// An Error says why a scenario cannot be written.
type Error struct {
	Steps []int // the indexes of the steps at which it fails, in order
	Err   error // the error of the reader
}

func (e *Error) Error() string { return "the scenario cannot be written down: " + e.Err.Error() }

// Unwrap returns the error of the reader.
func (e *Error) Unwrap() error { return e.Err }

// A writer is a scenario while it is written.
type writer struct {
	scenario *scenario.Scenario
	users    map[string]string // their names, by principal name and by id
	groups   map[string]string // their names, by id
	begins   []int             // the line of each step
	b        []byte
	lines    int // of b
}

func newWriter(s *scenario.Scenario) *writer {
	w := &writer{scenario: s, users: map[string]string{}, groups: map[string]string{}}
	for i := range s.Users {
		u := &s.Users[i]
		w.users[u.UPN()], w.users[u.ID.String()] = u.Name, u.Name
	}
	for _, g := range s.Groups {
		w.groups[g.ID.String()] = g.Name
	}
	return w
}

// steps are the steps in which the reader finds an error.
func (w *writer) steps(err error) (steps []int) {
	var all scenario.Diagnostics
	errors.As(err, &all)
	for _, d := range all {
		step, begins := slices.BinarySearch(w.begins, d.Pos.Line)
		if !begins {
			step--
		}
		if step >= 0 && !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	return steps
}

// line writes one or more lines.
func (w *writer) line(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(broken(line), " ") + "\n"
		w.b = append(w.b, line...)
		w.lines += strings.Count(line, "\n")
	}
}

// keys writes a mapping with a line for each key.
func (w *writer) keys(indent string, form any) {
	for name, text := range scenario.Texts(form) {
		w.line(indent + name + ": " + text)
	}
}

// broken breaks a line that is too long for the reader, between two items in brackets.
// A comment is never broken.
func broken(line string) string {
	const enough = 4000 // bytes; the longest item is much shorter than the rest of the limit
	if len(line) <= enough || line[0] == '#' {
		return line
	}
	var b strings.Builder
	begun, quoted := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && i-begun > enough && c == ' ' && line[i-1] == ',':
			b.WriteString(line[begun:i] + "\n       ")
			begun = i
		}
	}
	return b.String() + line[begun:]
}

// A flow is a mapping on one line.
type flow []string

func (f *flow) add(name, value string) { *f = append(*f, name+": "+value) }
func (f flow) String() string          { return "{" + strings.Join(f, ", ") + "}" }

// members are the keys of a struct with their texts.
func members(form any) (f flow) {
	for name, text := range scenario.Texts(form) {
		f.add(name, text)
	}
	return f
}

func inline(form any) string { return members(form).String() }

func list(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

func mapped[T any](all []T, text func(T) string) []string {
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = text(all[i])
	}
	return texts
}

func texts(all []string) string { return list(mapped(all, quoted)) }

// given is a text in quotes; an empty one stays empty.
func given(text string) string {
	if text == "" {
		return ""
	}
	return quoted(text)
}

// yes is the text of a boolean that is left out where it is false.
func yes(is bool) string {
	if is {
		return "true"
	}
	return ""
}

// unless is the text of a value; empty for the usual value.
func unless[T comparable](usual, value T) string {
	if value == usual {
		return ""
	}
	return fmt.Sprint(value)
}

// policy writes the properties of the policy that differ from the default of
// scenarios.
func (w *writer) policy() string {
	p, usual := &w.scenario.Policy, model.DefaultPolicy(w.scenario.Edition)
	k := scenario.PolicyKeys[string]{
		MinimumLifetimeInMinutes: unless(usual.Minimum, p.Minimum),
		MaximumLifetimeInMinutes: unless(usual.Maximum, p.Maximum),
		DefaultLifetimeInMinutes: unless(usual.Default, p.Default),
		DefaultLength:            unless(usual.Length, p.Length),
		IsUsableOnce:             yes(p.OnceOnly),
	}
	if !p.Enabled {
		k.State = "disabled"
	}
	if !slices.Equal(p.Include, usual.Include) {
		k.IncludeTargets = w.targets(p.Include)
	}
	if !slices.Equal(p.Exclude, usual.Exclude) {
		k.ExcludeTargets = w.targets(p.Exclude)
	}
	if k == (scenario.PolicyKeys[string]{}) {
		return ""
	}
	return inline(k)
}

func (w *writer) targets(all []model.Target) string {
	return list(mapped(all, func(t model.Target) string {
		kind, id := "group", t.ID.String()
		if t.Type == model.UserTarget {
			kind = "user"
		}
		if t.All {
			id = form.AllUsers
		}
		return w.target(kind, id)
	}))
}

// target writes a target in the short form, if the scenario has a name for it.
func (w *writer) target(kind, id string) string {
	var k scenario.TargetKeys[string]
	group, isGroup := w.groups[id]
	user, isUser := w.users[id]
	switch {
	case kind == "group" && id == form.AllUsers:
		return id
	case kind == "group" && isGroup:
		k.Group = quoted(group)
	case kind == "user" && isUser:
		k.User = quoted(user)
	case id == form.AllUsers:
		k.TargetType, k.ID = kind, id
	default:
		k.TargetType, k.ID = kind, strconv.Quote(id)
	}
	return inline(k)
}

func group(g protocol.Group) string {
	k := scenario.GroupKeys[string]{Name: quoted(g.Name), IsAssignableToRole: yes(g.RoleAssignable)}
	if g.ID != protocol.GroupID(g.Name) {
		k.ID = strconv.Quote(g.ID.String())
	}
	return named(k.Name, members(k))
}

// named is a user or a group: a mapping, or only the name if there is nothing else.
func named(name string, f flow) string {
	if len(f) == 1 {
		return name
	}
	return f.String()
}

// longList writes a list on one line while it is short enough to read, and otherwise
// on several lines, because the reader refuses long ones.
func longList(items []string) string {
	const enough = 160
	line := strings.Join(items, ", ")
	switch {
	case len(items) == 0:
		return ""
	case len(items) == 1 || len(line) <= enough:
		return "[" + line + "]"
	}
	return "\n  - " + strings.Join(items, "\n  - ")
}

func (w *writer) user(u protocol.User) string {
	k := scenario.UserKeys[string]{Name: quoted(u.Name), UserPrincipalName: given(u.PrincipalName), External: yes(u.External)}
	if u.ID != protocol.UserID(u.Name) {
		k.ID = strconv.Quote(u.ID.String())
	}
	if u.Guest {
		k.UserType = "guest"
	}
	if u.Groups != nil {
		k.Groups = list(mapped(u.Groups, func(id model.ID) string { return name(w.groups, id.String()) }))
	}
	if u.Roles != nil {
		k.Roles = texts(u.Roles)
	}
	return named(k.Name, members(k))
}

// name is the short name of a user or a group, or its id.
func name(names map[string]string, id string) string {
	if name, ok := names[id]; ok {
		return quoted(name)
	}
	return strconv.Quote(id)
}

// step writes one step: the time, the actor, the command, the label, the wants.
func (w *writer) step(s *scenario.Step) {
	k := scenario.StepKeys[string]{Skew: yes(s.Skew)}
	switch {
	case s.At != nil:
		k.At = instant(s.At)
	case s.Advance != 0:
		k.Advance = form.FormatDuration(s.Advance)
	}
	if s.Actor != nil {
		k.Actor = w.actor(s.Actor)
	}
	rest := scenario.StepKeys[string]{As: s.As}
	if len(s.Wants) > 0 {
		rest.Want = w.wants(s.Wants)
	}
	begin := len(w.b)
	const indent = "    "
	w.keys(indent, scenario.StepKeys[string]{Note: given(s.Note)})
	w.keys(indent, k)
	w.line(indent + string(s.Op) + ": " + w.command(s))
	w.keys(indent, rest)
	copy(w.b[begin:], "  - ")
}

func (w *writer) actor(a *protocol.Actor) string {
	k := scenario.ActorKeys[string]{Application: texts(a.Permissions)}
	if a.Kind != "application" {
		k = scenario.ActorKeys[string]{Delegated: name(w.users, a.User)}
	}
	if a.Scopes != nil {
		k.Scopes = texts(a.Scopes)
	}
	if a.Roles != nil {
		k.Roles = texts(a.Roles)
	}
	return inline(k)
}

// key writes the user of a step.
func (w *writer) key(key string) string {
	name, known := w.users[key]
	_, isID := model.ParseID(key)
	switch {
	case key == "" || key == "me":
		return key
	case known && isID:
		return inline(scenario.UserKeyKeys[string]{ID: quoted(name)})
	case known:
		return quoted(name)
	}
	return inline(scenario.UserKeyKeys[string]{Key: quoted(key)})
}

func (w *writer) command(s *scenario.Step) string {
	user := w.key(s.User)
	switch s.Op {
	case protocol.Get, protocol.Delete, protocol.Refresh:
		k := scenario.PassKeys[string]{User: user, Pass: s.Pass, Alter: string(s.Alter)}
		if s.Pass == "" {
			k.Pass = inline(scenario.PassIDKeys[string]{ID: quoted(s.PassID)})
		}
		return inline(k)
	case protocol.SignIn:
		k := scenario.SignInKeys[string]{User: user, Pass: s.Pass, Alter: string(s.Alter)}
		if s.Pass == "" {
			k.Code = quoted(s.Code.Reveal())
		}
		return inline(k)
	}
	f := members(scenario.ListKeys[string]{User: user})
	if s.Op == protocol.Create || s.Op == protocol.UpdatePolicy || s.Op == protocol.UpdateUser {
		f = append(f, w.body(s)...)
	}
	return f.String()
}

// body writes the properties if they have the types of the format, otherwise the JSON,
// otherwise the raw text.
func (w *writer) body(s *scenario.Step) flow {
	all, ok := Members(s.Body)
	if s.Raw || !ok && len(s.Body) > 0 {
		return members(scenario.BodyKeys[string]{Raw: escaped(string(s.Body))})
	}
	whole := members(scenario.BodyKeys[string]{Body: sayJSON(s.Body)})
	// With properties, a policy update sends its type by itself, and nothing else.
	if s.Op == protocol.UpdatePolicy {
		if len(all) == 0 || all[0].Name != "@odata.type" || string(all[0].Value) != strconv.Quote(wire.PolicyType) {
			return whole
		}
		all = all[1:]
	}
	var f flow
	for _, m := range all {
		value, ok := w.property(s.Op, m)
		if !ok {
			return whole
		}
		f.add(m.Name, value)
	}
	if s.Start != nil {
		f = append(f, members(scenario.CreateKeys[string]{StartDateTime: instant(s.Start)})...)
	}
	return f
}

// property writes one member of a body as a property; false if it has another type
// than in the format.
func (w *writer) property(op protocol.Op, m Member) (string, bool) {
	value := string(m.Value)
	var text string
	isText := json.Unmarshal(m.Value, &text) == nil && value != "null"
	switch scenario.PropertyKind(op, m.Name) {
	case "number":
		n, err := strconv.ParseInt(value, 10, 32)
		return value, err == nil && strconv.FormatInt(n, 10) == value
	case "boolean":
		return value, value == "true" || value == "false"
	case "instant":
		_, _, ok := wire.ParseInstant(text)
		return escaped(text), ok && isText
	case "state":
		return text, slices.Contains(form.PolicyStates, text)
	case "userType":
		return text, slices.Contains(form.UserTypes, text)
	case "targets":
		return w.targetList(m.Value)
	case "groups":
		var ids []string
		ok := json.Unmarshal(m.Value, &ids) == nil
		return list(mapped(ids, func(id string) string { return name(w.groups, id) })), ok
	case "roles":
		var roles []string
		ok := json.Unmarshal(m.Value, &roles) == nil
		return texts(roles), ok
	}
	return "", false
}

func (w *writer) targetList(value json.RawMessage) (string, bool) {
	var items []map[string]any
	if json.Unmarshal(value, &items) != nil || string(value) == "null" {
		return "", false
	}
	words := make([]string, len(items))
	for i, item := range items {
		kind, _ := item["targetType"].(string)
		id, _ := item["id"].(string)
		_, isID := model.ParseID(id)
		if len(item) != 2 || kind != "user" && kind != "group" || !isID && id != form.AllUsers || id != strings.ToLower(id) {
			return "", false
		}
		words[i] = w.target(kind, id)
		if slices.Contains(words[:i], words[i]) {
			return "", false
		}
	}
	return list(words), true
}

// wants writes the assertions about an answer.
func (w *writer) wants(all []scenario.Assertion) string {
	var f, failure flow
	for _, e := range all {
		if name, ok := strings.CutPrefix(e.Name, "error."); ok {
			failure.add(name, w.value(e.Value))
			continue
		}
		f.add(quoted(e.Name), w.value(e.Value))
	}
	if len(failure) > 0 {
		f.add("error", failure.String())
	}
	return f.String()
}

func (w *writer) value(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case model.Rule:
		return v.String()
	case string:
		return quoted(v)
	case *scenario.TimeExpression:
		return instant(v)
	case []any:
		return list(mapped(v, w.value))
	case map[string]any:
		kind, _ := v["targetType"].(string)
		id, _ := v["id"].(string)
		return w.target(kind, id)
	}
	return fmt.Sprint(value)
}
