package form

import "strings"

// Suggest makes a hint from the words that would have been right: the one that
// was probably meant or, of a short list, all of them.
func Suggest(word string, known []string) string {
	if near, ok := Nearest(word, known); ok {
		return "did you mean " + near + "?"
	}
	size := 0
	for _, k := range known {
		size += len(k)
	}
	if len(known) == 0 || len(known) > 14 || size > maxHint {
		return ""
	}
	return "known here: " + strings.Join(known, ", ")
}

// Limits on what is compared for a hint.
const (
	maxWord  = 80 // bytes: a word as long as a paragraph is a typo of another kind
	maxTypos = 2
	maxHint  = 1000 // bytes of a hint
)

// Nearest finds the known word that is within a typo or two of the one given.
func Nearest(word string, known []string) (string, bool) {
	if len(word) > maxWord {
		return "", false
	}
	lower := []rune(strings.ToLower(word))
	best, least := "", 1+min(maxTypos, len(word)-1)
	for _, k := range known {
		if len(k) > 4*(len(lower)+maxTypos) {
			continue // whatever its letters are, there are too many
		}
		if d := typos(lower, []rune(strings.ToLower(k)), maxTypos, false); d < least {
			best, least = k, d
		}
	}
	return best, best != ""
}

// typos counts the letters that are missing, too many or wrong, up to most; one
// more means that there are more. Once in a word, two neighbours that have changed
// places are one typo, where they are two to Levenshtein.
//
// What both begin with alike is no typo. What comes next is one, of four kinds,
// and two of them at most are looked for: that takes time in proportion to the
// letters, where Levenshtein's table takes their square.
func typos(word, known []rune, most int, swapped bool) int {
	for len(word) > 0 && len(known) > 0 && word[0] == known[0] {
		word, known = word[1:], known[1:]
	}
	longer := max(len(word), len(known))
	switch shorter := min(len(word), len(known)); {
	case longer-shorter > most || most == 0 && longer > 0:
		return most + 1
	case shorter == 0:
		return longer
	}
	least := min(
		typos(word[1:], known, most-1, swapped),
		typos(word, known[1:], most-1, swapped),
		typos(word[1:], known[1:], most-1, swapped),
	)
	if len(word) > 1 && !swapped {
		word[0], word[1] = word[1], word[0]
		least = min(least, typos(word, known, most-1, true))
		word[0], word[1] = word[1], word[0]
	}
	return 1 + least
}
