package protocol

import (
	"github.com/google/uuid"

	"github.com/tapsim/tap/model"
)

// namespace is where the object ids of users and groups are derived from. It is
// arbitrary and fixed, so that an id is the same in every run and every tool.
var namespace = uuid.MustParse("7a0f3c52-6d1e-5b84-9c57-1e2f40b8d6a3")

// UserID returns the object id of a user without a given one.
func UserID(name string) model.ID {
	return model.ID(uuid.NewSHA1(namespace, []byte("user:"+name)))
}

// GroupID returns the object id of a group without a given one.
func GroupID(name string) model.ID {
	return model.ID(uuid.NewSHA1(namespace, []byte("group:"+name)))
}
