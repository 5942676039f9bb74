package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShellLine(t *testing.T) {
	for want, words := range map[string][]string{
		"tap --seed=1 ./a_b:c":      {"tap", "--seed=1", "./a_b:c"},
		`'' 'a  b' 'A=1' '*' '~'`:   {"", "a  b", "A=1", "*", "~"},
		`'it'\''s' '"$HOME"' 'é'`:   {"it's", `"$HOME"`, "é"},
		`$'a\012b\'\\\303\251' end`: {"a\nb'\\é", "end"},
		`$'\377\342\200\250'`:       {"\xff\u2028"},
	} {
		require.Equal(t, want, shellLine(words))
	}
}
