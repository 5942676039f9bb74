package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// against returns the titles of the documents that contradict a rule.
func against(r model.Rule) (titles []string) {
	for _, w := range r.Entry().Witnesses {
		for _, s := range w.Sources {
			if w.Against {
				titles = append(titles, s.Title)
			}
		}
	}
	return titles
}

// The catalogue has the documents against each rule of the list of deviations, and against
// no other rule.
func TestTheCatalogueKnowsTheDeviations(t *testing.T) {
	named := map[model.Rule]bool{}
	for _, d := range known {
		if d.rule == model.NoRule {
			continue
		}
		named[d.rule] = true
		for _, version := range []string{"v1.0", "beta"} {
			if d.version == "" || d.version == version {
				require.Contains(t, against(d.rule), "Microsoft Graph OpenAPI description, "+version, "%s: %s", d.rule, d.place())
			}
		}
	}
	for _, e := range model.Catalogue() {
		require.Equal(t, named[e.Rule], len(against(e.Rule)) > 0, e.ID)
	}
}

// A proof shows that a document witnesses a rule: the document allows the right text, and
// does not allow the wrong one.
type proof struct {
	method, path string // of the call; a template of the documents
	sent         bool   // the texts are bodies of accepted requests, and not of answers
	status       int
	right, wrong string
	otherwise    int // the status that comes with wrong; 0: the same
}

// witnessed has the rules that have a witness in the catalogue.
var witnessed = map[model.Rule]proof{
	model.TimeFormat: {method: "GET", path: passes, status: 200,
		right: `{"value": [{"id": "i", "createdDateTime": "2026-01-01T12:00:00.1234567Z"}]}`,
		wrong: `{"value": [{"id": "i", "createdDateTime": "2026-01-01T12:00:00"}]}`},
	model.PassCodeOnce: {method: "GET", path: pass, status: 200,
		right: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "i", "temporaryAccessPass": null}`,
		wrong: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "i", "temporaryAccessPass": {}}`},
	model.CreateAccepted: {method: "POST", path: passes, status: 201,
		right: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "i", "temporaryAccessPass": "c", "lifetimeInMinutes": 60}`,
		wrong: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "value": []}`},
	model.CreateStartOffset: {method: "POST", path: passes, sent: true,
		right: `{"startDateTime": "2026-01-01T12:00:00+02:00"}`, wrong: `{"startDateTime": "2026-01-01T12:00:00+2"}`},
	model.CreateNull: {method: "POST", path: passes, sent: true,
		right: `{"lifetimeInMinutes": null, "isUsableOnce": null, "startDateTime": null}`, wrong: `{"lifetimeInMinutes": ""}`},
	model.CreateUnknown: {method: "POST", path: passes, sent: true,
		right: `{"lifetimeInMinutes": 60}`, wrong: `{"lifetime": 60}`},
	model.ListOne: {method: "GET", path: passes, status: 200,
		right: `{"value": [{"id": "i"}]}`, wrong: `{"value": {"id": "i"}}`},
	model.GetFound: {method: "GET", path: pass, status: 200,
		right: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "i"}`,
		wrong: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "i", "value": []}`},
	model.DeleteFound: {method: "DELETE", path: pass, status: 204, otherwise: 200},
	model.ErrorEnvelope: {method: "POST", path: passes, status: 400,
		right: `{"error": {"code": "badRequest", "message": "no", "innerError": {"request-id": "r", "client-request-id": "c"}}}`,
		wrong: `{"error": {"message": "no", "innerError": {"request-id": "r", "client-request-id": "c"}}}`},
	model.PolicyRead: {method: "GET", path: policy, status: 200,
		right: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "id": "TemporaryAccessPass", "state": "enabled", "defaultLength": 8}`,
		wrong: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "id": "TemporaryAccessPass", "state": "enabled", "defaultLength": "8"}`},
	model.PolicyUnknown: {method: "PATCH", path: policy, sent: true,
		right: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "defaultLength": 8}`,
		wrong: `{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "length": 8}`},
	model.PolicyReset: {method: "DELETE", path: policy, status: 204, otherwise: 200},
}

// exchange returns an exchange with this text.
func (p proof) exchange(version, text string, status int) *exchange {
	path := "/" + version + strings.NewReplacer("{user-id}", "ada", "{temporaryAccessPassAuthenticationMethod-id}", "i",
		"{authenticationMethodConfiguration-id}", "temporaryAccessPass").Replace(p.path)
	x := &exchange{method: p.method, path: path, status: status, header: http.Header{}}
	switch {
	case p.sent:
		x.kind, x.sent, x.status = "application/json", []byte(text), 201
		x.header.Set("Content-Type", "application/json")
		x.body = []byte(witnessed[model.CreateAccepted].right)
		if p.method == "PATCH" {
			x.status, x.body = 204, nil
		}
	case text != "":
		x.header.Set("Content-Type", "application/json")
		x.body = []byte(text)
		if p.method == "POST" {
			x.kind, x.sent = "application/json", []byte("{}")
		}
	}
	return x
}

// Every document that is the witness of a rule allows the right text, except for the known
// deviations, and does not allow the wrong text.
func TestTheDocumentsWitnessTheRules(t *testing.T) {
	all := documents(t)
	for _, e := range model.Catalogue() {
		p, listed := witnessed[e.Rule]
		found := false
		for _, w := range e.Witnesses {
			if w.Against {
				continue
			}
			found = true
			require.True(t, listed, "%s: nothing shows that the documents witness it", e.ID)
			for _, d := range all {
				if !slices.ContainsFunc(w.Sources, func(s model.Source) bool { return s.Title == "Microsoft Graph OpenAPI description, "+d.version }) {
					continue
				}
				right := reckon(known, d.judge(p.exchange(d.version, p.right, p.status)))
				require.Empty(t, right.unlisted, "%s, %s", e.ID, d.version)
				status := p.status
				if p.otherwise != 0 {
					status = p.otherwise
				}
				wrong := reckon(known, d.judge(p.exchange(d.version, p.wrong, status)))
				require.NotEmpty(t, wrong.unlisted, "%s, %s", e.ID, d.version)
			}
		}
		require.Equal(t, listed, found, e.ID)
	}
}

// The same for the types for TypeScript.
func TestTheTypesWitnessTheRules(t *testing.T) {
	c := typescript(t)
	var right, wrong []typedValue
	for _, e := range model.Catalogue() {
		for _, w := range e.Witnesses {
			if !slices.ContainsFunc(w.Sources, func(s model.Source) bool { return strings.HasPrefix(s.Title, "@microsoft/microsoft-graph-types") }) {
				continue
			}
			p := witnessed[e.Rule]
			typ := types[p.method+" "+p.path]
			require.NotEmpty(t, typ, e.ID)
			right = append(right, typedValue{typ, []byte(p.right), e.ID})
			wrong = append(wrong, typedValue{typ, []byte(p.wrong), e.ID})
		}
	}
	require.NotEmpty(t, right)
	complaints, err := c.check(t.Context(), right)
	require.NoError(t, err)
	require.Empty(t, complaints)
	complaints, err = c.check(t.Context(), wrong)
	require.NoError(t, err)
	for _, v := range wrong {
		require.True(t, slices.ContainsFunc(complaints, func(c string) bool { return strings.HasPrefix(c, v.from+": ") }), "%s: %q", v.from, complaints)
	}
}
