package graph

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A Recorder writes down as a story what clients did: its Watch goes into
// Config.Watch. The story begins at the last reset. What is asked becomes a
// step, and what is answered becomes what the step wants, so the story is true
// at once, and stays a test of what somebody met.
//
// A pass is called by a label, codes are never written down, and time is counted
// from the start of the story or from an edge of a pass. What a story has no
// words for is left out, and a comment counts it: so is a pass that the tenant had
// from its beginning, which no create at any instant makes, and what depends on one. A story that has become as
// long as one can be ends there, until the next reset begins another.
type Recorder struct {
	id string

	mu    sync.Mutex
	start model.Instant
	world scenario.World
	given []givenPass
	asked []exchanged
	kept  kept
}

// A givenPass is one that a tenant had from its beginning.
type givenPass struct{ user, id string }

// ErrNothing is what Story says where nothing was asked that a story could tell.
var ErrNothing = errors.New("nothing was asked that a story could tell")

type exchanged struct {
	req scenario.Request
	res scenario.Response
}

// NewRecorder makes a recorder of a story that is called like the file that it
// will be in.
func NewRecorder(file string) *Recorder {
	r := &Recorder{}
	r.Rename(file)
	return r
}

// Rename calls the story like another file, in which it will be.
func (r *Recorder) Rename(file string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	r.id = "recorded/" + shortName(name, nil)
}

// Watch notes one exchange.
func (r *Recorder) Watch(req scenario.Request, res *scenario.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch req.Op {
	case scenario.Reset:
		r.start, r.world, r.given, r.asked, r.kept = req.At, *req.World, nil, nil, kept{}
		return
	case PutPass:
		r.given = append(r.given, givenPass{req.User, req.ID})
		return
	}
	if r.kept.takes(&req, res) {
		r.asked = append(r.asked, exchanged{req, *res})
	}
}

// Steps counts what was noted since the last reset.
func (r *Recorder) Steps() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.asked)
}

// Story writes what was noted. The error says that it is no story: nothing was
// asked, or it does not come to the same when it is replayed, which would be a
// mistake of the recorder's own.
func (r *Recorder) Story() ([]byte, error) {
	r.mu.Lock()
	id, asked, start, world, given, kept := r.id, slices.Clone(r.asked), r.start, r.world, r.given, r.kept
	r.mu.Unlock()

	// A question that a story cannot put after all, and that changed nothing, is
	// not worth the rest of the story.
	for odd := 0; ; odd++ {
		t := newTale(id, start, world)
		t.give(given)
		kept.tell(t.left)
		if odd > 0 {
			t.left["what was asked in a way that no story can put it"] = odd
		}
		text, bad, err := t.tell(asked)
		if err == nil || bad < 0 || !harmless(&asked[bad]) {
			return text, err
		}
		asked = slices.Delete(asked, bad, bad+1)
	}
}

// harmless reports whether nothing that follows depends on an exchange.
func harmless(x *exchanged) bool {
	switch x.req.Op {
	case scenario.List, scenario.Get, scenario.GetPolicy:
		return true
	}
	return !x.res.Accepted()
}

// tell tells it all. Where that fails, bad is the exchange that it fails at; -1
// if it is none of them.
func (t *tale) tell(asked []exchanged) (text []byte, bad int, err error) {
	t.people(asked)
	for i := range asked {
		t.at = i
		t.add(&asked[i])
	}
	if len(t.story.Steps) == 0 {
		return nil, -1, ErrNothing
	}
	t.prune()
	t.story.Title = fmt.Sprintf("What clients asked from %s on", t.story.Start)
	text, line, err := t.text()
	bad = -1
	if err != nil {
		_, steps, _ := bytes.Cut(linesUpTo(text, line), []byte("\nsteps:"))
		if n := bytes.Count(steps, []byte("\n  - ")); n > 0 && n <= len(t.from) {
			bad = t.from[n-1]
		}
	}
	return text, bad, err
}

// linesUpTo is a text as far as the end of a line; lines count from 1.
func linesUpTo(text []byte, line int) []byte {
	end := 0
	for range line {
		next := bytes.IndexByte(text[end:], '\n')
		if next < 0 {
			return text
		}
		end += next + 1
	}
	return text[:end]
}

// A tale is a story as it is made from what was noted.
type tale struct {
	story  scenario.Scenario
	now    model.Instant
	passes []told              // in the order of their making
	there  map[model.ID]bool   // who is in the directory at this point
	given  map[model.ID]string // by user, the id of the pass that was there from the beginning and still is
	left   map[string]int      // what could not be told, and how often

	named map[string]model.ID // and by which names, in small letters

	at   int   // number of the exchange that is told
	from []int // of each step, the exchange that it tells
}

// A told pass is one that a create of this story made.
type told struct {
	label, id, code string
	owner           string
	start, end      model.Instant
	opened          bool // somebody signed in with it
	gone            bool // somebody deleted it
}

func newTale(id string, start model.Instant, world scenario.World) *tale {
	t := &tale{now: start, there: map[model.ID]bool{}, left: map[string]int{}, named: map[string]model.ID{}}
	t.story = scenario.Scenario{ID: id, Start: start, World: world}
	t.story.Users, t.story.Groups = nil, nil
	for _, g := range world.Groups {
		g.Name = shortName(g.Name, func(name string) bool {
			return slices.ContainsFunc(t.story.Groups, func(o scenario.Group) bool { return o.Name == name })
		})
		t.story.Groups = append(t.story.Groups, g)
	}
	for _, u := range world.Users {
		t.person(u)
		t.enters(u)
	}
	return t
}

