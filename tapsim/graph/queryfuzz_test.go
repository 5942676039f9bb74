package graph

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim"
)

// Any query is read without a panic. It is refused, or each of its options is carried
// out: a filter finds only a user with that name or id.
func FuzzQuery(f *testing.F) {
	for _, raw := range []string{
		"$filter=userPrincipalName+eq+'ada@contoso.example'", "filter=id%20eq%20'1'&$select=id,*", "$FILTER=&$filter=id+eq+'x'", "$top=1", ";", "%", "=", "&&",
		"$filter=id+eq+'a'+or+id+eq+'b'", "$select=mail", "$filter=startswith(id,'')", "$select=id&SELECT=id", "$filter=id eq ''''", "%24skip=%31",
	} {
		f.Add(raw)
	}
	ada := tapsim.User{Name: "ada@contoso.example"}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, resource := range []resource{users, user, passes, policy} {
			for _, read := range []bool{true, false} {
				q, refused := readQuery(raw, &route{resource: resource}, read)
				if refused.Status != 0 {
					require.Contains(t, []int{400, 501}, refused.Status)
					require.NotEmpty(t, refused.Error.Message)
					continue
				}
				if strings.Trim(raw, "&") == "" {
					require.Equal(t, query{}, q)
					continue
				}
				require.True(t, read && (resource == users || resource == user), raw)
				values, err := url.ParseQuery(raw)
				require.NoError(t, err)
				for name, value := range values {
					require.Len(t, value, 1)
					switch strings.ToLower(strings.TrimPrefix(name, "$")) {
					case "filter":
						require.NotEmpty(t, q.by)
						require.Equal(t, q.by != "id" && is(q.value, ada.Name), q.matches(&ada) && q.by != "id")
					default:
						require.True(t, q.selected != 0 || strings.Contains(value[0], "*"), raw)
					}
				}
			}
		}
	})
}
