package scenario

import (
	"slices"
	"strings"

	"github.com/tapsim/tap/tapsim/protocol"
)

// synonyms are keys that people try, in small letters, and the keys that the
// format has for them. Some are only a typo away from a key that means something
// else, as wait is from want.
var synonyms = map[string]string{
	"wait": "advance", "sleep": "advance", "after": "advance", "delay": "advance",
	"time": "at", "when": "at",
	"name": "as", "label": "as",
	"by": "actor", "caller": "actor",
	"expect": "want", "assert": "want", "then": "want",
	"signin": "signIn", "sign-in": "signIn", "login": "signIn",
	"patchpolicy": "updatePolicy", "setpolicy": "updatePolicy",
}

// synonymOf makes a hint where a key is a synonym of one that is known here, or
// belongs into the command beside it; empty: it is neither.
func synonymOf(key string, known []string) string {
	key = strings.ToLower(key)
	switch meant := synonyms[key]; {
	case slices.Contains(known, meant):
		return "did you mean " + meant + "?"
	case key == "user" && slices.Contains(known, string(protocol.List)):
		return "write the user into the command, as in list: {user: ada}"
	}
	return ""
}
