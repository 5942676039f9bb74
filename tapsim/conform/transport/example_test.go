package transport_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// In a test of your own the command is your program. Here it is the test binary, which
// answers that there are no passes.
func ExampleChild() {
	child := &transport.Child{Command: []string{os.Args[0], "subject", "good"}}
	who, err := child.Capabilities(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(who.Name, who.Editions, who.Ops)

	s, err := scenario.Parse("read.yaml", []byte("id: mine/list\ntitle: Ada has no pass\nrules: [list-one]\nusers: [ada]\nsteps: [{list: {user: ada}}]\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range []protocol.Request{
		{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant},
		{Op: protocol.List, At: s.Start, User: s.Users[0].UPN()},
	} {
		res, err := child.Do(context.Background(), r)
		fmt.Println(r.Op, res.Status, res.Body, err)
	}
	fmt.Println(child.Close())
	// Output:
	// no passes [current] [list]
	// reset 204  <nil>
	// list 200 {"value":[]} <nil>
	// <nil>
}

// A service gets the calls of Graph. Begin gives the actors of a scenario their tokens.
func ExampleHTTP() {
	service, err := graph.New(graph.Config{Clock: graph.FrozenClock(0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(service)
	defer server.Close()

	subject := &transport.HTTP{URL: server.URL}
	defer subject.Close()
	who, err := subject.Capabilities(context.Background())
	fmt.Println(who.Features, err)

	s, err := scenario.Parse("read.yaml", []byte(`
id: mine/read
title: Ada may read her own passes
rules: [access-self-read]
users: [ada]
steps:
  - actor: {delegated: ada, scopes: [UserAuthenticationMethod.Read]}
    list: {user: ada}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	subject.Begin([]*protocol.Actor{s.Steps[0].Actor})
	step := s.Steps[0]
	for _, r := range []protocol.Request{
		{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant},
		{Op: step.Op, At: s.Start, Actor: step.Actor, User: step.User},
	} {
		res, err := subject.Do(context.Background(), r)
		fmt.Println(r.Op, res.Status, err)
	}
	// Output:
	// [actors] <nil>
	// reset 204 <nil>
	// list 200 <nil>
}
