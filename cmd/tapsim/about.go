package main

import (
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/scenarios"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [scenario|tenant]",
		Short: "Print the JSON Schema of scenarios, or of tenants",
		Long: `Print the JSON Schema (draft 2020-12) of scenarios, for editors that complete and
check YAML as you type; or that of the tenants of tapsim serve --tenant, as people
write them: scenarios of which nothing is required.`,
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
				text = scenarios.SeedSchema()
			}
			_, err := cmd.OutOrStdout().Write(text)
			return err
		},
	}
}

var schemas = []string{"scenario", "tenant"}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of tapsim, of Go and of the scenarios",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			version, goVersion := "(devel)", "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				version, goVersion = info.Main.Version, info.GoVersion
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "tapsim %s, built with %s, suite %s\n", version, goVersion, scenarios.Version())
			return err
		},
	}
}
