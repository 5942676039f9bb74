package diagnosis_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/diagnosis"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
)

// about are the scenarios of a folder that names in this way.
func about(prefix string) (some []*scenario.Scenario) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	if err != nil {
		panic(err)
	}
	for _, s := range all {
		if strings.HasPrefix(s.ID, prefix) {
			some = append(some, s)
		}
	}
	return some
}

// run compares a mutant with the reference in scenarios.
func run(id string, all []*scenario.Scenario) *conform.Report {
	m, _ := mutant.Find(id)
	cases, announced := conform.Run(context.Background(), all, func() transport.Subject { return transport.InProcess(m.New()) }, 1)
	return conform.Judge(cases, announced, conform.Options{})
}

func ExampleFaults_Diagnose() {
	r := run("maximum-excluded", about("create/"))
	diagnosis.New().Diagnose(r)
	for _, line := range r.Diagnosis.Lines() {
		fmt.Println(line)
	}
	// Output:
	// behaves as if you refuse a lifetime of exactly the policy's maximum (create-lifetime-range, maximum-excluded): explains 6 of 6 failures
}

// Of needs no report.
func ExampleFaults_Of() {
	r := run("zero-is-the-default", about("create/lifetime"))
	var cases []*conform.Case
	for i := range r.Cases {
		cases = append(cases, &r.Cases[i].Case)
	}
	d, mutants := diagnosis.New().Of(cases)
	fmt.Println(d.Failures, len(d.Causes), d.Left, mutants[0].ID)
	// Output:
	// 1 1 0 zero-is-the-default
}

// The scenarios about lifetimes leave several faults. Others tell them apart.
func ExampleFaults_Tell() {
	r := run("lifetime-coerced", about("create/lifetime-zero"))
	faults := diagnosis.New()
	faults.Diagnose(r)
	fmt.Println(len(r.Diagnosis.Causes[0].Faults) > 1)

	m, _ := mutant.Find("lifetime-coerced")
	subject := transport.InProcess(m.New())
	faults.Tell(context.Background(), r.Diagnosis, about("create/lifetime"), func(s *scenario.Scenario) conform.Case {
		return conform.Put(context.Background(), s, subject)
	})
	fmt.Println(r.Diagnosis.Causes[0].Faults[0].ID, r.Diagnosis.Asked)
	// Output:
	// true
	// lifetime-coerced 1
}

// One diagnoses a single failure, such as check finds one.
func ExampleFaults_One() {
	m, _ := mutant.Find("code-twice")
	subject := transport.InProcess(m.New())
	ask := func(s *scenario.Scenario) conform.Case { return conform.Put(context.Background(), s, subject) }
	c := ask(about("usability/get-and-list")[0])
	d := diagnosis.New().One(context.Background(), &c, about("usability/get-and-list"), ask)
	fmt.Println(d.Causes[0].Faults[0])
	// Output:
	// you show the code again in a get (pass-code-once, code-twice)
}
