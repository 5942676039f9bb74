// Package write puts scenarios into the files that they could have been read from:
// what a campaign finds, and what a recorder has seen.
package write

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// Scenario writes a scenario as the file that it could have been read from: reading
// it gives the same questions at the same instants, with the same wants. Each
// line of the comment stands above it, whole: what it quotes can be copied.
//
// What the format cannot say is an error: text that is no UTF-8, above all.
func Scenario(s *scenario.Scenario, comment ...string) ([]byte, error) {
	text := Text(s, comment...)
	// The reader is the judge of whether this says what was meant.
	if _, err := scenario.Parse(s.ID, text); err != nil {
		return text, fmt.Errorf("the scenario cannot be written down: %w", err)
	}
	return text, nil
}

// Text is what Scenario writes, and may be what nothing can read.
func Text(s *scenario.Scenario, comment ...string) []byte {
	w := newWriter(s)
	for _, line := range comment {
		w.line("%s", strings.TrimRight("# "+printable(line), " "))
	}
	w.line("id: %s", s.ID)
	w.line("title: %s", quoted(s.Title))
	if s.Description != "" {
		w.line("description: %s", quoted(s.Description))
	}
	rules := make([]string, len(s.Rules))
	for i, rule := range s.Rules {
		rules[i] = rule.String()
	}
	w.line("rules: [%s]", strings.Join(rules, ", "))
	if s.Edition != model.Current {
		w.line("edition: %s", s.Edition)
	}
	if s.Start != scenario.DefaultStart {
		w.line("start: %s", escaped(s.Start.String()))
	}
	w.policy()
	w.directory()
	w.line("steps:")
	for i := range s.Steps {
		w.step(&s.Steps[i])
	}
	return w.b
}

// A writer is a scenario as it is written.
type writer struct {
	story  *scenario.Scenario
	users  map[string]string // their names, by principal name and by id
	groups map[string]string // their names, by id
	b      []byte
}

func newWriter(s *scenario.Scenario) *writer {
	w := &writer{story: s, users: map[string]string{}, groups: map[string]string{}}
	for i := range s.Users {
		u := &s.Users[i]
		w.users[u.UPN()], w.users[u.ID.String()] = u.Name, u.Name
	}
	for _, g := range s.Groups {
		w.groups[g.ID.String()] = g.Name
	}
	return w
}

func (w *writer) line(format string, args ...any) {
	w.b = append(append(w.b, broken(fmt.Sprintf(format, args...))...), '\n')
}

