package diagnosis_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A shaper is the reference model, with another form of the passes that it shows.
type shaper struct {
	protocol.Reference
	change func(op protocol.Op, pass map[string]any)
	status func(op protocol.Op, status int) int
}

func (s *shaper) Do(r protocol.Request) protocol.Response {
	res := s.Reference.Do(r)
	if s.status != nil && res.Accepted() && res.Status != 0 && r.Op != protocol.Reset {
		res.Status = s.status(r.Op, res.Status)
	}
	if s.change == nil || !res.Accepted() || r.Op != protocol.Create && r.Op != protocol.List && r.Op != protocol.Get {
		return res
	}
	body := res.Body.Object()
	list, isList := body["value"].([]any)
	switch {
	case !isList:
		s.change(r.Op, body)
	case len(list) == 1:
		s.change(r.Op, list[0].(map[string]any))
	}
	text, _ := json.Marshal(body)
	res.Body = protocol.NewJSON(text)
	return res
}

// What an answer itself shows needs no model that is wrong in the same way.
func TestFaultsOfForm(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(op protocol.Op, pass map[string]any)
		want   string // the beginning of the first line
		alone  bool   // and it explains all failures
	}{
		{"text for a boolean", func(_ protocol.Op, p map[string]any) {
			p["isUsableOnce"] = map[bool]string{true: "true", false: "false"}[p["isUsableOnce"] == true]
		}, "behaves as if you write isUsableOnce as a string, not as a boolean (", true},
		{"null in a list", func(op protocol.Op, p map[string]any) {
			if op == protocol.List {
				p["createdDateTime"] = nil
			}
		}, "behaves as if you write null for createdDateTime in the answer to a list (", true},
		{"a missing property", func(_ protocol.Op, p map[string]any) { delete(p, "isUsable") }, "behaves as if you leave out isUsable (", true},
		{"one property more", func(op protocol.Op, p map[string]any) {
			if op == protocol.Create {
				p["displayName"] = "TAP"
			}
		}, "behaves as if you add a property displayName that Graph does not have (create-accepted, displayName-added)", true},
		{"another form of instants", func(_ protocol.Op, p map[string]any) { p["createdDateTime"] = "yesterday" }, "behaves as if you write a createdDateTime that is no instant of Graph's form (time-format, ", true},
		{"a number that is a text, now and then", func(op protocol.Op, p map[string]any) {
			if op == protocol.Get && p["isUsableOnce"] == true {
				p["lifetimeInMinutes"] = "60"
			}
		}, "behaves as if you write lifetimeInMinutes as a string, not as a number in some answers to a get (", true},
	} {
		d := diagnose(t, func() protocol.Subject { return &shaper{change: c.change} }, "usability", "effects").Diagnosis
		require.NotNil(t, d, c.name)
		require.Positive(t, d.Failures, c.name)
		require.Contains(t, d.Lines()[0], c.want, c.name)
		require.Equal(t, c.alone, len(d.Causes) == 1 && d.Left == 0, "%s: %v", c.name, d.Lines())
	}
}

// A status and a spelling are deviations, and are named as such.
func TestDeviationsOfForm(t *testing.T) {
	r := diagnose(t, func() protocol.Subject {
		return &shaper{status: func(op protocol.Op, status int) int {
			if op == protocol.Create {
				return 200
			}
			return status
		}}
	}, "usability")
	require.Zero(t, r.Count(conform.Fail))
	require.Contains(t, r.Diagnosis.Lines()[0], "deviates in form: you answer a create with status 200, not with 201 (create-accepted, status-200-to-create), in ")
	require.Len(t, r.Diagnosis.Lines(), 1)

	r = diagnose(t, func() protocol.Subject {
		return &shaper{change: func(_ protocol.Op, p map[string]any) {
			p["createdDateTime"] = p["createdDateTime"].(string)[:19] + ".0000000Z"
		}}
	}, "usability")
	last := r.Diagnosis.Lines()[len(r.Diagnosis.Lines())-1]
	require.Contains(t, last, "deviates in form: you spell createdDateTime otherwise (time-format, spelling-of-createdDateTime), in ")
}
