package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

func instant(t testing.TB, s string) model.Instant {
	at, _, ok := wire.ParseInstant(s)
	require.True(t, ok, s)
	return at
}

func TestParseCreate(t *testing.T) {
	start := instant(t, "2022-06-05T00:00:00Z")
	finer := start.Add(model.Tick)

	for _, c := range []struct {
		why, body    string
		want         model.Command
		contributing model.Rules
	}{
		{"the published example", `{
    "startDateTime": "2022-06-05T00:00:00.000Z",
    "lifetimeInMinutes": 60,
    "isUsableOnce": false
}`, model.Command{Start: &start, Lifetime: new(model.Minutes(60)), Once: new(false)}, model.Rules{}},

		{"an empty object", `{}`, model.Command{}, model.Rules{}},
		{"white space around it", " \t\r\n{ } \n", model.Command{}, model.Rules{}},
		{"zero is not absent", `{"lifetimeInMinutes":0}`, model.Command{Lifetime: new(model.Minutes(0))}, model.Rules{}},
		{"escapes", `{"isUsable\u004fnce":true,"startDateTime":"2022-06-05T00:00:00\u005a"}`,
			model.Command{Once: new(true), Start: &start}, model.Rules{}},

		{"nulls", `{"lifetimeInMinutes":null,"isUsableOnce":null,"startDateTime":null}`,
			model.Command{}, model.RulesOf(model.CreateNull)},
		{"a null beside a value", `{"lifetimeInMinutes":10,"isUsableOnce":null}`,
			model.Command{Lifetime: new(model.Minutes(10))}, model.RulesOf(model.CreateNull)},

		{"read-only properties of any type", `{"id":1,"temporaryAccessPass":[],"createdDateTime":"soon","isUsable":"x","methodUsabilityReason":{},"lastUsedDateTime":null}`,
			model.Command{}, model.RulesOf(model.CreateReadonly)},
		{"annotations", `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","lifetimeInMinutes@x":{"a":1,"a":2},"isUsableOnce":true}`,
			model.Command{Once: new(true)}, model.RulesOf(model.CreateReadonly)},
		{"an annotation that is null", `{"@odata.type":null}`, model.Command{}, model.RulesOf(model.CreateReadonly)},

		{"an offset", `{"startDateTime":"2022-06-05T02:00:00+02:00"}`,
			model.Command{Start: &start}, model.RulesOf(model.CreateStartOffset, model.TimeUTC)},
		{"an offset of zero", `{"startDateTime":"2022-06-05T00:00:00+00:00"}`,
			model.Command{Start: &start}, model.RulesOf(model.CreateStartOffset, model.TimeUTC)},
		{"finer than a tick", `{"startDateTime":"2022-06-05T00:00:00.00000019Z"}`,
			model.Command{Start: &finer}, model.RulesOf(model.CreateStartForm, model.TimeUTC)},
		{"more digits than a tick, that say no more", `{"startDateTime":"2022-06-05T00:00:00.00000000Z"}`,
			model.Command{Start: &start}, model.RulesOf(model.CreateStartForm)},
		{"no zone", `{"startDateTime":"2022-06-05T00:00:00"}`, model.Command{Start: &start}, model.RulesOf(model.CreateStartZone)},
		{"no zone after a fraction", `{"startDateTime":"2022-06-05T00:00:00.0000001"}`, model.Command{Start: &finer}, model.RulesOf(model.CreateStartZone)},
		{"no zone, finer than a tick", `{"startDateTime":"2022-06-05T00:00:00.000000199999"}`,
			model.Command{Start: &finer}, model.RulesOf(model.CreateStartZone, model.CreateStartForm, model.TimeUTC)},
		{"milliseconds since 1970", `{"startDateTime":"/Date(1654387200000)/"}`, model.Command{Start: &start}, model.RulesOf(model.CreateStartForm)},
		{"milliseconds since 1970, as ConvertTo-Json escapes them", `{"startDateTime":"\/Date(1654387200000)\/"}`, model.Command{Start: &start}, model.RulesOf(model.CreateStartForm)},
		{"names in other cases", `{"StartDateTime":"2022-06-05T00:00:00Z","ISUSABLEONCE":true,"lifetimeinminutes":60}`,
			model.Command{Start: &start, Once: new(true), Lifetime: new(model.Minutes(60))}, model.RulesOf(model.CreateCase)},
		{"a read-only name in another case", `{"ID":"x"}`, model.Command{}, model.RulesOf(model.CreateCase, model.CreateReadonly)},
		{"a name in another case that is null", `{"IsUsableOnce":null}`, model.Command{}, model.RulesOf(model.CreateCase, model.CreateNull)},
		{"@odata.type beside another spelling, which is another name", `{"@odata.type":1,"@OData.Type":2}`, model.Command{}, model.RulesOf(model.CreateReadonly)},
		{"an integer with a point", `{"lifetimeInMinutes":60.0}`,
			model.Command{Lifetime: new(model.Minutes(60))}, model.RulesOf(model.CreateUnknown)},
		{"an integer with an exponent", `{"lifetimeInMinutes":6E1}`,
			model.Command{Lifetime: new(model.Minutes(60))}, model.RulesOf(model.CreateUnknown)},
	} {
		t.Run(c.why, func(t *testing.T) {
			c.want.Op = model.Create
			cmd, contributing, refused := wire.ParseCreate([]byte(c.body))
			require.Equal(t, model.NoRule, refused)
			require.Equal(t, c.want, cmd)
			require.Equal(t, c.contributing, contributing)
		})
	}
}

