package graph

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
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
// words for is left out, and a comment counts it. A story that has become as
// long as one can be ends there, until the next reset begins another.
type Recorder struct {
	id string

	mu    sync.Mutex
	start model.Instant
	world scenario.World
	asked []exchanged
	kept  kept
}

// ErrNothing is what Story says where nothing was asked that a story could tell.
var ErrNothing = errors.New("nothing was asked that a story could tell")

type exchanged struct {
	req scenario.Request
	res scenario.Response
}

// NewRecorder makes a recorder of a story that is called like the file that it
// will be in.
func NewRecorder(file string) *Recorder {
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	return &Recorder{id: "recorded/" + shortName(name, nil)}
}

// Watch notes one exchange.
func (r *Recorder) Watch(req scenario.Request, res *scenario.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if req.Op == scenario.Reset {
		r.start, r.world, r.asked, r.kept = req.At, *req.World, nil, kept{}
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
	asked, t := slices.Clone(r.asked), newTale(r.id, r.start, r.world)
	r.kept.tell(t.left)
	r.mu.Unlock()

	t.people(asked)
	for i := range asked {
		t.add(&asked[i])
	}
	if len(t.story.Steps) == 0 {
		return nil, ErrNothing
	}
	t.prune()
	t.story.Title = fmt.Sprintf("What clients asked from %s on", t.story.Start)
	return t.text()
}

// A tale is a story as it is made from what was noted.
type tale struct {
	story  scenario.Scenario
	now    model.Instant
	passes []told            // in the order of their making
	there  map[model.ID]bool // who is in the directory at this point
	left   map[string]int    // what could not be told, and how often
}

// A told pass is one that a create of this story made.
type told struct {
	label, id, code string
	owner           string
	start, end      model.Instant
	opened          bool // somebody signed in with it
}

func newTale(id string, start model.Instant, world scenario.World) *tale {
	t := &tale{now: start, there: map[model.ID]bool{}, left: map[string]int{}}
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
		t.there[u.ID] = true
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
// again under a name of before is who it was.
func (t *tale) person(u scenario.User) {
	upn := u.UPN()
	if slices.ContainsFunc(t.story.Users, func(o scenario.User) bool {
		return o.ID == u.ID || strings.EqualFold(o.UPN(), upn)
	}) {
		return
	}
	for _, id := range u.Groups {
		t.group(id)
	}
	local, _, _ := strings.Cut(upn, "@")
	u.Name, u.Known = shortName(local, func(name string) bool {
		return slices.ContainsFunc(t.story.Users, func(o scenario.User) bool { return o.Name == name })
	}), ""
	if u.UPN() != upn {
		u.Known = upn
	}
	t.story.Users = append(t.story.Users, u)
}

func (t *tale) group(id model.ID) {
	if slices.ContainsFunc(t.story.Groups, func(g scenario.Group) bool { return g.ID == id }) {
		return
	}
	t.story.Groups = append(t.story.Groups, scenario.Group{Name: fmt.Sprintf("group-%d", len(t.story.Groups)+1), ID: id})
}

// find returns who is meant by a key, by id or by name.
func (t *tale) find(key string) *scenario.User {
	id, isID := model.ParseID(key)
	for i := range t.story.Users {
		if u := &t.story.Users[i]; isID && u.ID == id || strings.EqualFold(u.UPN(), key) {
			return u
		}
	}
	return nil
}

// prune takes out of the story whom nothing in it is about.
func (t *tale) prune() {
	var said strings.Builder
	for i := range t.story.Steps {
		step := &t.story.Steps[i]
		fmt.Fprintln(&said, string(step.Body))
		if u := t.find(step.User); u != nil {
			fmt.Fprintln(&said, u.ID)
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

// text writes the story, once it has been seen to be true.
func (t *tale) text() ([]byte, error) {
	comment := []string{"Recorded by tapsim serve."}
	for _, what := range sortedKeys(t.left) {
		comment = append(comment, fmt.Sprintf("Left out: %s (%d).", what, t.left[what]))
	}
	text, err := write.Story(&t.story, comment...)
	if err != nil {
		return nil, err
	}
	again, err := scenario.Parse(t.story.ID, text)
	if err != nil {
		return nil, err
	}
	for _, step := range scenario.Replay(again, &scenario.Reference{}).Steps {
		for _, f := range step.Failures {
			return text, fmt.Errorf("line %d: %s is %s where it was %s when it was recorded", step.Step.Pos.Line, f.Name, f.Got, f.Want)
		}
	}
	return text, nil
}

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
