package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
)

// atMost is how long a subject hangs if no test ends it.
const atMost = 2 * time.Minute

// subject is a program for the scripts. "subject HOW [FILE]" is the reference model with
// the fault HOW.
func subject() {
	how, file := os.Args[1], ""
	if len(os.Args) > 2 {
		file = os.Args[2]
	}
	if how == "mute" {
		if file != "" { // it shows the test that the subject runs
			_ = os.WriteFile(file, nil, 0o600)
		}
		time.Sleep(atMost)
	}
	capabilities := protocol.Capabilities{Name: "subject-" + how, Version: "0.1", Language: "go", Editions: model.Editions(), Features: []string{"actors"}}
	if how == "actorless" {
		capabilities.Features = nil
	}
	if err := lines.Serve(os.Stdin, os.Stdout, &faulty{how: how, file: file}, capabilities); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// faulty is the reference model with one fault.
type faulty struct {
	protocol.Reference
	how      string
	file     string            // shared with the test, or with the next start of the subject
	accepted protocol.Response // the last accepted sign-in
}

func (o *faulty) Do(r protocol.Request) protocol.Response {
	res := o.Reference.Do(r)
	switch {
	case r.Op != protocol.SignIn:
	case o.how == "crash":
		fmt.Fprintln(os.Stderr, "subject: cannot sign in")
		os.Exit(3)
	case o.how == "hang":
		time.Sleep(atMost)
	case o.how == "crash-twice-and-hang":
		o.crashTwice()
		time.Sleep(atMost)
	case o.how == "wait":
		_ = waitFor(o.file)
	case o.how == "lower":
		res.Reason = strings.ToLower(res.Reason)
	case o.how == "reusable" && res.Reason == "OneTimeUsed":
		res = o.accepted
	case res.Accepted():
		o.accepted = res
	}
	return res
}

// crashTwice ends the program, unless it has crashed twice before: each crash adds a byte
// to the file.
func (o *faulty) crashTwice() {
	before, _ := os.ReadFile(o.file)
	if len(before) < 2 {
		_ = os.WriteFile(o.file, append(before, '.'), 0o600)
		os.Exit(3)
	}
}
