package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func lintCommand() *cobra.Command {
	var quiet bool
	cmd := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Look for mistakes in stories without replaying them",
		Long: `Read stories and report every mistake in them with its place. A PATH is a file,
a folder, a pattern, or - for stdin; without one, the stories that come with
tapsim are read.

It exits with 0 if there is no mistake, and with 2 if there is one.`,
		ValidArgsFunction: yamlFiles,
		RunE: func(cmd *cobra.Command, paths []string) error {
			stories, err := load(cmd, paths)
			if err != nil || quiet {
				return err
			}
			noun := "stories"
			if len(stories) == 1 {
				noun = "story"
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d %s, no mistakes\n", len(stories), noun)
			return err
		},
	}
	quietFlag(cmd, &quiet)
	return cmd
}
