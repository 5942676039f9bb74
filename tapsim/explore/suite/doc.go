// Package suite makes scenarios of what package explore finds: a trace of a graph becomes
// a scenario, and all its transitions become a suite.
package suite