func TestParseCreateRefuses(t *testing.T) {
	for _, c := range []struct {
		why, body string
		want      model.Rule
	}{
		{"an undeclared name", `{"lifetime":60}`, model.CreateUnknown},
		{"an undeclared name that is null", `{"lifetime":null}`, model.CreateUnknown},
		{"an empty name", `{"":1}`, model.CreateUnknown},
		{"no body", "", model.CreateEmpty},
		{"a blank body", " \r\n\t", model.CreateEmpty},
		{"an undeclared name in another case", `{"Lifetime":60}`, model.CreateUnknown},
		{"a letter that is not ASCII", "{\"\u212Aind\":1}", model.CreateUnknown},
		{"a letter that folds to one of ASCII elsewhere", "{\"i\u017fUsableOnce\":true}", model.CreateUnknown},
		{"a name in two cases", `{"isUsableOnce":true,"IsUsableOnce":true}`, model.CreateUnknown},
		{"a read-only name in two cases", `{"id":"a","ID":"a"}`, model.CreateUnknown},
		{"an annotation in two cases", `{"@odata.id":"a","@OData.Id":"a"}`, model.CreateUnknown},
		{"a boolean in another case", `{"isUsableOnce":True}`, model.CreateMalformed},
		{"a name twice", `{"isUsableOnce":true,"isUsableOnce":true}`, model.CreateUnknown},
		{"a name twice, null at first", `{"isUsableOnce":null,"isUsableOnce":true}`, model.CreateUnknown},
		{"a name twice, once escaped", `{"isUsableOnce":true,"\u0069sUsableOnce":true}`, model.CreateUnknown},
		{"an ignored name twice", `{"id":"a","id":"a"}`, model.CreateUnknown},
		{"an annotation twice", `{"@odata.type":"a","@odata.type":"a"}`, model.CreateUnknown},
		{"a lifetime as a string", `{"lifetimeInMinutes":"60"}`, model.CreateUnknown},
		{"a lifetime as a boolean", `{"lifetimeInMinutes":true}`, model.CreateUnknown},
		{"a lifetime as a list", `{"lifetimeInMinutes":[60]}`, model.CreateUnknown},
		{"once as a string", `{"isUsableOnce":"true"}`, model.CreateUnknown},
		{"once as a number", `{"isUsableOnce":1}`, model.CreateUnknown},
		{"a start as a number", `{"startDateTime":1654387200}`, model.CreateUnknown},
		{"a start as an object", `{"startDateTime":{}}`, model.CreateUnknown},
		{"null", `null`, model.CreateUnknown},
		{"a list", `[]`, model.CreateUnknown},
		{"a string", `"{}"`, model.CreateUnknown},
		{"half an object", `{"isUsableOnce":true`, model.CreateMalformed},
		{"a comma too many", `{"isUsableOnce":true,}`, model.CreateMalformed},
		{"a second object", `{}{}`, model.CreateMalformed},
		{"a word after it", `{} x`, model.CreateMalformed},
		{"white space that is not JSON's", "\u00a0{}", model.CreateMalformed},
		{"a blank body that is not JSON's", "\u00a0", model.CreateMalformed},
		{"a byte order mark", "\ufeff{}", model.CreateMalformed},
		{"a comment", `{/**/}`, model.CreateMalformed},
		{"what is malformed inside what is ignored", `{"id":{"a":}}`, model.CreateMalformed},
		{"an unquoted word inside what is ignored", `{"id":tru}`, model.CreateMalformed},
		{"bytes that are no UTF-8", "{\"id\":\"\xff\"}", model.CreateMalformed},
		{"bytes that are no UTF-8 in a name", "{\"@\xff\":1}", model.CreateMalformed},
		{"a nesting without end", `{"id":` + strings.Repeat("[", 100_000), model.CreateMalformed},

		{"no instant", `{"startDateTime":"tomorrow"}`, model.CreateStartForm},
		{"an empty start", `{"startDateTime":""}`, model.CreateStartForm},
		{"an offset too large", `{"startDateTime":"2022-06-05T00:00:00+14:01"}`, model.CreateStartForm},
		{"a misspelt start beside what is ignored", `{"startDateTime":"2022-06-05","id":1,"isUsableOnce":null}`, model.CreateStartForm},
		{"a misspelt start, then an undeclared name", `{"startDateTime":"2022-06-05","x":1}`, model.CreateUnknown},
		{"an undeclared name, then a misspelt start", `{"x":1,"startDateTime":"2022-06-05"}`, model.CreateUnknown},
		{"a misspelt start, then a wrong type", `{"startDateTime":"2022-06-05","isUsableOnce":0}`, model.CreateUnknown},
		{"a misspelt start, then no end", `{"startDateTime":"2022-06-05"`, model.CreateMalformed},
		{"a misspelt start, twice", `{"startDateTime":"2022-06-05","startDateTime":"2022-06-05T00:00:00Z"}`, model.CreateUnknown},
	} {
		t.Run(c.why, func(t *testing.T) {
			cmd, contributing, refused := wire.ParseCreate([]byte(c.body))
			require.Equal(t, c.want.String(), refused.String())
			require.Zero(t, cmd)
			if c.want == model.CreateStartForm {
				require.Equal(t, model.RulesOf(model.CreateUnknown), contributing, "it is refused as create-unknown is")
			} else {
				require.Zero(t, contributing)
			}
		})
	}
}