// broken breaks a line that is longer than the reader takes one, between two items of
// what is in brackets. A comment is whole.
func broken(line string) string {
	const enough = 4000 // bytes; the longest item is much shorter than what is left
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

// policy writes what of the policy is not the default of scenarios.
func (w *writer) policy() {
	p, usual := &w.story.Policy, model.DefaultPolicy(w.story.Edition)
	var f flow
	number := func(name string, value, usual int64) {
		if value != usual {
			f.add(name, strconv.FormatInt(value, 10))
		}
	}
	if !p.Enabled {
		f.add("state", "disabled")
	}
	number("minimumLifetimeInMinutes", int64(p.Minimum), int64(usual.Minimum))
	number("maximumLifetimeInMinutes", int64(p.Maximum), int64(usual.Maximum))
	number("defaultLifetimeInMinutes", int64(p.Default), int64(usual.Default))
	number("defaultLength", int64(p.Length), int64(usual.Length))
	if p.OnceOnly {
		f.add("isUsableOnce", "true")
	}
	if !slices.Equal(p.Include, usual.Include) {
		f.add("includeTargets", w.targets(p.Include))
	}
	if !slices.Equal(p.Exclude, usual.Exclude) {
		f.add("excludeTargets", w.targets(p.Exclude))
	}
	if len(f) > 0 {
		w.line("policy: %s", f)
	}
}

func (w *writer) targets(all []model.Target) string {
	words := make([]string, len(all))
	for i, t := range all {
		kind, id := "group", t.ID.String()
		if t.Type == model.UserTarget {
			kind = "user"
		}
		if t.All {
			id = "all_users"
		}
		words[i] = w.target(kind, id)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// target writes a target in the short form, where the scenario has a name for it.
func (w *writer) target(kind, id string) string {
	if kind == "group" && id == "all_users" {
		return id
	}
	if name, ok := w.groups[id]; ok && kind == "group" {
		return "{group: " + quoted(name) + "}"
	}
	if name, ok := w.users[id]; ok && kind == "user" {
		return "{user: " + quoted(name) + "}"
	}
	if id != "all_users" {
		id = strconv.Quote(id)
	}
	return "{targetType: " + kind + ", id: " + id + "}"
}

// directory writes the groups and the users.
func (w *writer) directory() {
	var groups, users []string
	for _, g := range w.story.Groups {
		groups = append(groups, group(g))
	}
	for _, u := range w.story.Users {
		users = append(users, w.user(u))
	}
	w.list("groups", groups)
	w.list("users", users)
}

func group(g protocol.Group) string {
	f := flow{"name: " + quoted(g.Name)}
	if g.ID != protocol.GroupID(g.Name) {
		f.add("id", strconv.Quote(g.ID.String()))
	}
	if g.RoleAssignable {
		f.add("isAssignableToRole", "true")
	}
	if len(f) == 1 {
		return quoted(g.Name)
	}
	return f.String()
}

// list writes a list on one line, as long as people can take it in there: the
// reader refuses one that is much longer.
func (w *writer) list(name string, items []string) {
	const enough = 160
	line := strings.Join(items, ", ")
	switch {
	case len(items) == 0:
	case len(items) == 1 || len(line) <= enough:
		w.line("%s: [%s]", name, line)
	default:
		w.line("%s:", name)
		for _, item := range items {
			w.line("  - %s", item)
		}
	}
}

func (w *writer) user(u protocol.User) string {
	f := flow{"name: " + quoted(u.Name)}
	if u.Known != "" {
		f.add("userPrincipalName", quoted(u.Known))
	}
	if u.ID != protocol.UserID(u.Name) {
		f.add("id", strconv.Quote(u.ID.String()))
	}
	if u.Guest {
		f.add("userType", "guest")
	}
	if u.External {
		f.add("external", "true")
	}
	if u.Groups != nil {
		names := make([]string, len(u.Groups))
		for i, id := range u.Groups {
			names[i] = w.group(id.String())
		}
		f.add("groups", "["+strings.Join(names, ", ")+"]")
	}
	if u.Roles != nil {
		f.add("roles", texts(u.Roles))
	}
	if len(f) == 1 {
		return quoted(u.Name)
	}
	return f.String()
}

// group is the name of a group of the scenario.
func (w *writer) group(id string) string {
	if name, ok := w.groups[id]; ok {
		return quoted(name)
	}
	return strconv.Quote(id)
}

func texts(all []string) string {
	words := make([]string, len(all))
	for i, text := range all {
		words[i] = quoted(text)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// step writes one step: when, who asks, what, the label, the wants.
func (w *writer) step(s *scenario.Step) {
	mark := "  - "
	line := func(format string, args ...any) {
		w.line(mark+format, args...)
		mark = "    "
	}
	if s.Note != "" {
		line("note: %s", quoted(s.Note))
	}
	switch {
	case s.At != nil:
		line("at: %s", instant(s.At))
	case s.Advance != 0:
		line("advance: %s", form.FormatDuration(s.Advance))
	}
	if s.Skew {
		line("skew: true")
	}
	if s.Actor != nil {
		line("actor: %s", w.actor(s.Actor))
	}
	line("%s: %s", s.Op, w.command(s))
	if s.As != "" {
		line("as: %s", s.As)
	}
	if len(s.Wants) > 0 {
		line("want: %s", w.wants(s.Wants))
	}
}

func (w *writer) actor(a *protocol.Actor) string {
	f := flow{"application: " + texts(a.Permissions)}
	if a.Kind != "application" {
		f = flow{"delegated: " + w.short(a.User)}
	}
	if a.Scopes != nil {
		f.add("scopes", texts(a.Scopes))
	}
	if a.Roles != nil {
		f.add("roles", texts(a.Roles))
	}
	return f.String()
}

// short is the short name of the user with an id.
func (w *writer) short(id string) string {
	if name, ok := w.users[id]; ok {
		return quoted(name)
	}
	return strconv.Quote(id)
}

// key writes how a step names its user.
func (w *writer) key(key string) string {
	if key == "me" {
		return key
	}
	name, known := w.users[key]
	_, isID := model.ParseID(key)
	switch {
	case known && isID:
		return "{id: " + quoted(name) + "}"
	case known:
		return quoted(name)
	}
	return "{key: " + quoted(key) + "}"
}

func (w *writer) command(s *scenario.Step) string {
	var f flow
	if s.User != "" {
		f.add("user", w.key(s.User))
	}
	switch s.Op {
	case protocol.Get, protocol.Delete, protocol.Refresh:
		if s.Pass != "" {
			f.add("pass", s.Pass)
		} else {
			f.add("pass", "{id: "+quoted(s.PassID)+"}")
		}
	case protocol.SignIn:
		if s.Pass != "" {
			f.add("pass", s.Pass)
		} else {
			f.add("code", quoted(s.Code.Reveal()))
		}
	case protocol.Create, protocol.UpdatePolicy, protocol.UpdateUser:
		w.body(s, &f)
	}
	if s.Alter != "" {
		f.add("alter", string(s.Alter))
	}
	return f.String()
}

// body writes the properties themselves where they are of the types that the
// format has, and else the JSON, and else its text.
func (w *writer) body(s *scenario.Step, f *flow) {
	members, ok := Members(s.Body)
	switch {
	case s.Raw || !ok && len(s.Body) > 0:
		f.add("raw", escaped(string(s.Body)))
		return
	}
	// A policy update says of what type it is by itself, where its properties are
	// written plainly, and says nothing else of it.
	if s.Op == protocol.UpdatePolicy {
		if len(members) == 0 || members[0].Name != "@odata.type" || string(members[0].Value) != strconv.Quote(wire.PolicyType) {
			f.add("body", sayJSON(s.Body))
			return
		}
		members = members[1:]
	}
	plain := *f
	for _, m := range members {
		value, ok := w.property(s.Op, m)
		if !ok {
			f.add("body", sayJSON(s.Body))
			return
		}
		plain.add(m.Name, value)
	}
	if s.Start != nil {
		plain.add("startDateTime", instant(s.Start))
	}
	*f = plain
}

var wholeNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// property writes one member of a body as a property; false if it is not of the
// type that the format has for it.
func (w *writer) property(op protocol.Op, m Member) (string, bool) {
	value := string(m.Value)
	var text string
	isText := json.Unmarshal(m.Value, &text) == nil && value != "null"
	switch op {
	case protocol.UpdateUser:
		switch m.Name {
		case "groups":
			var ids []string
			if json.Unmarshal(m.Value, &ids) != nil {
				return "", false
			}
			for i, id := range ids {
				ids[i] = w.group(id)
			}
			return "[" + strings.Join(ids, ", ") + "]", true
		case "roles":
			var roles []string
			ok := json.Unmarshal(m.Value, &roles) == nil
			return texts(roles), ok
		}
		return strings.Trim(value, `"`), true
	case protocol.Create:
		if m.Name == "startDateTime" {
			_, ok := parseInstant(text)
			return escaped(text), ok && isText
		}
	case protocol.UpdatePolicy:
		switch m.Name {
		case "state":
			return text, text == "enabled" || text == "disabled"
		case "includeTargets", "excludeTargets":
			return w.targetList(m.Value)
		case "minimumLifetimeInMinutes", "maximumLifetimeInMinutes", "defaultLifetimeInMinutes", "defaultLength":
			return value, isInt32(value)
		}
	}
	switch m.Name {
	case "lifetimeInMinutes":
		return value, op == protocol.Create && isInt32(value)
	case "isUsableOnce":
		return value, value == "true" || value == "false"
	}
	return "", false
}

func isInt32(text string) bool {
	_, err := strconv.ParseInt(text, 10, 32)
	return err == nil && wholeNumber.MatchString(text)
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
		if len(item) != 2 || kind != "user" && kind != "group" || !isID && id != "all_users" || id != strings.ToLower(id) {
			return "", false
		}
		words[i] = w.target(kind, id)
		if slices.Contains(words[:i], words[i]) {
			return "", false
		}
	}
	return "[" + strings.Join(words, ", ") + "]", true
}

// wants writes what must be true of an answer.
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
	case *scenario.Moment:
		return instant(v)
	case []any:
		words := make([]string, len(v))
		for i, item := range v {
			words[i] = w.value(item)
		}
		return "[" + strings.Join(words, ", ") + "]"
	case map[string]any:
		kind, _ := v["targetType"].(string)
		id, _ := v["id"].(string)
		return w.target(kind, id)
	}
	return fmt.Sprint(value)
}
