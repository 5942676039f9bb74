package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
)

// PassRules are the rules that contribute to every answer that shows a pass.
var PassRules = model.RulesOf(model.TimeFormat, model.UsabilityCase)

// Annotations are what OData says of an object beside its properties. An empty one is
// left out.
type Annotations struct {
	Context string // @odata.context
	Type    string // @odata.type
}

// The types of Graph's objects.
const (
	PassType   = "#microsoft.graph.temporaryAccessPassAuthenticationMethod"
	PolicyType = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
)

// A Version is one of Graph's two versions. The zero Version is V1.
type Version string

const (
	V1   Version = "v1.0"
	Beta Version = "beta"
)

// The text around the version in every context.
const (
	graphRoot = "https://graph.microsoft.com/"
	metadata  = "/$metadata#"
)

// Metadata is the beginning of every context of this version.
func (v Version) Metadata() string { return graphRoot + string(cmp.Or(v, V1)) + metadata }

// PolicyContext is the context of the policy.
func (v Version) PolicyContext() string {
	return v.Metadata() + "authenticationMethodConfigurations/$entity"
}

// PassContext is the context of a list of passes. userKey is the user as the request
// named them.
func (v Version) PassContext(userKey string) string { return v.userContext(userKey, passes) }

// PassEntityContext is the context of a single pass, named as in PassContext.
func (v Version) PassEntityContext(userKey string) string {
	return v.userContext(userKey, passes+"/$entity")
}

// MethodsContext is the context of a list of authentication methods, and
// MethodEntityContext that of a single one, named as in PassContext.
func (v Version) MethodsContext(userKey string) string { return v.userContext(userKey, methods) }

func (v Version) MethodEntityContext(userKey string) string {
	return v.userContext(userKey, methods+"/$entity")
}

// What a user has, as contexts name it.
const (
	passes  = "temporaryAccessPassMethods"
	methods = "methods"
)

// userContext makes one allocation, because every answer about a pass has a context.
func (v Version) userContext(userKey, what string) string {
	// QueryEscape leaves the same characters as Graph, except the space.
	key := strings.ReplaceAll(url.QueryEscape(userKey), "+", "%20")
	return graphRoot + string(cmp.Or(v, V1)) + metadata + "users('" + key + "')/authentication/" + what
}

// AppendPass adds the object of a pass to b. Only this function reveals a code. With
// the zero Code the property is null, as rule pass-code-once demands after the create.
// Rules time-format, usability-case.
func AppendPass(b []byte, v model.View, code model.Code, a Annotations) []byte {
	b = appendAnnotations(append(b, '{'), a)
	b = append(b, `"id":"`...)
	b = v.ID.Append(b)
	b = append(b, `","temporaryAccessPass":`...)
	if code == (model.Code{}) {
		b = append(b, "null"...)
	} else {
		b = appendString(b, code.Reveal())
	}
	b = append(b, `,"createdDateTime":"`...)
	at := len(b)
	b = v.Created.Append(b)
	created := b[at:]
	b = append(b, `","startDateTime":"`...)
	if v.Start == v.Created { // true of most passes; to spell an instant is the slowest part of an answer
		b = append(b, created...)
	} else {
		b = v.Start.Append(b)
	}
	b = append(b, `","lifetimeInMinutes":`...)
	b = strconv.AppendInt(b, int64(v.Lifetime), 10)
	b = append(b, `,"isUsableOnce":`...)
	b = strconv.AppendBool(b, v.Once)
	b = append(b, `,"isUsable":`...)
	b = strconv.AppendBool(b, v.Usable())
	b = append(b, `,"methodUsabilityReason":"`...)
	b = append(b, v.Reason.String()...)
	return append(b, `"}`...)
}

// AppendList adds the collection of a user's passes to b: v alone, or none if some is
// false. The collection has a context and no type, its item has neither, and no code.
func AppendList(b []byte, v model.View, some bool, a Annotations) []byte {
	return appendCollection(b, v, some, a.Context, Annotations{})
}

