package main

import (
	"fmt"
	"regexp"

	"github.com/spf13/cobra"
)

// badValue matches cobra's error for a value that a flag does not take.
var badValue = regexp.MustCompile(`(?s)^invalid argument .* for "(?:-., )?--([^"]+)" flag: `)

// wrongFlag explains a wrong flag. The errors of the libraries name functions, such as
// strconv.ParseInt.
func wrongFlag(cmd *cobra.Command, err error) error {
	switch {
	case err.Error() == "unknown flag: --version":
		return fmt.Errorf("%w; tapsim version prints it", err)
	case err.Error() == "unknown flag: --seed" && cmd.Flags().Lookup("tenant") != nil:
		err = fmt.Errorf("%w: it is called --tenant now", err)
	}
	value, ok := err.(interface{ GetValue() string })
	if m := badValue.FindStringSubmatch(err.Error()); ok && m != nil {
		kind := cmd.Flags().Lookup(m[1]).Value.Type()
		err = fmt.Errorf("--%s %s: want %s", m[1], visible(value.GetValue()), wanted(kind))
	}
	return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
}

// wanted is what a flag of this type takes.
func wanted(kind string) string {
	switch kind {
	case "bool":
		return "true or false"
	case "int":
		return "a whole number"
	case "uint64":
		return "a whole number that is not negative"
	case "float64":
		return "a number"
	case "duration":
		return "a duration like 90s or 10m"
	}
	return "another value"
}
