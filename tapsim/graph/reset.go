package graph

import (
	"net/http"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// reset makes another tenant. A body without a tenant goes back to the configured one.
func (x *exchange) reset() answer {
	x.resets = true
	text, refused := x.readBody()
	if refused.Status != 0 {
		return refused
	}
	s := x.service
	asked, err := protocol.ReadReset(text, s.initial.Users)
	if err != nil {
		return badRequest(err)
	}
	tokens := s.tokens
	if asked.Tokens != nil {
		tokens = asked.Tokens
	}
	s.order.Lock()
	defer s.order.Unlock()
	if refused := x.join(); refused.Status != 0 {
		return refused
	}
	codeless, err := s.restart(asked.Tenant, asked.Now, tokens)
	x.tenant = s.now() // its time is that of the answer
	if err != nil {
		return badRequest(err)
	}
	if x.noted != nil {
		x.noted.codeless = codeless
	}
	return answer{Response: protocol.Response{Status: http.StatusNoContent}}
}

// codes are the codes of the current passes, by id. A state has no codes, so a reset
// on the service that made a pass takes its code from here.
func (s *Service) codes() map[model.ID]model.Code {
	codes := map[model.ID]model.Code{}
	if now := s.now(); now != nil {
		for _, u := range now.engine.Users() {
			if state, _ := now.engine.State(u.ID.String()); state.Exists() {
				codes[state.ID] = state.Code
			}
		}
	}
	return codes
}
