// Command tapsim is the executable specification of Microsoft Entra's Temporary
// Access Pass, from the command line.
//
// It exits with 0 when all is as expected, 1 when something is not, and 2 when
// it could not run. Data goes to stdout, messages to stderr.
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

// errNotAsExpected ends a command whose output says what is wrong.
var errNotAsExpected = errors.New("not as expected")

func main() {
	// net/http logs what a service sends unasked, in the middle of a report.
	log.SetOutput(io.Discard)
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	unwritten := reportHelpErrors(root)
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
		printError(stderr, err)
		return 2
	}
}

// printError writes an error, and each error that it joins. A diagnostic begins with its
// place, as editors expect it, so it has no "tapsim:" before it.
func printError(w io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			printError(w, e)
		}
		return
	}
	if diagnostic := (*scenario.Diagnostic)(nil); errors.As(err, &diagnostic) {
		fmt.Fprintf(w, "%s\n\n", clean(diagnostic.Error()))
		return
	}
	fmt.Fprintln(w, "tapsim:", clean(err.Error()))
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "tapsim",
		Short: "What a Temporary Access Pass does, at any instant, offline",
		Long: `tapsim is the executable specification of Microsoft Entra's Temporary Access
Pass: a reference model that says what a pass does at any instant of a clock that
you set, and scenarios that show it.

It exits with 0 when all is as expected, 1 when something is not, and 2 when it
could not run.`,
		Example: `  tapsim replay                          the scenarios that come with it
  tapsim replay mine.yaml scenarios/      your own
  tapsim explain signin/once-only        one scenario, step by step
  tapsim conform -- python3 tap.py       test another implementation
  tapsim serve                           Microsoft Graph, on this machine
  tapsim rules create-lifetime-range     one rule, with its source`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(replayCommand(), explainCommand(), rulesCommand(), lintCommand(), conformCommand(), checkCommand(), exploreCommand(), vectorsCommand(), serveCommand(), schemaCommand(), versionCommand(), misbehaveCommand())
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

// noCommand refuses arguments of a command that has subcommands alone.
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
