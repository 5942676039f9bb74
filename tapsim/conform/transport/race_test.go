//go:build race

package transport

// raceEnabled says that the race detector is on, and everything takes ten times as long.
const raceEnabled = true
