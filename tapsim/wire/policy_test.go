package wire_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
	"pgregory.net/rapid"
)

const groupID = "071cc716-8147-4397-a5ba-b2105951cc0b"

func id(t testing.TB, s string) model.ID {
	id, ok := model.ParseID(s)
	require.True(t, ok, s)
	return id
}

func TestParsePolicy(t *testing.T) {
	group := id(t, groupID)
	allUsers := model.Target{Type: model.GroupTarget, All: true}

	for _, c := range []struct {
		why, body    string // the body without its type
		want         model.PolicyCommand
		contributing model.Rules
	}{
		{"every property", `{
			"state": "enabled", "minimumLifetimeInMinutes": 10, "maximumLifetimeInMinutes": 43200,
			"defaultLifetimeInMinutes": 6e1, "defaultLength": 12.0, "isUsableOnce": true,
			"includeTargets": [{"targetType":"group","id":"all_users","isRegistrationRequired":true}],
			"excludeTargets": [{"id":"` + strings.ToUpper(groupID) + `","targetType":"user"}]
		}`, model.PolicyCommand{
			Enabled: new(true), Minimum: new(model.Minutes(10)), Maximum: new(model.Minutes(43200)),
			Default: new(model.Minutes(60)), Length: new(int32(12)), OnceOnly: new(true),
			Include: &[]model.Target{allUsers}, Exclude: &[]model.Target{{Type: model.UserTarget, ID: group}},
		}, model.RulesOf(model.PolicyUnknown)},

		{"registration of an exclude", `{"excludeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}],"includeTargets":[]}`,
			model.PolicyCommand{Include: &[]model.Target{}, Exclude: &[]model.Target{allUsers}}, model.RulesOf(model.PolicyUnknown)},
		{"registration of an include", `{"excludeTargets":[],"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}]}`,
			model.PolicyCommand{Include: &[]model.Target{allUsers}, Exclude: &[]model.Target{}}, model.Rules{}},
		{"an empty object", `{}`, model.PolicyCommand{}, model.Rules{}},
		{"disabled", `{"state":"disabled"}`, model.PolicyCommand{Enabled: new(false)}, model.Rules{}},
		{"values out of range, which are not the reader's business", `{"defaultLength":0,"minimumLifetimeInMinutes":-1}`,
			model.PolicyCommand{Length: new(int32(0)), Minimum: new(model.Minutes(-1))}, model.Rules{}},
		{"empty lists", `{"includeTargets":[],"excludeTargets":[ ]}`,
			model.PolicyCommand{Include: &[]model.Target{}, Exclude: &[]model.Target{}}, model.Rules{}},
		{"a list in its order", `{"includeTargets":[{"targetType":"user","id":"` + groupID + `"},{"targetType":"group","id":"` + groupID + `"}]}`,
			model.PolicyCommand{Include: &[]model.Target{{Type: model.UserTarget, ID: group}, {Type: model.GroupTarget, ID: group}}}, model.Rules{}},
		{"the GUID of zeros", `{"includeTargets":[{"targetType":"group","id":"00000000-0000-0000-0000-000000000000"}]}`,
			model.PolicyCommand{Include: &[]model.Target{{Type: model.GroupTarget}}}, model.Rules{}},

		{"nulls", `{"state":null,"minimumLifetimeInMinutes":null,"maximumLifetimeInMinutes":null,"defaultLifetimeInMinutes":null,
			"defaultLength":null,"isUsableOnce":null,"includeTargets":null,"excludeTargets":null}`,
			model.PolicyCommand{}, model.RulesOf(model.PolicyNull)},
		{"a null in a target", `{"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":null}]}`,
			model.PolicyCommand{Include: &[]model.Target{allUsers}}, model.RulesOf(model.PolicyNull)},

		{"an id and annotations", `{"@odata.context":"x","id":["y"],"includeTargets@odata.context":null,"state":"enabled"}`,
			model.PolicyCommand{Enabled: new(true)}, model.RulesOf(model.PolicyUnknown)},
		{"an annotation in a target", `{"includeTargets":[{"@odata.type":"x","targetType":"group","id":"all_users"}]}`,
			model.PolicyCommand{Include: &[]model.Target{allUsers}}, model.RulesOf(model.PolicyUnknown)},
		{"an unknown name in a target", `{"includeTargets":[{"targetType":"group","id":"all_users","displayName":"All users","useForSignIn":{}}]}`,
			model.PolicyCommand{Include: &[]model.Target{allUsers}}, model.RulesOf(model.PolicyUnknown)},
		{"names in other cases", `{"STATE":"enabled","IncludeTargets":[{"TargetType":"group","Id":"all_users","isregistrationrequired":true}]}`,
			model.PolicyCommand{Enabled: new(true), Include: &[]model.Target{allUsers}}, model.RulesOf(model.PolicyUnknown)},
		{"another spelling of @odata.type, which is another name", `{"@OData.Type":7}`, model.PolicyCommand{}, model.RulesOf(model.PolicyUnknown)},
	} {
		t.Run(c.why, func(t *testing.T) {
			c.want.Op = model.UpdatePolicy
			for _, body := range typed(c.body) {
				cmd, dropped, contributing, refused := wire.ParsePolicy([]byte(body))
				require.Equal(t, model.NoRule, refused)
				require.Equal(t, c.want, cmd)
				require.Equal(t, c.contributing, contributing)
				require.Empty(t, dropped)
			}
			cmd, refused := wire.ParseConfiguration([]byte(c.body))
			require.Equal(t, model.NoRule, refused)
			require.Equal(t, c.want, cmd)
		})
	}
	cmd, refused := wire.ParseConfiguration([]byte(" \n"))
	require.Equal(t, model.NoRule, refused)
	require.Equal(t, model.PolicyCommand{Op: model.UpdatePolicy}, cmd)
}

