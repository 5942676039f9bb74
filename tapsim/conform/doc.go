// Package conform tests an implementation of the Temporary Access Pass, in any
// language, against the reference: is it right, and if not, where, said by whom, and
// in which scenario. Package conformtest does so in a test of your own, and package
// check with random histories.
package conform
