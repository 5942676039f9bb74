package graph_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A service is an http.Handler; the zero Config is a small tenant in which any bearer
// token is an operator's.
func ExampleNew() {
	service, err := graph.New(graph.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	req := httptest.NewRequest("GET", "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods", nil)
	req.Header.Set("Authorization", "Bearer anything")
	w := httptest.NewRecorder()
	service.ServeHTTP(w, req)
	fmt.Println(w.Code, w.Body)
	// Output:
	// 200 {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/temporaryAccessPassMethods","value":[]}
}

// In a test of your own, t is its *testing.T, and the service ends with the test.
func ExampleStart() {
	var t example
	defer t.end()
	start, _, _ := wire.ParseInstant("2026-01-01T12:00:00Z")
	tenant := graph.Start(&t, graph.Config{
		Clock:  graph.FrozenClock(start),
		Tenant: &protocol.Tenant{Users: []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}}},
	})

	// Here the program under test runs, with tenant.URL in place of
	// https://graph.microsoft.com. Its pass is to start next Monday.
	passes := tenant.URL + "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods"
	req, _ := http.NewRequest("POST", passes, strings.NewReader(`{"startDateTime":"2026-01-05T08:00:00Z"}`))
	req.Header.Set("Authorization", "Bearer anything")
	req.Header.Set("Content-Type", "application/json")
	fmt.Println(reason(tenant.Client().Do(req)))

	// It is Monday at once.
	monday, _, _ := wire.ParseInstant("2026-01-05T08:00:00Z")
	if err := tenant.Clock().Set(monday, false); err != nil {
		fmt.Println(err)
	}
	req, _ = http.NewRequest("GET", passes, nil)
	req.Header.Set("Authorization", "Bearer anything")
	fmt.Println(reason(tenant.Client().Do(req)))
	// Output:
	// 201 NotYetValid
	// 200 EnabledByPolicy
}

// reason returns the reason of the only pass in an answer.
func reason(res *http.Response, err error) string {
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	type pass struct {
		Reason string `json:"methodUsabilityReason"`
	}
	var body struct {
		pass
		Value []pass `json:"value"`
	}
	if err := json.Unmarshal(text, &body); err != nil {
		return err.Error()
	}
	for _, p := range body.Value {
		body.pass = p
	}
	return fmt.Sprint(res.StatusCode, " ", body.Reason)
}

// An example takes the place of a *testing.T.
type example struct{ last []func() }

func (e *example) Helper()                       {}
func (e *example) Cleanup(f func())              { e.last = append(e.last, f) }
func (e *example) Fatalf(text string, of ...any) { panic(fmt.Sprintf(text, of...)) }

func (e *example) end() {
	for _, f := range e.last {
		f()
	}
}
