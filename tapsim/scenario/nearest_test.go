package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNearest(t *testing.T) {
	for _, row := range []struct {
		word  string
		known []string
		near  string // empty: none
	}{
		{"signin-usde", []string{"signin-code", "signin-once", "signin-used"}, "signin-used"}, // two that changed places are one slip
		{"usde", []string{"code", "used"}, "used"},
		{"fial", []string{"find", "fail"}, "fail"},
		{"Fail", []string{"fail"}, "fail"},
		{"fails", []string{"fail"}, "fail"},
		{"failure", []string{"fail"}, ""},
		{"a", []string{"b"}, ""},
		{"пропукс", []string{"пропуск"}, "пропуск"},
	} {
		near, ok := Nearest(row.word, row.known)
		require.Equal(t, row.near, near, row.word)
		require.Equal(t, row.near != "", ok, row.word)
	}
}
