package graph

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
)

// MaxBody is how long a body may be, in bytes, as it is sent and, where it was
// compressed, again as it is read.
const MaxBody = 1 << 20

// Bodies are read into buffers that are used again. One that a large body has
// blown up is not kept.
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

// readBody reads the body of a request as text of JSON. What it returns is good
// until the exchange ends. No body at all is fine, whatever its type.
func (x *exchange) readBody() ([]byte, answer) {
	r := x.r
	if r.ContentLength > MaxBody {
		return nil, tooLarge
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
	if wrong := fill(x.body, r.Body); wrong.Status != 0 {
		return nil, wrong
	}
	if x.body.Len() > 0 && !isJSON(r.Header["Content-Type"]) {
		return nil, refuse(http.StatusUnsupportedMediaType, "unsupportedMediaType", "A body takes the header Content-Type: application/json.")
	}
	if !zipped || x.body.Len() == 0 {
		return x.body.Bytes(), answer{}
	}
	packed := x.body
	defer release(packed)
	x.body = buffers.Get().(*bytes.Buffer)
	z := unzippers.Get().(*gzip.Reader)
	defer unzippers.Put(z)
	if z.Reset(packed) != nil {
		return nil, broken
	}
	wrong := fill(x.body, z)
	return x.body.Bytes(), wrong
}

// fill reads all of a body, within the bound.
func fill(b *bytes.Buffer, from io.Reader) answer {
	limited := io.LimitedReader{R: from, N: MaxBody + 1}
	_, err := b.ReadFrom(&limited)
	switch {
	case limited.N <= 0:
		return tooLarge
	case err != nil:
		return broken
	}
	return answer{}
}

var (
	tooLarge = refuse(http.StatusRequestEntityTooLarge, "requestEntityTooLarge", "A body is at most a mebibyte long, compressed or not.")
	broken   = refuse(http.StatusBadRequest, "badRequest", "The body breaks off, or is not what its Content-Encoding says.")
)

// isJSON looks at the media type and at none of its parameters.
func isJSON(contentType []string) bool {
	if len(contentType) != 1 {
		return false
	}
	kind, _, _ := strings.Cut(contentType[0], ";")
	return is(strings.TrimSpace(kind), "application/json")
}
