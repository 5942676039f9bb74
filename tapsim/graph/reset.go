package graph

import (
	"encoding/json"
	"net/http"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// reset makes another tenant. One that names no edition, policy, user or group
// is the tenant that the service was configured with.
func (x *exchange) reset() answer {
	var line struct {
		Now     *string         `json:"now,omitempty"`
		Tokens  json.RawMessage `json:"tokens,omitempty"`
		Edition json.RawMessage `json:"edition,omitempty"`
		Policy  json.RawMessage `json:"policy,omitempty"`
		Users   json.RawMessage `json:"users,omitempty"`
		Groups  json.RawMessage `json:"groups,omitempty"`
	}
	if refused := x.readLine(&line); refused.Status != 0 {
		return refused
	}

	s := x.service
	tokens := s.tokens
	if line.Tokens != nil {
		var err error
		if tokens, err = scenario.ReadActors(line.Tokens); err != nil {
			return badRequest(err)
		}
	}
	var world *scenario.World
	if line.Edition != nil || line.Policy != nil || line.Users != nil || line.Groups != nil {
		rest := line
		rest.Now, rest.Tokens = nil, nil
		var err error
		if world, err = scenario.ReadWorld(spell(rest)); err != nil {
			return badRequest(err)
		}
	}

	var at *model.Instant
	if line.Now != nil {
		now, _, ok := wire.ParseInstant(*line.Now)
		if !ok {
			return badInstant(*line.Now)
		}
		at = &now
	}
	s.order.Lock()
	defer s.order.Unlock()
	if err := s.restart(world, at, tokens); err != nil {
		return badRequest(err)
	}
	return answer{Response: scenario.Response{Status: http.StatusNoContent}}
}