// AppendMethods adds the collection of a user's authentication methods to b: the pass v
// alone, or none if some is false. A collection of methods can hold methods of any
// kind, so its item has a type.
func AppendMethods(b []byte, v model.View, some bool, context string) []byte {
	return appendCollection(b, v, some, context, Annotations{Type: PassType})
}

func appendCollection(b []byte, v model.View, some bool, context string, item Annotations) []byte {
	b = appendAnnotations(append(b, '{'), Annotations{Context: context})
	b = append(b, `"value":[`...)
	if some {
		b = AppendPass(b, v, model.Code{}, item)
	}
	return append(b, `]}`...)
}

// AppendPolicy adds the object of the tenant's policy to b.
func AppendPolicy(b []byte, p model.Policy, a Annotations) []byte {
	b = appendAnnotations(append(b, '{'), a)
	b = append(b, `"id":"TemporaryAccessPass","state":`...)
	if p.Enabled {
		b = append(b, `"enabled"`...)
	} else {
		b = append(b, `"disabled"`...)
	}
	b = append(b, `,"defaultLifetimeInMinutes":`...)
	b = strconv.AppendInt(b, int64(p.Default), 10)
	b = append(b, `,"defaultLength":`...)
	b = strconv.AppendInt(b, int64(p.Length), 10)
	b = append(b, `,"minimumLifetimeInMinutes":`...)
	b = strconv.AppendInt(b, int64(p.Minimum), 10)
	b = append(b, `,"maximumLifetimeInMinutes":`...)
	b = strconv.AppendInt(b, int64(p.Maximum), 10)
	b = append(b, `,"isUsableOnce":`...)
	b = strconv.AppendBool(b, p.OnceOnly)
	b = append(b, `,"includeTargets":`...)
	b = appendTargets(b, p.Include, `,"isRegistrationRequired":false}`)
	b = append(b, `,"excludeTargets":`...)
	b = appendTargets(b, p.Exclude, `}`)
	return append(b, '}')
}

// appendTargets adds a list of targets, each closed by end.
func appendTargets(b []byte, targets []model.Target, end string) []byte {
	b = append(b, '[')
	for i, t := range targets {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"targetType":"`...)
		if t.Type == model.UserTarget {
			b = append(b, "user"...)
		} else {
			b = append(b, "group"...)
		}
		b = append(b, `","id":"`...)
		if t.All {
			b = append(b, allUsers...)
		} else {
			b = t.ID.Append(b)
		}
		b = append(b, '"')
		b = append(b, end...)
	}
	return append(b, ']')
}

// AppendError adds the envelope of a refused outcome to b: the code and the text of
// its rule in the catalogue. A rule without a code gives an envelope without one.
// userKey is the user as the request named them.
func AppendError(b []byte, out model.Outcome, userKey string) []byte {
	b = append(b, `{"error":{`...)
	if code := out.Answer().Code; code != "" {
		b = append(b, `"code":`...)
		b = appendString(b, code)
		b = append(b, ',')
	}
	b = append(b, `"message":`...)
	b = appendString(b, out.Message(userKey))
	return append(b, `}}`...)
}

func appendAnnotations(b []byte, a Annotations) []byte {
	if a.Context != "" {
		b = append(b, `"@odata.context":`...)
		b = appendString(b, a.Context)
		b = append(b, ',')
	}
	if a.Type != "" {
		b = append(b, `"@odata.type":`...)
		b = appendString(b, a.Type)
		b = append(b, ',')
	}
	return b
}

// appendString adds s as a JSON string. People read a code, so & < > stay as they are:
// nothing here becomes HTML.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendEscaped(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendEscaped(b []byte, s string) []byte {
	return append(b, JSON(s)...)
}

// JSON writes a value as JSON on one line, and leaves < > and & as they are: nothing
// here becomes HTML. It panics on a value that has no JSON, such as a channel.
func JSON(v any) []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("wire: " + err.Error())
	}
	return bytes.TrimSuffix(text.Bytes(), []byte{'\n'})
}
