package conform

import (
	"bytes"

	"github.com/tapsim/tap/tapsim/protocol"
)

// An altered subject is the reference with a change in the requests or in the answers.
type altered struct {
	protocol.Reference
	ask    func(*protocol.Request)
	answer func(*protocol.Request, *protocol.Response)
}

func (w *altered) Do(r protocol.Request) protocol.Response {
	if w.ask != nil && r.Op != protocol.Reset {
		w.ask(&r)
	}
	res := w.Reference.Do(r)
	if w.answer != nil && r.Op != protocol.Reset {
		w.answer(&r, &res)
	}
	return res
}

func replacing(old, new string) func(*protocol.Request, *protocol.Response) {
	return func(_ *protocol.Request, res *protocol.Response) {
		res.Body = protocol.NewJSON(bytes.ReplaceAll(res.Body.Reveal(), []byte(old), []byte(new)))
	}
}
