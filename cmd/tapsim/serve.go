package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/scenario"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	addr                  string
	tenantFile, edition   string
	clock, now            string
	randomSeed            uint64
	tokens                string
	tls                   bool
	tlsCert               string
	record                string
	noReadback, quiet     bool
	nowIsSet, randomIsSet bool
	steps                 int // of the file of --tenant
}

func serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve Microsoft Graph's calls on passes, offline, with time under control",
		Long: `Serve the calls of Microsoft Graph on Temporary Access Passes, below /v1.0 and
/beta, on this machine. The first line on stdout says where: listening on, and
the address. A line on stderr for each request has the tenant's time, the method
and path, the status, the rule that decided and how long it took. It stops at
Ctrl-C, SIGTERM and SIGHUP, when what is under way has been answered.

The tenant has three users, ada, bob and the guest gus at contoso.example, and an
enabled policy. --tenant names another one. It is YAML with the keys of a scenario,
of which none is required: any scenario is a tenant, and its steps are done before
the first request. Or it is JSON, an answer of GET state. Such a state has passes
without codes, so a sign-in with one of them is refused.

Without --tokens only this machine is served. Any bearer token is an operator's,
who may do everything, except a token that is a user's principal name: it is that
user's, with every scope. --tokens names the callers, in the words of a scenario,
and any other token is refused:

  tokens:
    s3cret: operator
    t1: {delegated: ada, scopes: [UserAuthenticationMethod.Read], roles: [Global Reader]}
    t2: {application: [UserAuthenticationMethod.ReadWrite.All]}

The control routes below /_tapsim are for what Graph has no call for. They need
an operator's token where there are --tokens.

  PUT   clock              {"now": "2026-01-05T08:00:00Z"} or {"advance": "90m"}
  POST  signIn             {"user": "ada@contoso.example", "code": "..."}
  POST  refresh            {"user": "ada@contoso.example", "id": "..."}
  POST  reset              {} for the tenant and the frozen clock as they began; or an
                           answer of GET state, or any part of it, also in short form:
                           {"users": ["ada"], "policy": {"isUsableOnce": true}}
  PATCH users/USER         {"userType": "guest"}
  GET   clock, state, next, passes/ID/code, healthz

A reset to a state keeps the codes of the passes that are there at that moment.

--record writes the requests of clients as a scenario that wants the answers they
got, so that tapsim replay passes at once. A reset ends the scenario, and begins the
next, which goes to FILE with -2, -3 and so on in its name. No existing file is
overwritten: where another program has written a file of that name, the scenario goes
to the next name, and stderr says so. What a scenario cannot express is left out, or
has another name in its place, and a comment in it counts that.

tapsim conform --url sets the time to the tick, so it needs a service whose clock is
frozen.

It exits with 0 when it was stopped, and with 2 when it could not serve.`,
		Example: `  tapsim serve
  tapsim serve --clock frozen --now 2026-01-05T08:00:00Z --random-seed 1
  tapsim serve --tenant tenant.yaml --addr 127.0.0.1:0 --quiet
  tapsim serve --tls --tokens tokens.yaml --addr :8443
  tapsim serve --record scenario.yaml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.nowIsSet, f.randomIsSet = cmd.Flags().Changed("now"), cmd.Flags().Changed("random-seed")
			s, err := f.prepare(cmd)
			if err != nil {
				return err
			}
			return s.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "where to listen; port 0 takes a free one")
	flags.StringVar(&f.tenantFile, "tenant", "", "a `file` with the tenant as it begins, a scenario or a state; - for stdin")
	flags.StringVar(&f.edition, "edition", "", fmt.Sprintf("which behaviour of the years: %s (default %s)", strings.Join(model.Editions(), ", "), model.Current))
	flags.StringVar(&f.clock, "clock", "real", "which clock: real, or frozen until a request moves it")
	flags.StringVar(&f.now, "now", "", "the `instant` at which the clock begins; without it the present, or for a frozen\nclock the start of --tenant")
	flags.Uint64Var(&f.randomSeed, "random-seed", 0, "draw ids and codes from this `number`, the same each time, for tests")
	flags.StringVar(&f.tokens, "tokens", "", "a `file` with the caller of each bearer token")
	flags.BoolVar(&f.tls, "tls", false, "serve HTTPS, with a certificate made at the start")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "write that certificate to this `file`, and not to a temporary one; turns --tls on")
	flags.StringVar(&f.record, "record", "", "write the requests of clients to this `file`, as a scenario")
	flags.BoolVar(&f.noReadback, "no-readback", false, "refuse to show the codes of passes by passes/ID/code")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print only the address, and what goes wrong")
	fixed(cmd, "clock", clocks)
	fixed(cmd, "edition", model.Editions())
	for name, kinds := range map[string][]string{"tenant": {"yaml", "yml", "json"}, "tokens": {"yaml", "yml"}, "record": {"yaml", "yml"}} {
		if err := cmd.MarkFlagFilename(name, kinds...); err != nil {
			panic(err) // the flag does not exist: a bug in this program
		}
	}
	return cmd
}

var clocks = []string{"real", "frozen"}

// prepare reads all files and makes the service. It does not listen yet.
func (f *serveFlags) prepare(cmd *cobra.Command) (*server, error) {
	s := newServer(cmd, f.quiet)
	if err := oneOf("clock", f.clock, clocks...); err != nil {
		return nil, err
	}
	config, err := f.tenant(cmd)
	if err != nil {
		return nil, err
	}
	if f.tokens != "" {
		text, err := readInput(cmd, f.tokens, scenario.MaxSize)
		if err != nil {
			return nil, fmt.Errorf("--tokens: %w", err)
		}
		if config.Tokens, err = scenario.ParseTokens(f.tokens, text, config.Tenant.Users); err != nil {
			return nil, err
		}
	}
	if s.addr, err = f.address(); err != nil {
		return nil, err
	}
	if f.record != "" {
		if s.recording, err = newRecording(f.record, f.steps, s.say); err != nil {
			return nil, err
		}
		config.Watch = s.recording.watch
	}
	if f.randomIsSet {
		var seed [32]byte
		binary.LittleEndian.PutUint64(seed[:], f.randomSeed)
		config.Random = rand.NewChaCha8(seed)
	}
	config.NoReadback = f.noReadback
	if !f.quiet {
		config.Log = s.log
	}

	s.clock = config.Clock
	s.tokens = config.Tokens
	s.tenant = config.Tenant
	if s.service, err = graph.New(config); err != nil {
		if f.tenantFile != "" {
			err = fmt.Errorf("--tenant %s: %w", f.tenantFile, err)
		}
		return nil, err
	}
	if n := len(config.Passes); n > 0 {
		s.say("%s: %s", f.tenantFile, codeless(n))
	}
	if f.tls || f.tlsCert != "" {
		if err := s.encrypt(f.addr, f.tlsCert); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// address resolves --addr once: the address that is checked is the address that the
// server listens on.
func (f *serveFlags) address() (*net.TCPAddr, error) {
	addr, err := net.ResolveTCPAddr("tcp", f.addr)
	if err != nil {
		return nil, fmt.Errorf("--addr %s: want an address like 127.0.0.1:8080: %w", f.addr, err)
	}
	if f.tokens == "" && !addr.IP.IsLoopback() {
		return nil, fmt.Errorf("--addr %s: without --tokens every client is an operator, so only this machine is served; name the callers with --tokens FILE, or listen on 127.0.0.1:%d", f.addr, addr.Port)
	}
	return addr, nil
}

// readInput reads a file, or stdin for -. The parser takes up to most bytes, so one more
// is enough for it to say that the input is too large.
func readInput(cmd *cobra.Command, name string, most int64) ([]byte, error) {
	if name != "-" {
		return files.Read(name, most)
	}
	text, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), most+1))
	if err != nil {
		return nil, fmt.Errorf("stdin cannot be read: %w", err)
	}
	return text, nil
}
