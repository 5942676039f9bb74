package wire_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// Every answer has the properties of the table, in its order.
func TestAnswersHaveTheProperties(t *testing.T) {
	for _, c := range []struct {
		answer     []byte
		properties []wire.Property
	}{
		{wire.AppendPass(nil, model.View{ID: model.ID{1}, Lifetime: 60, Reason: model.Expired}, model.Code{}, wire.Annotations{}), wire.PassProperties()},
		{wire.AppendPolicy(nil, model.Policy{}, wire.Annotations{}), wire.PolicyProperties()},
	} {
		var names []string
		for _, p := range c.properties {
			if p.Name != "lastUsedDateTime" { // no answer has it
				names = append(names, p.Name)
			}
		}
		var written []string
		for _, m := range regexp.MustCompile(`"(\w+)":`).FindAllSubmatch(c.answer, -1) {
			written = append(written, string(m[1]))
		}
		require.Equal(t, names, written)
	}
}

// A body may have each property of the table, and sets the settable ones.
func TestBodiesHaveTheProperties(t *testing.T) {
	values := map[wire.Kind]string{
		wire.Number: `60`, wire.Bool: `true`, wire.Instant: `"2026-01-01T00:00:00Z"`, wire.Word: `"enabled"`, wire.Text: `"x"`, wire.Targets: `[]`,
	}
	for _, p := range wire.PassProperties() {
		cmd, contributing, refused := wire.ParseCreate([]byte(`{"` + p.Name + `":` + values[p.Kind] + `}`))
		require.Equal(t, model.NoRule, refused, p.Name)
		require.Equal(t, p.Settable, cmd.Lifetime != nil || cmd.Once != nil || cmd.Start != nil, p.Name)
		require.Equal(t, !p.Settable, contributing.Has(model.CreateReadonly), p.Name)
	}
	for _, p := range wire.PolicyProperties() {
		cmd, dropped, _, refused := wire.ParsePolicy([]byte(`{"@odata.type":"` + wire.PolicyType + `","` + p.Name + `":` + values[p.Kind] + `}`))
		require.Equal(t, model.NoRule, refused, p.Name)
		require.Empty(t, dropped, p.Name)
		require.Equal(t, p.Settable, cmd != model.PolicyCommand{Op: model.UpdatePolicy}, p.Name)
	}
}
