package tapsim

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/google/uuid"

	"github.com/tapsim/tap/model"
)

// The classes of characters in a code, each of which has one at least. Glyphs
// that people take for one another (0 and O; 1, l and I) are left out, and the
// symbols are those that break naive URL and form encoding, which is why real
// codes that hold them are worth having in a test. Rule pass-code-alphabet.
const (
	upper   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	lower   = "abcdefghijkmnopqrstuvwxyz"
	digits  = "23456789"
	symbols = "+&=$-!#"

	// These are 64 characters, so six bits of a byte choose one of them, none
	// more often than another.
	alphabet = upper + lower + digits + symbols
	sixBits  = len(alphabet) - 1
)

// secrets draws ids and codes. A lock keeps what two goroutines draw apart,
// because most readers that are not crypto/rand allow one reader at a time.
type secrets struct {
	mu     sync.Mutex
	source io.Reader
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
	id, err := uuid.NewRandomFromReader(s.source)
	s.demand(err)
	return model.ID(id)
}

// drawCode draws a code that holds every class. It draws again whole until one
// does, so each such code is as likely as any other; placing one character of
// each class first and filling up would favour some. Rule pass-code-length.
func (s *secrets) drawCode(length int) model.Code {
	code := make([]byte, length)
	// A third of the shortest codes will do. A thousand in a row that do not
	// come from a source that is stuck.
	for range 1000 {
		_, err := io.ReadFull(s.source, code)
		s.demand(err)
		for i, b := range code {
			code[i] = alphabet[int(b)&sixBits]
		}
		if mixed(code) {
			return model.NewCode(string(code))
		}
	}
	panic(fmt.Sprintf("tapsim: Config.Random gave no code of %d characters that mixes all classes in a thousand draws: it repeats itself", length))
}

// mixed reports whether a code holds every class.
func mixed(code []byte) bool {
	return bytes.ContainsAny(code, upper) && bytes.ContainsAny(code, lower) &&
		bytes.ContainsAny(code, digits) && bytes.ContainsAny(code, symbols)
}

// demand panics if the source failed, as crypto/rand itself does.
func (s *secrets) demand(err error) {
	if err != nil {
		panic(fmt.Sprintf("tapsim: Config.Random failed: %v", err))
	}
}
