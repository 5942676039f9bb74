package scenario

import (
	"strings"

	"github.com/agext/levenshtein"
)

// suggest makes a hint from the words that would have been right: the one that
// was probably meant or, of a short list, all of them.
func suggest(word string, known []string) string {
	if near, ok := Nearest(word, known); ok {
		return "did you mean " + near + "?"
	}
	if len(known) == 0 || len(known) > 14 {
		return ""
	}
	return "known here: " + strings.Join(known, ", ")
}

// Nearest finds the known word that is within a slip or two of the one given.
func Nearest(word string, known []string) (string, bool) {
	// A word as long as a paragraph is a slip of another kind, and comparing
	// it costs its length times that of each known word.
	if len(word) > 80 {
		return "", false
	}
	lower := strings.ToLower(word)
	best, least := "", 1+min(2, len(word)-1) // two, so that two letters may have changed places
	for _, k := range known {
		if d := levenshtein.Distance(lower, strings.ToLower(k), nil); d < least {
			best, least = k, d
		}
	}
	return best, best != ""
}
