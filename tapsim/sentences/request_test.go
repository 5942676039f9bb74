package sentences_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// The line of a step names the caller with permissions and roles. That of a policy
// update has its body, and its answer has what was dropped.
func TestAsked(t *testing.T) {
	for _, row := range []struct{ step, asked, answered string }{
		{`{create: {user: ada}}`, `create ada {}`, "201, create-accepted"},
		{`{list: {user: ada}, actor: {application: [UserAuthenticationMethod.Read.All]}}`,
			`list ada by an application with UserAuthenticationMethod.Read.All`, "200, list-one"},
		{`{list: {user: ada}, actor: {application: [UserAuthenticationMethod.Read.All, User.Read.All], roles: [Global Reader]}}`,
			`list ada by an application with UserAuthenticationMethod.Read.All, User.Read.All as Global Reader`, "200, list-one"},
		{`{list: {user: ada}, actor: {application: [], roles: [Global Reader, Authentication Administrator]}}`,
			`list ada by an application with no permissions as Global Reader, Authentication Administrator`, "200, list-one"},
		{`{list: {user: ada}, actor: {delegated: bob, scopes: [], roles: [Global Reader]}}`,
			`list ada by bob with no scopes as Global Reader`, "403, access-refused"},
		{`{list: {user: me}, actor: {delegated: ada, scopes: [UserAuthenticationMethod.Read]}}`,
			`list me by ada with UserAuthenticationMethod.Read`, "200, list-one"},
		{`{list: {user: me}}`, `list me by an operator`, "400, access-me"},
		{`{create: {user: {key: ME}}}`, `create ME {} by an operator`, "400, access-me"},
		{`{signIn: {user: {key: me}, code: guess-it}}`, `signIn me with the code ••••••••`, "refused NoPass, signin-none"},
		{`{create: {user: ada, raw: ""}}`, `create ada`, "400, create-empty"},
		{`{create: {user: ada, body: {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod"}}}`,
			`create ada {"@odata.type":"…"}`, "201, create-accepted"},
		{`{updatePolicy: {isUsableOnce: true, includeTargets: [{group: staff}]}}`,
			`updatePolicy {"@odata.type":"…","isUsableOnce":true,"includeTargets":[{"targetType":"group","id":staff}]}`, "204, policy-update"},
		{`{updatePolicy: {body: {isUsableOnce: true, defaultLength: 12, state: enabled}}}`,
			`updatePolicy {"isUsableOnce":true,"defaultLength":12,"state":"enabled"}`, "204, policy-update; dropped: isUsableOnce, defaultLength"},
		{`{updatePolicy: {body: {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod"}}}`,
			`updatePolicy {"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod"}`, "400, policy-type"},
		{`{updatePolicy: {body: {"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration"}}}`,
			`updatePolicy {"@odata.type":"#microsoft.graph.fido2AuthenticationMethodConfiguration"}`, "400, policy-type"},
		{`{updatePolicy: {raw: '{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"}'}}`,
			`updatePolicy {"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"}`, "204, policy-update"},
	} {
		s, err := scenario.Parse("asked.yaml", []byte(strings.Join([]string{
			"id: test/asked", "title: Asked", "rules: [list-one]", "groups: [staff]", "users: [ada, bob]", "steps:", "  - " + row.step,
		}, "\n")))
		require.NoError(t, err, row.step)
		for step := range scenario.Play(s, &protocol.Reference{}) {
			require.Equal(t, row.asked, sentences.Options{}.Asked(s, step.Step, &step.Request), row.step)
			require.Equal(t, row.answered, sentences.Answered(&step.Response), row.step)
		}
	}
}
