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
	testscript.Main(hangups{m}, map[string]func(){"tapsim": main, "subject": subject, "deaf": deaf})
}

// deaf is a program that goes on after the first signal.
func deaf() {
	ctx, stop := untilInterrupted(context.Background())
	defer stop()
	fmt.Println("up")
	<-ctx.Done()
	fmt.Println("no")
	select {}
}

// hangups is a test run whose children get SIGHUP even below nohup. A child inherits an
// ignored signal, and some tests send SIGHUP. Only the test run itself changes this, and
// none of the commands that this program is started as.
type hangups struct{ *testing.M }

func (h hangups) Run() int {
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	return h.M.Run()
}

// TestScripts runs the scripts of testdata: commands, their stdout and stderr, and their
// exit codes.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "serve": serve, "ask": ask, "end": end, "unsaid": unsaid, "until-there": untilThere},
		Setup: func(env *testscript.Env) error {
			env.Values[testServerKey] = &testServer{}
			env.Setenv("SUITE", scenarios.Version()) // it changes with each scenario
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

// exits CODE COMMAND [ARG...] runs a command as exec does, and checks the exit code. exec
// itself only distinguishes zero from the others.
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
