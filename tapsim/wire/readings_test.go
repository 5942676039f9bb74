package wire_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
	"pgregory.net/rapid"
)

// createSaid is what a create asks for, or the rule that refuses it.
func createSaid(r wire.Readings, body string) string {
	cmd, _, refused := r.ParseCreate([]byte(body))
	if refused != model.NoRule {
		return refused.String()
	}
	said := "create"
	if cmd.Lifetime != nil {
		said += fmt.Sprint(" ", *cmd.Lifetime)
	}
	if cmd.Once != nil {
		said += fmt.Sprint(" ", *cmd.Once)
	}
	if cmd.Start != nil {
		said += " " + cmd.Start.String()
	}
	return said
}

// policySaid is what an update changes, and in brackets what of it is dropped; or the
// rule that refuses it.
func policySaid(r wire.Readings, body string) string {
	cmd, dropped, _, refused := r.ParsePolicy([]byte(body))
	if refused != model.NoRule {
		return refused.String()
	}
	said := "update"
	for _, p := range []struct {
		name string
		is   any
	}{
		{"state", value(cmd.Enabled)}, {"minimum", value(cmd.Minimum)}, {"maximum", value(cmd.Maximum)}, {"default", value(cmd.Default)},
		{"length", value(cmd.Length)}, {"once", value(cmd.OnceOnly)}, {"include", count(cmd.Include)}, {"exclude", count(cmd.Exclude)},
	} {
		if p.is != nil {
			said += fmt.Sprintf(" %s=%v", p.name, p.is)
		}
	}
	if len(dropped) > 0 {
		said += fmt.Sprint(" ", dropped)
	}
	return said
}

