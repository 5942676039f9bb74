package form

import "strings"

// Suggest makes a hint from the words that would be right: the one that was probably
// meant or, if there are few, all of them.
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
	maxWord  = 80 // bytes: a longer text is no typo of a word
	maxTypos = 2
	maxHint  = 1000 // bytes of a hint
)

// Nearest finds the known word that is at most two typos away from the given one.
func Nearest(word string, known []string) (string, bool) {
	if len(word) > maxWord {
		return "", false
	}
	lower := []rune(strings.ToLower(word))
	best, least := "", 1+min(maxTypos, len(word)-1)
	for _, k := range known {
		if len(k) > 4*(len(lower)+maxTypos) {
			continue // the lengths alone differ by too many letters
		}
		if d := typos(lower, []rune(strings.ToLower(k)), maxTypos, false); d < least {
			best, least = k, d
		}
	}
	return best, best != ""
}

// typos counts the letters that are missing, too many or wrong, up to most; most+1
// means more. Once in a word, two neighbours that changed places count as one typo;
// Levenshtein counts two.
//
// A common beginning has no typo. The next letter has one of four kinds of typo, and
// at most two typos are followed, so the time is linear in the letters. Levenshtein's
// table takes quadratic time.
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
