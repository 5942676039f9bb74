// Package conform holds an implementation of the Temporary Access Pass, in any
// language, against the reference: is it right, and if not, where, said by
// whom, and in which story. In a test of your own, Test and Check say so in a
// line each.
package conform
