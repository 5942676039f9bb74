package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
)

// ask runs the whole corpus on the service through a proxy, and then the calls that no
// scenario has.
func ask(ctx context.Context, p *proxy) (cases []conform.Case, err error) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	if err != nil {
		return nil, err
	}
	err = p.use(func(address string) error {
		client := &transport.HTTP{URL: address}
		defer client.Close()
		cases, _ = conform.Run(ctx, all, func() transport.Subject { return client }, 1)
		if err := ctx.Err(); err != nil {
			return err
		}
		return life(ctx, address)
	})
	return cases, err
}

// life makes a pass, reads it and its policy by every call, makes a request that is
// refused, and deletes the pass.
func life(ctx context.Context, address string) error {
	c := client{ctx, address}
	const tenant = `{"policy": {"state": "enabled"}, "users": [{"userPrincipalName": "ada@contoso.example"}]}`
	if status, body, err := c.do("POST", "/_tapsim/reset", tenant); err != nil {
		return err
	} else if status/100 != 2 {
		return fmt.Errorf("the service refuses to begin anew: %d %s", status, body)
	}
	const (
		passes = v1 + "users/ada@contoso.example/authentication/temporaryAccessPassMethods"
		all    = v1 + "users/ada@contoso.example/authentication/methods"
		policy = v1 + "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
	)
	_, created, err := c.do("POST", passes, `{"lifetimeInMinutes": 90}`)
	if err != nil {
		return err
	}
	var pass struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(created, &pass) // a test may have spoilt the answer; without an id the calls below are refused
	for _, call := range []struct{ method, path, body string }{
		{"GET", passes, ""},
		{"GET", passes + "/" + pass.ID, ""},
		{"GET", passes + "/$count", ""},
		{"GET", all, ""},
		{"GET", all + "/" + pass.ID, ""},
		{"GET", all + "/$count", ""},
		{"GET", policy, ""},
		{"PATCH", policy, `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "defaultLength": 10}`},
		{"POST", passes, `{"lifetimeInMinutes": 9}`},
		{"DELETE", passes + "/" + pass.ID, ""},
		{"DELETE", policy, ""},
	} {
		if _, _, err := c.do(call.method, call.path, call.body); err != nil {
			return err
		}
	}
	return nil
}

// A client sends one request after the other.
type client struct {
	ctx     context.Context
	address string
}

func (c *client) do(method, path, body string) (status int, answer []byte, err error) {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(c.ctx, method, c.address+path, reader)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer any")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultTransport.RoundTrip(req) // it follows no redirection
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}
