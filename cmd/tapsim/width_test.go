package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProgressFitsTheTerminal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "terminal")
	f, err := os.Create(name)
	require.NoError(t, err)
	defer f.Close()
	p := progress{out: f}
	for columns, want := range map[string]string{
		"10": "\r123456789\x1b[K",
		"4":  "\r123\x1b[K",
		"1":  "\r\x1b[K",
		"0":  "\r1234567890é\x1b[K", // 0 is no width, and a file has none either
		"":   "\r1234567890é\x1b[K",
	} {
		t.Setenv("COLUMNS", columns)
		require.NoError(t, f.Truncate(0))
		_, err := f.Seek(0, 0)
		require.NoError(t, err)
		p.say("1234567890é")
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, want, string(text))
	}
	require.Equal(t, "é", fit("éé", 1))
}
