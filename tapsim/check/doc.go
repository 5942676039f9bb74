// Package check tests an implementation against the reference with random histories
// over the edges of time, until the two differ or the implementation breaks, and makes
// of what it found the shortest scenario that shows it. Without an implementation it
// looks at what must always hold of the model itself.
//
// A history is drawn as small numbers. Interpreted against the model, it becomes a
// trace, in which each number has become what it meant; a trace is written as a
// scenario, and is what is made shorter and simpler.
package check
