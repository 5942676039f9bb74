package tapsim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

func TestCodesMixAllClasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := enabled()
		policy.Length = rapid.Int32Range(model.LeastLength, model.GreatestLength).Draw(t, "length")
		e := tapsim.New(tapsim.Config{Policy: policy, Random: seeded(rapid.Byte().Draw(t, "seed"))})
		add(t, e, ada)

		out := e.Do(ada, operator, model.Command{Op: model.Create})
		code := out.Code.Reveal()
		require.Len(t, code, int(policy.Length))
		for _, class := range []string{"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "+&=$-!#"} {
			require.True(t, strings.ContainsAny(code, class), "%s has none of %s", code, class)
		}
		require.False(t, strings.ContainsAny(code, "0O1lI"), code)
	})
}

func TestEveryCharacterIsAsLikely(t *testing.T) {
	policy := enabled()
	policy.Length = 48 // nearly every draw has all classes, so a redraw hardly changes the counts
	e := tapsim.New(tapsim.Config{Policy: policy, Random: seeded(1)})
	add(t, e, ada)
	const codes = 4000
	count := map[rune]int{}
	for range codes {
		for _, r := range e.Do(ada, operator, model.Command{Op: model.Create}).Code.Reveal() {
			count[r]++
		}
	}
	require.Len(t, count, 64)
	for r, n := range count {
		require.InEpsilon(t, codes*48/64, n, 0.1, "%c", r)
	}
}

func TestIdsAreGuidsOfVersion4(t *testing.T) {
	e, _ := tenant(t)
	seen := map[model.ID]bool{}
	for range 100 {
		id := e.Do(ada, operator, model.Command{Op: model.Create}).View.ID
		require.False(t, seen[id])
		seen[id] = true
		require.Equal(t, uuid.Version(4), uuid.UUID(id).Version())
	}
}

func TestBrokenSourcePanicsAndLeavesNoLockHeld(t *testing.T) {
	for _, c := range []struct {
		source []byte
		says   string
	}{
		{nil, "failed: EOF"},
		{make([]byte, 1<<16), "repeats itself"},
	} {
		e := tapsim.New(tapsim.Config{Random: bytes.NewReader(c.source)})
		_, err := e.AddUser(tapsim.User{Name: ada, ID: model.ID{1}})
		require.NoError(t, err)
		func() {
			defer func() { require.Contains(t, recover(), c.says) }()
			e.Do(ada, operator, model.Command{Op: model.Create})
		}()
		require.Equal(t, model.ListOne, e.Do(ada, operator, model.Command{Op: model.List}).Rule)
		require.Equal(t, model.UserUpdate, e.UpdateUser(ada, tapsim.UserUpdate{}).Rule)
	}
}

func TestCodesStayInside(t *testing.T) {
	var events []tapsim.Event
	clock := tapsim.NewVirtualClock(noon)
	e := tapsim.New(tapsim.Config{Clock: clock, Policy: enabled(), Record: func(ev tapsim.Event) { events = append(events, ev) }})
	add(t, e, ada)
	made := e.Do(ada, operator, model.Command{Op: model.Create})
	e.Do(ada, operator, model.Command{Op: model.SignIn, Code: made.Code})
	snapshot := e.Snapshot()
	e.Restore(snapshot)
	changes := e.Changes(noon, model.LastInstant)
	require.Len(t, events, 4)
	require.Len(t, changes, 1)

	secret := made.Code.Reveal()
	spellings := []string{secret, fmt.Sprintf("% x", secret), fmt.Sprintf("%x", secret), fmt.Sprintf("%v", []byte(secret))}
	quoted, err := json.Marshal(secret)
	require.NoError(t, err)
	spellings = append(spellings, strings.Trim(string(quoted), `"`))

	lastEvent := &events[1]
	for _, v := range []any{
		e, *lastEvent, lastEvent, &lastEvent, events, snapshot, *snapshot, &snapshot, changes, changes[0], &changes[0], made,
		map[string]any{"engine": e, "deep": map[string]any{"event": lastEvent, "events": events, "snapshot": snapshot}},
		struct{ inside any }{lastEvent}, struct{ inside *tapsim.Snapshot }{snapshot}, struct{ inside tapsim.Snapshot }{*snapshot},
	} {
		said := []string{fmt.Sprint(v)}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			said = append(said, fmt.Sprintf(verb, v))
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		said = append(said, string(text))
		for _, s := range said {
			require.False(t, slices.ContainsFunc(spellings, func(spelling string) bool { return strings.Contains(s, spelling) }), "%T says a code", v)
		}
	}
}
