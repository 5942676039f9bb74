package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/model"
)

// The paths of the documents that deviations name. A deviation of a path below /users is
// also one of the same path below /me.
const (
	passes    = "/users/{user-id}/authentication/temporaryAccessPassMethods"
	pass      = passes + "/{temporaryAccessPassAuthenticationMethod-id}"
	methods   = "/users/{user-id}/authentication/methods"
	oneMethod = methods + "/{authenticationMethod-id}"
	policy    = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/{authenticationMethodConfiguration-id}"
)

// The sources that several deviations name.
const (
	requiredType = "https://github.com/microsoftgraph/msgraph-metadata/issues/1166"
	innerError   = "https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1916"
	policyPage   = "https://learn.microsoft.com/en-us/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration"
	updatePage   = "https://learn.microsoft.com/en-us/graph/api/temporaryaccesspassauthenticationmethodconfiguration-update"
	createPage   = "https://learn.microsoft.com/en-us/graph/api/authentication-post-temporaryaccesspassmethods"
	cmdletPage   = "https://learn.microsoft.com/en-us/powershell/module/microsoft.graph.identity.signins/update-mgpolicyauthenticationmethodpolicyauthenticationmethodconfiguration"
	dropReport   = "https://github.com/microsoft/Microsoft365DSC/issues/6391"
	annotations  = "https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html"
	protocol     = "https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html"
)

// A deviation is a known difference between the service and a document, with its reason.
type deviation struct {
	side    side
	methods string     // separated by spaces; empty: all
	path    string     // the template; empty: all
	version string     // of Graph; empty: both
	at      string     // a regular expression for the whole of finding.at
	what    string     // and one for finding.what
	value   string     // and one for finding.value; empty: any value
	rule    model.Rule // the rule that causes the difference; model.NoRule: the document causes it
	reason  string
	address string // where to read about it
}

