package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// usualWidth is that of a terminal that does not say.
const usualWidth = 80

// width is how many columns a terminal has: as COLUMNS says, or as it says itself.
func width(f *os.File) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
		return n
	}
	return usualWidth
}

// say puts a text in the place of the one before. It is cut to fit, since a line
// that is broken cannot be taken back; the last column stays free, where some
// terminals break already.
func (p *progress) say(text string) {
	if f, ok := p.out.(*os.File); ok {
		text = fit(text, width(f)-1)
	}
	io.WriteString(p.out, "\r"+text+"\x1b[K")
}

func fit(text string, columns int) string {
	if r := []rune(text); len(r) > columns {
		return string(r[:columns])
	}
	return text
}
