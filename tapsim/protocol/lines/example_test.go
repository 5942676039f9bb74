package lines_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/wire"
)

// A program that calls Serve with stdin and stdout can be tested against the reference
// model. These lines are exchanged.
func ExampleServe() {
	in := strings.NewReader(`{"seq":1,"op":"hello","protocol":1}
{"seq":2,"op":"reset","at":"2026-01-01T00:00:00Z","edition":"current","policy":{"state":"enabled"},"users":[{"userPrincipalName":"ada@contoso.example"}]}
{"seq":3,"op":"list","at":"2026-01-01T00:00:00Z","user":"nobody@contoso.example"}
{"seq":4,"op":"bye"}
`)
	who := protocol.Capabilities{Name: "mine", Version: "1.0", Language: "go", Ops: []protocol.Op{protocol.List}}
	if err := lines.Serve(in, os.Stdout, &protocol.Reference{}, who); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"seq":1,"protocol":1,"implementation":{"language":"go","name":"mine","version":"1.0"},"editions":["current"],"ops":["list"],"features":[]}
	// {"seq":2,"status":204}
	// {"seq":3,"status":404,"error":{"code":"Request_ResourceNotFound","message":"Resource 'nobody@contoso.example' does not exist or one of its queried reference-property objects are not present."}}
	// {"seq":4}
}

// The line of a runner, and how it reads the answers.
func ExampleReadResponse() {
	ask := lines.RequestOf(7, &protocol.Request{Op: protocol.Get, User: "ada@contoso.example", ID: "5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e"})
	fmt.Printf("%s\n", wire.JSON(ask))
	for _, answer := range []string{
		`{"seq":7,"status":404,"error":{"code":"resourceNotFound","message":"not here"}}`,
		`{"seq":7,"skipped":"still to do"}`,
		`{"seq":6,"status":404}`,
		`{"seq":7,"stats":404}`,
	} {
		res, err := lines.ReadResponse([]byte(answer), 7, protocol.Get)
		fmt.Println(res.Brief(), err)
	}
	// Output:
	// {"seq":7,"op":"get","at":"0001-01-01T00:00:00Z","user":"ada@contoso.example","id":"5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e"}
	// 404, not here <nil>
	// 0 skipped: still to do
	// 0 the answer has seq 6, and the request had 7
	// 0 the answer has the name "stats", which the protocol does not have; did you mean status?
}

// An answer can follow the protocol and still contradict itself.
func ExampleCheck() {
	res, err := lines.ReadSignIn([]byte(`{"result":"accepted","sessionEnds":"2026-01-01T00:00:00Z","reason":"Expired"}`), protocol.SignIn)
	fmt.Println(res.Result, err)
	fmt.Println(lines.Check(&res, protocol.SignIn))
	// Output:
	// accepted <nil>
	// the accepted answer has a reason
}

// The handshake, and the end.
func ExampleReadHello() {
	fmt.Printf("%s\n", wire.JSON(lines.Hello(1, "2026.11")))
	who, err := lines.ReadHello([]byte(`{"seq":1,"protocol":1,"implementation":{"name":"mine"},"editions":["current"],"ops":["create","list"]}`), 1)
	fmt.Println(who.Name, who.Ops, err)
	fmt.Println(len(lines.Ops()), "ops could be announced")
	fmt.Printf("%s %t\n", wire.JSON(lines.Bye(2)), lines.IsBye([]byte(`{"seq":2}`), 2))
	// Output:
	// {"seq":1,"op":"hello","protocol":1,"suite":"2026.11"}
	// mine [create list] <nil>
	// 10 ops could be announced
	// {"seq":2,"op":"bye"} true
}

// Each reader refuses text that is not strict JSON.
func ExampleObject() {
	var line struct{ Now string }
	fmt.Println(lines.Object([]byte(`{"nwo":"2026-01-01T00:00:00Z"}`), &line, []string{"now"}))
	fmt.Println(lines.Strict([]byte(`{"now":1,"now":2}`)))
	fmt.Println(lines.Excerpt([]byte(`{"temporaryAccessPass":"ALVL3VVV"}`)))
	// Output:
	// the answer has the name "nwo", which the protocol does not have; did you mean now?
	// the answer has the name "now" twice
	// "{\"temporaryAccessPass\":\"••••••••\"}"
}