// typed puts the type at the beginning and at the end of a body.
func typed(body string) []string {
	inside, isObject := strings.CutPrefix(body, "{")
	if !isObject || !strings.HasSuffix(body, "}") {
		return []string{body}
	}
	name := `"@odata.type":"` + wire.PolicyType + `"`
	inside = strings.TrimSuffix(inside, "}")
	if strings.TrimSpace(inside) == "" {
		return []string{"{" + name + "}"}
	}
	return []string{"{" + name + "," + inside + "}", "{" + inside + "," + name + "}"}
}

// A body without its type changes only what every method has, and nothing else of it
// is read. Rule policy-type.
func TestParsePolicyWithoutAType(t *testing.T) {
	const own = `"IsUsableOnce":"yes","minimumLifetimeInMinutes":[],"maximumLifetimeInMinutes":0,"defaultLifetimeInMinutes":null,"defaultLength":1e99,"includeTargets":7`
	for _, c := range []struct {
		why, body    string
		want         model.PolicyCommand
		dropped      string
		contributing model.Rules
	}{
		{"nothing", `{}`, model.PolicyCommand{}, "", model.Rules{}},
		{"what every method has", `{"state":"enabled","excludeTargets":[]}`, model.PolicyCommand{Enabled: new(true), Exclude: &[]model.Target{}}, "", model.Rules{}},
		{"what only passes have, of any type", `{` + own + `}`, model.PolicyCommand{},
			"isUsableOnce minimumLifetimeInMinutes maximumLifetimeInMinutes defaultLifetimeInMinutes defaultLength includeTargets", model.RulesOf(model.PolicyUnknown)},
		{"both", `{"isUsableOnce":true,"state":"disabled"}`, model.PolicyCommand{Enabled: new(false)}, "isUsableOnce", model.Rules{}},
		{"a type that is null", `{"@odata.type":null,"isUsableOnce":true}`, model.PolicyCommand{}, "isUsableOnce", model.RulesOf(model.PolicyNull)},
		{"a type in other letters", `{"@Odata.type":"` + wire.PolicyType + `","defaultLength":9}`, model.PolicyCommand{}, "defaultLength", model.RulesOf(model.PolicyUnknown)},
	} {
		c.want.Op = model.UpdatePolicy
		cmd, dropped, contributing, refused := wire.ParsePolicy([]byte(c.body))
		require.Equal(t, model.NoRule, refused, c.why)
		require.Equal(t, c.want, cmd, c.why)
		require.Equal(t, c.contributing.With(model.PolicyType), contributing, c.why)
		require.Equal(t, c.dropped, strings.Join(dropped, " "), c.why)
	}
	for why, c := range map[string]struct {
		body string
		rule model.Rule
	}{
		"the type of the pass":            {`{"@odata.type":"` + wire.PassType + `","state":"enabled"}`, model.PolicyType},
		"the type without its sign":       {`{"@odata.type":"` + wire.PolicyType[1:] + `"}`, model.PolicyType},
		"the type in other letters":       {`{"@odata.type":"` + strings.ToLower(wire.PolicyType) + `"}`, model.PolicyType},
		"a type that is no text":          {`{"@odata.type":7}`, model.PolicyType},
		"an empty type":                   {`{"@odata.type":""}`, model.PolicyType},
		"another type beside what is off": {`{"@odata.type":7,"isUsableOnce":"yes"}`, model.PolicyType},
		"another type, an unknown name":   {`{"@odata.type":7,"x":1}`, model.PolicyUnknown},
		"no type, an unknown name":        {`{"x":1,"state":"enabled"}`, model.PolicyUnknown},
		"no type, a dropped name twice":   {`{"isUsableOnce":true,"isUsableOnce":true}`, model.PolicyUnknown},
		"no type, in two spellings":       {`{"isUsableOnce":true,"IsUsableOnce":true}`, model.PolicyUnknown},
		"no type, a wrong state":          {`{"state":"on"}`, model.PolicyUnknown},
		"no type, wrong targets":          {`{"excludeTargets":7}`, model.PolicyUnknown},
	} {
		cmd, dropped, _, refused := wire.ParsePolicy([]byte(c.body))
		require.Equal(t, c.rule.String(), refused.String(), why)
		require.Zero(t, cmd, why)
		require.Empty(t, dropped, why)
	}
	_, refused := wire.ParseConfiguration([]byte(`{"@odata.type":7}`))
	require.Equal(t, model.PolicyType, refused)
	for _, body := range []string{`{`, `{"x":1}`, `{"isUsableOnce":1}`} {
		_, refused = wire.ParseConfiguration([]byte(body))
		require.Equal(t, model.PolicyUnknown, refused)
	}
}

