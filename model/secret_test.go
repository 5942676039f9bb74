package model_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

const (
	secret = "+drkzqAD&=$-Xy"
	dots   = "••••••••"
)

// keeper has codes in exported and unexported fields.
type keeper struct {
	Code   model.Code
	Ref    *model.Code
	List   []model.Code
	Map    map[string]model.Code
	Any    any
	code   model.Code
	ref    *model.Code
	list   []model.Code
	array  [1]model.Code
	byName map[string]model.Code
	names  map[model.Code]string
	any    any
	state  model.State
	deep   struct{ cmd model.Command }
}

func keep() keeper {
	c := model.NewCode(secret)
	k := keeper{
		Code: c, Ref: &c, List: []model.Code{c}, Map: map[string]model.Code{"k": c}, Any: c,
		code: c, ref: &c, list: []model.Code{c}, array: [1]model.Code{c}, byName: map[string]model.Code{"k": c},
		names: map[model.Code]string{c: "k"}, any: c, state: model.State{Code: c},
	}
	k.deep.cmd.Code = c
	return k
}

func TestNothingPrintsACode(t *testing.T) {
	c, k := model.NewCode(secret), keep()
	things := []any{
		c, &c, k, &k, []model.Code{c}, [1]model.Code{c}, map[string]model.Code{"k": c}, map[model.Code]int{c: 1}, []any{c},
		model.State{Code: c}, &model.State{Code: c}, model.Command{Code: c}, model.Outcome{Code: c}, fmt.Errorf("got %v", c),
		struct{ s model.State }{model.State{Code: c}}, []model.Outcome{{Code: c}}, struct{ p *model.Command }{&model.Command{Code: c}},
	}
	hex := fmt.Sprintf("%x", secret)
	for _, thing := range things {
		for _, verb := range strings.Fields("%v %+v %#v %s %q %x %X %d %t %c %U %e %o %b %p %T %10v %-40s %.3s %w %!") {
			said := fmt.Sprintf(verb, thing)
			require.NotContains(t, said, secret[:8], "%T with %s", thing, verb)
			require.NotContains(t, strings.ToLower(said), hex[:16], "%T with %s", thing, verb)
		}
	}
}

func TestACodePrintsAsDots(t *testing.T) {
	for _, code := range []model.Code{model.NewCode(secret), model.NewCode("x"), {}} {
		require.Equal(t, dots, code.String())
		for _, verb := range strings.Fields("%v %+v %#v %s %q %x %d %t") {
			require.Equal(t, dots, fmt.Sprintf(verb, code), verb)
		}
		text, err := code.MarshalText()
		require.NoError(t, err)
		require.Equal(t, dots, string(text))
	}
}

func TestNothingEncodesACode(t *testing.T) {
	c := model.NewCode(secret)
	for _, thing := range []any{c, &c, []model.Code{c}, map[model.Code]int{c: 1}, map[string]any{"k": c}, model.State{Code: c}, model.Outcome{Code: c}} {
		b, err := json.Marshal(thing)
		require.NoError(t, err)
		require.NotContains(t, string(b), secret[:8])
		require.Contains(t, string(b), dots)
	}
	k := keep()
	k.names = nil
	b, err := json.Marshal(k)
	require.NoError(t, err)
	require.NotContains(t, string(b), secret[:8])
}

func TestOnlyRevealRevealsACode(t *testing.T) {
	require.Equal(t, secret, model.NewCode(secret).Reveal())
	require.Empty(t, model.Code{}.Reveal())
	require.Empty(t, model.NewCode("").Reveal())
}

func TestCodesCompare(t *testing.T) {
	a := model.NewCode(secret)
	require.True(t, a == model.NewCode(strings.Clone(secret)))
	require.True(t, a.Matches(model.NewCode(secret)))
	for _, other := range []string{"", "x", secret[1:], secret + "x", strings.ToLower(secret), strings.Repeat("x", len(secret))} {
		require.False(t, a.Matches(model.NewCode(other)), other)
		require.False(t, model.NewCode(other).Matches(a), other)
		require.False(t, a == model.NewCode(other), other)
	}
	require.False(t, a.Matches(model.Code{}))
}

// A view has nowhere to keep a code.
func TestAViewHasNoCode(t *testing.T) {
	_, out := model.Step(model.State{}, at(), create())
	b, err := json.Marshal(out.View)
	require.NoError(t, err)
	require.NotContains(t, string(b), "Code")
	require.NotContains(t, fmt.Sprintf("%#v", out.View), "Code")
}

func TestIDs(t *testing.T) {
	const lower = "c5c8a4f1-0b7d-4e2a-9f3c-6d1e2a3b4c5d"
	id, ok := model.ParseID(lower)
	require.True(t, ok)
	require.Equal(t, lower, id.String())
	require.Equal(t, "x"+lower, string(id.Append([]byte("x"))))
	text, err := id.MarshalText()
	require.NoError(t, err)
	require.Equal(t, lower, string(text))

	upper, ok := model.ParseID(strings.ToUpper(lower))
	require.True(t, ok)
	require.Equal(t, id, upper)

	zero, ok := model.ParseID("00000000-0000-0000-0000-000000000000")
	require.True(t, ok)
	require.Equal(t, model.ID{}, zero)

	for _, bad := range []string{
		"", lower[1:], lower + "0", "{" + lower + "}", strings.ReplaceAll(lower, "-", ""),
		"c5c8a4f10-b7d-4e2a-9f3c-6d1e2a3b4c5d", "c5c8a4f1-0b7d4-e2a-9f3c-6d1e2a3b4c5d",
		"c5c8a4f1-0b7d-4e2a9-f3c-6d1e2a3b4c5d", "c5c8a4f1-0b7d-4e2a-9f3c6-d1e2a3b4c5d",
		"g5c8a4f1-0b7d-4e2a-9f3c-6d1e2a3b4c5d", "c5c8a4f1-0b7d-4e2a-9f3c-6d1e2a3b4c5 ", "-5c8a4f1-0b7d-4e2a-9f3c-6d1e2a3b4c5d",
		"é5c8a4f-0b7d-4e2a-9f3c-6d1e2a3b4c5d1",
	} {
		got, ok := model.ParseID(bad)
		require.False(t, ok, bad)
		require.Zero(t, got, bad)
	}
}
