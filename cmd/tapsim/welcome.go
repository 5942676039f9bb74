package main

import (
	"net/url"
	"slices"

	"github.com/tapsim/tap/tapsim/protocol"
)

// welcome writes to stderr what is served, and commands to try next.
func (s *server) welcome(address string) {
	if len(s.addr.IP) == 0 || s.addr.IP.IsUnspecified() {
		s.say("and on every other address of this machine")
	}
	token := "TOKEN"
	switch operators := slices.DeleteFunc(actors(s.tokens), func(a *protocol.Actor) bool { return a != nil }); {
	case s.tokens == nil:
		token = "operator"
		s.say("any bearer token is an operator's, who may do everything; a token that is a user's principal name is that user's")
	case len(operators) == 0:
		s.say("no token is an operator's, so no client can use the routes below /_tapsim")
	}
	clock := "the clock is the real one, and it is"
	if s.clock.Frozen() {
		clock = "the clock stands at"
	}
	s.say("%s %s", clock, s.clock.Instant())
	if s.certificate != nil {
		s.say("clients have to trust %s", s.certFile)
	}
	if s.recording != nil {
		s.say("what clients do goes to %s", s.recording.file)
	}

	curl := "curl -H 'Authorization: Bearer " + token + "' -H 'Content-Type: application/json'"
	if s.certificate != nil {
		curl += " --cacert " + shellWord(s.certFile)
	}
	if len(s.tenant.Users) > 0 {
		passes := "/v1.0/users/" + url.PathEscape(s.exampleUser().UPN()) + "/authentication/temporaryAccessPassMethods"
		s.say("\nmake a pass:\n  %s %s -d '{\"lifetimeInMinutes\": 60}'", curl, address+passes)
	}
	s.say("move the clock:\n  %s -X PUT %s/_tapsim/clock -d '{\"advance\": \"90m\"}'", curl, address)
	s.say("what the tenant is, and what time will change next:\n  %s %s/_tapsim/state %s/_tapsim/next", curl, address, address)
	s.say("stop: Ctrl-C; more: tapsim serve --help\n")
}

// exampleUser is the user for the example: one who can have a pass, if there is one.
func (s *server) exampleUser() protocol.User {
	users := s.tenant.Users
	return users[max(0, slices.IndexFunc(users, func(u protocol.User) bool { return !u.Guest && !u.External }))]
}

func actors(tokens map[string]*protocol.Actor) []*protocol.Actor {
	var all []*protocol.Actor
	for _, a := range tokens {
		all = append(all, a)
	}
	return all
}