// A body that is refused like that of a create names the rule of the create too.
func TestParsePolicyRefusesAsACreateIsRefused(t *testing.T) {
	for body, rule := range map[string]model.Rule{
		"": model.CreateEmpty, " \r\n\t": model.CreateEmpty, "{": model.CreateMalformed, "{}{}": model.CreateMalformed,
		"\u00a0": model.CreateMalformed, "{\"id\":\"\xc3\"}": model.CreateMalformed, `{"id":[}`: model.CreateMalformed,
	} {
		cmd, dropped, contributing, refused := wire.ParsePolicy([]byte(body))
		require.Equal(t, model.PolicyUnknown, refused, "%q", body)
		require.Equal(t, model.RulesOf(rule), contributing, "%q", body)
		require.Zero(t, cmd)
		require.Empty(t, dropped)
	}
}

func TestParsePolicyRefuses(t *testing.T) {
	for why, body := range map[string]string{
		"null":                         `null`,
		"a list":                       `[]`,
		"an undeclared name":           `{"lifetime":60}`,
		"a property of the pass":       `{"lifetimeInMinutes":60}`,
		"a name twice":                 `{"state":"enabled","state":"enabled"}`,
		"an ignored name twice":        `{"id":"a","id":"a"}`,
		"a state in another case":      `{"state":"Enabled"}`,
		"another state":                `{"state":"on"}`,
		"an empty state":               `{"state":""}`,
		"a state of another type":      `{"state":true}`,
		"a lifetime as a string":       `{"minimumLifetimeInMinutes":"60"}`,
		"a lifetime with a fraction":   `{"maximumLifetimeInMinutes":60.5}`,
		"a lifetime outside Int32":     `{"defaultLifetimeInMinutes":2147483648}`,
		"a length as a string":         `{"defaultLength":"8"}`,
		"once as a string":             `{"isUsableOnce":"false"}`,
		"targets as an object":         `{"includeTargets":{}}`,
		"targets as a string":          `{"excludeTargets":"all_users"}`,
		"a null target":                `{"includeTargets":[null]}`,
		"a target as a string":         `{"includeTargets":["all_users"]}`,
		"a target without anything":    `{"includeTargets":[{}]}`,
		"a target without a type":      `{"includeTargets":[{"id":"all_users"}]}`,
		"a target without an id":       `{"includeTargets":[{"targetType":"group"}]}`,
		"a target with a null type":    `{"includeTargets":[{"targetType":null,"id":"all_users"}]}`,
		"a target with a null id":      `{"includeTargets":[{"targetType":"group","id":null}]}`,
		"a target of another type":     `{"includeTargets":[{"targetType":"role","id":"all_users"}]}`,
		"a type in another case":       `{"includeTargets":[{"targetType":"Group","id":"all_users"}]}`,
		"an id that is no GUID":        `{"includeTargets":[{"targetType":"group","id":"staff"}]}`,
		"all users in another case":    `{"includeTargets":[{"targetType":"group","id":"All_Users"}]}`,
		"a GUID in braces":             `{"includeTargets":[{"targetType":"group","id":"{` + groupID + `}"}]}`,
		"a registration as a string":   `{"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":"no"}]}`,
		"a name twice in it":           `{"includeTargets":[{"targetType":"group","id":"all_users","id":"all_users"}]}`,
		"a name in two cases in it":    `{"includeTargets":[{"targetType":"group","id":"all_users","ID":"all_users"}]}`,
		"an ignored name twice in it":  `{"includeTargets":[{"targetType":"group","id":"all_users","displayName":"x","displayname":"x"}]}`,
		"a wrong target after a right": `{"excludeTargets":[{"targetType":"group","id":"all_users"},7]}`,
	} {
		t.Run(why, func(t *testing.T) {
			for _, body := range typed(body) {
				cmd, dropped, _, refused := wire.ParsePolicy([]byte(body))
				require.Equal(t, model.PolicyUnknown, refused)
				require.Zero(t, cmd)
				require.Empty(t, dropped)
			}
		})
	}
}

