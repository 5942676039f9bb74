package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// corpusName is the folder of the embedded files, as in the repository.
const corpusName = "scenarios/"

// load reads the scenarios at these paths, or the embedded corpus.
func load(cmd *cobra.Command, paths []string) ([]*scenario.Scenario, error) {
	if len(paths) == 0 {
		return corpus()
	}
	return scenario.Load(paths, cmd.InOrStdin())
}

func corpus() ([]*scenario.Scenario, error) {
	return scenario.LoadFS(scenarios.FS, corpusName)
}

// options returns the options of a report to the output of this command. Colours are for
// terminals, unless NO_COLOR is set; see no-color.org.
func options(cmd *cobra.Command, secrets bool) report.Options {
	out, isFile := cmd.OutOrStdout().(*os.File)
	color := isFile && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(out)
	return report.Options{Color: color, Secrets: secrets}
}

// isTerminal reports whether a file is a terminal.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// formatFlag adds --format with these words, the first of which is the default.
func formatFlag(cmd *cobra.Command, format *string, words ...string) {
	cmd.Flags().StringVar(format, "format", words[0], "how to write the results: "+strings.Join(words, ", "))
	fixed(cmd, "format", words)
}

// quietFlag adds --quiet, which means the same everywhere.
func quietFlag(cmd *cobra.Command, quiet *bool) {
	cmd.Flags().BoolVarP(quiet, "quiet", "q", false, "as text, print failures alone, and nothing on success")
}

// verboseFlag adds --verbose, to a command that has --quiet.
func verboseFlag(cmd *cobra.Command, verbose *bool, meaning string) {
	cmd.Flags().BoolVarP(verbose, "verbose", "v", false, meaning)
}

// notBoth refuses --verbose together with --quiet.
func notBoth(verbose, quiet bool) error {
	if verbose && quiet {
		return errors.New("--verbose asks for more and --quiet for less; use one of the two")
	}
	return nil
}

// fixed makes the shell complete a flag from a list of words.
func fixed(cmd *cobra.Command, flag string, words []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag does not exist: a bug in this program
	}
}

// oneOf checks that a flag has one of these words.
func oneOf(flag, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("--%s %s: want one of %s%s", flag, value, strings.Join(words, ", "), didYouMean(value, words))
}

// readEdition reads the flag --edition. The error lists the editions, and gives the
// present name for a former one.
func readEdition(name string) (model.Edition, error) {
	edition, err := model.ParseEdition(name)
	if err != nil {
		err = fmt.Errorf("--edition: %w%s", err, didYouMean(name, model.Editions()))
	}
	return edition, err
}

// didYouMean is the end of an error about an unknown word: the nearest known one.
func didYouMean(word string, words []string) string {
	if near, ok := form.Nearest(word, words); ok {
		return "; did you mean " + near + "?"
	}
	return ""
}

// visible returns a word as it is, and an empty or blank one in quotes.
func visible(word string) string {
	if strings.TrimSpace(word) == "" {
		return strconv.Quote(word)
	}
	return word
}

// yamlFiles completes arguments with the names of scenario files.
func yamlFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// talk writes to stderr what is not data.
func talk(cmd *cobra.Command, format string, args ...any) {
	io.WriteString(cmd.ErrOrStderr(), clean(fmt.Sprintf(format, args...))+"\n")
}
