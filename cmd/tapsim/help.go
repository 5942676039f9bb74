package main

import (
	"bytes"

	"github.com/spf13/cobra"
)

// tellHelp makes help texts fail as all other output does where they cannot be
// written, which cobra does not tell its caller. The error is there once the
// command has run.
func tellHelp(root *cobra.Command) (unwritten *error) {
	unwritten = new(error)
	usual := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		var text bytes.Buffer
		out := cmd.OutOrStdout()
		cmd.SetOut(&text)
		usual(cmd, args)
		cmd.SetOut(out)
		_, *unwritten = out.Write(text.Bytes())
	})
	return unwritten
}

// completeStrictly makes completion and help refuse what they do not know, where
// cobra's own print a help text and succeed: a shell that sources the output
// would take it for a script.
func completeStrictly(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			cmd.Args = noCommand
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		case "help":
			cmd.Run = nil
			cmd.RunE = func(_ *cobra.Command, args []string) error {
				found, rest, err := root.Find(args)
				if err != nil {
					return err
				}
				if len(rest) > 0 {
					return noCommand(found, rest)
				}
				found.InitDefaultHelpFlag() // which it shows, like any other
				return found.Help()
			}
		}
	}
}
