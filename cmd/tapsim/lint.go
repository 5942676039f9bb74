package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func lintCommand() *cobra.Command {
	var quiet bool
	cmd := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Find errors in scenarios without replaying them",
		Long: `Read scenarios and report every error in them with its place. A PATH is a file,
a folder, a pattern, or - for stdin; without one, the scenarios that come with
tapsim are read.

It exits with 0 if there is no error, and with 2 if there is one.`,
		ValidArgsFunction: yamlFiles,
		RunE: func(cmd *cobra.Command, paths []string) error {
			all, err := load(cmd, paths)
			if err != nil || quiet {
				return err
			}
			noun := "scenarios"
			if len(all) == 1 {
				noun = "scenario"
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d %s, no errors\n", len(all), noun)
			return err
		},
	}
	quietFlag(cmd, &quiet)
	return cmd
}
