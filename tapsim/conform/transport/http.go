package transport

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/wire"
)

// An HTTP is a subject that is a service: it speaks Microsoft Graph below /v1.0
// and has five control routes, below /_tapsim, for what Graph has no call for.
//
// Every reset lists the bearer tokens of its case: t1, t2 and so on are the actors of the
// scenario. The token operator, {"kind":"operator"}, is the caller in steps without an
// actor. With the status 501 a service says that it cannot do something; the case then
// counts as skipped.
//
// There is one tenant behind an address, so an HTTP is for one goroutine.
type HTTP struct {
	URL     string        // what /v1.0 and /_tapsim are below
	Timeout time.Duration // for one answer; 0: ten seconds
	Trace   io.Writer     // gets each request as a curl command, and the answer as a comment; nil: no trace

	client  *http.Client
	greeted bool              // it has answered a reset
	tokens  map[string]string // by the actor, as JSON
	actors  map[string]*protocol.Actor
	now     model.Instant // of the service
}

const operator = "operator"

// Capabilities makes sure that a service answers at the address. A service does not
// announce capabilities; it is asked everything.
func (h *HTTP) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	if !h.greeted {
		h.Begin(nil)
		tenant := protocol.Tenant{Policy: model.DefaultPolicy(model.Current)}
		res, err := h.Do(ctx, protocol.Request{Op: protocol.Reset, Tenant: &tenant})
		switch {
		case err != nil:
			return nil, err
		case !res.Accepted():
			return nil, subjectError(Errored, "reset: the service refuses: %s", res.Brief())
		}
		if err := h.requireFrozen(ctx); err != nil {
			return nil, err
		}
		h.greeted = true
	}
	return &protocol.Capabilities{Name: h.URL, Editions: model.Editions(), Ops: lines.Ops(), Features: []string{"actors"}}, nil
}

// requireFrozen makes sure that time stands still between two requests. It sets the clock
// to the instant of the reset. If the clock runs, that is earlier than now, and the service
// refuses it.
func (h *HTTP) requireFrozen(ctx context.Context) error {
	c := call{method: http.MethodPut, path: "/_tapsim/clock", body: wire.JSON(map[string]string{"now": h.now.String()})}
	status, _, err := h.exchange(ctx, c)
	if err == nil && status == http.StatusConflict {
		err = subjectError(Errored, "the clock of the service runs on between two requests, and has to stand still: tapsim serve takes --clock frozen")
	}
	return err
}

// Begin gives a token to each actor of the next case.
func (h *HTTP) Begin(actors []*protocol.Actor) {
	h.tokens = map[string]string{}
	h.actors = map[string]*protocol.Actor{operator: {Kind: operator}}
	for _, actor := range actors {
		if actor == nil {
			continue
		}
		if key := string(wire.JSON(actor)); h.tokens[key] == "" {
			token := "t" + strconv.Itoa(len(h.actors))
			h.tokens[key], h.actors[token] = token, actor
		}
	}
}

// Close closes idle connections.
func (h *HTTP) Close() error {
	if h.client != nil {
		h.client.CloseIdleConnections()
	}
	return nil
}

// Do makes one request, after the clock of the service is set to its instant.
func (h *HTTP) Do(ctx context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.Reset {
		return h.reset(ctx, &r)
	}
	if err := h.setClock(ctx, r.At); err != nil {
		return protocol.Response{}, err
	}
	switch user := url.PathEscape(r.User); r.Op {
	case protocol.SignIn:
		code := r.Code.Reveal()
		return h.signIn(ctx, &r, lines.Request{User: r.User, Code: &code})
	case protocol.Refresh:
		return h.signIn(ctx, &r, lines.Request{User: r.User, ID: r.ID})
	case protocol.UpdateUser:
		return h.status(ctx, call{method: http.MethodPatch, path: "/_tapsim/users/" + user, body: r.Body.Reveal()})
	default:
		return h.graph(ctx, &r)
	}
}

