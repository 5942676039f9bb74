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

// A recording writes the requests of clients to files, one for each scenario. A reset
// begins another scenario. Test runs begin with a reset, so a scenario without a client's
// request is not written.
//
// A request only adds to the recording in memory. One goroutine at a time writes files,
// and no request waits for it.
type recording struct {
	file  string // as the user named it
	steps int    // the steps of --tenant, which a reset to the beginning repeats
	say   func(format string, args ...any)

	now   *recordingFile   // the current scenario; only startNext replaces it
	first *protocol.Tenant // the tenant at the beginning; only startNext uses it

	mu    sync.Mutex       // guards now, ended and wake
	ended []*recordingFile // scenarios that a reset ended and that have to be written
	wake  chan struct{}    // wakes the goroutine that writes them

	writeMu sync.Mutex // guards the fields below and the files; the goroutine that writes holds it
	number  int        // of the last file
	written []*recordingFile
	errs    []error          // of ended scenarios that do not pass or have no steps
	unsaved []*recordingFile // ended scenarios that could not be written; writeEnded tries again
}

// A recordingFile is one scenario and its file.
type recordingFile struct {
	*record.Recorder
	own   int // the number of steps that --tenant has, and no client asked
	saved int // the number of steps when it was last written
	name  string
	info  fs.FileInfo // of the file as it was written; nil: it was not
	err   error       // why it is not written or does not pass
}

// newRecording checks that the files can be written before the service starts.
func newRecording(file string, steps int, say func(string, ...any)) (*recording, error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--record %s: it is there already, and is not overwritten; remove it, or name a new file", file)
	}
	for _, name := range []string{file, numbered(file, 99_999)} { // a later name is longer, and could be too long
		if err := tryToWrite("record", name); err != nil {
			return nil, err
		}
	}
	r := &recording{file: file, steps: steps, say: say, wake: make(chan struct{}, 1)}
	r.now = &recordingFile{Recorder: record.NewRecorder(file)}
	return r, nil
}

// watch is the Watch of the service. The service calls it for one exchange at a time.
func (r *recording) watch(req protocol.Request, res *protocol.Response) {
	if req.Op == protocol.Reset {
		r.startNext(req.Tenant)
	}
	r.now.Watch(req, res)
}

// startNext ends a scenario, and begins the next.
func (r *recording) startNext(tenant *protocol.Tenant) {
	if r.first == nil {
		r.first = tenant
	}
	next := &recordingFile{Recorder: record.NewRecorder(r.file)}
	if tenant == r.first {
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
	case r.wake <- struct{}{}:
	default: // the writer has not taken the last signal yet
	}
}

// writePeriodically writes each scenario soon after its end. It writes the current one
// about once a second, so that a service that is killed loses little. Writing takes at
// most a twentieth of the time.
func (r *recording) writePeriodically(ctx context.Context) {
	pause := time.NewTimer(time.Second)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
			r.writeMu.Lock()
			r.writeEnded()
			r.writeMu.Unlock()
		case <-pause.C:
			began := time.Now()
			r.writeMu.Lock()
			_ = r.save(r.writeEnded()) // finish meets the same error, and returns it
			r.writeMu.Unlock()
			pause.Reset(max(time.Second, 20*time.Since(began)))
		}
	}
}

// writeEnded writes the scenarios that have ended, in their order, and returns the
// current one.
func (r *recording) writeEnded() (now *recordingFile) {
	r.mu.Lock()
	ended, now := append(r.unsaved, r.ended...), r.now
	r.ended, r.unsaved = nil, nil
	r.mu.Unlock()
	for _, t := range ended {
		first := t.err == nil
		if t.err = r.save(t); t.err != nil && t.saved == 0 && !errors.Is(t.err, record.ErrTooLong) {
			r.unsaved = append(r.unsaved, t)
			if first {
				r.say("tapsim: --record: %v; it is tried again", t.err)
			}
			continue
		}
		if t.err != nil {
			r.errs = append(r.errs, t.err)
		}
		if t.info != nil {
			r.say("tapsim: kept %s", t.name)
		}
		t.Recorder = nil // its memory: there may be thousands of scenarios
	}
	return now
}

// save writes a scenario if it has new steps.
func (r *recording) save(t *recordingFile) error {
	steps := t.Steps()
	if steps <= t.own || steps == t.saved {
		return nil
	}
	before := r.number
	if t.name == "" {
		if err := r.chooseName(t); err != nil {
			return err
		}
	}
	text, failure := t.Scenario()
	if text == nil {
		if t.info == nil { // the next scenario takes the name
			r.number, t.name = before, ""
		}
		if errors.Is(failure, record.ErrNothing) {
			return nil
		}
		return failure
	}
	for {
		switch err := t.write(text); {
		case errors.Is(err, fs.ErrExist):
			taken := t.name
			if err := r.chooseName(t); err != nil {
				return err
			}
			r.say("tapsim: another program has written %s, so it is not overwritten; this scenario goes to %s", taken, t.name)
			text, failure = t.Scenario()
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
	return failure
}

// chooseName gives a scenario the name of --record, or that name with the next number
// for which there is no file. The error is that of looking for the file.
func (r *recording) chooseName(t *recordingFile) error {
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

// numbered returns the name of the file with this number.
func numbered(file string, number int) string {
	if number == 1 {
		return file
	}
	ext := filepath.Ext(file)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, ext), number, ext)
}

// write writes the file of a scenario. It replaces the file only if that is the one that
// it wrote last. Where another program has changed the file, the error is fs.ErrExist.
func (t *recordingFile) write(text []byte) error {
	write := files.Create
	if t.info != nil {
		switch found, err := os.Lstat(t.name); {
		case errors.Is(err, fs.ErrNotExist): // it was deleted, so it is created again
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
	r.writeMu.Lock()
	defer r.writeMu.Unlock()
	last := r.writeEnded()
	last.saved = 0
	errs := r.errs
	for _, t := range r.unsaved {
		errs = append(errs, t.err)
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
