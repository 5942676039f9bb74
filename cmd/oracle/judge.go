package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// A document is an OpenAPI document of Microsoft, ready for validation.
type document struct {
	version string // of Graph
	spec    *openapi3.T
	router  routers.Router
}

func newDocument(version string, text []byte) (*document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	if err := spec.Validate(context.Background()); err != nil {
		return nil, err
	}
	spec.Servers = openapi3.Servers{{URL: "/" + version}}
	router, err := gorillamux.NewRouter(spec)
	return &document{version, spec, router}, err
}

// load reads the documents, from the folder cache or from npm.
func load(ctx context.Context, cache string) (all []*document, err error) {
	texts, err := cuts(ctx, cache)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		d, err := newDocument(s.version, texts[s.version])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.file, err)
		}
		all = append(all, d)
	}
	return all, nil
}

// The library reads text/plain as a string. OData writes a count as text/plain, and its
// schema is an integer.
func init() {
	openapi3filter.RegisterBodyDecoder("text/plain", func(body io.Reader, _ http.Header, schema *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		text, err := io.ReadAll(body)
		var number float64
		if err == nil && schema.Value.Type.Is(openapi3.TypeInteger) && json.Unmarshal(text, &number) == nil {
			return number, nil
		}
		return string(text), err
	})
}

// An exchange is a request and its answer.
type exchange struct {
	method string
	path   string // as sent, percent-encoded, from the version on
	kind   string // the content type of the request
	sent   []byte // its body; nil: none
	status int
	header http.Header // of the answer
	body   []byte      // of the answer
}

func (x *exchange) accepted() bool { return x.status >= 200 && x.status < 300 }

// route finds the operation of a request in the document.
func (d *document) route(x *exchange) (*http.Request, *routers.Route, map[string]string, error) {
	req, err := http.NewRequest(x.method, x.path, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	if x.sent != nil {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(x.sent)), int64(len(x.sent))
		req.Header.Set("Content-Type", x.kind)
	}
	route, params, err := d.router.FindRoute(req)
	return req, route, params, err
}

// judge returns what the document does not allow in the answer, and in the request if the
// service accepted it.
func (d *document) judge(x *exchange) (all []finding) {
	path := x.path
	add := func(side side, found ...finding) {
		for _, f := range found {
			f.side, f.version, f.method, f.path, f.status = side, d.version, x.method, path, x.status
			if !slices.ContainsFunc(all, f.repeats) {
				all = append(all, f)
			}
		}
	}
	req, route, params, err := d.route(x)
	if err != nil {
		add(answer, finding{at: "path", what: "undeclared", why: err.Error()})
		return all
	}
	path = route.Path

	ctx := context.Background()
	sent := &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{MultiError: true, SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true},
	}
	if x.accepted() {
		add(request, findings("", openapi3filter.ValidateRequest(ctx, sent))...)
		if body := route.Operation.RequestBody; body != nil {
			add(request, d.body(body.Value.Content, x.kind, x.sent, openapi3.VisitAsRequest())...)
		}
	}

	declared := route.Operation.Responses.Status(x.status)
	switch {
	case declared == nil: // the library accepts some of these, 308 for example
		add(answer, finding{at: "status", what: "undeclared", why: strconv.Itoa(x.status)})
	case len(declared.Value.Content) == 0 && len(x.body) > 0:
		add(answer, finding{at: "body", what: "undeclared", why: "there is one"})
	case len(declared.Value.Content) > 0 && len(x.body) == 0:
		add(answer, finding{at: "body", what: "required", why: "there is none"})
	default:
		add(answer, findings("", openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
			RequestValidationInput: sent, Options: sent.Options,
			Status: x.status, Header: x.header, Body: io.NopCloser(bytes.NewReader(x.body)),
		}))...)
		add(answer, d.body(declared.Value.Content, x.header.Get("Content-Type"), x.body, openapi3.VisitAsResponse())...)
	}
	return all
}