// people gives everybody a name who is in the directory at some time: a story
// has the same people from its first step to its last. Groups that are only
// mentioned get one, too.
func (t *tale) people(asked []exchanged) {
	for i := range asked {
		req := &asked[i].req
		if req.Op == AddUser && asked[i].res.Accepted() {
			t.person(req.World.Users[0])
		}
		if req.Op == scenario.UpdateUser {
			for _, id := range groupsOf(req.Body) {
				t.group(id)
			}
		}
	}
}

// person puts somebody into the story, under a short name. Somebody who comes
// again under a name of before has another id, and is another person, whom the
// story calls by another name.
func (t *tale) person(u scenario.User) {
	for _, id := range u.Groups {
		t.group(id)
	}
	upn := u.UPN()
	local, _, _ := strings.Cut(upn, "@")
	u.Name, u.Known = shortName(local, func(name string) bool {
		return slices.ContainsFunc(t.story.Users, func(o scenario.User) bool { return o.Name == name })
	}), ""
	again := slices.ContainsFunc(t.story.Users, func(o scenario.User) bool { return strings.EqualFold(o.UPN(), upn) })
	if u.UPN() != upn && !again {
		u.Known = upn
	}
	t.story.Users = append(t.story.Users, u)
}

// enters lets somebody of the story into the directory.
func (t *tale) enters(u scenario.User) {
	t.there[u.ID], t.named[strings.ToLower(u.UPN())] = true, u.ID
}

func (t *tale) group(id model.ID) {
	if slices.ContainsFunc(t.story.Groups, func(g scenario.Group) bool { return g.ID == id }) {
		return
	}
	t.story.Groups = append(t.story.Groups, scenario.Group{Name: fmt.Sprintf("group-%d", len(t.story.Groups)+1), ID: id})
}

// user returns somebody of the story by id.
func (t *tale) user(id model.ID) *scenario.User {
	for i := range t.story.Users {
		if u := &t.story.Users[i]; u.ID == id {
			return u
		}
	}
	return nil
}

// present returns who is meant by a key, by id or by name, of those who are in
// the directory at this point.
func (t *tale) present(key string) *scenario.User {
	id, isID := model.ParseID(key)
	if !isID {
		id = t.named[strings.ToLower(key)]
	}
	if !t.there[id] {
		return nil
	}
	return t.user(id)
}

// taken reports whether a key means somebody in the story, at this point or not.
func (t *tale) taken(key string) bool {
	id, isID := model.ParseID(key)
	return slices.ContainsFunc(t.story.Users, func(u scenario.User) bool {
		return isID && u.ID == id || strings.EqualFold(u.UPN(), key)
	})
}

// prune takes out of the story whom nothing in it is about.
func (t *tale) prune() {
	var said strings.Builder
	for i := range t.story.Steps {
		step := &t.story.Steps[i]
		fmt.Fprintln(&said, string(step.Body))
		for _, u := range t.story.Users {
			if strings.EqualFold(u.UPN(), step.User) || strings.EqualFold(u.ID.String(), step.User) {
				fmt.Fprintln(&said, u.ID)
			}
		}
		if step.Actor != nil {
			fmt.Fprintln(&said, step.Actor.User)
		}
	}
	for _, target := range slices.Concat(t.story.Policy.Include, t.story.Policy.Exclude) {
		fmt.Fprintln(&said, target.ID)
	}
	text := strings.ToLower(said.String())
	t.story.Users = slices.DeleteFunc(t.story.Users, func(u scenario.User) bool { return !strings.Contains(text, u.ID.String()) })
	for _, u := range t.story.Users {
		for _, id := range u.Groups {
			text += id.String()
		}
	}
	t.story.Groups = slices.DeleteFunc(t.story.Groups, func(g scenario.Group) bool { return !strings.Contains(text, g.ID.String()) })
}

// text writes the story, once it has been seen to be true. Where it is not, line
// is that of the step at which it fails; 0 if that is not known.
func (t *tale) text() (text []byte, line int, err error) {
	comment := []string{"Recorded by tapsim serve."}
	for _, what := range sortedKeys(t.left) {
		comment = append(comment, fmt.Sprintf("Left out: %s (%d).", what, t.left[what]))
	}
	if text, err = write.Story(&t.story, comment...); err != nil {
		if m := place.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		return text, line, err
	}
	again, err := scenario.Parse(t.story.ID, text)
	if err != nil {
		return nil, 0, err
	}
	for _, step := range scenario.Replay(again, &scenario.Reference{}).Steps {
		for _, f := range step.Failures {
			line := step.Step.Pos.Line
			return text, line, fmt.Errorf("line %d: %s is %s where it was %s when it was recorded", line, f.Name, f.Got, f.Want)
		}
	}
	return text, 0, nil
}

// place finds the line in what the reader of stories says of a mistake.
var place = regexp.MustCompile(`:(\d+):\d+: `)

// shortName makes a name that stories take of any text: small letters, digits
// and hyphens, a letter first, and one that is not taken.
func shortName(text string, taken func(string) bool) string {
	name := strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return '-'
	}, text)
	name = strings.Trim(name, "-")
	if name == "" || name == "me" || name[0] <= '9' {
		name = "x-" + name
	}
	if len(name) > 40 {
		name = name[:40]
	}
	name = strings.Trim(name, "-")
	for n, first := 2, name; taken != nil && taken(name); n++ {
		name = fmt.Sprintf("%s-%d", first, n)
	}
	return name
}
