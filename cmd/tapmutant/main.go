// Command tapmutant is a Temporary Access Pass that is wrong on purpose, to see
// whether those who judge such things notice:
//
//	tapsim conform -- tapmutant code-twice
//
// It speaks the protocol on stdin and stdout. It exits with 0 when it was told
// bye, or nothing more, and 2 when it could not run.
package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/misbehave"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/selftest"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
)

const usage = `tapmutant is a Temporary Access Pass that is wrong on purpose.

  tapmutant NAME       be that one, on stdin and stdout
  tapmutant reference  be the one that is right
  tapmutant --list     say who there is, and what is wrong with each
`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	switch {
	case len(args) == 1 && (args[0] == "--help" || args[0] == "-h"):
		io.WriteString(stdout, usage)
		return 0
	case len(args) == 1 && args[0] == "--list":
		list(stdout)
		return 0
	case len(args) != 1:
		io.WriteString(stderr, usage)
		return 2
	}
	code, err := be(args[0], stdin, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "tapmutant:", err)
	}
	return code
}

const reference = "reference"

// be answers as the one of that name does, until it is told bye, and returns the
// code to exit with.
func be(name string, in io.Reader, out, stderr io.Writer) (code int, err error) {
	if _, bad := misbehave.Find(name); bad {
		return selftest.Serve(name, in, out, stderr)
	}
	m, wrong := mutant.Find(name)
	if !wrong && name != reference {
		return 2, unknown(name)
	}
	err = lines.Serve(in, out, m.New(), protocol.Capabilities{
		Name: "tapmutant " + name, Version: scenarios.Version(), Language: "go",
		Editions: model.Editions(), Features: []string{"actors"},
	})
	if err != nil {
		return 2, err
	}
	return 0, nil
}

func unknown(name string) error {
	if near, ok := form.Nearest(name, append(selftest.Names(), reference)); ok {
		return fmt.Errorf("no subject is called %s; did you mean %s?", name, near)
	}
	return fmt.Errorf("no subject is called %s; tapmutant --list names them", name)
}

// list says of each what a run comes to without --strict, which rule is broken
// and how.
func list(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tCOMES TO\tBREAKS\tWHAT IS WRONG")
	fmt.Fprintf(table, "%s\t%s\t-\tnothing\n", reference, conform.Passed)
	for _, m := range mutant.All() {
		verdict := conform.Fail
		if m.Unspecified {
			verdict = conform.Deviates
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", m.ID, verdict, m.Rule, m.Text)
	}
	for _, c := range misbehave.All() {
		breaks := "the protocol"
		if v := conform.Verdict(c.ComesTo); v == conform.Passed || v == conform.Skipped {
			breaks = "-" // it may do this
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", c.Name, c.ComesTo, breaks, c.Text)
	}
	table.Flush()
}
