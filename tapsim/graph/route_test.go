package graph

import (
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// readPath reads a path as the server does.
func readPath(text string) (route, bool) {
	u, err := url.ParseRequestURI(text)
	if err != nil {
		return route{}, false
	}
	p := split(u)
	return readRoute(&p), true
}

// spell writes a route as a path, with the key as a segment or in brackets.
func (r route) spell(bracketed bool) string {
	key := func(name, key string) string {
		if bracketed || isFunction(key) { // without brackets it is a function of Graph
			return name + url.PathEscape("('"+strings.ReplaceAll(key, "'", "''")+"')")
		}
		return name + "/" + url.PathEscape(key)
	}
	base := "/" + string(r.version)
	if r.resource == policy {
		return base + "/policies/authenticationMethodsPolicy/" + key("authenticationMethodConfigurations", "temporaryAccessPass")
	}
	if r.resource == users {
		return base + "/users"
	}
	base += "/" + key("users", r.user)
	switch r.resource {
	case passes:
		return base + "/authentication/temporaryAccessPassMethods"
	case methods:
		return base + "/authentication/methods"
	case pass:
		return base + "/authentication/" + key("temporaryAccessPassMethods", r.id)
	case passCount:
		return base + "/authentication/temporaryAccessPassMethods/" + r.id
	case method:
		return base + "/authentication/" + key("methods", r.id)
	case methodCount:
		return base + "/authentication/methods/" + r.id
	default:
		return base
	}
}

// Any path is read without a panic, and its route can be written in both ways and read
// again.
func FuzzRoute(f *testing.F) {
	for _, path := range []string{
		"/v1.0/users/a@b/authentication/temporaryAccessPassMethods", "/beta/users('o''x%2F')/authentication/methods/1",
		"/v1.0/me/authentication/temporaryAccessPassMethods('x')", "/v1.0/users", "//", "/v1.0/users('')('", "/%2f/%27",
		"/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations('temporaryAccessPass')", "/v1.0/users/a/authentication/methods/$count",
		"//beta///users(userPrincipalName='a@b')//authentication//temporaryAccessPassMethods(id='1')", "/v1.0/users(id='')", "/v1.0/users('a'b')", "/v1.0/users(a=b)/",
		"/v1.0/users/a/authentication/methods('$count')", "/v1.0/users/(a)/authentication/temporaryAccessPassMethods/%24COUNT",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		r, ok := readPath(path)
		if !ok || r.resource == nothing {
			return
		}
		for _, bracketed := range []bool{false, true} {
			again, ok := readPath(r.spell(bracketed))
			require.True(t, ok, r.spell(bracketed))
			if is(r.user, me) || r.user == me {
				again.user = r.user
			}
			require.Equal(t, r, again, r.spell(bracketed))
		}
	})
}

// The guide lists the paths, the methods and the control routes, in the same order.
func TestTheGuideNamesTheRoutes(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(readme), "\n## The routes\n")
	section, _, _ = strings.Cut(section, "\n## ")
	ofGraph, ofTapsim, ok := strings.Cut(section, "Below `/_tapsim`")
	require.True(t, ok)

	var want strings.Builder
	for _, e := range endpoints[users:] {
		want.WriteString("| `" + e.path + "` | " + strings.Join(e.methods, ", ") + " |\n")
	}
	require.Contains(t, ofGraph, "|---|---|\n"+want.String()+"\n")

	var named []string
	for line := range strings.Lines(ofTapsim) {
		if cells := strings.Split(line, "|"); len(cells) > 1 {
			for _, route := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(cells[1], -1) {
				named = append(named, route[1])
			}
		}
	}
	require.Equal(t, controls[:], named)
}
