package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A recording is the files that what clients do is written to: one for each
// story, and a reset begins another story. A test run resets before anything has
// happened, so a story counts only if a client has asked something.
type recording struct {
	file  string // as the user named it
	steps int    // that the service takes by itself when it goes back to its beginning
	say   func(format string, args ...any)
	first *scenario.World // that beginning

	mu      sync.Mutex
	name    string // of the file of the story under way
	number  int    // of that story
	story   *graph.Recorder
	own     int // how many of its steps are the service's own
	saved   int // how many steps there were when it was written
	written []string
	wrong   error // what came first of what could not be written when a reset came
}

// newRecording makes sure that there is a place to write to before there is
// something to write.
func newRecording(file string, steps int, say func(string, ...any)) (*recording, error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("it is there already, and is not overwritten; remove it, or name a new file")
	}
	if err := os.WriteFile(besides(file), nil, 0o666); err != nil {
		return nil, err
	}
	if err := os.Remove(besides(file)); err != nil {
		return nil, err
	}
	return &recording{file: file, steps: steps, say: say, name: file, number: 1, story: graph.NewRecorder(file)}, nil
}

// watch is the Watch of the service, which calls it for one exchange at a time.
func (r *recording) watch(req scenario.Request, res *scenario.Response) {
	if req.Op == scenario.Reset {
		r.turn(req.World)
	}
	r.story.Watch(req, res) // nobody but turn puts another in its place
}

// turn ends a story, and begins the next.
func (r *recording) turn(world *scenario.World) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == nil {
		r.first = world
	}
	if err := r.save(); r.wrong == nil {
		r.wrong = err
	}
	if len(r.written) > 0 && r.written[len(r.written)-1] == r.name {
		r.say("tapsim: kept %s", r.name)
		r.next()
	}
	r.own, r.saved = 0, 0
	if world == r.first {
		r.own = r.steps
	}
}

// next finds a name for the story that comes.
func (r *recording) next() {
	ext := filepath.Ext(r.file)
	for {
		r.number++
		r.name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(r.file, ext), r.number, ext)
		if _, err := os.Lstat(r.name); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	r.story = graph.NewRecorder(r.name)
}

// save writes the story under way, if there is more of it than before.
func (r *recording) save() error {
	steps := r.story.Steps()
	if steps <= r.own || steps == r.saved {
		return nil
	}
	text, untrue := r.story.Story()
	if text == nil {
		if errors.Is(untrue, graph.ErrNothing) {
			return nil
		}
		return untrue
	}
	if err := replaceFile(r.name, text); err != nil {
		return err
	}
	r.saved = steps
	if len(r.written) == 0 || r.written[len(r.written)-1] != r.name {
		r.written = append(r.written, r.name)
	}
	return untrue
}

// keep writes the story now and then, so that little is lost if nobody asks the
// service to stop before it does. It takes a twentieth of the time at most.
func (r *recording) keep(ctx context.Context) {
	for pause := time.Second; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began := time.Now()
		r.mu.Lock()
		_ = r.save() // what is wrong then is wrong at the end, too
		r.mu.Unlock()
		pause = max(time.Second, 20*time.Since(began))
	}
}

// finish writes the last story.
func (r *recording) finish() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.saved = 0
	err := errors.Join(r.wrong, r.save())
	if len(r.written) == 0 && err == nil {
		r.say("nothing was asked that a story could tell, so there is no %s", r.file)
	} else if len(r.written) > 0 {
		r.say("wrote %s; tapsim replay %s", strings.Join(r.written, ", "), strings.Join(r.written, " "))
	}
	if err != nil {
		return fmt.Errorf("--record: %w", err)
	}
	return nil
}

// besides is the name of a file on its way to being another.
func besides(file string) string {
	return filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".new")
}

// replaceFile writes a file that nobody ever sees half of.
func replaceFile(file string, text []byte) error {
	if err := os.WriteFile(besides(file), text, 0o666); err != nil {
		return err
	}
	return os.Rename(besides(file), file)
}
