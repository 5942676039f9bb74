package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
)

// A trial is the result of running the corpus with one version of Graph.
type trial struct {
	document  *document
	cases     []conform.Case
	exchanges []*exchange
	findings  []finding
	took      time.Duration
}

func try(ctx context.Context, d *document) (*trial, error) {
	begun := time.Now()
	p := &proxy{version: d.version}
	cases, err := ask(ctx, p)
	if err != nil {
		return nil, err
	}
	t := &trial{document: d, cases: cases, exchanges: p.exchanges}
	for _, x := range p.exchanges {
		t.findings = append(t.findings, d.judge(x)...)
	}
	t.took = time.Since(begun)
	return t, nil
}

// failed returns the scenarios that did not pass. They pass without a proxy, so one that
// fails here shows that the proxy changed an exchange.
func (t *trial) failed() (all []conform.Case) {
	for _, c := range t.cases {
		if c.Verdict != conform.Passed {
			all = append(all, c)
		}
	}
	return all
}

// A result is the result of all trials and of the compiler.
type result struct {
	trials    []*trial
	reckoning reckoning
	typed     int      // the number of answers that the TypeScript compiler read
	mistyped  []string // its errors

	compiled time.Duration
}

// examine runs the corpus for each document, and compiles the answers.
func examine(ctx context.Context, documents []*document, c *compiler) (*result, error) {
	r := &result{}
	var found []finding
	var values []typedValue
	for _, d := range documents {
		t, err := try(ctx, d)
		if err != nil {
			return nil, err
		}
		r.trials = append(r.trials, t)
		found = append(found, t.findings...)
		if d.version == typesVersion {
			values = typedValues(d, t.exchanges)
		}
	}
	r.reckoning = reckon(known, found)

	begun := time.Now()
	var err error
	r.typed = len(values)
	r.mistyped, err = c.check(ctx, values)
	r.compiled = time.Since(begun)
	return r, err
}

// ok reports whether every difference is a known deviation, and each of them was
// met.
func (r *result) ok() bool {
	for _, t := range r.trials {
		if len(t.failed()) > 0 {
			return false
		}
	}
	return len(r.reckoning.unlisted) == 0 && len(r.reckoning.stale()) == 0 && len(r.mistyped) == 0
}

func (r *result) write(w io.Writer) {
	short := func(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }
	for _, t := range r.trials {
		fmt.Fprintf(w, "%s: %d scenarios, %d requests and answers, %d findings: %s\n",
			t.document.version, len(t.cases), len(t.exchanges), len(t.findings), short(t.took))
	}
	fmt.Fprintf(w, "tsc: %d answers as values of Microsoft's types, %d wrong: %s\n", r.typed, len(r.mistyped), short(r.compiled))

	for _, s := range []side{answer, request} {
		fmt.Fprintf(w, "\nKnown deviations of %s, and how often they were met:\n", titles[s])
		for i, d := range r.reckoning.list {
			if d.side == s {
				reason := d.reason
				if d.rule != model.NoRule {
					reason += " Rule " + d.rule.String() + "."
				}
				fmt.Fprintf(w, "%6d  %s\n        %s\n        %s\n", r.reckoning.counts[i], d.place(), reason, d.address)
			}
		}
	}

	for _, t := range r.trials {
		for _, c := range t.failed() {
			fmt.Fprintf(w, "\nThis scenario fails behind the proxy: %s, %s: %s %s\n", c.Scenario.ID, t.document.version, c.Verdict, c.Why)
		}
	}
	for _, d := range r.reckoning.stale() {
		fmt.Fprintf(w, "\nThis deviation was not met; remove it from the list: %s\n", d.place())
	}
	for _, f := range r.reckoning.distinct() {
		fmt.Fprintf(w, "\nThis is not in the list: %s\n", f)
	}
	for _, complaint := range r.mistyped {
		fmt.Fprintf(w, "\nThis is no value of its type: %s\n", complaint)
	}
}

var titles = map[side]string{answer: "answers", request: "requests that the service accepts"}
