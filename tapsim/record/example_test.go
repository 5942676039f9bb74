package record_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/record"
	"github.com/tapsim/tap/tapsim/scenario"
)

// The requests of a client become a scenario that can be replayed. The code of the pass
// is not in it.
func ExampleRecorder() {
	recorder := record.NewRecorder("monday.yaml")
	service, err := graph.New(graph.Config{
		Tenant: &protocol.Tenant{Users: []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}}},
		Clock:  graph.FrozenClock(scenario.DefaultStart),
		Watch:  recorder.Watch,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	passes := "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods"
	for _, body := range []string{`{"isUsableOnce":true}`, `{"lifetimeInMinutes":5}`} {
		req := httptest.NewRequest("POST", passes, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer anything")
		req.Header.Set("Content-Type", "application/json")
		service.ServeHTTP(httptest.NewRecorder(), req)
	}
	fmt.Println(recorder.Steps(), "steps")
	text, err := recorder.Scenario()
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// 2 steps
	// # Recorded by tapsim serve.
	// id: recorded/monday
	// title: "What clients asked from 2026-01-01T00:00:00Z on"
	// rules: [create-accepted, create-lifetime-range]
	// users: [ada]
	// steps:
	//   - create: {user: ada, isUsableOnce: true}
	//     as: p1
	//     want: {status: 201, isUsable: true, isUsableOnce: true, lifetimeInMinutes: 60, methodUsabilityReason: EnabledByPolicy, startDateTime: +0s, rule: create-accepted}
	//   - create: {user: ada, lifetimeInMinutes: 5}
	//     want: {status: 400, rule: create-lifetime-range, error: {code: badRequest, message: Invalid LifetimeInMinutes specified. The valid range between 60 and 480.}}
	// <nil>
}

// A scenario that goes to another file gets the id of that file: two scenarios with the
// same id cannot be replayed together.
func ExampleRecorder_Rename() {
	recorder := record.NewRecorder("monday.yaml")
	service, err := graph.New(graph.Config{Watch: recorder.Watch, Clock: graph.FrozenClock(scenario.DefaultStart)})
	if err != nil {
		fmt.Println(err)
		return
	}
	req := httptest.NewRequest("GET", "/v1.0/users/bob@contoso.example/authentication/temporaryAccessPassMethods", nil)
	req.Header.Set("Authorization", "Bearer anything")
	service.ServeHTTP(httptest.NewRecorder(), req)
	recorder.Rename("monday-2.yaml")
	text, err := recorder.Scenario()
	fmt.Println(strings.Split(string(text), "\n")[1], err)
	// Output:
	// id: recorded/monday-2 <nil>
}

// A clock stands still, or follows the real time until it is set.
func ExampleClock() {
	clock := graph.FrozenClock(scenario.DefaultStart)
	at, err := clock.Advance(90 * model.Minute)
	fmt.Println(at, err, clock.Instant() == at, clock.Now().Equal(at.Time()))
	fmt.Println(clock.Set(scenario.DefaultStart, false))
	fmt.Println(clock.Set(scenario.DefaultStart, true), clock.Instant())

	fmt.Println(clock.Frozen(), graph.RealClock().Frozen())
	// Output:
	// 2026-01-01T01:30:00Z <nil> true true
	// set the clock to 2026-01-01T00:00:00Z: it is 2026-01-01T01:30:00Z already, and only skew turns it back
	// <nil> 2026-01-01T00:00:00Z
	// true false
}

// A test can use the engine of the service, for what Graph has no call for: here it
// adds a user.
func ExampleService_Engine() {
	service, err := graph.New(graph.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engine := service.Engine()
	_, err = engine.AddUser(tapsim.User{Name: "new@contoso.example"})
	fmt.Println(len(engine.Users()) == len(graph.Tenant().Users)+1, err)
	for _, user := range graph.Tenant().Users {
		fmt.Println(user.UPN())
	}
	// Output:
	// true <nil>
	// ada@contoso.example
	// bob@contoso.example
	// gus@contoso.example
}

// A client that accepts HTTPS alone needs a certificate to trust.
func ExampleCertificate() {
	service, err := graph.New(graph.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	certificate, text, err := graph.Certificate("tenant.example")
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	server := graph.HTTPServer(service)
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	defer server.Close()
	go server.ServeTLS(listener, "", "")

	// The client reads the text from a file, for example.
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(text)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, ServerName: "tenant.example"}}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get("https://" + listener.Addr().String() + "/v1.0/users/ada")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	fmt.Println(res.Status)

	// A program may overwrite a file with such a certificate, and no other file.
	fmt.Println(graph.IsCertificate(text), graph.IsCertificate([]byte("notes\n")))
	// Output:
	// 401 Unauthorized
	// true false
}
