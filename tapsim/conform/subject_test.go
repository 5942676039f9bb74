package conform_test

import "github.com/tapsim/tap/tapsim/protocol"

// forgetful is an implementation that does not remember that a one-time pass was used.
type forgetful struct{ protocol.Reference }

func (f *forgetful) Do(r protocol.Request) protocol.Response {
	res := f.Reference.Do(r)
	if r.Op == protocol.SignIn && res.Reason == "OneTimeUsed" {
		res = protocol.Response{Result: "accepted", SessionEnds: r.At.String()}
	}
	return res
}