// repeats reports whether another finding of the same exchange is the same.
func (f finding) repeats(g finding) bool {
	return f.side == g.side && f.at == g.at && f.what == g.what && f.value == g.value
}

// body checks what the library does not: names that no schema declares, and values whose
// @odata.type names a derived type. The library itself reports what is no JSON.
func (d *document) body(content openapi3.Content, kind string, text []byte, as openapi3.SchemaValidationOption) []finding {
	media := content.Get(kind)
	var value any
	if media == nil || media.Schema == nil || json.Unmarshal(text, &value) != nil {
		return nil
	}
	return d.walk(media.Schema, value, "", as)
}

func (d *document) walk(schema *openapi3.SchemaRef, value any, at string, as openapi3.SchemaValidationOption) (all []finding) {
	switch value := value.(type) {
	case []any:
		if items := schema.Value.Items; items != nil {
			for _, item := range value {
				all = append(all, d.walk(items, item, at+"/*", as)...)
			}
		}
	case map[string]any:
		if typ, ok := value["@odata.type"].(string); ok {
			switch derived := d.typed(schema, typ); {
			case derived == nil:
				all = append(all, finding{at: at + "/@odata.type", what: "discriminator", value: spell(typ), why: "no value of this type is allowed here"})
			case derived.Value != schema.Value:
				schema = derived
				all = append(all, visit(schema, value, at, as)...)
			}
		}
		names := map[string]*openapi3.SchemaRef{}
		declare(schema, names)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			here, property := at+"/"+name, names[name]
			if property == nil && strings.Contains(name, "@") {
				continue // any object may have annotations
			}
			if property == nil {
				meant := alike(names, name)
				if property = names[meant]; property == nil {
					all = append(all, finding{at: here, what: "undeclared", value: spell(value[name]), why: "there is no such property"})
					continue
				}
				all = append(all, finding{at: here, what: "case", value: spell(value[name]), why: "the property is " + meant})
				all = append(all, visit(property, value[name], here, as)...)
			}
			all = append(all, d.walk(property, value[name], here, as)...)
		}
	}
	return all
}

// visit makes the library check a value that it skipped.
func visit(schema *openapi3.SchemaRef, value any, at string, as openapi3.SchemaValidationOption) []finding {
	return findings(at, schema.Value.VisitJSON(value, openapi3.MultiErrors(), as))
}

// declare collects the properties that a schema and its parts declare. The documents have
// no additionalProperties: false, so the library accepts any other property.
func declare(schema *openapi3.SchemaRef, names map[string]*openapi3.SchemaRef) {
	for _, parts := range []openapi3.SchemaRefs{schema.Value.AllOf, schema.Value.AnyOf, schema.Value.OneOf} {
		for _, part := range parts {
			declare(part, names)
		}
	}
	maps.Copy(names, schema.Value.Properties)
}

// alike returns the declared name that equals a name without regard to case; empty if
// there is none.
func alike(names map[string]*openapi3.SchemaRef, name string) string {
	for declared := range names {
		if strings.EqualFold(declared, name) {
			return declared
		}
	}
	return ""
}

// typed returns the schema of a value with this @odata.type in the place of a schema; nil
// if no value of that type is allowed there.
func (d *document) typed(schema *openapi3.SchemaRef, typ string) *openapi3.SchemaRef {
	if own, ok := schema.Value.Extensions["x-ms-discriminator-value"]; ok {
		if own == typ {
			return schema
		}
		return nil
	}
	if _, name := component(schema.Ref); typ == "#"+name {
		return schema
	}
	for _, part := range append(openapi3.SchemaRefs{schema}, schema.Value.AllOf...) {
		types := part.Value.Discriminator
		if types == nil || part != schema && part.Ref != "" { // the discriminator of a base lists types that are not allowed here
			continue
		}
		if ref, ok := types.Mapping[typ]; ok {
			_, name := component(ref.Ref)
			return d.spec.Components.Schemas[name]
		}
		return nil
	}
	return schema // it has no discriminator
}
