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
		Short: "Explain one scenario step by step, with the rule behind each answer",
		Long: `Explain one scenario step by step: each request, its answer, the rule that decided
it with its source, and when each pass will change next. FILE is a file, - for
stdin, or the id of a scenario that comes with tapsim.

It exits with 0 if the scenario passes, 1 if it fails, 2 if it could not be read.`,
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
			return scenarioIDs(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := findScenario(cmd, args[0])
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

// findScenario finds one scenario: a file if there is one of that name, else an id.
func findScenario(cmd *cobra.Command, name string) (*scenario.Scenario, error) {
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
			return nil, fmt.Errorf("%s: no such file, and no scenario of that id%s", visible(name), didYouMean(asID(name), scenarioIDs()))
		}
	}
	found, err := scenario.Load([]string{name}, cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%s: %d scenarios; explain takes one at a time", name, len(found))
	}
	return found[0], nil
}

// asID turns the path of a scenario in the repository into its id.
func asID(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(name), "./"), corpusName)
	return strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml")
}

func scenarioIDs() []string {
	all, _ := corpus()
	ids := make([]string, len(all))
	for i, s := range all {
		ids[i] = s.ID
	}
	return ids
}
