package main

import (
	"io"
	"strings"

	"github.com/tapsim/tap/tapsim/sentences"
)

// clean is sentences.Clean for a text of several lines. A terminal would obey the escape
// sequences in the name of a file or in the text of a subject.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = sentences.Clean(line)
	}
	return strings.Join(lines, "\n")
}

// A cleanWriter cleans the whole lines that are written to it.
type cleanWriter struct{ io.Writer }

func (c cleanWriter) Write(text []byte) (int, error) {
	if _, err := io.WriteString(c.Writer, clean(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}
