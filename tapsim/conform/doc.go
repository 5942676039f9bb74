// Package conform holds an implementation of the Temporary Access Pass, in any
// language, against the reference: is it right, and if not, where, said by
// whom, and in which story.
package conform
