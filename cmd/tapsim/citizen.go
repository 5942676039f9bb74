package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/tapsim/conform"
)

// citizenCommand is what the self-test starts this program as, so that the
// subjects that break the protocol are there wherever the program is. Nobody else
// needs it, so no help text shows it.
func citizenCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "citizen NAME",
		Short:  "Break the protocol in this way, on stdin and stdout",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			code, err := conform.ServeCitizen(args[0], cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			os.Exit(code)
			return nil
		},
	}
}

// asCitizen is how this program is started as a citizen.
func asCitizen() (func(name string) []string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("--self-test starts this program again, and cannot find it: %w", err)
	}
	return func(name string) []string { return []string{self, "citizen", name} }, nil
}