// resetBody is a new tenant, and the tokens of its callers.
type resetBody struct {
	Now     string                     `json:"now"`
	Edition string                     `json:"edition"`
	Policy  json.RawMessage            `json:"policy"`
	Users   json.RawMessage            `json:"users"`
	Groups  json.RawMessage            `json:"groups"`
	Tokens  map[string]*protocol.Actor `json:"tokens"`
}

func (h *HTTP) reset(ctx context.Context, r *protocol.Request) (protocol.Response, error) {
	line := lines.RequestOf(0, r)
	res, err := h.status(ctx, call{method: http.MethodPost, path: "/_tapsim/reset", body: wire.JSON(resetBody{
		Now: r.At.String(), Edition: line.Edition, Policy: line.Policy,
		Users: line.Users, Groups: line.Groups, Tokens: h.actors,
	})})
	h.now = r.At
	return res, err
}

// setClock sets the clock of the service, if it has another instant.
func (h *HTTP) setClock(ctx context.Context, at model.Instant) error {
	if at == h.now {
		return nil
	}
	type clock struct {
		Now  string `json:"now"`
		Skew bool   `json:"skew,omitempty"`
	}
	c := call{method: http.MethodPut, path: "/_tapsim/clock", body: wire.JSON(clock{Now: at.String(), Skew: at < h.now})}
	status, answer, err := h.exchange(ctx, c)
	if err != nil {
		return err
	}
	var said clock
	if status != http.StatusOK {
		return subjectError(Errored, "%s answers %d, and 200 is wanted: %s", c, status, lines.Excerpt(answer))
	}
	if err := lines.Object(answer, &said, []string{"now", "changes"}); err != nil {
		return subjectError(Errored, "%s: %v", c, err)
	}
	if said.Now != at.String() {
		return subjectError(Errored, "%s answers that it is %q, and it is %s", c, said.Now, at)
	}
	h.now = at
	return nil
}

// status makes a call that is answered by a status alone.
func (h *HTTP) status(ctx context.Context, c call) (protocol.Response, error) {
	status, answer, err := h.exchange(ctx, c)
	if err != nil {
		return protocol.Response{}, err
	}
	return h.answer(c, protocol.Delete, status, answer)
}

func (h *HTTP) signIn(ctx context.Context, r *protocol.Request, line lines.Request) (protocol.Response, error) {
	type body struct {
		User string  `json:"user"`
		Code *string `json:"code,omitempty"`
		ID   string  `json:"id,omitempty"`
	}
	c := call{
		method: http.MethodPost, path: "/_tapsim/" + string(r.Op),
		body: wire.JSON(body{User: line.User, Code: line.Code, ID: line.ID}),
	}
	status, answer, err := h.exchange(ctx, c)
	if err != nil {
		return protocol.Response{}, err
	}
	if status != http.StatusOK {
		return protocol.Response{}, subjectError(Errored, "%s answers %d, and a refusal is 200, too: %s", c, status, lines.Excerpt(answer))
	}
	res, err := lines.ReadSignIn(answer, r.Op)
	if err = Broken(err); err != nil {
		return protocol.Response{}, fmt.Errorf("%s: %w", c, err)
	}
	return res, nil
}

const (
	methodsPath = "/authentication/temporaryAccessPassMethods"
	policyPath  = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"
)

// graph makes a call of Microsoft Graph.
func (h *HTTP) graph(ctx context.Context, r *protocol.Request) (protocol.Response, error) {
	c := call{token: operator, body: r.Body.Reveal()}
	if r.Raw && c.body == nil {
		c.body = []byte{} // an empty one is sent, too
	}
	if r.Actor != nil {
		c.token = h.tokens[string(wire.JSON(r.Actor))]
		if c.token == "" {
			return protocol.Response{}, subjectError(Errored, "this actor has no token, since no scenario with it was begun")
		}
	}
	methods := "/v1.0/users/" + url.PathEscape(r.User) + methodsPath
	if r.User == "me" {
		methods = "/v1.0/me" + methodsPath
	}
	switch r.Op {
	case protocol.Create:
		c.method, c.path = http.MethodPost, methods
	case protocol.List:
		c.method, c.path = http.MethodGet, methods
	case protocol.Get:
		c.method, c.path = http.MethodGet, methods+"/"+url.PathEscape(r.ID)
	case protocol.Delete:
		c.method, c.path = http.MethodDelete, methods+"/"+url.PathEscape(r.ID)
	case protocol.GetPolicy:
		c.method, c.path = http.MethodGet, policyPath
	case protocol.UpdatePolicy:
		c.method, c.path = http.MethodPatch, policyPath
	case protocol.ResetPolicy:
		c.method, c.path = http.MethodDelete, policyPath
	default:
		return protocol.Response{}, &protocol.Skip{Why: "there is no call for " + string(r.Op)}
	}
	status, answer, err := h.exchange(ctx, c)
	if err != nil {
		return protocol.Response{}, err
	}
	return h.answer(c, r.Op, status, answer)
}

