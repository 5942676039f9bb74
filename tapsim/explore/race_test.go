//go:build race

package explore

// raceEnabled says that the race detector is on: then everything takes ten times as long.
const raceEnabled = true
