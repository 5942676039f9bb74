package scenario

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// ParseTokens reads the actors of bearer tokens: a mapping, tokens, with an actor for
// each token in the words of a step. operator is the actor who may do everything, and
// is nil here as in a Request. The user of a delegated actor is named by short name,
// if it is one of users, or by object id or user principal name; such a user need not
// exist yet.
//
// name is the name of the file in messages, which never show a token. The error is a
// Diagnostics with everything that is wrong.
func ParseTokens(name string, data []byte, users []protocol.User) (map[string]*protocol.Actor, error) {
	t := tokenReader{actors: map[string]*protocol.Actor{}, users: users}
	if err := (&reader{file: name, secret: true}).all(data, t.read); err != nil {
		return nil, err
	}
	return t.actors, nil
}

// A tokenReader reads a file of tokens. It does not use Fields where a key is a token,
// or could be one by a typo, because Fields quotes unknown keys.
type tokenReader struct {
	actors map[string]*protocol.Actor
	users  []protocol.User
}

const tokensHint = "begin it with tokens: and, below that, a line for each like s3cret: operator"

func (t *tokenReader) read(v Value) {
	if !v.isMapping() || v.len() != 2 || v.node.content[0].value != "tokens" {
		v.Wrong(tokensHint, "a file of tokens is a mapping with the one key tokens")
		return
	}
	v = v.item(1)
	if !v.isMapping() || v.len() == 0 {
		v.Wrong(tokensHint, "tokens is a mapping with an actor for each token, and has one at least")
		return
	}
	for i := 0; i+1 < v.len() && !v.r.full(); i += 2 {
		key, who := v.item(i), v.item(i+1)
		token := key.node.value
		_, twice := t.actors[token]
		switch {
		case key.node.kind != scalarNode || key.isNull() || !protocol.IsToken(token):
			key.Wrong("", protocol.NoToken)
		case twice:
			key.Wrong("", "a token is named twice")
		default:
			t.actors[token] = t.actor(who)
		}
	}
}

const actorHint = "an actor is operator, {delegated: ada, scopes: […], roles: […]} or {application: [permissions], roles: […]}"

func (t *tokenReader) actor(v Value) *protocol.Actor {
	switch {
	case v.spells("operator"):
		return nil
	case !v.isMapping():
		v.Wrong(actorHint, "this token has no actor")
		return nil
	case v.has("operator"):
		var k struct {
			Operator Value `yaml:"operator,required"`
		}
		good := v.Fields("an operator", &k)
		if yes, ok := k.Operator.boolean(); good && ok && !yes {
			v.Wrong(actorHint, "this token has no actor")
		}
		return nil
	default:
		return v.actor(t.user)
	}
}

// has reports whether a mapping has this key.
func (v Value) has(key string) bool {
	for i := 0; i < v.len(); i += 2 {
		if v.node.content[i].value == key {
			return true
		}
	}
	return false
}

// user reads the user of a delegated actor.
func (t *tokenReader) user(v Value) string {
	text, ok := v.Line()
	if !ok {
		return ""
	}
	if strings.Contains(text, "@") {
		name, _ := v.formed(form.Principal)
		return name
	}
	if id, ok := model.ParseID(text); ok {
		return id.String()
	}
	var names []string
	for _, u := range t.users {
		if u.Name == text {
			return u.UPN()
		}
		names = append(names, u.Name)
	}
	hint := form.Suggest(text, names)
	if hint == "" {
		hint = "name a user who comes later by user principal name or by object id"
	}
	v.Wrong(hint, "no user %s at the start", form.Quote(text))
	return ""
}
