// Package wire is Microsoft Graph's JSON: the bodies that come in, the objects
// and errors that go out, and the spelling of instants. Every face of the
// project speaks through it, so that no two of them can differ by a comma.
//
// Reading is strict, because a client that misspells a property should learn of
// it here and not in production. What is refused is refused under a rule of the
// catalogue, as everything else is; the package returns no errors.
//
// Writing appends to a buffer of the caller's and uses no reflection, since it
// lies on the path of every answer.
//
// The package decides the form of what is said. What a well-formed request
// leads to is the business of package model.
package wire
