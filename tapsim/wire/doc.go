// Package wire is Microsoft Graph's JSON: the bodies of requests, the objects and
// errors of answers, and the spelling of instants. Every layer of the project uses it,
// so their answers are the same byte for byte.
//
// Reading is strict, so that a client with a misspelt property fails here and not in
// production. A refusal names a rule of the catalogue, like every other refusal; the
// package returns no errors.
//
// Some rules about bodies are unspecified. Readings are what another implementation
// may make of them; without any, bodies are read as the reference reads them.
//
// Writing appends to a buffer of the caller and uses no reflection, because every
// answer passes through it.
//
// The package decides the form of requests and answers. Package model decides what a
// well-formed request leads to.
package wire
