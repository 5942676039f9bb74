package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/tapsim/conform/selftest"
)

// misbehaveCommand breaks the protocol. The self-test starts this program with it, so that
// it needs no other program. Users do not need it, so no help text shows it.
func misbehaveCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "misbehave NAME",
		Short:  "Break the protocol in this way, on stdin and stdout",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			code, err := selftest.Serve(args[0], cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			os.Exit(code)
			return nil
		},
	}
}

// asMisbehaving returns the command that starts this program as a misbehaving subject.
func asMisbehaving() (func(name string) []string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("--self-test starts this program again, and cannot find it: %w", err)
	}
	return func(name string) []string { return []string{self, "misbehave", name} }, nil
}
