package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/scenario"
)

// subject is a program for the scripts: "subject HOW" is right but for what HOW
// says.
func subject() {
	how := os.Args[1]
	if how == "mute" {
		time.Sleep(2 * time.Minute) // and not for ever, if nobody ends it
	}
	who := conform.Ability{Name: "subject-" + how, Version: "0.1", Language: "go", Editions: model.Editions(), Features: []string{"actors"}}
	if how == "actorless" {
		who.Features = nil
	}
	if err := conform.Serve(os.Stdin, os.Stdout, &odd{how: how}, who); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// odd is the reference with one oddity.
type odd struct {
	scenario.Reference
	how      string
	accepted scenario.Response // the last sign-in that was
}

func (o *odd) Do(r scenario.Request) scenario.Response {
	res := o.Reference.Do(r)
	switch {
	case r.Op != scenario.SignIn:
	case o.how == "crash":
		fmt.Fprintln(os.Stderr, "subject: cannot sign in")
		os.Exit(3)
	case o.how == "hang":
		time.Sleep(time.Minute)
	case o.how == "lower":
		res.Reason = strings.ToLower(res.Reason)
	case o.how == "reusable" && res.Reason == "OneTimeUsed":
		res = o.accepted
	case res.Accepted():
		o.accepted = res
	}
	return res
}
