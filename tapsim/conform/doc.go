// Package conform tests an implementation of the Temporary Access Pass, in any
// language, against the reference: is it right, and if not, which rule is broken, what
// are the sources of that rule, and which scenario shows it. Package conformtest does
// this in a Go test of your own, and package check with random histories.
package conform
