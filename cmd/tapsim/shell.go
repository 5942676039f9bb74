package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// plainWord matches a word that a shell takes as it is.
var plainWord = regexp.MustCompile(`^(-[A-Za-z0-9_@%+=:,./-]*|[A-Za-z0-9_@%+:,./-]+)$`)

// shellLine quotes a command so that a POSIX shell reads these words from one line of
// text.
func shellLine(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = shellWord(word)
	}
	return strings.Join(quoted, " ")
}

func shellWord(word string) string {
	switch {
	case plainWord.MatchString(word):
		return word
	case onOneLine(word):
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	// A comment of a scenario is one line of text. Other bytes are escaped in $'...',
	// which POSIX has since 2024 and most shells have had longer.
	var b strings.Builder
	b.WriteString("$'")
	for _, c := range []byte(word) {
		switch {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case ' ' <= c && c < 0x7f:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String() + "'"
}

// onOneLine reports whether a text can be part of one line of a text file.
func onOneLine(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff'
	})
}
