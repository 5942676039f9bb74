//go:build race

package model_test

// raceEnabled says that the race detector slows every test down tenfold.
const raceEnabled = true
