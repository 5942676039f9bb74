// Package protocol has the messages that all other packages exchange: requests,
// answers, actors, tenants. Answer carries out a request on an engine and returns
// Graph's JSON, so that every layer gives the same answers. Reference is the reference
// model as a subject. The readers of JSON here are strict, and report everything that
// is wrong at once.
package protocol
