package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

func explainCommand() *cobra.Command {
	var secrets bool
	cmd := &cobra.Command{
		Use:   "explain FILE",
		Short: "Tell one scenario step by step, with the rule behind each answer",
		Long: `Tell one scenario step by step: what was asked, what was answered, by which rule
and source, and what the pass will do next and when. FILE is a file, - for
stdin, or the id of a scenario that comes with tapsim.

It exits with 0 if the scenario is true, 1 if it is not, 2 if it could not be read.`,
		Example: `  tapsim explain mine.yaml
  tapsim explain reference/create-example`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("explain takes one FILE, not %d", len(args))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return storyIDs(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := story(cmd, args[0])
			if err != nil {
				return err
			}
			passed, err := report.Explain(cmd.OutOrStdout(), s, options(cmd, secrets))
			if err == nil && !passed {
				err = errNotAsExpected
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&secrets, "show-secrets", false, "show the codes of passes, which are dots otherwise")
	return cmd
}

// scenario finds one scenario: a file if there is one of that name, else an id.
func story(cmd *cobra.Command, name string) (*scenario.Scenario, error) {
	if _, unread := os.Stat(name); unread != nil && name != "-" {
		all, err := corpus()
		if err != nil {
			return nil, err
		}
		for _, s := range all {
			if s.ID == name {
				return s, nil
			}
		}
		if errors.Is(unread, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no such file, and no scenario of that id%s", visible(name), didYouMean(asID(name), storyIDs()))
		}
	}
	found, err := scenario.Load([]string{name}, cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%s: %d scenarios; explain tells one at a time", name, len(found))
	}
	return found[0], nil
}

// asID makes an id of the name that a scenario of the corpus has in the repository.
func asID(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(name), "./"), corpusName)
	return strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml")
}

func storyIDs() []string {
	all, _ := corpus()
	ids := make([]string, len(all))
	for i, s := range all {
		ids[i] = s.ID
	}
	return ids
}