func value[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func count(list *[]model.Target) any {
	if list == nil {
		return nil
	}
	return len(*list)
}

const (
	typeMember = `"@odata.type":"` + wire.PolicyType + `"`
	everybody  = `{"targetType":"group","id":"all_users"}`
)

// A readingCase is a body, what the reference makes of it, and what a set of readings
// makes of it.
type readingCase struct {
	readings                 wire.Readings
	body, reference, another string
}

var createReadings = []readingCase{
	{wire.NullRefused, `{"lifetimeInMinutes":10,"isUsableOnce":null}`, "create 10", "create-null"},
	{wire.NullIsZero, `{"lifetimeInMinutes":null,"isUsableOnce":null,"startDateTime":null}`, "create", "create 0 false 0001-01-01T00:00:00Z"},
	{wire.EmptyIsObject, " \r\n", "create-empty", "create"},
	{wire.EmptyIsObject, "", "create-empty", "create"},
	{wire.EmptyIsObject, "\u00a0", "create-malformed", "create-malformed"},
	{wire.ReadonlyRefused, `{"lastUsedDateTime":null}`, "create", "create-readonly"},
	{wire.ReadonlyRefused, `{"ISUSABLE":1}`, "create", "create-readonly"},
	{wire.ReadonlyRefused, `{"@odata.type":1}`, "create", "create"},
	{wire.AnnotationRefused, `{"lifetimeInMinutes@odata.type":"Int32"}`, "create", "create-readonly"},
	{wire.AnnotationRefused, `{"id":1}`, "create", "create"},
	{wire.UnknownIgnored, `{"lifetime":60,"isUsableOnce":true}`, "create-unknown", "create true"},
	{wire.UnknownIgnored, `{"x":1,"X":1}`, "create-unknown", "create-unknown"},
	{wire.LastWins, `{"lifetimeInMinutes":"x","lifetimeInMinutes":10,"LifetimeInMinutes":20}`, "create-unknown", "create 20"},
	{wire.LastWins, `{"lifetimeInMinutes":10,"lifetimeInMinutes":null}`, "create-unknown", "create"},
	{wire.LastWins, `{"id":1,"\u0069d":2}`, "create-unknown", "create"},
	{wire.FirstWins, `{"lifetimeInMinutes":10,"LifetimeInMinutes":20,"lifetimeInMinutes":"x"}`, "create-unknown", "create 10"},
	{wire.FirstWins, `{"startDateTime":"2022-06-05T00:00:00Z","startDateTime":"x"}`, "create-unknown", "create 2022-06-05T00:00:00Z"},
	{wire.PointRefused, `{"lifetimeInMinutes":60.0}`, "create 60", "create-unknown"},
	{wire.PointRefused, `{"lifetimeInMinutes":6e1}`, "create 60", "create-unknown"},
	{wire.TextIsValue, `{"lifetimeInMinutes":"60","isUsableOnce":"true"}`, "create-unknown", "create 60 true"},
	{wire.TextIsValue, `{"lifetimeInMinutes":"6e1","isUsableOnce":0}`, "create-unknown", "create 60 false"},
	{wire.TextIsValue, `{"isUsableOnce":"1"}`, "create-unknown", "create true"},
	{wire.TextIsValue, `{"isUsableOnce":2}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"isUsableOnce":"True"}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"isUsableOnce":""}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"lifetimeInMinutes":"null"}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"lifetimeInMinutes":" 60"}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"lifetimeInMinutes":"060"}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"lifetimeInMinutes":true}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"startDateTime":60}`, "create-unknown", "create-unknown"},
	{wire.TextIsValue, `{"startDateTime":"60"}`, "create-start-form", "create-start-form"},
	{wire.CaseRefused, `{"IsUsableOnce":true}`, "create true", "create-case"},
	{wire.CaseRefused, `{"ID":1}`, "create", "create-case"},
	{wire.CaseRefused, `{"@x":1,"@X":1}`, "create-unknown", "create"},
	{wire.CaseIgnored, `{"IsUsableOnce":true}`, "create true", "create"},
	{wire.CaseIgnored, `{"isUsableOnce":true,"IsUsableOnce":"x"}`, "create-unknown", "create true"},
	{wire.CaseIgnored, `{"IsUsableOnce":true,"IsUsableOnce":true}`, "create-unknown", "create-unknown"},
	{wire.OffsetIgnored, `{"startDateTime":"2022-06-05T02:00:00.5+02:00"}`, "create 2022-06-05T00:00:00.5Z", "create 2022-06-05T02:00:00.5Z"},
	{wire.OffsetIgnored, `{"startDateTime":"9999-12-31T23:59:59-00:01"}`, "create-start-form", "create 9999-12-31T23:59:59Z"},
	{wire.OffsetIgnored, `{"startDateTime":"2022-06-05T02:00:00+15:00"}`, "create-start-form", "create-start-form"},
	{wire.OffsetIgnored, `{"startDateTime":"2022-06-31T02:00:00+02:00"}`, "create-start-form", "create-start-form"},
	{wire.OffsetRefused, `{"startDateTime":"2022-06-05T00:00:00+00:00"}`, "create 2022-06-05T00:00:00Z", "create-start-offset"},
	{wire.CountedRefused, `{"startDateTime":"\/Date(0)\/"}`, "create 1970-01-01T00:00:00Z", "create-start-form"},
	{wire.CountedRefused, `{"startDateTime":"2022-06-05T00:00:00.00000000Z"}`, "create 2022-06-05T00:00:00Z", "create 2022-06-05T00:00:00Z"},
	{wire.FineRefused, `{"startDateTime":"2022-06-05T00:00:00.00000000Z"}`, "create 2022-06-05T00:00:00Z", "create-start-form"},
	{wire.FineRefused, `{"startDateTime":"2022-06-05T00:00:00.0000001Z"}`, "create 2022-06-05T00:00:00.0000001Z", "create 2022-06-05T00:00:00.0000001Z"},
	{wire.FormLenient, `{"startDateTime":"2022-06-05"}`, "create-start-form", "create 2022-06-05T00:00:00Z"},
}

var policyReadings = []readingCase{
	{wire.UntypedWhole, `{"state":"enabled","isUsableOnce":true}`, "update state=true [isUsableOnce]", "update state=true once=true"},
	{wire.UntypedWhole, `{"@odata.type":null,"isUsableOnce":"x"}`, "update [isUsableOnce]", "policy-unknown"},
	{wire.UntypedRefused, `{"state":"enabled"}`, "update state=true", "policy-type"},
	{wire.UntypedRefused, `{"state":"on"}`, "policy-unknown", "policy-unknown"},
	{wire.UntypedTypes, `{"state":"enabled","isUsableOnce":"x"}`, "update state=true [isUsableOnce]", "policy-type"},
	{wire.UntypedTypes, `{"state":"enabled","isUsableOnce":true}`, "update state=true [isUsableOnce]", "update state=true [isUsableOnce]"},
	{wire.UntypedTypes, `{"includeTargets":[{}]}`, "update [includeTargets]", "policy-type"},
	{wire.UntypedTypes, `{"defaultLength":0}`, "update [defaultLength]", "update [defaultLength]"},
	{wire.UntypedValues, `{"isUsableOnce":"x"}`, "update [isUsableOnce]", "policy-type"},
	{wire.UntypedState, `{"state":"enabled","excludeTargets":[],"defaultLength":9}`, "update state=true exclude=0 [defaultLength]", "update state=true [defaultLength excludeTargets]"},
	{wire.UntypedState, `{"excludeTargets":7}`, "policy-unknown", "policy-unknown"},
	{wire.UntypedExclude, `{"state":"enabled","excludeTargets":[]}`, "update state=true exclude=0", "update exclude=0 [state]"},
	{wire.UntypedNothing, `{"state":"enabled","excludeTargets":[]}`, "update state=true exclude=0", "update [state excludeTargets]"},
	{wire.OtherTypeAccepted, `{"@odata.type":"x","isUsableOnce":true}`, "policy-type", "update once=true"},
	{wire.OtherTypeAccepted, `{"@odata.type":7,"isUsableOnce":1}`, "policy-type", "policy-unknown"},
	{wire.PolicyNullRefused, `{` + typeMember + `,"defaultLength":null}`, "update", "policy-null"},
	{wire.PolicyNullRefused, `{"excludeTargets":null}`, "update", "policy-null"},
	{wire.PolicyNullRefused, `{"@odata.type":null}`, "update", "policy-null"},
	{wire.PolicyNullRefused, `{"defaultLength":null}`, "update [defaultLength]", "update [defaultLength]"},
	{wire.PolicyNullRefused, `{` + typeMember + `,"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":null}]}`, "update include=1", "policy-null"},
	{wire.PolicyNullIsZero, `{` + typeMember + `,"minimumLifetimeInMinutes":null,"maximumLifetimeInMinutes":null,"defaultLifetimeInMinutes":null,"defaultLength":null,"isUsableOnce":null,"includeTargets":null,"excludeTargets":null}`,
		"update", "update minimum=0 maximum=0 default=0 length=0 once=false include=0 exclude=0"},
	{wire.PolicyNullEmpties, `{` + typeMember + `,"includeTargets":null,"isUsableOnce":null}`, "update", "update include=0"},
	{wire.PolicyNullIsOnceFalse, `{` + typeMember + `,"includeTargets":null,"isUsableOnce":null}`, "update", "update once=false"},
	{wire.PolicyNullDisables, `{` + typeMember + `,"state":null,"isUsableOnce":null}`, "update", "update state=false"},
	{wire.UntypedInclude, `{"state":"enabled","includeTargets":[],"isUsableOnce":true}`, "update state=true [includeTargets isUsableOnce]", "update state=true include=0 [isUsableOnce]"},
	{wire.UntypedInclude, `{"includeTargets":7}`, "update [includeTargets]", "policy-type"},
	{wire.PolicyNullIsDefault, `{` + typeMember + `,"state":null,"maximumLifetimeInMinutes":null,"includeTargets":null}`, "update", "update state=false maximum=480 include=1"},
	{wire.PolicyNullIsZero, `{"state":null}`, "update", "policy-null"},
	{wire.PolicyNullIsZero, `{"@odata.type":null}`, "update", "update"},
	{wire.PolicyNamesRefused, `{"id":"x"}`, "update", "policy-unknown"},
	{wire.PolicyNamesRefused, `{"@odata.context":"x"}`, "update", "policy-unknown"},
	{wire.PolicyNamesRefused, `{"State":"enabled"}`, "update state=true", "policy-unknown"},
	{wire.PolicyNamesRefused, `{"excludeTargets":[{"targetType":"group","id":"all_users","displayName":"x"}]}`, "update exclude=1", "policy-unknown"},
	{wire.PolicyNamesRefused, `{"excludeTargets":[{"targetType":"group","Id":"all_users"}]}`, "update exclude=1", "policy-unknown"},
	{wire.PolicyNamesRefused, `{"excludeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":true}]}`, "update exclude=1", "policy-unknown"},
	{wire.PolicyNamesRefused, `{` + typeMember + `,"defaultLength":9.0}`, "update length=9", "policy-unknown"},
	{wire.PolicyNamesRefused, `{` + typeMember + `,"state":"enabled","excludeTargets":[` + everybody + `]}`, "update state=true exclude=1", "update state=true exclude=1"},
	{wire.PolicyCaseIgnored, `{"State":"on","excludeTargets":[]}`, "policy-unknown", "update exclude=0"},
	{wire.PolicyCaseIgnored, `{"State":"enabled","state":"disabled"}`, "policy-unknown", "update state=false"},
	{wire.PolicyCaseIgnored, `{"IsUsableOnce":true}`, "update [isUsableOnce]", "update"},
	{wire.PolicyCaseIgnored, `{"excludeTargets":[{"TargetType":"group","id":"all_users"}]}`, "update exclude=1", "update exclude=1"},
	{wire.PolicyCaseIgnored, `{"excludeTargets":[{"targetType":"group","id":"all_users","ID":"all_users"}]}`, "policy-unknown", "policy-unknown"},
	{wire.PolicyUnknownIgnored, `{"lifetimeInMinutes":60,"state":"enabled"}`, "policy-unknown", "update state=true"},
	{wire.PolicyLastWins, `{"state":"on","State":"enabled","state":"disabled"}`, "policy-unknown", "update state=false"},
	{wire.PolicyLastWins, `{"@odata.type":7,` + typeMember + `,"isUsableOnce":true}`, "policy-unknown", "update once=true"},
	{wire.PolicyLastWins, `{"excludeTargets":[{"id":"x","targetType":"group","id":"all_users"}]}`, "policy-unknown", "update exclude=1"},
	{wire.PolicyFirstWins, `{"state":"enabled","STATE":"on"}`, "policy-unknown", "update state=true"},
	{wire.PolicyFirstWins, `{"excludeTargets":[{"targetType":"group","id":"all_users","Id":7}]}`, "policy-unknown", "update exclude=1"},
	{wire.PolicyEmptyIsObject, "", "policy-unknown", "update"},
	{wire.PolicyEmptyIsObject, " \t", "policy-unknown", "update"},
	{wire.PolicyTextIsValue, `{` + typeMember + `,"defaultLength":"9","minimumLifetimeInMinutes":"10","isUsableOnce":"false"}`, "policy-unknown", "update minimum=10 length=9 once=false"},
	{wire.PolicyTextIsValue, `{` + typeMember + `,"isUsableOnce":1}`, "policy-unknown", "update once=true"},
	{wire.PolicyTextIsValue, `{"excludeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":"true"}]}`, "policy-unknown", "update exclude=1"},
	{wire.PolicyTextIsValue, `{"state":true}`, "policy-unknown", "policy-unknown"},
}

func TestReadings(t *testing.T) {
	var differs wire.Readings
	check := func(said func(wire.Readings, string) string, cases []readingCase) {
		for _, c := range cases {
			require.Equal(t, c.reference, said(0, c.body), "%s", c.body)
			require.Equal(t, c.another, said(c.readings, c.body), "%s: %s", c.readings, c.body)
			if c.reference != c.another {
				differs |= c.readings
			}
		}
	}
	check(createSaid, createReadings)
	check(policySaid, policyReadings)
	for _, one := range wire.AllReadings() {
		require.True(t, differs.Has(one), "%s has no body that it reads otherwise", one)
	}
}

// Readings that meet in one body.
func TestReadingsTogether(t *testing.T) {
	for _, c := range []struct {
		readings   wire.Readings
		body, want string
	}{
		// The one that refuses wins.
		{wire.NullRefused | wire.NullIsZero, `{"isUsableOnce":null}`, "create-null"},
		{wire.CaseRefused | wire.CaseIgnored, `{"ISUSABLEONCE":true}`, "create-case"},
		{wire.CaseRefused | wire.CaseIgnored, `{"ID":1}`, "create-case"},
		{wire.CaseRefused | wire.LastWins, `{"isUsableOnce":true,"ISUSABLEONCE":false}`, "create-case"},
		{wire.OffsetRefused | wire.OffsetIgnored, `{"startDateTime":"2022-06-05T02:00:00+02:00"}`, "create-start-offset"},
		{wire.PointRefused | wire.TextIsValue, `{"lifetimeInMinutes":"60.0"}`, "create-unknown"},
		{wire.FineRefused | wire.FormLenient, `{"startDateTime":"2022-06-05 00:00:00,00000000z"}`, "create-start-form"},
		{wire.OffsetRefused | wire.FormLenient, `{"startDateTime":"2022-06-05 00:00+02:00"}`, "create-start-offset"},

		// Two that refuse: the rule of the first one, in any order of the members.
		{wire.NullRefused | wire.AnnotationRefused, `{"@x":1,"isUsableOnce":null}`, "create-null"},
		{wire.NullRefused | wire.AnnotationRefused, `{"isUsableOnce":null,"@x":1}`, "create-null"},

		// A body that the reference refuses is refused by the same rule.
		{wire.NullRefused | wire.ReadonlyRefused, `{"isUsableOnce":null,"id":1,"x":1}`, "create-unknown"},
		{wire.NullRefused, `{"isUsableOnce":null,"startDateTime":"x"}`, "create-start-form"},

		// Both act.
		{wire.EmptyIsObject | wire.NullRefused, ``, "create"},
		{wire.UnknownIgnored | wire.LastWins, `{"x":1,"x":2,"isUsableOnce":true}`, "create true"},
		{wire.UnknownIgnored | wire.CaseIgnored, `{"x":1,"X":2,"IsUsableOnce":7}`, "create"},
		{wire.CaseIgnored | wire.LastWins, `{"isUsableOnce":true,"isUsableOnce":false,"IsUsableOnce":true}`, "create false"},
		{wire.CaseIgnored | wire.FirstWins, `{"IsUsableOnce":true,"isUsableOnce":true,"isUsableOnce":false}`, "create true"},
		{wire.CaseIgnored | wire.ReadonlyRefused, `{"ID":true}`, "create"},
		{wire.LastWins | wire.FirstWins, `{"lifetimeInMinutes":10,"lifetimeInMinutes":20}`, "create 20"},
		{wire.LastWins | wire.NullRefused, `{"isUsableOnce":null,"isUsableOnce":true}`, "create true"},
		{wire.LastWins | wire.NullIsZero, `{"isUsableOnce":true,"isUsableOnce":null}`, "create false"},
		{wire.OffsetIgnored | wire.FormLenient, `{"startDateTime":"2022-06-05t02:00+02:00"}`, "create 2022-06-05T02:00:00Z"},
		{wire.CountedRefused | wire.FormLenient, `{"startDateTime":"2022-06-05"}`, "create 2022-06-05T00:00:00Z"},
	} {
		require.Equal(t, c.want, createSaid(c.readings, c.body), "%s: %s", c.readings, c.body)
	}
	const whole = `{"state":"enabled","excludeTargets":[],"isUsableOnce":true}`
	for _, c := range []struct {
		readings   wire.Readings
		body, want string
	}{
		{wire.PolicyNullRefused | wire.PolicyNullIsZero, `{"excludeTargets":null}`, "policy-null"},
		{wire.PolicyNamesRefused | wire.PolicyCaseIgnored, `{"STATE":"enabled"}`, "policy-unknown"},
		{wire.PolicyNamesRefused | wire.PolicyUnknownIgnored, `{"x":1}`, "update"},
		{wire.PolicyNamesRefused | wire.PolicyLastWins, `{"state":"enabled","state":"disabled"}`, "update state=false"},
		{wire.PolicyNamesRefused | wire.PolicyLastWins, `{"state":"enabled","STATE":"disabled"}`, "policy-unknown"},
		{wire.PolicyNamesRefused | wire.PolicyTextIsValue, `{` + typeMember + `,"defaultLength":"9"}`, "update length=9"},
		{wire.PolicyNamesRefused | wire.PolicyTextIsValue, `{` + typeMember + `,"defaultLength":"9.0"}`, "policy-unknown"},
		{wire.PolicyEmptyIsObject | wire.UntypedRefused, ``, "policy-type"},
		{wire.PolicyEmptyIsObject | wire.UntypedWhole, ``, "update"},

		{wire.UntypedWhole | wire.UntypedRefused, whole, "policy-type"},
		{wire.UntypedWhole | wire.UntypedTypes, whole, "update state=true once=true exclude=0"},
		{wire.UntypedWhole | wire.UntypedState, whole, "update state=true [isUsableOnce excludeTargets]"},
		{wire.UntypedState | wire.UntypedExclude, whole, "update [isUsableOnce state excludeTargets]"},
		{wire.UntypedState | wire.UntypedTypes, `{"state":"enabled","isUsableOnce":7}`, "policy-type"},
		{wire.UntypedWhole | wire.PolicyNullRefused, `{"isUsableOnce":null}`, "policy-null"},
		{wire.UntypedTypes | wire.PolicyNullRefused, `{"isUsableOnce":null}`, "policy-type"},
		{wire.UntypedTypes | wire.PolicyTextIsValue, `{"isUsableOnce":"true"}`, "update [isUsableOnce]"},
		{wire.UntypedRefused | wire.OtherTypeAccepted, `{"@odata.type":"x","isUsableOnce":true}`, "update once=true"},
		{wire.UntypedRefused | wire.PolicyLastWins, `{` + typeMember + `,"@odata.type":null}`, "policy-type"},
	} {
		require.Equal(t, c.want, policySaid(c.readings, c.body), "%s: %s", c.readings, c.body)
	}
}

func TestFormLenient(t *testing.T) {
	for text, want := range map[string]string{
		"2022-06-05":                    "2022-06-05T00:00:00Z",
		"2022-06-05t02:00:00Z":          "2022-06-05T02:00:00Z",
		"2022-06-05T02:00:00z":          "2022-06-05T02:00:00Z",
		"2022-06-05 02:00:00":           "2022-06-05T02:00:00Z",
		"2022-06-05T02:00:00,5Z":        "2022-06-05T02:00:00.5Z",
		"2022-06-05T02:00:00,25":        "2022-06-05T02:00:00.25Z",
		"2022-06-05T02:00:00,5+02:00":   "2022-06-05T00:00:00.5Z",
		"2022-06-05T02:00":              "2022-06-05T02:00:00Z",
		"2022-06-05T02:00Z":             "2022-06-05T02:00:00Z",
		"2022-06-05T02:00+02:00":        "2022-06-05T00:00:00Z",
		"2022-06-05T02:00-02:00":        "2022-06-05T04:00:00Z",
		"2022-06-05 02:00z":             "2022-06-05T02:00:00Z",
		"2022-06-05T02:00:00.123456799": "2022-06-05T02:00:00.1234567Z",
		"/Date(0)/":                     "1970-01-01T00:00:00Z",
	} {
		require.Equal(t, "create "+want, createSaid(wire.FormLenient, `{"startDateTime":"`+text+`"}`), text)
	}
	for _, text := range []string{
		"", "x", "2022-06", "2022-6-5", "2022-06-05Z", "2022-06-05T", "2022-06-05T02", "2022-06-05T02Z", "2022-06-05T0200", "2022-06-05_02:00:00Z", "20220605T020000Z",
		"2022-02-30", "0000-01-01", "2022-06-05T24:00", "2022-06-05T02:00,5Z", "2022-06-05T02:00:00,Z", "2022-06-05T02:00:00.5,5Z", "2022-06-05T02:00:00;5Z",
		"2022-06-05T02:00:00 Z", " 2022-06-05", "2022-06-05 ", "2022-06-05T02:00:00 02:00", "2022-06-05T02:00:00+0200", "2022-06-05T02:00:00+02", "2022-06-05  02:00:00",
		"06/05/2022", "5 June 2022", "/date(0)/", "2022-06-05T02:00:00é", "2022-06-05T02:00é",
	} {
		require.Equal(t, "create-start-form", createSaid(wire.FormLenient, `{"startDateTime":"`+text+`"}`), text)
	}
}

func TestEveryReadingHasANameAndARule(t *testing.T) {
	all := wire.AllReadings()
	require.Equal(t, wire.NullRefused, all[0])
	require.Equal(t, wire.PolicyTextIsValue, all[len(all)-1], "the table has as many readings as the constants")
	ids := map[string]bool{}
	var set wire.Readings
	for _, r := range all {
		require.Regexp(t, regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`), r.String())
		require.False(t, ids[r.String()], r)
		ids[r.String()] = true
		require.False(t, set.Has(r), r)
		set |= r
		require.True(t, r.Rule().Entry().Unspecified, "%s: only an unspecified rule leaves another reading", r)
		require.Equal(t, model.ByWire, r.Rule().Entry().By, r)
		require.False(t, r.Rule().Answer().Accepted, r)
	}
	require.Len(t, strings.Split(set.String(), ", "), len(all))

	for _, r := range []wire.Readings{0, wire.NullRefused | wire.NullIsZero, set, 1 << 63, wire.NullRefused | 1<<63} {
		require.Equal(t, model.NoRule, r.Rule())
	}
	require.Empty(t, wire.Readings(0).String())
	require.Empty(t, wire.Readings(1<<63).String())
}

// Every unspecified rule of the wire has another reading.
func TestEveryUnspecifiedRuleOfTheWireHasAReading(t *testing.T) {
	var rules model.Rules
	for _, r := range wire.AllReadings() {
		rules = rules.With(r.Rule())
	}
	for _, e := range model.Catalogue() {
		require.Equal(t, e.Unspecified && e.By == model.ByWire, rules.Has(e.Rule), e.ID)
	}
}

// parsed is all that the two parsers say of a body.
type parsed struct {
	create        model.Command
	createAlso    model.Rules
	createRefused model.Rule
	policy        model.PolicyCommand
	dropped       []string
	policyAlso    model.Rules
	policyRefused model.Rule
}

func parse(r wire.Readings, body []byte) (p parsed) {
	p.create, p.createAlso, p.createRefused = r.ParseCreate(body)
	p.policy, p.dropped, p.policyAlso, p.policyRefused = r.ParsePolicy(body)
	return p
}

// total checks what holds for every body and every set.
func total(t require.TestingT, r wire.Readings, body []byte) {
	was := string(body)
	got, reference := parse(r, body), parse(0, body)
	require.Equal(t, was, string(body), "a body is not changed")
	require.Equal(t, got, parse(r, body))
	if r == 0 {
		var p parsed
		p.create, p.createAlso, p.createRefused = wire.ParseCreate(body)
		p.policy, p.dropped, p.policyAlso, p.policyRefused = wire.ParsePolicy(body)
		require.Equal(t, p, got)
	}

	var rules model.Rules // of the set
	for _, one := range wire.AllReadings() {
		if r.Has(one) {
			rules = rules.With(one.Rule())
		}
	}
	check := func(refused, asReference model.Rule, also model.Rules, isZero, same bool) {
		if refused != model.NoRule {
			require.True(t, isZero, "%s: %q", r, body)
			require.True(t, rules.Has(refused) || refused.Answer().Status == 400, "%s: %q", r, body)
		}
		if asReference == model.NoRule && also.Minus(rules) == also {
			require.True(t, same, "%s: %q: no rule of the set leaves this body open", r, body)
		}
	}
	check(got.createRefused, reference.createRefused, reference.createAlso, got.create == model.Command{},
		got.createRefused == reference.createRefused && createSaid(r, was) == createSaid(0, was))
	check(got.policyRefused, reference.policyRefused, reference.policyAlso, got.policy == model.PolicyCommand{} && len(got.dropped) == 0,
		got.policyRefused == reference.policyRefused && policySaid(r, was) == policySaid(0, was))
}

// Any set reads any body. The bodies have members that the readings are about.
func TestAnySetReadsAnyBody(t *testing.T) {
	members := []string{
		`"lifetimeInMinutes":60`, `"lifetimeInMinutes":"60"`, `"LifetimeInMinutes":6e1`, `"lifetimeInMinutes":null`, `"isUsableOnce":true`, `"isUsableOnce":1`, `"IsUsableOnce":"true"`, `"isUsableOnce":null`,
		`"startDateTime":"2022-06-05T00:00:00+02:00"`, `"startDateTime":"2022-06-05"`, `"startDateTime":"/Date(1)/"`, `"startDateTime":"2022-06-05T00:00:00.00000001Z"`, `"STARTDATETIME":null`,
		`"id":1`, `"ID":1`, `"@x":1`, `"@X":1`, `"x":1`, `"X":1`,
		typeMember, `"@odata.type":null`, `"@odata.type":7`, `"@OData.Type":1`, `"state":"enabled"`, `"state":null`, `"State":"disabled"`, `"state":"on"`,
		`"defaultLength":"9"`, `"defaultLength":9.0`, `"defaultLength":null`, `"minimumLifetimeInMinutes":[]`, `"includeTargets":[{}]`, `"includeTargets":[` + everybody + `]`, `"excludeTargets":null`,
		`"excludeTargets":[{"targetType":"group","targetType":"user","Id":"` + groupID + `","isRegistrationRequired":"false"}]`, `"excludeTargets":[{"targetType":"group","id":"all_users","displayName":"x"}]`,
	}
	rapid.Check(t, func(t *rapid.T) {
		body := ""
		if rapid.IntRange(0, 9).Draw(t, "blank") > 0 {
			body = "{" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(members), 0, 10).Draw(t, "members"), ",") + "}"
		}
		var set wire.Readings
		for _, one := range rapid.SliceOfN(rapid.SampledFrom(wire.AllReadings()), 0, 6).Draw(t, "readings") {
			set |= one
		}
		total(t, set, []byte(body))
	})
}

func FuzzReadings(f *testing.F) {
	for _, c := range append(createReadings, policyReadings...) {
		f.Add([]byte(c.body), uint64(c.readings))
		f.Add([]byte(c.body), ^uint64(0))
	}
	f.Fuzz(func(t *testing.T, body []byte, bits uint64) {
		total(t, wire.Readings(bits), body)
		total(t, 0, body)
	})
}

// A body that sends a lifetime as text, as another implementation may read it.
func ExampleReadings_ParseCreate() {
	body := []byte(`{"lifetimeInMinutes":"60"}`)
	_, _, refused := wire.Readings(0).ParseCreate(body)
	fmt.Println("refused:", refused)

	cmd, _, _ := wire.TextIsValue.ParseCreate(body)
	fmt.Println("lifetime:", *cmd.Lifetime)
	// Output:
	// refused: create-unknown
	// lifetime: 60
}

// An update without its type, as other implementations may read it.
func ExampleReadings_ParsePolicy() {
	body := []byte(`{"state":"enabled","isUsableOnce":true}`)
	for _, readings := range []wire.Readings{0, wire.UntypedWhole, wire.UntypedNothing, wire.UntypedRefused} {
		cmd, dropped, _, refused := readings.ParsePolicy(body)
		fmt.Println(refused != model.NoRule, cmd.Enabled != nil, cmd.OnceOnly != nil, dropped)
	}
	// Output:
	// false true false [isUsableOnce]
	// false true true []
	// false false false [isUsableOnce state]
	// true false false []
}

func ExampleAllReadings() {
	for _, r := range wire.AllReadings() {
		if r.Rule() == model.CreateNull {
			fmt.Println(r)
		}
	}
	// Output:
	// null-refused
	// null-is-zero
}

func ExampleReadings_Rule() {
	fmt.Println(wire.LastWins.Rule())
	fmt.Println((wire.LastWins | wire.CaseIgnored).Rule() == model.NoRule)
	// Output:
	// create-unknown
	// true
}

func ExampleReadings_Has() {
	readings := wire.LastWins | wire.CaseIgnored
	fmt.Println(readings)
	fmt.Println(readings.Has(wire.LastWins), readings.Has(wire.FirstWins))
	// Output:
	// last-wins, case-ignored
	// true false
}
