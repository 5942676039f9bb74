package conform

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A veil hides codes of passes in what a subject says, wherever they stand: a
// subject that is wrong may put one where no code belongs, and under any name.
type veil []string // the codes, plainly spelt, the longest first

// leastCode is how many characters a code has at least to be hidden wherever it
// stands. Shorter ones stand in too much that is no code.
const leastCode = 4

func newVeil(codes []model.Code) veil {
	var v veil
	for _, code := range codes {
		for _, text := range []string{code.Reveal(), protocol.Shorter.Text(code.Reveal()), protocol.OtherCase.Text(code.Reveal())} {
			if plain, _ := plainly(text); utf8.RuneCountInString(plain) >= leastCode {
				v = append(v, plain)
			}
		}
	}
	slices.SortFunc(v, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(v)
}

// over returns a text with dots in the place of each code, however that is
// escaped, and of a part of one that is broken off.
func (v veil) over(text string) string {
	text = protocol.NewJSON(text).String() // what stands under the name of a code, known or not
	plain, at := plainly(text)
	hidden := make([]bool, len(plain))
	for _, code := range v {
		for from := strings.Index(plain, code); from >= 0; {
			hide(hidden[from : from+len(code)])
			next := strings.Index(plain[from+1:], code)
			if next < 0 {
				break
			}
			from += 1 + next
		}
	}
	v.broken(plain, hidden)
	var b strings.Builder
	for i := 0; i < len(plain); i++ {
		switch {
		case !hidden[i]:
			b.WriteString(text[at[i]:at[i+1]])
		case i == 0 || !hidden[i-1]:
			b.WriteString(model.Code{}.String())
		}
	}
	return b.String()
}

func hide(part []bool) {
	for i := range part {
		part[i] = true
	}
}

// brokenOff finds the places where a text was cut, or a line of it ended, and
// cutOff the one where its beginning was.
var (
	brokenOff = regexp.MustCompile(`["']?(?:\.\.\.|…|\n|$)`)
	cutOff    = regexp.MustCompile(`^(?:\.\.\. )?`)
)

// broken hides what is left of a code that was broken off.
func (v veil) broken(plain string, hidden []bool) {
	if len(v) == 0 {
		return
	}
	begin := map[string]veil{} // the codes, by how they begin
	for _, code := range v {
		begin[code[:leastCode]] = append(begin[code[:leastCode]], code)
	}
	for _, end := range brokenOff.FindAllStringIndex(plain, -1) {
		for from := max(0, end[0]-len(v[0])+1); from <= end[0]-leastCode; from++ {
			part := plain[from:end[0]]
			if slices.ContainsFunc(begin[part[:leastCode]], func(code string) bool { return strings.HasPrefix(code, part) }) {
				hide(hidden[from:end[0]])
				break
			}
		}
	}
	start := cutOff.FindStringIndex(plain)[1]
	for _, code := range v {
		for n := 1; n <= len(code)-leastCode; n++ {
			if strings.HasPrefix(plain[start:], code[n:]) {
				hide(hidden[start : start+len(code)-n])
				break
			}
		}
	}
}

// plainly spells a text in small letters and without the escapes of JSON, of Go
// and of addresses, however many times it was escaped. at[i] is where in the
// text that begins which became byte i.
func plainly(text string) (plain string, at []int) {
	const enough = 8 // times that anybody escapes what was escaped
	plain, at = unescape(text)
	for range enough {
		next, where := unescape(plain)
		if next == plain {
			break
		}
		for i := range where {
			where[i] = at[where[i]]
		}
		plain, at = next, where
	}
	return plain, at
}

// unescape takes the escapes of one kind off each character.
func unescape(text string) (plain string, at []int) {
	b := make([]byte, 0, len(text))
	at = make([]int, 0, len(text)+1)
	for i := 0; i < len(text); {
		from := i
		decoded, size := decoded(text[i:])
		i += size
		for n, c := range decoded {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			if at = append(at, from); n > 0 {
				at[len(at)-1] = i // the first byte stands for all that was there
			}
		}
	}
	return string(b), append(at, len(text))
}

var (
	unicodeEscape = regexp.MustCompile(`^\\+u([0-9A-Fa-f]{4})(?:\\+u([dD][c-fC-F][0-9A-Fa-f]{2}))?`)
	addressEscape = regexp.MustCompile(`^%([0-9A-Fa-f]{2})`)
)

// decoded is the first character of a text, or a byte of it, and how much of the
// text spells it.
func decoded(text string) (plain []byte, size int) {
	switch text[0] {
	case '\\':
		if m := unicodeEscape.FindStringSubmatch(text); m != nil {
			high, _ := strconv.ParseUint(m[1], 16, 32)
			low, _ := strconv.ParseUint("0"+m[2], 16, 32)
			if r := utf16.DecodeRune(rune(high), rune(low)); m[2] != "" && r != utf8.RuneError {
				return []byte(string(r)), len(m[0])
			}
			return []byte(string(rune(high))), strings.Index(text, "u") + 5
		}
		slashes := len(text) - len(strings.TrimLeft(text, `\`))
		if slashes < len(text) {
			return []byte{text[slashes]}, slashes + 1
		}
		return []byte(text), len(text)
	case '%':
		if m := addressEscape.FindStringSubmatch(text); m != nil {
			c, _ := strconv.ParseUint(m[1], 16, 8)
			return []byte{byte(c)}, len(m[0])
		}
	}
	return []byte{text[0]}, 1
}
