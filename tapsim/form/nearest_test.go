package form

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	for _, row := range []struct {
		word  string
		known []string
		near  string // empty: none
	}{
		{"signin-usde", []string{"signin-code", "signin-once", "signin-used"}, "signin-used"}, // two letters that changed places are one typo
		{"usde", []string{"code", "used"}, "used"},
		{"fial", []string{"find", "fail"}, "fail"},
		{"Fail", []string{"fail"}, "fail"},
		{"fails", []string{"fail"}, "fail"},
		{"failure", []string{"fail"}, ""},
		{"a", []string{"b"}, ""},
		{"", []string{"a"}, ""},
		{"пропукс", []string{"пропуск"}, "пропуск"},
		{"ab", []string{"bxa"}, ""}, // two typos in a word of two letters change all of it
		{"abc", []string{"bxac"}, "bxac"},
		{strings.Repeat("ж", 40), []string{strings.Repeat("Ж", 42)}, strings.Repeat("Ж", 42)},
		{strings.Repeat("a", 80), []string{strings.Repeat("a", 83), strings.Repeat("a", 82)}, strings.Repeat("a", 82)},
		{strings.Repeat("a", 81), []string{strings.Repeat("a", 81)}, ""},
	} {
		near, ok := Nearest(row.word, row.known)
		require.Equal(t, row.near, near, row.word)
		require.Equal(t, row.near != "", ok, row.word)
	}
}

// A plain implementation counts the same typos; it tries each pair of neighbours.
func TestTyposAreThoseOfLevenshtein(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("abcж")), 0, 9, -1)
		word, known := []rune(letters.Draw(t, "word")), []rune(letters.Draw(t, "known"))
		if rapid.Bool().Draw(t, "near") { // two independent words are mostly far apart
			known = append([]rune{}, word...)
			for range rapid.IntRange(0, 3).Draw(t, "typos") {
				i := rapid.IntRange(0, len(known)).Draw(t, "place")
				switch letter := rapid.SampledFrom([]rune("abcж")).Draw(t, "letter"); {
				case i+1 < len(known) && letter == 'a':
					known[i], known[i+1] = known[i+1], known[i]
				case i < len(known) && letter == 'b':
					known = append(known[:i], known[i+1:]...)
				default:
					known = append(known[:i], append([]rune{letter}, known[i:]...)...)
				}
			}
		}
		least := levenshtein(word, known)
		for i := 1; i < len(word); i++ {
			word[i-1], word[i] = word[i], word[i-1]
			least = min(least, 1+levenshtein(word, known))
			word[i-1], word[i] = word[i], word[i-1]
		}
		require.Equal(t, min(least, maxTypos+1), typos(word, known, maxTypos, false), "%q %q", string(word), string(known))
	})
}

// levenshtein counts the letters that are missing, too many or wrong, with the full
// table.
func levenshtein(a, b []rune) int {
	above := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range a {
		row := []int{i + 1}
		for j := range b {
			wrong := above[j]
			if a[i] != b[j] {
				wrong++
			}
			row = append(row, min(wrong, above[j+1]+1, row[j]+1))
		}
		above = row
	}
	return above[len(b)]
}
