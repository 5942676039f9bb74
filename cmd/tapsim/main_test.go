package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tapsim/tap/scenarios"
)

func TestMain(m *testing.M) {
	testscript.Main(hearing{m}, map[string]func(){"tapsim": main, "subject": subject, "deaf": deaf})
}

// deaf is a program that hears of the first signal and goes on all the same.
func deaf() {
	ctx, stop := untilInterrupted(context.Background())
	defer stop()
	fmt.Println("up")
	<-ctx.Done()
	fmt.Println("no")
	select {}
}

// hearing is a test run whose children hear of a closed terminal, even if somebody
// has started it by nohup: a signal that is ignored stays so in a child, and tests
// send it. Only the run itself hears of it anew, and none of the commands that this
// program is started as.
type hearing struct{ *testing.M }

func (h hearing) Run() int {
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	return h.M.Run()
}

// TestScripts runs the scripts of testdata: what a user types, what comes back
// on stdout and on stderr, and the exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "serve": serve, "ask": ask, "end": end, "unsaid": unsaid, "until-there": untilThere},
		Setup: func(env *testscript.Env) error {
			env.Values[theServed] = &served{}
			env.Setenv("SUITE", scenarios.Version()) // it changes with each scenario, and no script should
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "race" {
				return false, fmt.Errorf("no condition %q", name)
			}
			return raceEnabled, nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// exits CODE COMMAND [ARG...] runs a command as exec does, and demands that very
// exit code; exec itself tells zero from the others and no more.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)

	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
