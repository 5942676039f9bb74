// Package check tests an implementation against the reference with random histories
// over the edges of time, until the two differ or the implementation breaks, and makes
// of what it found the shortest scenario that shows it. Without an implementation it
// looks at what must always hold of the model itself.
package check
