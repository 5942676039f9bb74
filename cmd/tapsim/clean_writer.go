package main

import (
	"io"
	"strings"

	"github.com/tapsim/tap/tapsim/sentences"
)

// clean is sentences.Clean for a text of several lines. Names of files come from outside,
// and so does what programs and services say: a terminal would obey what is in it.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = sentences.Clean(line)
	}
	return strings.Join(lines, "\n")
}

// A cleaned writer cleans what is written to it, which is whole lines each time.
type cleaned struct{ io.Writer }

func (c cleaned) Write(text []byte) (int, error) {
	if _, err := io.WriteString(c.Writer, clean(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}