// answer reads a status and the body of the answer.
func (h *HTTP) answer(c call, op protocol.Op, status int, body []byte) (protocol.Response, error) {
	line := lines.Response{Status: &status}
	var err error
	switch accepted := status >= 200 && status < 300; {
	case accepted && len(bytes.TrimSpace(body)) > 0:
		err = lines.Strict(body)
		line.Body = new(json.RawMessage(bytes.TrimSpace(body)))
	case !accepted:
		var envelope struct {
			Error *protocol.Error `json:"error"`
		}
		err = lines.Object(body, &envelope, []string{"error"})
		line.Error = envelope.Error
	}
	if err != nil {
		return protocol.Response{}, subjectError(Errored, "%s answers %d, and %v", c, status, err)
	}
	res, err := line.Read(op)
	if err != nil {
		return protocol.Response{}, subjectError(Errored, "%s answers %d: %v", c, status, err)
	}
	return res, nil
}

// A call is one request of HTTP.
type call struct {
	method, path string
	token        string // empty: none
	body         []byte // nil: none
}

func (c call) String() string { return c.method + " " + c.path }

// exchange sends a request and reads the whole answer, with a limit of time and size.
// Redirections are not followed: no call of Graph redirects.
func (h *HTTP) exchange(ctx context.Context, c call) (status int, answer []byte, err error) {
	if h.client == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxResponseHeaderBytes = 1 << 16
		h.client = &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	timeout := cmp.Or(h.Timeout, patience)
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(bounded, c.method, h.URL+c.path, bytes.NewReader(c.body))
	if err != nil {
		return 0, nil, subjectError(Errored, "%v", err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	h.trace("%s\n", c.curl(h.URL))

	res, err := h.client.Do(req)
	if err == nil {
		defer res.Body.Close()
		if res.StatusCode < 200 {
			// After a 101 the body is the connection itself, and reading it does not end
			// with the context.
			return 0, nil, subjectError(Errored, "%s answers with the status %d, which is no answer to a request", c, res.StatusCode)
		}
		answer, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	}
	switch {
	case ctx.Err() != nil:
		return 0, nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return 0, nil, subjectError(TimedOut, "%s: no answer within %s", c, timeout)
	case err != nil:
		return 0, nil, subjectError(Crashed, "cannot reach the service: %v", err)
	case len(answer) > maxAnswer:
		return 0, nil, subjectError(Errored, "%s: the answer is longer than %d bytes", c, maxAnswer)
	}
	h.trace("# %d %s\n", res.StatusCode, bytes.ReplaceAll(answer, []byte("\n"), []byte(" ")))
	if res.StatusCode == http.StatusNotImplemented {
		return 0, nil, &protocol.Skip{Why: "the service answers 501 to " + c.method + " " + c.path}
	}
	return res.StatusCode, answer, nil
}

func (h *HTTP) trace(format string, args ...any) {
	if h.Trace != nil {
		fmt.Fprintf(h.Trace, format, args...)
	}
}

// curl is the request as a shell command.
func (c call) curl(base string) string {
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
	line := "curl -sS -X " + c.method + " " + quote(base+c.path)
	if c.token != "" {
		line += " -H " + quote("Authorization: Bearer "+c.token)
	}
	if c.body != nil {
		line += " -H 'Content-Type: application/json' --data-binary " + quote(string(c.body))
	}
	return line
}
