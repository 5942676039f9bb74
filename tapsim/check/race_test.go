//go:build race

package check

// raceEnabled says that the race detector is on, and everything takes ten times as long.
const raceEnabled = true