// known are all the deviations. A difference that is not in the list fails the tests, and
// so does a deviation that was not met.
var known = []deviation{
	// Of answers.
	{
		side: answer, methods: "GET", path: passes, at: `/value/\*/@odata\.type`, what: "required",
		reason:  "The document requires @odata.type everywhere. Graph sends it only where the declared type does not say which type it is.",
		address: requiredType,
	},
	{
		side: answer, methods: "GET", path: policy, at: `/(in|ex)cludeTargets/\*/@odata\.type`, what: "required",
		reason:  "As above, in a target.",
		address: requiredType,
	},
	{
		side: answer, at: `/error/innerError/@odata\.type`, what: "required", rule: model.ErrorEnvelope,
		reason:  "As above, in a refusal. No published refusal has it.",
		address: requiredType,
	},
	{
		side: answer, at: `/error/innerError`, what: "case", rule: model.ErrorEnvelope,
		reason:  "The document spells it innererror, and Graph innerError. The generator of the document was corrected later.",
		address: "https://github.com/microsoft/OpenAPI.NET.OData/pull/393",
	},
	{
		side: answer, at: `/error/innerError/date`, what: "case|pattern|format", value: `"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"`, rule: model.ErrorEnvelope,
		reason:  "The document has Date, with a zone. Graph sends date, without one.",
		address: innerError,
	},
	{
		side: answer, at: `/error/innerError/message`, what: "undeclared", rule: model.ErrorEnvelope,
		reason:  "A badRequest of Graph repeats its message there.",
		address: innerError,
	},
	{
		side: answer, methods: "PATCH", path: policy, at: "body", what: "required", rule: model.PolicyUpdate,
		reason:  "The document expects the policy in the answer to an update. The reference says that there is none: 204.",
		address: updatePage,
	},
	{
		side: answer, methods: "GET", path: policy, version: "v1.0", at: "/excludeTargets", what: "undeclared",
		reason:  "The document was made when excludeTargets was in beta alone; that of beta has it.",
		address: policyPage,
	},
	{
		side: answer, methods: "GET POST", version: "beta", at: `(/value/\*)?/(isUsable|methodUsabilityReason)`, what: "undeclared",
		reason:  "The document of beta lacks two properties that the one of v1.0 has, and the reference of beta, too.",
		address: "https://learn.microsoft.com/en-us/graph/api/resources/temporaryaccesspassauthenticationmethod?view=graph-rest-beta",
	},

	// Of requests that the service accepts.
	{
		side: request, methods: "POST", path: passes, at: `/@odata\.type`, what: "required",
		reason:  "The document requires @odata.type everywhere. The example of the reference sends none.",
		address: createPage,
	},
	{
		side: request, methods: "PATCH", path: policy, at: `/@odata\.type`, what: "required", rule: model.PolicyType,
		reason:  "The reference asks for @odata.type, too. Graph accepts an update without it.",
		address: dropReport,
	},
	{
		side: request, methods: "PATCH", path: policy, what: "undeclared", rule: model.PolicyType,
		at:      "/(minimumLifetimeInMinutes|maximumLifetimeInMinutes|defaultLifetimeInMinutes|defaultLength|isUsableOnce|includeTargets)",
		reason:  "What the configuration of passes alone has, in an update that does not say that it is one: Graph accepts it, and drops the property.",
		address: dropReport,
	},
	{
		side: request, methods: "PATCH", path: policy, at: `/(?i:(in|ex)cludeTargets)/\*/@odata\.type`, what: "required",
		reason:  "The document requires @odata.type everywhere, of the targets of an update, too.",
		address: requiredType,
	},
	{
		side: request, methods: "POST", path: passes, at: `/@odata\.type`, what: "type|nullable", rule: model.CreateReadonly,
		reason:  "An annotation is ignored, whatever it holds. Chosen: no source says what Graph does.",
		address: annotations,
	},
	{
		side: request, methods: "PATCH", path: policy, at: `/@odata\.type`, what: "nullable", rule: model.PolicyType,
		reason:  "An update whose @odata.type is null does not name its type. Chosen: no source says what Graph does.",
		address: annotations,
	},
	{
		side: request, methods: "POST", path: passes, at: "/.*", what: "case", rule: model.CreateCase,
		reason:  "Names are compared without case. Published scripts send IsUsableOnce.",
		address: cmdletPage,
	},
	{
		side: request, methods: "PATCH", path: policy, at: "/.*", what: "case", rule: model.PolicyUnknown,
		reason:  "Likewise. Microsoft's own example sends IsUsableOnce.",
		address: cmdletPage,
	},
	{
		side: request, methods: "POST", path: passes, at: "/startDateTime", what: "pattern|format", rule: model.CreateStartZone,
		value:   `"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?"`,
		reason:  "The document wants a zone. The sample of the how-to sends none.",
		address: "https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass",
	},
	{
		side: request, methods: "POST", path: passes, at: "/startDateTime", what: "pattern|format", rule: model.CreateStartForm,
		value:   `"/Date\(-?\d+\)/"`,
		reason:  "Windows PowerShell 5.1 writes dates so, and a published script sends what it wrote. Chosen: no source says what Graph does.",
		address: "https://github.com/Tools4everBV/HelloID-Conn-SA-Full-Microsoft-EntraID-Account-CreateTemporaryAccessPass",
	},
	{
		side: request, methods: "POST", path: passes, what: "type|pattern|format|undeclared", rule: model.CreateReadonly,
		at:      "/(?i:id|createdDateTime|isUsable|methodUsabilityReason|temporaryAccessPass)(/.*)?",
		reason:  "What the service sets is ignored in a body, whatever it holds. OData says so of what is read-only.",
		address: protocol,
	},
	{
		side: request, methods: "POST", path: passes, at: "/lastUsedDateTime", what: "undeclared", rule: model.CreateReadonly,
		reason:  "The document was made when there was no lastUsedDateTime. It is ignored, as all that the service sets.",
		address: "https://learn.microsoft.com/en-us/graph/api/resources/authenticationmethod?view=graph-rest-beta",
	},
	{
		side: request, methods: "PATCH", path: policy, at: "/id", what: "type", rule: model.PolicyUnknown,
		reason:  "The id is ignored, whatever it holds. OData says so of keys.",
		address: protocol,
	},
	{
		side: request, methods: "PATCH", path: policy, version: "v1.0", at: "/excludeTargets", what: "undeclared",
		reason:  "The document was made when excludeTargets was in beta alone; that of beta has it.",
		address: policyPage,
	},
	{
		side: request, methods: "PATCH", path: policy, what: "nullable", rule: model.PolicyNull,
		at:      `/(includeTargets|excludeTargets|includeTargets/\*/isRegistrationRequired)`,
		reason:  "Null counts as left out. Microsoft's types for TypeScript allow it for both lists; for the flag it is chosen.",
		address: "https://github.com/microsoftgraph/msgraph-typescript-typings",
	},
	{
		side: request, methods: "PATCH", path: policy, at: `/(in|ex)cludeTargets/\*/(displayName|useForSignIn)`, what: "undeclared", rule: model.PolicyUnknown,
		reason:  "Unknown names in a target are ignored: a tenant manager sends displayName.",
		address: "https://github.com/KelvinTegelaar/CIPP-API",
	},
	{
		side: request, methods: "PATCH", path: policy, version: "beta", at: `/excludeTargets/\*/isRegistrationRequired`, what: "undeclared", rule: model.PolicyUnknown,
		reason:  "Likewise: an excluded target is read as an included one is. Chosen: no source says what Graph does.",
		address: "https://github.com/KelvinTegelaar/CIPP-API",
	},
}

