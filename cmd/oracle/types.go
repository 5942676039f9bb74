package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// packages are what npm ci installs: TypeScript, and Microsoft's types of v1.0.
//
//go:embed package.json package-lock.json
var packages embed.FS

// typesVersion is the version of Graph that the types are of.
const typesVersion = "v1.0"

// A typedValue is the body of an answer with the type that it must have.
type typedValue struct {
	typ  string
	text []byte
	from string // the call that it answers
}

// The prelude declares what the types of the package lack: annotations, and collections.
const prelude = `import type { TemporaryAccessPassAuthenticationMethod, TemporaryAccessPassAuthenticationMethodConfiguration } from "@microsoft/microsoft-graph-types";
type Annotated<T> = T & { [name: ` + "`${string}@odata.${string}`" + `]: string };
type Pass = Annotated<TemporaryAccessPassAuthenticationMethod>;
type Passes = Annotated<{ value: Pass[] }>;
type Policy = Annotated<TemporaryAccessPassAuthenticationMethodConfiguration>;
`

const config = `{"compilerOptions": {"strict": true, "exactOptionalPropertyTypes": true, "noEmit": true, "target": "es2022", "module": "nodenext", "types": []}, "files": ["values.ts"]}`

// types are those of the answers, by the method and the template of the path.
var types = map[string]string{
	"GET " + passes:    "Passes",
	"POST " + passes:   "Pass",
	"GET " + pass:      "Pass",
	"GET " + methods:   "Passes", // this service has no other method
	"GET " + oneMethod: "Pass",
	"GET " + policy:    "Policy",
}

// typedValues returns those answers to the exchanges that have a type.
func typedValues(d *document, exchanges []*exchange) (all []typedValue) {
	for _, x := range exchanges {
		_, route, _, err := d.route(x)
		if err != nil {
			continue // judge reports it
		}
		call := x.method + " " + ofUser(route.Path)
		if typ := types[call]; typ != "" && x.accepted() {
			all = append(all, typedValue{typ, x.body, call})
		}
	}
	return all
}

// A compiler is a folder with TypeScript and Microsoft's types.
type compiler struct{ dir string }

// newCompiler installs both into an empty folder.
func newCompiler(ctx context.Context, dir string) (*compiler, error) {
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := packages.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return nil, err
		}
	}
	npm := npm(ctx, dir, "ci", "--no-audit", "--no-fund")
	if out, err := npm.CombinedOutput(); err != nil {
		return nil, missingTool{fmt.Errorf("npm ci, which installs TypeScript and @microsoft/microsoft-graph-types, fails: %w\n%s", err, out)}
	}
	return &compiler{dir}, nil
}

var complaint = regexp.MustCompile(`^values\.ts\((\d+),\d+\): error (.*)$`)

// check compiles the values as constants of their types. For a constant an unknown property
// is an error, too. It returns the errors of the compiler.
func (c *compiler) check(ctx context.Context, values []typedValue) (wrong []string, err error) {
	source := bytes.NewBufferString(prelude)
	first := strings.Count(prelude, "\n") + 1
	for i, v := range values {
		fmt.Fprintf(source, "export const a%d: %s = %s;\n", i+1, v.typ, bytes.ReplaceAll(v.text, []byte("\n"), []byte(" ")))
	}
	for name, text := range map[string]string{"values.ts": source.String(), "tsconfig.json": config} {
		if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	tsc := exec.CommandContext(ctx, "node", filepath.Join("node_modules", "typescript", "bin", "tsc"), "--noEmit", "--pretty", "false", "-p", ".")
	tsc.Dir = c.dir
	out, err := tsc.CombinedOutput()
	if err == nil {
		return nil, nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, missingTool{fmt.Errorf("tsc needs node: %w", err)}
	}
	for line := range strings.Lines(string(out)) {
		if m := complaint.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			n, _ := strconv.Atoi(m[1])
			if n < first || n-first >= len(values) {
				return nil, fmt.Errorf("tsc: %s", line)
			}
			wrong = append(wrong, values[n-first].from+": "+m[2])
		}
	}
	if len(wrong) == 0 {
		return nil, errors.Join(fmt.Errorf("tsc: %w", err), errors.New(string(out)))
	}
	return wrong, nil
}
