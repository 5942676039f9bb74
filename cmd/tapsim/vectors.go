package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/files"
)

func vectorsCommand() *cobra.Command {
	var (
		file   string
		schema bool
	)
	cmd := &cobra.Command{
		Use:   "vectors [PATH...]",
		Short: "Write scenarios as one JSON document, with every answer spelt out",
		Long: `Write scenarios as one JSON document with every answer spelt out, so that you can
test an implementation with your own tools. A PATH is a file, a folder, a pattern,
or - for stdin; without one, the scenarios that come with tapsim are written. The
document says how to use it, and has a version, and a JSON Schema, which --schema
prints. The same scenarios give the same bytes.

The ids and codes of passes differ from one implementation to the next. The
document has labels in their place.`,
		Example: `  tapsim vectors -o vectors.json
  tapsim vectors --schema -o vectors.schema.json
  tapsim vectors | jq '.cases[] | select(.id == "signin/once-only")'`,
		ValidArgsFunction: yamlFiles,
		RunE: func(cmd *cobra.Command, paths []string) error {
			document := conform.VectorsSchema
			if schema && len(paths) > 0 {
				return errors.New("--schema is the same for all scenarios; leave out the paths")
			}
			if !schema {
				all, err := load(cmd, paths)
				if err != nil {
					return err
				}
				if document, err = conform.Vectors(all); err != nil {
					return err
				}
			}
			if file != "" {
				return unwritten("output", file, files.Replace(file, document))
			}
			_, err := cmd.OutOrStdout().Write(document)
			return err
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file in place of stdout")
	cmd.Flags().BoolVar(&schema, "schema", false, "write the JSON Schema of the document, and no scenarios")
	return cmd
}
