package tapsim

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/tapsim/tap/model"
)

// The classes of characters in a code; each code has at least one of each. Characters
// that people confuse (0 and O; 1, l and I) are left out. The symbols are those that
// break naive URL and form encoding, which makes them useful in a test. Rule
// pass-code-alphabet.
const (
	upper   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	lower   = "abcdefghijkmnopqrstuvwxyz"
	digits  = "23456789"
	symbols = "+&=$-!#"

	// These are 64 characters, so six bits of a byte choose one of them, each with the
	// same chance.
	alphabet = upper + lower + digits + symbols
	sixBits  = len(alphabet) - 1
)

// secrets draws ids and codes. The lock is needed because most readers other than
// crypto/rand allow only one caller at a time.
type secrets struct {
	mu     sync.Mutex
	source io.Reader
	room   []byte // for the drawn bytes; kept, because the source makes it escape
}

// pass draws the id and the code of a new pass.
func (s *secrets) pass(length int32) (model.ID, model.Code) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drawID(), s.drawCode(int(length))
}

// id draws the id of a new user.
func (s *secrets) id() model.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drawID()
}

// drawID draws a GUID of version 4. Rule pass-id.
func (s *secrets) drawID() model.ID {
	id := model.ID(s.draw(len(model.ID{})))
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}

// drawCode draws a code that has every class. It draws the whole code again until it
// has, so each such code has the same chance. Placing one character of each class
// first would favour some codes. Rule pass-code-length.
func (s *secrets) drawCode(length int) model.Code {
	// A third of the shortest codes have every class. A thousand in a row without it mean
	// that the source is stuck.
	for range 1000 {
		code := s.draw(length)
		for i, b := range code {
			code[i] = alphabet[int(b)&sixBits]
		}
		if mixed(code) {
			defer clear(code) // a print of the engine would show its buffers
			return model.NewCode(string(code))
		}
	}
	panic(fmt.Sprintf("tapsim: Config.Random gave no code of %d characters that mixes all classes in a thousand draws: it repeats itself", length))
}

// mixed reports whether a code holds every class.
func mixed(code []byte) bool {
	var held byte
	for _, c := range code {
		held |= classes[c]
	}
	return held == 1<<4-1
}

// classes has a bit for each class, at the characters of that class.
var classes = func() (of [256]byte) {
	for i, class := range []string{upper, lower, digits, symbols} {
		for _, c := range []byte(class) {
			of[c] = 1 << i
		}
	}
	return of
}()

// draw returns so many bytes of the source, valid until the next draw. It panics if
// the source fails, as crypto/rand itself does.
func (s *secrets) draw(size int) []byte {
	s.room = slices.Grow(s.room[:0], size)[:size]
	if _, err := io.ReadFull(s.source, s.room); err != nil {
		panic(fmt.Sprintf("tapsim: Config.Random failed: %v", err))
	}
	return s.room
}
