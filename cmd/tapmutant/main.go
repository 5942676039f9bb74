// Command tapmutant is a Temporary Access Pass that is wrong on purpose, to see whether a
// test suite notices:
//
//	tapsim conform -- tapmutant code-twice
//
// It speaks the protocol on stdin and stdout. It exits with 0 at bye or at the end of
// stdin, and with 2 when it could not run.
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

  tapmutant NAME       serve this subject, on stdin and stdout
  tapmutant reference  serve the reference model, which is right
  tapmutant --list     list the subjects, and what is wrong with each
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
	code, err := serve(args[0], stdin, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "tapmutant:", err)
	}
	return code
}

const reference = "reference"

// serve answers as the subject of that name, until bye or the end of the input, and
// returns the exit code.
func serve(name string, in io.Reader, out, stderr io.Writer) (code int, err error) {
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

// list writes for each subject the verdict of a run without --strict, the rule that it
// breaks, and how.
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
	for _, s := range misbehave.All() {
		breaks := "the protocol"
		if v := conform.Verdict(s.ComesTo); v == conform.Passed || v == conform.Skipped {
			breaks = "-" // the protocol allows it
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", s.Name, s.ComesTo, breaks, s.Text)
	}
	table.Flush()
}
