package conform_test

import (
	"encoding/json"
	"fmt"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/scenario"
)

func ExampleVectors() {
	s, err := scenario.Parse("once.yaml", []byte(`
id: once
title: A one-time pass signs in once
rules: [signin-once]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
  - signIn: {user: ada, pass: p}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := conform.Vectors([]*scenario.Scenario{s})
	if err != nil {
		fmt.Println(err)
		return
	}

	// Any JSON parser reads it.
	var vectors struct {
		Cases []struct {
			Steps []struct{ Request, Expect json.RawMessage }
		}
	}
	if err := json.Unmarshal(document, &vectors); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", vectors.Cases[0].Steps[1].Request)
	// Output:
	// {
	//       "op": "signIn",
	//       "at": "2026-01-01T00:00:00Z",
	//       "user": "ada@contoso.example",
	//       "code": {
	//        "$code": "pass1"
	//       }
	//      }
}
