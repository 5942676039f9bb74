package graph

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/tapsim/tap/tapsim/protocol"
)

// MaxBody is the largest size of a body in bytes, both as it is sent and, if it is
// compressed, as it is read. The body of a reset may have the state of a large tenant:
// see protocol.MaxTenant.
const MaxBody = 1 << 20

// The buffers of bodies are reused. One that a large body has enlarged is dropped.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A reader of gzip is large, and generated SDKs compress every body.
var unzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}

const keptBuffer = 1 << 16

func release(b *bytes.Buffer) {
	if b != nil && b.Cap() <= keptBuffer {
		b.Reset()
		buffers.Put(b)
	}
}

// readBody reads the body of a request as JSON text. The result is valid until the
// exchange ends. Without a body there is nothing that needs a type: such a request
// goes on to the model, which knows whether it needs a body.
func (x *exchange) readBody() ([]byte, answer) {
	r := x.r
	if r.ContentLength > x.mostBody() {
		return nil, x.tooLarge()
	}
	var zipped bool
	switch encoding := r.Header["Content-Encoding"]; {
	case len(encoding) == 0 || len(encoding) == 1 && (encoding[0] == "" || is(encoding[0], "identity")):
	case len(encoding) == 1 && (is(encoding[0], "gzip") || is(encoding[0], "x-gzip")):
		zipped = true
	default:
		return nil, refuse(http.StatusUnsupportedMediaType, "unsupportedMediaType", "The Content-Encoding of a request is gzip or none.")
	}
	if r.ContentLength == 0 || r.Body == nil || r.Body == http.NoBody {
		return nil, answer{}
	}

	x.body = buffers.Get().(*bytes.Buffer)
	if wrong := x.fill(r.Body); wrong.Status != 0 {
		return nil, wrong
	}
	if zipped && x.body.Len() > 0 {
		if wrong := x.unzip(); wrong.Status != 0 {
			return nil, wrong
		}
	}
	text := bytes.TrimPrefix(x.body.Bytes(), byteOrderMark)
	if len(text) == 0 {
		return nil, answer{}
	}
	return text, typed(r.Header["Content-Type"])
}

// byteOrderMark is what editors and shells on Windows put before a text in UTF-8.
// RFC 8259 lets a reader of JSON skip it.
var byteOrderMark = []byte("\ufeff")

// unzip replaces a compressed body by its content.
func (x *exchange) unzip() answer {
	packed := x.body
	defer release(packed)
	x.body = buffers.Get().(*bytes.Buffer)
	z := unzippers.Get().(*gzip.Reader)
	defer unzippers.Put(z)
	if z.Reset(packed) != nil {
		return broken
	}
	return x.fill(z)
}

// fill reads a whole body, up to the limit.
func (x *exchange) fill(from io.Reader) answer {
	x.limited = io.LimitedReader{R: from, N: x.mostBody() + 1}
	_, err := x.body.ReadFrom(&x.limited)
	switch {
	case x.limited.N <= 0:
		return x.tooLarge()
	case err != nil:
		return broken
	}
	return answer{}
}

// mostBody is the limit for the body of this request.
func (x *exchange) mostBody() int64 {
	if x.resets {
		return protocol.MaxTenant
	}
	return MaxBody
}

func (x *exchange) tooLarge() answer {
	most := "a mebibyte"
	if x.resets {
		most = "64 mebibytes"
	}
	return refuse(http.StatusRequestEntityTooLarge, "requestEntityTooLarge", "A body is at most "+most+" long, compressed or not.")
}

var broken = refuse(http.StatusBadRequest, "badRequest", "The body breaks off, or is not what its Content-Encoding says.")

// typed requires that a body is sent as JSON. The code and both texts are those of
// Graph's gateway, as clients reported them in 2017, 2018 and 2022:
// https://github.com/wooti/onedrive-java-client/issues/13 and
// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/2361
func typed(contentType []string) answer {
	switch {
	case len(contentType) == 0 || len(contentType) == 1 && contentType[0] == "":
		return refuse(http.StatusBadRequest, "BadRequest", "Write requests (excluding DELETE) must contain the Content-Type header declaration.")
	case len(contentType) > 1 || !isJSON(contentType[0]):
		return refuse(http.StatusBadRequest, "BadRequest", "Entity only allows writes with a JSON Content-Type header.")
	}
	return answer{}
}

// isJSON checks the media type and none of its parameters. A type that ends in +json
// is JSON too, by RFC 6839.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	const top, suffix = "application/", "+json"
	kind = strings.TrimSpace(kind)
	if is(kind, top+"json") {
		return true
	}
	n := len(kind) - len(suffix)
	return n > len(top) && is(kind[:len(top)], top) && is(kind[n:], suffix)
}
