// Command tapsim is the executable specification of Microsoft Entra's Temporary
// Access Pass, from the command line.
//
// It exits with 0 when all is as expected, 1 when something is not, and 2 when
// it could not run. Data goes to stdout, talk to stderr.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/tapsim/scenario"
)

// errNotAsExpected ends a command whose output has said already what is wrong.
var errNotAsExpected = errors.New("not as expected")

func main() {
	// The library for HTTP logs what a service says unasked, which is none of a report.
	log.SetOutput(io.Discard)
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	unwritten := tellHelp(root)
	err := root.Execute()
	if err == nil {
		err = *unwritten
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNotAsExpected):
		return 1
	default:
		complain(stderr, err)
		return 2
	}
}

// complain writes an error, and each of those that it joins. Diagnostics in files
// begin with their place, as editors expect it.
func complain(w io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			complain(w, e)
		}
		return
	}
	if mistake := (*scenario.Diagnostic)(nil); errors.As(err, &mistake) {
		fmt.Fprintf(w, "%s\n\n", clean(mistake.Error()))
		return
	}
	fmt.Fprintln(w, "tapsim:", clean(err.Error()))
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "tapsim",
		Short: "What a Temporary Access Pass does, at any instant, offline",
		Long: `tapsim is the executable specification of Microsoft Entra's Temporary Access
Pass: a machine that says what a pass does at any instant of a clock that you
set, and scenarios that show it.

It exits with 0 when all is as expected, 1 when something is not, and 2 when it
could not run.`,
		Example: `  tapsim replay                          the scenarios that come with it
  tapsim replay mine.yaml scenarios/       your own
  tapsim explain signin/once-only        one scenario, step by step
  tapsim conform -- python3 tap.py       another implementation, held against it
  tapsim serve                           Microsoft Graph, on this machine
  tapsim rules create-lifetime-range     one rule, with its source`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(replayCommand(), explainCommand(), rulesCommand(), lintCommand(), conformCommand(), checkCommand(), vectorsCommand(), serveCommand(), schemaCommand(), versionCommand(), misbehaveCommand())
	completeStrictly(root)
	root.SetFlagErrorFunc(wrongFlag)
	return root
}

// noArgs is for commands that take none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, and there is %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// noCommand says what is wrong with a command that does not exist.
func noCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("%s has no commands of its own, and there is %q", root.CommandPath(), args[0])
	}
	return fmt.Errorf("unknown command %q; %s --help lists them%s", args[0], root.CommandPath(), didYouMean(args[0], names))
}
