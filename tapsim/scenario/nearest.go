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
	best, least := "", 1+min(2, len(word)-1)
	for _, k := range known {
		if d := slips(lower, strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best, best != ""
}

// slips counts the letters that are missing, too many or wrong. Two neighbours
// that have changed places are one slip, where they are two to Levenshtein; the
// words that are further from each other than that can explain are far anyway.
func slips(word, known string) int {
	least := levenshtein.Distance(word, known, nil)
	if least < 2 || least > 3 {
		return least
	}
	letters := []rune(word)
	for i := 1; i < len(letters); i++ {
		letters[i-1], letters[i] = letters[i], letters[i-1]
		least = min(least, 1+levenshtein.Distance(string(letters), known, nil))
		letters[i-1], letters[i] = letters[i], letters[i-1]
	}
	return least
}