// TestOrderOfMembersDoesNotMatter: for every pair of members their order changes
// nothing.
func TestOrderOfMembersDoesNotMatter(t *testing.T) {
	members := []string{
		`"startDateTime":"2022-06-05T00:00:00"`, `"startDateTime":"2022-06-05"`, `"startDateTime":"2022-06-05T00:00:00+01:00"`, `"startDateTime":7`, `"startDateTime":null`,
		`"lifetimeInMinutes":60`, `"lifetimeInMinutes":"60"`, `"isUsableOnce":null`, `"id":null`, `"@x":0`, `"x":0`,
	}
	for _, a := range members {
		for _, b := range members {
			cmd, contributing, refused := wire.ParseCreate([]byte("{" + a + "," + b + "}"))
			cmd2, also2, refused2 := wire.ParseCreate([]byte("{" + b + "," + a + "}"))
			require.Equal(t, refused, refused2, a+b)
			require.Equal(t, contributing, also2, a+b)
			require.Equal(t, cmd, cmd2, a+b)
		}
	}
}

func FuzzParseCreate(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `null`, `{"lifetimeInMinutes":60,"isUsableOnce":true,"startDateTime":"2022-06-05T00:00:00.000Z"}`,
		`{"id":{"a":[1,2]},"@odata.type":"x"}`, `{"lifetimeInMinutes":6e1}`, `{"startDateTime":"2022-06-05T00:00:00"}`,
		`{"isUsableOnce":null,"isUsableOnce":null}`, `{"StartDateTime":"/Date(1767225600000)/","@odata.Type":0}`, `{"startDateTime":"/Date(-62135596800000)/"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		cmd, contributing, refused := wire.ParseCreate(body)
		if refused != model.NoRule {
			require.Contains(t, []model.Rule{model.CreateEmpty, model.CreateMalformed, model.CreateUnknown, model.CreateStartForm}, refused)
			require.Zero(t, cmd)
			return
		}
		require.Equal(t, model.Create, cmd.Op)
		var naive struct {
			Lifetime *json.Number `json:"lifetimeInMinutes"`
			Once     *bool        `json:"isUsableOnce"`
			Start    *string      `json:"startDateTime"`
		}
		var names map[string]any
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber() // an ignored number may be too large for a float64
		require.NoError(t, dec.Decode(&names), "%q", body)
		for name := range names {
			// encoding/json folds letters beyond ASCII too.
			if strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f }) {
				delete(names, name)
			}
		}
		exact, err := json.Marshal(names)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(exact, &naive), "%q", body)

		require.Equal(t, naive.Once, cmd.Once)
		require.Equal(t, naive.Start == nil, cmd.Start == nil)
		require.Equal(t, naive.Lifetime == nil, cmd.Lifetime == nil)
		if cmd.Lifetime != nil {
			size, err := naive.Lifetime.Float64()
			require.NoError(t, err)
			require.Equal(t, float64(*cmd.Lifetime), size, "%q", body)
		}
		if cmd.Start != nil {
			text := *naive.Start
			if contributing.Has(model.CreateStartZone) {
				text += "Z"
			}
			at, err := time.Parse(time.RFC3339, text)
			if ms, cut := strings.CutPrefix(text, "/Date("); cut {
				var n int64
				_, err = fmt.Sscanf(ms, "%d)/", &n)
				at = time.UnixMilli(n)
			}
			require.NoError(t, err)
			require.Equal(t, model.InstantOf(at), *cmd.Start)
		}
	})
}

func ExampleParseCreate() {
	cmd, contributing, refused := wire.ParseCreate([]byte(`{"startDateTime":"2022-06-05T02:00:00+02:00","isUsableOnce":null}`))
	fmt.Println("start", *cmd.Start, "lifetime given", cmd.Lifetime != nil, "refused", refused != model.NoRule)
	for rule := range contributing.All() {
		fmt.Println(rule)
	}

	_, _, refused = wire.ParseCreate([]byte(`{"lifetime":60}`))
	fmt.Println("refused:", refused)
	// Output:
	// start 2022-06-05T00:00:00Z lifetime given false refused false
	// time-utc
	// create-start-offset
	// create-null
	// refused: create-unknown
}

func ExampleParseInstant() {
	at, _, ok := wire.ParseInstant("2022-06-05T00:00:00.000Z")
	fmt.Println(at, ok)
	_, _, ok = wire.ParseInstant("2022-06-05T00:00:00")
	fmt.Println(ok)
	// Output:
	// 2022-06-05T00:00:00Z true
	// false
}
