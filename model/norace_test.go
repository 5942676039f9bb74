//go:build !race

package model_test

// raceEnabled says that the race detector is on, which slows every test down tenfold.
const raceEnabled = false
