// Package protocol has the messages that everybody exchanges: requests, answers, the
// callers who ask, the tenant in which they ask. Answer puts a request to an engine,
// in Graph's JSON, so that all who speak for an engine say the same; Reference is the
// subject that is right. The readers of JSON here are strict, and say all that is
// wrong at once.
package protocol
