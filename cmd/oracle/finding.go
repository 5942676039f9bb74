package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// A side is the part of an exchange that a document does not allow: a request that the
// service accepted, or an answer.
type side string

const (
	request side = "request"
	answer  side = "answer"
)

// A finding is one thing that a document does not allow.
type finding struct {
	side    side
	version string // of Graph
	method  string
	path    string // the template, without the version
	status  int
	at      string // the place in the body, as a JSON pointer with * for an index; or body, status, path
	what    string // the keyword of the schema that fails, such as type or required; or undeclared, case, discriminator, form
	value   string // the value at that place, as JSON; empty: none
	why     string
}

// String has the value only if it is short and cannot be the code of a pass.
func (f finding) String() string {
	text := fmt.Sprintf("%s of %s /%s%s, %d: %s: %s: %s", f.side, f.method, f.version, f.path, f.status, f.at, f.what, f.why)
	if f.value != "" && len(f.value) < 80 && !strings.Contains(strings.ToLower(f.at+f.value), "accesspass") {
		text += ": " + f.value
	}
	return text
}

// findings turns an error of the library about the value at a place into findings.
func findings(at string, err error) (all []finding) {
	switch e := err.(type) {
	case nil:
		return nil
	case openapi3.MultiError:
		for _, e := range e {
			all = append(all, findings(at, e)...)
		}
		return all
	case *openapi3filter.RequestError:
		switch {
		case e.Parameter != nil:
			return []finding{{at: e.Parameter.In + " " + e.Parameter.Name, what: "parameter", why: firstLine(e)}}
		case errors.Is(e.Err, openapi3filter.ErrInvalidRequired):
			return []finding{{at: "body", what: "required", why: "there is none"}}
		case e.Err != nil:
			return findings(at, e.Err)
		}
	case *openapi3filter.ResponseError:
		if e.Err != nil {
			return findings(at, e.Err)
		}
	case *openapi3.SchemaError:
		// The error of allOf holds the errors of its parts, whose places are complete.
		if e.SchemaField == "allOf" && e.Origin != nil {
			return findings(at, e.Origin)
		}
		for _, key := range e.JSONPointer() {
			at = below(at, key)
		}
		f := finding{at: at, what: e.SchemaField, why: e.Reason}
		if e.SchemaField != "required" { // its value is the object around the place
			f.value = spell(e.Value)
		}
		return []finding{f}
	default:
		if inner := errors.Unwrap(err); inner != nil {
			return findings(at, inner)
		}
	}
	return []finding{{at: "body", what: "form", why: firstLine(err)}}
}

// below returns the place of a member, or of an item as *.
func below(at, key string) string {
	if _, err := strconv.Atoi(key); err == nil {
		key = "*"
	}
	return at + "/" + key
}

func spell(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
