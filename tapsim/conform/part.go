package conform

// A Part is what a run made of one suite that is made at run time. Its cases that passed
// are counted, and not listed in Report.Cases.
type Part struct {
	Suite     string // regions, values or complete
	Edition   string
	Cases     int // in all
	Exchanges int // that they need
	Run       int // cases that were run
	Passed    int
	Failed    int    // those that fail the run
	Stopped   bool   // after MostFailures cases
	Proves    string // what it proves that all passed, as the end of a sentence
}

// MostFailures is how many cases of a part may fail the run before the part is stopped:
// more would tell no more.
const MostFailures = 100

// MostDeviations is how many cases of a part are listed that differ and do not fail the
// run. The others are counted.
const MostDeviations = 1000

// Whole reports whether every case of the part was run and passed.
func (p *Part) Whole() bool { return p.Passed == p.Cases }

// Total is how many scenarios the run has, with those that are only counted.
func (r *Report) Total() int {
	n := len(r.Cases)
	for _, unlisted := range r.Unlisted {
		n += unlisted
	}
	return n + r.left()
}

// left is how many cases of all parts were not begun, except where enough failed.
func (r *Report) left() (n int) {
	for i := range r.Parts {
		n += r.Parts[i].Cases - r.Parts[i].Run
	}
	return n
}
