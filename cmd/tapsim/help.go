package main

import (
	"bytes"

	"github.com/spf13/cobra"
)

// reportHelpErrors returns the error of writing a help text, which cobra drops. It is
// set once the command has run.
func reportHelpErrors(root *cobra.Command) (unwritten *error) {
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

// completeStrictly makes completion and help refuse unknown arguments. Those of cobra
// print a help text and succeed, and a shell that sources the output would run the text.
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
				found.InitDefaultHelpFlag() // the help text lists it
				return found.Help()
			}
		}
	}
}