// TestPolicyRoundTrip: the answer to a GET can be sent back in a PATCH.
func TestPolicyRoundTrip(t *testing.T) {
	targets := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) model.Target {
		target := model.Target{
			Type: rapid.SampledFrom([]model.TargetType{model.UserTarget, model.GroupTarget}).Draw(t, "type"),
			All:  rapid.Bool().Draw(t, "all"),
		}
		if !target.All {
			copy(target.ID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		}
		return target
	}), 0, 4)

	rapid.Check(t, func(t *rapid.T) {
		want := model.Policy{
			Enabled:  rapid.Bool().Draw(t, "enabled"),
			Minimum:  model.Minutes(rapid.Int32().Draw(t, "minimum")),
			Maximum:  model.Minutes(rapid.Int32().Draw(t, "maximum")),
			Default:  model.Minutes(rapid.Int32().Draw(t, "default")),
			Length:   rapid.Int32().Draw(t, "length"),
			OnceOnly: rapid.Bool().Draw(t, "onceOnly"),
			Include:  targets.Draw(t, "include"),
			Exclude:  targets.Draw(t, "exclude"),
		}
		body := wire.AppendPolicy(nil, want, wire.Annotations{Context: wire.V1.PolicyContext(), Type: wire.PolicyType})
		cmd, dropped, contributing, refused := wire.ParsePolicy(body)
		require.Equal(t, model.NoRule, refused, string(body))
		require.Empty(t, dropped)
		require.Equal(t, model.RulesOf(model.PolicyUnknown), contributing)
		require.Equal(t, want, model.Policy{
			Enabled: *cmd.Enabled, Minimum: *cmd.Minimum, Maximum: *cmd.Maximum, Default: *cmd.Default,
			Length: *cmd.Length, OnceOnly: *cmd.OnceOnly, Include: *cmd.Include, Exclude: *cmd.Exclude,
		})
	})
}

