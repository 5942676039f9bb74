package tapsim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

func TestAddUser(t *testing.T) {
	e, _ := tenant(t)
	taken := idOf(t, e, ada)
	before := e.Users()
	for _, c := range []struct {
		user tapsim.User
		says string
	}{
		{tapsim.User{}, "the name is empty"},
		{tapsim.User{Name: "me"}, `"me"`},
		{tapsim.User{Name: "ME"}, `"ME"`},
		{tapsim.User{Name: model.ID{1}.String()}, "by id"},
		{tapsim.User{Name: ada}, "the name is taken"},
		{tapsim.User{Name: "ADA@CONTOSO.EXAMPLE"}, "without case"},
		{tapsim.User{Name: "eve@contoso.example", ID: taken}, `that of "ada@contoso.example"`},
	} {
		_, err := e.AddUser(c.user)
		require.ErrorContains(t, err, c.says)
	}
	require.Equal(t, before, e.Users(), "a refused user leaves the directory as it was")

	mine := model.ID{1, 2, 3}
	got, err := e.AddUser(tapsim.User{Name: "eve@contoso.example", ID: mine})
	require.NoError(t, err)
	require.Equal(t, mine, got)
}

func TestUsersAreSortedCopies(t *testing.T) {
	e := tapsim.New(tapsim.Config{})
	groups := []model.ID{{1}}
	for _, name := range []string{"c@x", "a@x", "b@x"} {
		_, err := e.AddUser(tapsim.User{Name: name, Groups: groups})
		require.NoError(t, err)
	}
	groups[0] = model.ID{2}
	first := e.Users()
	require.Equal(t, []string{"a@x", "b@x", "c@x"}, []string{first[0].Name, first[1].Name, first[2].Name})
	require.Equal(t, []model.ID{{1}}, first[0].Groups)

	first[0].Groups[0] = model.ID{2}
	require.Equal(t, []model.ID{{1}}, e.Users()[0].Groups)
}

func TestRemoveUser(t *testing.T) {
	e, _ := tenant(t)
	id := idOf(t, e, ada)
	code := e.Do(ada, operator, model.Command{Op: model.Create}).Code
	_, found := e.RemoveUser("eve@contoso.example")
	require.False(t, found)

	gone, found := e.RemoveUser("ADA@contoso.example")
	require.True(t, found)
	require.Equal(t, tapsim.User{ID: id, Name: ada}, gone)
	for _, key := range []string{ada, id.String()} {
		_, found = e.User(key)
		require.False(t, found)
		require.Equal(t, model.UserMissing, e.Do(key, operator, model.Command{Op: model.List}).Rule)
		require.Equal(t, model.SigninNone, e.Do(key, operator, model.Command{Op: model.SignIn, Code: code}).Rule)
	}

	// A later user with the same name and id does not get her pass.
	_, err := e.AddUser(gone)
	require.NoError(t, err)
	again, found := e.User(id.String())
	require.True(t, found)
	require.Equal(t, gone, again)
	state, found := e.State(ada)
	require.True(t, found)
	require.False(t, state.Exists())
}

func TestUpdateUser(t *testing.T) {
	e, _ := tenant(t)
	code := e.Do(ada, operator, model.Command{Op: model.Create}).Code
	held, _ := e.State(ada)

	yes, roles, groups := true, model.GlobalReader, []model.ID{{5}}
	for _, c := range []struct {
		key          string
		update       tapsim.UserUpdate
		want         model.Rule
		contributing model.Rules
	}{
		{ada, tapsim.UserUpdate{Groups: &groups}, model.UserUpdate, model.Rules{}},
		{"ADA@contoso.example", tapsim.UserUpdate{Guest: &yes}, model.UserUpdate, model.RulesOf(model.UserKey)},
		{idOf(t, e, ada).String(), tapsim.UserUpdate{External: &yes, Roles: &roles}, model.UserUpdate, model.RulesOf(model.UserKey)},
		{ada, tapsim.UserUpdate{}, model.UserUpdate, model.Rules{}},
		{"eve@contoso.example", tapsim.UserUpdate{Guest: &yes}, model.UserMissing, model.Rules{}},
		{"me", tapsim.UserUpdate{Guest: &yes}, model.UserMissing, model.Rules{}},
	} {
		out := e.UpdateUser(c.key, c.update)
		require.Equal(t, c.want.String(), out.Rule.String())
		require.Equal(t, c.contributing, out.Contributing)
	}
	groups[0] = model.ID{6}

	got := e.Users()[1]
	require.Equal(t, tapsim.User{ID: got.ID, Name: ada, Guest: true, External: true, Roles: roles, Groups: []model.ID{{5}}}, got)
	now, _ := e.State(ada)
	require.Equal(t, held, now, "the pass stays")
	require.Equal(t, model.CreateGuest, e.Do(ada, operator, model.Command{Op: model.Create}).Rule)
	require.Equal(t, model.SigninAccepted, e.Do(ada, operator, model.Command{Op: model.SignIn, Code: code}).Rule)
}

func TestState(t *testing.T) {
	e, _ := tenant(t)
	out := e.Do(ada, operator, model.Command{Op: model.Create})
	for _, key := range []string{ada, "ADA@contoso.example", idOf(t, e, ada).String()} {
		s, ok := e.State(key)
		require.True(t, ok)
		require.Equal(t, out.View.ID, s.ID)
		require.Equal(t, out.Code, s.Code)
	}
	s, ok := e.State(bob)
	require.True(t, ok)
	require.False(t, s.Exists())
	for _, key := range []string{"eve@contoso.example", "me", ""} {
		_, ok = e.State(key)
		require.False(t, ok, key)
	}
}
