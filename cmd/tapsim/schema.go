package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/scenarios"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [scenario|tenant]",
		Short: "Print the JSON Schema of scenarios, or of tenants",
		Long: `Print the JSON Schema (draft 2020-12) of scenarios, for editors that complete and
check YAML as you type; or that of the tenants of tapsim serve --tenant, which are
scenarios without required keys.`,
		Example: `  tapsim schema > scenario.schema.json
  tapsim schema tenant > tenant.schema.json`,
		ValidArgs: schemas,
		RunE: func(cmd *cobra.Command, args []string) error {
			text := scenarios.Schema
			switch {
			case len(args) > 1:
				return fmt.Errorf("schema takes scenario or tenant, not %d of them", len(args))
			case len(args) == 1 && args[0] == "seed":
				return fmt.Errorf("schema takes scenario or tenant, not seed: it is called tenant now")
			case len(args) == 1 && !slices.Contains(schemas, args[0]):
				return fmt.Errorf("schema takes scenario or tenant, not %s%s", visible(args[0]), didYouMean(args[0], schemas))
			case len(args) == 1 && args[0] == "tenant":
				text = scenarios.TenantSchema()
			}
			_, err := cmd.OutOrStdout().Write(text)
			return err
		},
	}
}

var schemas = []string{"scenario", "tenant"}
