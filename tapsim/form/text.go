package form

import (
	"strconv"
	"strings"
)

// Quote is a text for a message: cut, on one line, in quotes.
func Quote(text string) string { return strconv.Quote(Clip(text)) }

// Clip cuts a text that is too long for a message, and keeps it on one line.
func Clip(text string) string {
	const enough = 60
	n := 0
	for i := range text {
		if n++; n > enough {
			text = string([]rune(text[:i])) + "…"
			break
		}
	}
	return strings.Join(strings.Fields(text), " ")
}
