package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/record"
)

// A recording is the files that what clients do is written to: one for each
// scenario, and a reset begins another scenario. A test run resets before anything has
// happened, so a scenario counts only if a client has asked something.
//
// Requests only note what was asked. One goroutine at a time writes, and no request
// waits for it.
type recording struct {
	file  string // as the user named it
	steps int    // that the service takes by itself when it goes back to its beginning
	say   func(format string, args ...any)

	now   *tape            // the scenario under way; turn alone puts another in its place
	first *protocol.Tenant // the beginning of the service; turn's alone

	mu    sync.Mutex    // of what follows, and of now
	ended []*tape       // scenarios that a reset has ended, and that are to be written
	more  chan struct{} // has something in it when there are such

	writing sync.Mutex // of what follows and of the files: held by whoever writes
	number  int        // of the last file that a scenario was given
	written []*tape
	failed  []error // of scenarios that ended, and are not true or cannot be told
	unsaved []*tape // scenarios that ended and could not be written: it is tried again
}

// A tape is one scenario and its file.
type tape struct {
	*record.Recorder
	own   int // how many of its steps are the service's own
	saved int // how many steps there were when it was written
	name  string
	info  fs.FileInfo // of the file as it was written; nil: it was not
	wrong error       // why it is not written, or not true
}

// newRecording makes sure that there is a place to write to before there is
// something to write.
func newRecording(file string, steps int, say func(string, ...any)) (*recording, error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--record %s: it is there already, and is not overwritten; remove it, or name a new file", file)
	}
	for _, name := range []string{file, numbered(file, 99_999)} { // a later name is longer
		if err := tryToWrite("record", name); err != nil {
			return nil, err
		}
	}
	r := &recording{file: file, steps: steps, say: say, more: make(chan struct{}, 1)}
	r.now = &tape{Recorder: record.NewRecorder(file)}
	return r, nil
}

// watch is the Watch of the service, which calls it for one exchange at a time.
func (r *recording) watch(req protocol.Request, res *protocol.Response) {
	if req.Op == protocol.Reset {
		r.turn(req.Tenant)
	}
	r.now.Watch(req, res)
}

// turn ends a scenario, and begins the next.
func (r *recording) turn(world *protocol.Tenant) {
	if r.first == nil {
		r.first = world
	}
	next := &tape{Recorder: record.NewRecorder(r.file)}
	if world == r.first {
		next.own = r.steps
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.now
	r.now = next
	if last.Steps() <= last.own {
		return
	}
	r.ended = append(r.ended, last)
	select {
	case r.more <- struct{}{}:
	default: // it is known already
	}
}

// keep writes each scenario soon after its end, and the one under way now and then, so
// that little is lost if nobody asks the service to stop before it does. The latter
// takes a twentieth of the time at most.
func (r *recording) keep(ctx context.Context) {
	pause := time.NewTimer(time.Second)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.more:
			r.writing.Lock()
			r.writeEnded()
			r.writing.Unlock()
		case <-pause.C:
			began := time.Now()
			r.writing.Lock()
			_ = r.save(r.writeEnded()) // what is wrong then is wrong at the end, too
			r.writing.Unlock()
			pause.Reset(max(time.Second, 20*time.Since(began)))
		}
	}
}

// writeEnded writes the scenarios that have ended, in their order, and returns the one
// that is under way.
func (r *recording) writeEnded() (now *tape) {
	r.mu.Lock()
	ended, now := append(r.unsaved, r.ended...), r.now
	r.ended, r.unsaved = nil, nil
	r.mu.Unlock()
	for _, t := range ended {
		first := t.wrong == nil
		if t.wrong = r.save(t); t.wrong != nil && t.saved == 0 && !errors.Is(t.wrong, record.ErrTooLong) {
			r.unsaved = append(r.unsaved, t)
			if first {
				r.say("tapsim: --record: %v; it is tried again", t.wrong)
			}
			continue
		}
		if t.wrong != nil {
			r.failed = append(r.failed, t.wrong)
		}
		if t.info != nil {
			r.say("tapsim: kept %s", t.name)
		}
		t.Recorder = nil // there may be very many scenarios
	}
	return now
}

// save writes a scenario, if there is more of it than before.
func (r *recording) save(t *tape) error {
	steps := t.Steps()
	if steps <= t.own || steps == t.saved {
		return nil
	}
	before := r.number
	if t.name == "" {
		if err := r.give(t); err != nil {
			return err
		}
	}
	text, untrue := t.Scenario()
	if text == nil {
		if t.info == nil { // the name is free for the next scenario
			r.number, t.name = before, ""
		}
		if errors.Is(untrue, record.ErrNothing) {
			return nil
		}
		return untrue
	}
	for {
		switch err := t.put(text); {
		case errors.Is(err, fs.ErrExist):
			taken := t.name
			if err := r.give(t); err != nil {
				return err
			}
			r.say("tapsim: %s is somebody else's by now, and is not overwritten; this scenario goes to %s", taken, t.name)
			text, untrue = t.Scenario()
			continue
		case err != nil:
			return err
		}
		break
	}
	t.saved = steps
	if !slices.Contains(r.written, t) {
		r.written = append(r.written, t)
	}
	return untrue
}

// give finds a new name for a scenario: the one that the user gave, or that with the next
// number behind which there is nothing. The error says that nobody can know.
func (r *recording) give(t *tape) error {
	for number := r.number + 1; ; number++ {
		name := numbered(r.file, number)
		_, err := os.Lstat(name)
		switch {
		case number == 1, errors.Is(err, fs.ErrNotExist):
			r.number, t.name, t.info = number, name, nil
			t.Rename(name)
			return nil
		case err != nil:
			return err
		}
	}
}

// numbered is the name of the file of a scenario.
func numbered(file string, number int) string {
	if number == 1 {
		return file
	}
	ext := filepath.Ext(file)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, ext), number, ext)
}

// put writes the file of a scenario. It is written anew only as long as it is what was
// written last: what somebody else has put there is fs.ErrExist, and stays.
func (t *tape) put(text []byte) error {
	write := files.Create
	if t.info != nil {
		switch found, err := os.Lstat(t.name); {
		case errors.Is(err, fs.ErrNotExist): // somebody has taken it away
		case err != nil:
			return err
		case !os.SameFile(found, t.info) || found.Size() != t.info.Size() || !found.ModTime().Equal(t.info.ModTime()):
			return fs.ErrExist
		default:
			write = files.Replace
		}
	}
	if err := write(t.name, text); err != nil {
		return err
	}
	var err error
	t.info, err = os.Lstat(t.name)
	return err
}

// finish writes the last scenario.
func (r *recording) finish() error {
	r.writing.Lock()
	defer r.writing.Unlock()
	last := r.writeEnded()
	last.saved = 0
	errs := r.failed
	for _, t := range r.unsaved {
		errs = append(errs, t.wrong)
	}
	err := errors.Join(append(errs, r.save(last))...)
	var names []string
	for _, t := range r.written {
		names = append(names, t.name)
	}
	if len(names) == 0 && err == nil {
		r.say("no request was recorded that a scenario can express, so there is no %s", r.file)
	} else if len(names) > 0 {
		r.say("wrote %s; tapsim replay %s", strings.Join(names, ", "), shellLine(names))
	}
	if err != nil {
		return fmt.Errorf("--record: %w", err)
	}
	return nil
}
