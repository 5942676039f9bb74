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

// atMost is how long a subject that hangs is there, if nobody ends it.
const atMost = 2 * time.Minute

// subject is a program for the scripts: "subject HOW [FILE]" is right but for what
// HOW says.
func subject() {
	how, file := os.Args[1], ""
	if len(os.Args) > 2 {
		file = os.Args[2]
	}
	if how == "mute" {
		if file != "" { // to tell that it runs
			_ = os.WriteFile(file, nil, 0o600)
		}
		time.Sleep(atMost)
	}
	who := protocol.Capabilities{Name: "subject-" + how, Version: "0.1", Language: "go", Editions: model.Editions(), Features: []string{"actors"}}
	if how == "actorless" {
		who.Features = nil
	}
	if err := lines.Serve(os.Stdin, os.Stdout, &odd{how: how, file: file}, who); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// odd is the reference with one oddity.
type odd struct {
	protocol.Reference
	how      string
	file     string            // by which it and a test, or its next start, hear of each other
	accepted protocol.Response // the last sign-in that was
}

func (o *odd) Do(r protocol.Request) protocol.Response {
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

// crashTwice ends the program, unless two that were started before it have crashed:
// each leaves a byte in the file.
func (o *odd) crashTwice() {
	before, _ := os.ReadFile(o.file)
	if len(before) < 2 {
		_ = os.WriteFile(o.file, append(before, '.'), 0o600)
		os.Exit(3)
	}
}