func FuzzParsePolicy(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `null`, `{"state":"enabled","defaultLength":8.0}`, `{"id":"TemporaryAccessPass","@odata.type":"x"}`,
		`{"includeTargets":[{"targetType":"group","id":"all_users"}],"excludeTargets":[]}`, `{"includeTargets":[null]}`,
		`{"excludeTargets":[{"targetType":"user","id":"` + groupID + `","isRegistrationRequired":null}]}`,
		`{"@odata.type":"` + wire.PolicyType + `","IncludeTargets":[{"TargetType":"group","Id":"all_users","displayName":"x"}],"isUsableOnce":true}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		cmd, dropped, contributing, refused := wire.ParsePolicy(body)
		if refused != model.NoRule {
			require.Contains(t, []model.Rule{model.PolicyUnknown, model.PolicyType}, refused)
			require.Zero(t, cmd)
			require.Empty(t, dropped)
			return
		}
		require.Equal(t, model.UpdatePolicy, cmd.Op)
		var names map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(body, &names), "%q", body)
		folded := map[string]string{}
		for name, value := range names {
			folded[strings.ToLower(name)] = string(value)
		}
		given := func(name string) bool {
			value, there := folded[strings.ToLower(name)]
			return there && value != "null" && !slices.Contains(dropped, name)
		}
		if contributing.Has(model.PolicyType) {
			require.Equal(t, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: cmd.Enabled, Exclude: cmd.Exclude}, cmd)
		} else {
			require.Equal(t, `"`+wire.PolicyType+`"`, strings.ReplaceAll(string(names["@odata.type"]), `\u002e`, "."))
		}
		require.Equal(t, given("state"), cmd.Enabled != nil)
		require.Equal(t, given("minimumLifetimeInMinutes"), cmd.Minimum != nil)
		require.Equal(t, given("maximumLifetimeInMinutes"), cmd.Maximum != nil)
		require.Equal(t, given("defaultLifetimeInMinutes"), cmd.Default != nil)
		require.Equal(t, given("defaultLength"), cmd.Length != nil)
		require.Equal(t, given("isUsableOnce"), cmd.OnceOnly != nil)
		require.Equal(t, given("includeTargets"), cmd.Include != nil)
		require.Equal(t, given("excludeTargets"), cmd.Exclude != nil)
		for _, list := range []*[]model.Target{cmd.Include, cmd.Exclude} {
			if list == nil {
				continue
			}
			for _, target := range *list {
				require.NotZero(t, target.Type, "%q", body)
				require.False(t, target.All && target.ID != model.ID{}, "%q", body)
			}
		}
	})
}

func ExampleParsePolicy() {
	cmd, _, _, refused := wire.ParsePolicy([]byte(`{"@odata.type":"` + wire.PolicyType + `","state":"enabled","includeTargets":[]}`))
	fmt.Println(*cmd.Enabled, len(*cmd.Include), cmd.Exclude == nil, refused == model.NoRule)

	// Without the type, the properties of the pass configuration alone are dropped.
	cmd, dropped, _, _ := wire.ParsePolicy([]byte(`{"state":"enabled","isUsableOnce":true}`))
	fmt.Println(*cmd.Enabled, cmd.OnceOnly == nil, dropped)

	_, _, _, refused = wire.ParsePolicy([]byte(`{"state":"on"}`))
	fmt.Println("refused:", refused)
	// Output:
	// true 0 true true
	// true true [isUsableOnce]
	// refused: policy-unknown
}

func ExampleParseConfiguration() {
	cmd, refused := wire.ParseConfiguration([]byte(`{"state":"enabled","isUsableOnce":true}`))
	fmt.Println(*cmd.Enabled, *cmd.OnceOnly, refused == model.NoRule)
	// Output:
	// true true true
}
