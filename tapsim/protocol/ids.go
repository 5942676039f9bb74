package protocol

import (
	"github.com/google/uuid"

	"github.com/tapsim/tap/model"
)

// namespace is what the object ids of users and groups are derived in. It is
// arbitrary, and fixed, so that an id is the same in every run and every tool.
var namespace = uuid.MustParse("7a0f3c52-6d1e-5b84-9c57-1e2f40b8d6a3")

// UserID returns the object id of a user for whom the scenario fixes none.
func UserID(name string) model.ID {
	return model.ID(uuid.NewSHA1(namespace, []byte("user:"+name)))
}

// GroupID returns the object id of a group for which the scenario fixes none.
func GroupID(name string) model.ID {
	return model.ID(uuid.NewSHA1(namespace, []byte("group:"+name)))
}