// names reports whether a finding is this deviation.
func (d *deviation) names(f *finding) bool {
	return d.side == f.side &&
		(d.methods == "" || slices.Contains(strings.Fields(d.methods), f.method)) &&
		(d.path == "" || d.path == ofUser(f.path)) &&
		(d.version == "" || d.version == f.version) &&
		whole(d.at, f.at) && whole(d.what, f.what) && whole(d.value, f.value)
}

// place describes where a deviation is.
func (d *deviation) place() string {
	place := fmt.Sprintf("%s %s %s: %s: %s", cmp.Or(d.methods, "all"), cmp.Or(d.version, "v1.0, beta"), cmp.Or(d.path, "everywhere"), d.at, d.what)
	if d.value != "" {
		place += ": " + d.value
	}
	return place
}

// whole reports whether a pattern matches a whole text. The empty one matches any text.
func whole(pattern, text string) bool {
	if pattern == "" {
		return true
	}
	re, ok := patterns.Load(pattern)
	if !ok {
		re, _ = patterns.LoadOrStore(pattern, regexp.MustCompile("^(?:"+pattern+")$"))
	}
	return re.(*regexp.Regexp).MatchString(text)
}

var patterns sync.Map // of *regexp.Regexp, by their text

// ofUser returns the template below /users for one below /me.
func ofUser(path string) string {
	if rest, ok := strings.CutPrefix(path, "/me/"); ok {
		return "/users/{user-id}/" + rest
	}
	return path
}

// A reckoning counts the findings of each deviation.
type reckoning struct {
	list     []deviation
	counts   []int // of findings, by deviation
	unlisted []finding
}

func reckon(list []deviation, found []finding) reckoning {
	r := reckoning{list: list, counts: make([]int, len(list))}
	for i := range found {
		listed := false
		for j := range list {
			if list[j].names(&found[i]) {
				r.counts[j]++
				listed = true
			}
		}
		if !listed {
			r.unlisted = append(r.unlisted, found[i])
		}
	}
	return r
}

// stale returns the deviations that were not met.
func (r reckoning) stale() (all []deviation) {
	for i, n := range r.counts {
		if n == 0 {
			all = append(all, r.list[i])
		}
	}
	return all
}

// distinct returns one of each kind of unlisted finding.
func (r reckoning) distinct() (all []finding) {
	for _, f := range r.unlisted {
		same := func(g finding) bool {
			return f.repeats(g) && f.version == g.version && f.method == g.method && f.path == g.path
		}
		if !slices.ContainsFunc(all, same) {
			all = append(all, f)
		}
	}
	return all
}
