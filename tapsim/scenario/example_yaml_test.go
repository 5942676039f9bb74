package scenario_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Files of one's own are read as strictly as scenarios are. A mapping says which keys
// there are, and what each value has to be.
func ExampleMapping() {
	type batch struct {
		title   string
		start   model.Instant
		length  model.Duration
		once    bool
		desk    int64
		kind    string
		userIDs []model.ID
	}
	mapping := scenario.Mapping[*batch]{What: "a batch", Fields: []scenario.Field[*batch]{
		{Key: "title", Required: true, Read: func(b *batch, v scenario.Value) { b.title, _ = v.Line("title") }},
		{Key: "start", Required: true, Read: func(b *batch, v scenario.Value) { b.start, _ = v.Instant("start") }},
		{Key: "length", Read: func(b *batch, v scenario.Value) { b.length, _ = v.Duration("length") }},
		{Key: "once", Read: func(b *batch, v scenario.Value) { b.once, _ = v.Bool("once") }},
		{Key: "desk", Read: func(b *batch, v scenario.Value) { b.desk, _ = v.Int("desk", 1, 12) }},
		{Key: "kind", Read: func(b *batch, v scenario.Value) { b.kind, _ = v.Word("kind", []string{"member", "guest"}) }},
		{Key: "users", Read: func(b *batch, v scenario.Value) {
			v.Each("users", func(user scenario.Value) {
				if id, ok := user.GUID("a user"); ok {
					b.userIDs = append(b.userIDs, id)
				}
			})
		}},
	}}
	fmt.Println(mapping.Keys())

	for _, text := range []string{`
title: The new people of March
start: 2026-03-02T09:00:00+01:00
length: 1h30m
once: true
desk: 3
kind: guest
users: [071CC716-8147-4397-A5BA-B2105951CC0B]
`, `
title: The new people of April
once: yes
desk: 13
kind: guests
user: []
`} {
		var b batch
		err := scenario.ReadYAML("batch.yaml", []byte(text), func(v scenario.Value) { mapping.Read(&b, v) })
		fmt.Println(b.title, b.start, b.length/model.Minute, b.once, b.desk, b.kind, b.userIDs)
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// [title start length once desk kind users]
	// The new people of March 2026-03-02T08:00:00Z 90 true 3 guest [071cc716-8147-4397-a5ba-b2105951cc0b]
	// The new people of April 0001-01-01T00:00:00Z 0 false 0  []
	// batch.yaml:2:1: a batch lacks start
	//    2 | title: The new people of April
	//      | ^
	//
	// batch.yaml:3:7: once takes true or false, not yes
	//    3 | once: yes
	//      |       ^
	// hint: did you mean true?
	//
	// batch.yaml:4:7: desk takes a number from 1 to 12, not 13
	//    4 | desk: 13
	//      |       ^
	//
	// batch.yaml:5:7: kind cannot be "guests"
	//    5 | kind: guests
	//      |       ^
	// hint: did you mean guest?
	//
	// batch.yaml:6:1: a batch has no key "user"
	//    6 | user: []
	//      | ^
	// hint: did you mean users?
}

// What may stand in a file is said by asking for it. A key that is left out was never
// read, and so its Value is not there.
func ExampleReadYAML() {
	type reminder struct{ at, how, body scenario.Value }
	mapping := scenario.Mapping[*reminder]{What: "a reminder", Fields: []scenario.Field[*reminder]{
		{Key: "at", Required: true, Read: func(r *reminder, v scenario.Value) { r.at = v }},
		{Key: "how", Read: func(r *reminder, v scenario.Value) { r.how = v }},
		{Key: "body", Read: func(r *reminder, v scenario.Value) { r.body = v }},
	}}
	anyLabel := func(scenario.Value, string) bool { return true }

	err := scenario.ReadYAML("reminders.yaml", []byte(`
- at: p.end - 10m
  how: mail
- at: p.end
  body: {isUsableOnce: true, lifetimeInMinutes: 60}
`), func(v scenario.Value) {
		fmt.Println(v.Len(), "reminders")
		v.Each("the file", func(item scenario.Value) {
			var r reminder
			if !mapping.Read(&r, item) {
				return
			}
			at, _ := r.at.Moment("at", anyLabel)
			fmt.Println("line", item.Pos().Line, at.Base == scenario.OfEnd, at.Label, at.Offset/model.Minute)
			if r.how.There() {
				how, _ := r.how.Text("how")
				fmt.Println("by", how)
			}
			if r.body.There() {
				fmt.Printf("%s\n", r.body.JSON())
			}
		})
	})
	fmt.Println(err)
	// Output:
	// 2 reminders
	// line 2 true p -10
	// by mail
	// line 4 true p 0
	// {"isUsableOnce":true,"lifetimeInMinutes":60}
	// <nil>
}

// What only you can know to be wrong you say yourself, and it is told with all else.
func ExampleValue_Wrong() {
	err := scenario.ReadYAML("lifetimes.yaml", []byte(`
- 60
- 3000000000
- mail
-
- {lifetimeInMinutes: 60}
`), func(v scenario.Value) {
		v.Each("the file", func(item scenario.Value) {
			switch {
			case item.IsNull():
				item.Wrong("leave the line out", "a lifetime of nothing")
			case item.IsMapping():
				item.Wrong("write the number alone", "a lifetime with a name")
			case item.Len() == 0:
				item.Int32("a lifetime")
			}
		})
	})
	fmt.Println(err)
	// Output:
	// lifetimes.yaml:3:3: a lifetime takes a number from -2147483648 to 2147483647, not 3000000000
	//    3 | - 3000000000
	//      |   ^
	//
	// lifetimes.yaml:4:3: a lifetime takes a whole number in plain decimal digits, not mail
	//    4 | - mail
	//      |   ^
	//
	// lifetimes.yaml:5:2: a lifetime of nothing
	//    5 | -
	//      |  ^
	// hint: leave the line out
	//
	// lifetimes.yaml:6:3: a lifetime with a name
	//    6 | - {lifetimeInMinutes: 60}
	//      |   ^
	// hint: write the number alone
}
