package variant_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

func TestEveryVariantSaysWhatIsDifferent(t *testing.T) {
	ids, texts := map[string]bool{}, map[string]bool{}
	for _, v := range variant.All() {
		require.Regexp(t, `^[a-z]+(-[a-z0-9]+)*$`, v.ID)
		require.NotEmpty(t, v.Text, v.ID)
		require.NotEqual(t, model.NoRule, v.Rule, v.ID)
		require.NotNil(t, v.Step, v.ID)
		require.NotNil(t, v.StepPolicy, v.ID)
		require.False(t, ids[v.ID], "%s is there twice", v.ID)
		require.False(t, texts[v.Text], "%s is different in the way of another", v.ID)
		ids[v.ID], texts[v.Text] = true, true
	}
	_, ok := variant.Find("unknown")
	require.False(t, ok)
}

// A report says "behaves as if" before the sentence, and goes on after it.
func TestEveryTextSpeaksToTheImplementer(t *testing.T) {
	ids := map[string]string{}
	for _, v := range variant.All() {
		require.Regexp(t, `^(you|your) .*[^.]$`, v.Text, v.ID)
		require.Empty(t, ids[v.Text], "%s has the text of another", v.ID)
		ids[v.Text] = v.ID
	}
}

func TestEveryInvariantIsWhole(t *testing.T) {
	ids := map[string]bool{}
	for _, inv := range variant.Invariants() {
		require.NotEmpty(t, inv.Text, inv.ID)
		require.NotNil(t, inv.Broken, inv.ID)
		require.False(t, ids[inv.ID], "%s is there twice", inv.ID)
		ids[inv.ID] = true
	}
	require.Len(t, ids, 15)
}

// A variant has no memory: the same arguments give the same results, also for a
// variant that keeps a note.
func TestVariantsAreFunctions(t *testing.T) {
	env := tenant()
	for _, v := range variant.All() {
		for range 2 {
			create := func(n byte) model.Command {
				return model.Command{Op: model.Create, ID: model.ID{n}, Code: model.NewCode(string('a' + rune(n)))}
			}
			first, _ := v.Step(model.State{}, env, create(1))
			second, one := v.Step(first, env, create(2))
			_, two := v.Step(first, env, create(2))
			require.Equal(t, one, two, v.ID)
			_, one = v.Step(second, env, model.Command{Op: model.SignIn, Code: model.NewCode("b")})
			_, two = v.Step(second, env, model.Command{Op: model.SignIn, Code: model.NewCode("b")})
			require.Equal(t, one, two, v.ID)
		}
	}
}
