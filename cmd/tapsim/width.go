package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// usualWidth is the width where neither COLUMNS nor the terminal says it.
const usualWidth = 80

// width returns the number of columns: that of COLUMNS, or that of the terminal.
func width(f *os.File) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
		return n
	}
	return usualWidth
}

// say replaces the text before it. It cuts the text, since a text that continues on the
// next line cannot be replaced. Some terminals break a line in the last column, so that
// column stays empty.
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
