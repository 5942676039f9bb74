package graph

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// An answer is the response to a client. Its zero value is none.
type answer struct {
	protocol.Response
	kind        []string // Content-Type of the body; nil: Graph's JSON
	name, value string   // one more header; empty: none
}

// refuse is a refusal by no rule of the catalogue.
func refuse(status int, code, message string) answer {
	return answer{Response: protocol.Response{Status: status, Error: protocol.Error{Code: code, Message: message}}}
}

// strayed is the answer to a path that is neither one of Graph nor a control route.
// The hint names the paths that exist; it may be empty.
func strayed(segment, hint string) answer {
	return refuse(http.StatusNotFound, "ResourceNotFound", "Resource not found for the segment '"+segment+"'."+hint)
}

// The constant parts of answers.
var (
	graphJSON = []string{"application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"}
	plainJSON = []string{"application/json"}
	plainText = []string{"text/plain"}
	noCache   = []string{"no-cache"}
	odata     = []string{"4.0"}
)

// write sends an answer in one piece. The keys of headers are spelt as net/http stores
// them, so that no call has to convert them.
func (x *exchange) write(a answer) {
	x.ids = newIDs(x.r.Header)
	h := x.w.Header()
	h["Request-Id"] = x.ids[:1:1]
	h["Client-Request-Id"] = x.ids[1:]
	h["Cache-Control"] = noCache
	now := x.tenant.clock.Now()
	h["Date"] = x.service.dateOf(now)
	if a.name != "" {
		h[a.name] = []string{a.value}
	}

	// The body of the request is not needed any more.
	release(x.body)
	x.body = buffers.Get().(*bytes.Buffer)
	x.body.Grow(countedByServer)
	body := x.body.AvailableBuffer()
	if a.Accepted() {
		body = a.Body.AppendTo(body)
	} else {
		body = appendEnvelope(body, a.Error, now, &x.ids)
	}
	if len(body) > 0 {
		if a.kind == nil {
			a.kind = graphJSON
			h["Odata-Version"] = odata
		}
		h["Content-Type"] = a.kind
	}
	head := x.r.Method == http.MethodHead
	if len(body) > countedByServer || head && len(body) > 0 {
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
	}
	x.w.WriteHeader(a.Status)
	if len(body) > 0 && !head {
		_, _ = x.w.Write(body) // a client that is gone needs no answer
	}
	if x.noted != nil {
		x.noted.status, x.noted.rule, x.noted.dropped = a.Status, a.Rule, a.Dropped
	}
}

// countedByServer is the size of a body up to which net/http sets Content-Length
// itself.
const countedByServer = 2048

// appendEnvelope adds Graph's envelope of a refusal to b. Where the code is
// badRequest, spelt so, innerError repeats the message: every published answer of this
// kind has it. Those of the gateway, which spells BadRequest, do not. Rule
// error-envelope.
func appendEnvelope(b []byte, e protocol.Error, now time.Time, ids *ids) []byte {
	b = append(b, `{"error":{"code":`...)
	b = appendText(b, e.Code)
	b = append(b, `,"message":`...)
	b = appendText(b, e.Message)
	b = append(b, `,"innerError":{`...)
	if e.Code == "badRequest" {
		b = append(b, `"message":`...)
		b = append(appendText(b, e.Message), ',')
	}
	b = append(b, `"date":"`...)
	b = now.AppendFormat(b, "2006-01-02T15:04:05")
	b = append(b, `","request-id":"`...)
	b = append(b, ids[0]...)
	b = append(b, `","client-request-id":"`...)
	b = append(b, ids[1]...)
	return append(b, `"}}}`...)
}

// appendText adds a JSON string.
func appendText(b []byte, s string) []byte { return append(b, wire.JSON(s)...) }

// ids are the ids of a request: the service's, and the client's own.
type ids [2]string

func newIDs(h http.Header) ids {
	var raw [16]byte
	for half := range 2 {
		for i, bits := 0, rand.Uint64(); i < 8; i, bits = i+1, bits>>8 {
			raw[8*half+i] = byte(bits)
		}
	}
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80 // a GUID of version 4
	var text [36]byte
	hex.Encode(text[0:], raw[:4])
	hex.Encode(text[9:], raw[4:6])
	hex.Encode(text[14:], raw[6:8])
	hex.Encode(text[19:], raw[8:10])
	hex.Encode(text[24:], raw[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'

	id := string(text[:])
	if client := h["Client-Request-Id"]; len(client) == 1 && isToken(client[0]) {
		return ids{id, client[0]}
	}
	return ids{id, id}
}

// isToken reports whether a client's own id of a request can be sent back unchanged,
// in a header and in JSON.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 64
}

// A dateHeader is the header Date for one second.
type dateHeader struct {
	second int64
	value  []string
}

// dateOf formats the header Date, and keeps it for one second.
func (s *Service) dateOf(now time.Time) []string {
	second := now.Unix()
	last := s.date.Load()
	if last == nil || last.second != second {
		last = &dateHeader{second, []string{now.Format(http.TimeFormat)}}
		s.date.Store(last)
	}
	return last.value
}
