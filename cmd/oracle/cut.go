package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// keptPaths are the paths of the document that the service has, too. It also has /users and
// /users/{id}, but their schema refers to half of Graph.
var keptPaths = regexp.MustCompile(`^(/users/\{user-id\}|/me)/authentication/(temporaryAccessPassMethods|methods)(/\{[^/]*\}|/\$count)?$` +
	`|^/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/\{[^/]*\}$`)

// keptTypes is in the names of derived types that are kept although no path names them:
// only the discriminator of a base type does.
const keptTypes = "temporaryAccessPass"

// cut reads an OpenAPI document of Microsoft Graph as a stream and returns the part about
// passes and their policy: keptPaths, and all that they refer to. The only change is that
// the mapping of a discriminator loses the types that are not in the cut. It keeps only
// the components of the document in memory.
func cut(r io.Reader) ([]byte, error) {
	var (
		dec        = json.NewDecoder(r)
		doc        = map[string]any{}
		paths      = map[string]any{}
		components = map[string]json.RawMessage{} // by reference
		kept       = map[string]any{}             // components, by reference
		wanted     []string                       // references that it has to follow
	)
	err := members(dec, func(name string) error {
		switch name {
		case "paths":
			return members(dec, func(path string) error {
				if !keptPaths.MatchString(path) {
					return dec.Decode(new(json.RawMessage))
				}
				var item any
				err := dec.Decode(&item)
				paths[path] = item
				return err
			})
		case "components":
			return members(dec, func(kind string) error {
				return members(dec, func(name string) error {
					var raw json.RawMessage
					err := dec.Decode(&raw)
					components[reference(kind, name)] = raw
					return err
				})
			})
		case "openapi", "info", "servers":
			var value any
			err := dec.Decode(&value)
			doc[name] = value
			return err
		default:
			return dec.Decode(new(json.RawMessage))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("cut the document: %w", err)
	}

	follow := func(value any) {
		references(value, func(ref string) { wanted = append(wanted, ref) })
	}
	follow(paths)
	for len(wanted) > 0 {
		ref := wanted[len(wanted)-1]
		wanted = wanted[:len(wanted)-1]
		if kept[ref] != nil {
			continue
		}
		var value any
		if err := json.Unmarshal(components[ref], &value); err != nil {
			return nil, fmt.Errorf("cut the document: %s: %w", ref, err)
		}
		kept[ref] = value
		follow(value)
	}

	prune(paths, kept)
	parts := map[string]map[string]any{}
	for ref, value := range kept {
		prune(value, kept)
		kind, name := component(ref)
		if parts[kind] == nil {
			parts[kind] = map[string]any{}
		}
		parts[kind][name] = value
	}
	doc["paths"], doc["components"] = paths, parts
	return json.Marshal(doc)
}

// members calls f for the name of each member of an object; f reads its value.
func members(dec *json.Decoder, f func(name string) error) error {
	if token, err := dec.Token(); err != nil {
		return err
	} else if token != json.Delim('{') {
		return fmt.Errorf("%v where an object is expected", token)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		if err := f(name.(string)); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// references calls f for each reference in a value, and for those types of a
// discriminator that are kept.
func references(value any, f func(ref string)) {
	eachObject(value, func(object map[string]any) {
		if ref, ok := object["$ref"].(string); ok {
			f(ref)
		}
		for _, ref := range mapping(object) {
			if strings.Contains(ref.(string), keptTypes) {
				f(ref.(string))
			}
		}
	})
}

// prune removes from each discriminator in a value the types that are not kept.
func prune(value any, kept map[string]any) {
	eachObject(value, func(object map[string]any) {
		types := mapping(object)
		for name, ref := range types {
			if kept[ref.(string)] == nil {
				delete(types, name)
			}
		}
	})
}

// mapping returns the mapping of a schema's discriminator.
func mapping(schema map[string]any) map[string]any {
	discriminator, _ := schema["discriminator"].(map[string]any)
	types, _ := discriminator["mapping"].(map[string]any)
	return types
}

// eachObject calls f for each object in a value.
func eachObject(value any, f func(object map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		f(value)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			eachObject(value[name], f)
		}
	case []any:
		for _, item := range value {
			eachObject(item, f)
		}
	}
}

// reference returns the reference to a component. It escapes nothing: no name of a
// component has a character that needs it.
func reference(kind, name string) string { return "#/components/" + kind + "/" + name }

func component(ref string) (kind, name string) {
	kind, name, _ = strings.Cut(strings.TrimPrefix(ref, "#/components/"), "/")
	return kind, name
}
