package graph_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

// A flavour is how the SDK of a language sends a request. The SDKs are generated from
// one description, and their runtimes differ.
type flavour struct {
	agent   string
	zipped  bool
	chunked bool
	start   string // 2026-01-05T07:00:00Z, as the language spells it
	made    string // properties of a pass that was read before, which some SDKs send back
	headers []string
}

var flavours = map[string]flavour{
	"Go": {
		agent: "kiota-go/1.5.4", zipped: true, start: "2026-01-05T08:00:00+01:00",
		headers: []string{"SdkVersion", "graph-go/1.89.0, graph-go-core/1.4.0 (hostOS=linux; hostArch=amd64; runtimeEnvironment=go1.26;)", "Accept-Encoding", "gzip"},
	},
	".NET": {
		agent: "kiota-dotnet/1.17.0", zipped: true, chunked: true, start: "2026-01-05T07:00:00.0000000+00:00",
		headers: []string{"SdkVersion", "graph-dotnet/5.90.0 graph-dotnet-core/3.2.4 (hostOS=Unix 6; hostArch=X64; runtimeEnvironment=.NET 9.0;)", "Accept-Encoding", "gzip, br", "Prefer", "return=minimal"},
	},
	"Python": {
		agent: "python-httpx/0.28.1", start: "2026-01-05T07:00:00.000000+00:00",
		headers: []string{"SdkVersion", "graph-python/1.40.0, graph-python-core/1.3.3", "Accept-Encoding", "gzip, deflate", "Connection", "keep-alive"},
	},
	"Java": {
		agent: "okhttp/4.12.0", zipped: true, chunked: true, start: "2026-01-05T08:00:00.000000000+01:00",
		headers: []string{"SdkVersion", "graph-java/v6.40.0, graph-java-core/v3.6.0", "Accept-Encoding", "gzip"},
	},
	"PowerShell": {
		agent: "Mozilla/5.0 (Linux; Debian; en-US) PowerShell/7.5.0 New-MgUser", start: "2026-01-05T07:00:00.0000000Z",
		made:    `"id":"","createdDateTime":"0001-01-01T00:00:00Z","isUsable":false,"methodUsabilityReason":"","temporaryAccessPass":"",`,
		headers: []string{"SdkVersion", "graph-powershell/2.30.0", "Accept-Encoding", "gzip, deflate, br", "FeatureFlag", "00000043", "ConsistencyLevel", "eventual", "Retry-Attempt", "1"},
	},
}

// A request of a generated SDK gets the answer of Graph: its body is compressed and of
// unknown length, with its type and with nulls; every reserved character of a key is
// encoded, and the dollar of a query option too. An answer without a body says so.
func TestAskedLikeAGeneratedSDK(t *testing.T) {
	for language, f := range flavours {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			h := open(t, graph.Config{})
			send := func(method, path, body string) reply { return h.sdk(f, method, path, body) }

			got := send("PATCH", policy, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","id":"TemporaryAccessPass","state":"enabled",`+
				`"includeTargets":[{"@odata.type":"#microsoft.graph.authenticationMethodTarget","id":"all_users","isRegistrationRequired":false,"targetType":"group"}],"isUsableOnce":null}`)
			require.Equal(t, 204, got.status, got.body)
			require.Empty(t, got.body)
			require.Equal(t, "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", send("GET", policy, "").object(t)["@odata.type"])

			got = send("POST", "/v1.0/users", `{"@odata.type":"#microsoft.graph.user","accountEnabled":true,"displayName":"O'Brien","mailNickname":"o","userPrincipalName":"o'brien+x (!)@contoso.example",`+
				`"passwordProfile":{"@odata.type":"#microsoft.graph.passwordProfile","forceChangePasswordNextSignIn":true,"password":"of no use"}}`)
			require.Equal(t, 201, got.status, got.body)
			id := got.object(t)["id"]
			const key = "/v1.0/users/o%27brien%2Bx%20%28%21%29%40contoso.example"
			require.Equal(t, id, send("GET", key+"?%24select=id,userPrincipalName", "").object(t)["id"])
			found := send("GET", "/v1.0/users?%24filter=userPrincipalName%20eq%20%27o%27%27brien%2Bx%20%28%21%29%40contoso.example%27&%24select=id,displayName", "").object(t)
			require.Equal(t, id, found["value"].([]any)[0].(map[string]any)["id"])

			passes := key + "/authentication/temporaryAccessPassMethods"
			got = send("POST", passes, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod",`+f.made+`"isUsableOnce":true,"lifetimeInMinutes":60,"startDateTime":"`+f.start+`"}`)
			require.Equal(t, 201, got.status, got.body)
			pass := got.object(t)
			require.Equal(t, "2026-01-05T07:00:00Z", pass["startDateTime"])
			require.Len(t, pass["temporaryAccessPass"], 8)
			require.Equal(t, "1", send("GET", passes+"/%24count", "").body)
			one := send("GET", passes+"/"+pass["id"].(string), "").object(t)
			require.Equal(t, "NotYetValid", one["methodUsabilityReason"])
			require.Contains(t, one, "temporaryAccessPass")
			all := send("GET", key+"/authentication/methods", "").object(t)["value"].([]any)
			require.Equal(t, "#microsoft.graph.temporaryAccessPassAuthenticationMethod", all[0].(map[string]any)["@odata.type"])

			got = send("POST", passes, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","lifetimeInMinutes":5}`)
			require.Equal(t, 400, got.status)
			require.Equal(t, "badRequest: Invalid LifetimeInMinutes specified. The valid range between 60 and 480.", got.refused())
			got = send("DELETE", passes+"/"+pass["id"].(string), "")
			require.Equal(t, 204, got.status)
			require.Empty(t, got.body)
			require.Equal(t, 404, send("GET", passes+"/"+pass["id"].(string), "").status)
			require.Equal(t, 204, send("DELETE", key, "").status)
		})
	}
}

// sdk sends a request like the SDK of a language.
func (h fixture) sdk(f flavour, method, path, body string) reply {
	h.t.Helper()
	var text io.Reader
	if body != "" {
		if f.zipped {
			body = zip(body)
		}
		text = strings.NewReader(body)
		if f.chunked {
			text = io.MultiReader(text) // whose length the client does not know
		}
	}
	req, err := http.NewRequest(method, h.URL+path, text)
	require.NoError(h.t, err)
	req.Header.Set("Authorization", "Bearer anything")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", f.agent)
	req.Header.Set("client-request-id", unknownID)
	for i := 0; i < len(f.headers); i += 2 {
		req.Header.Set(f.headers[i], f.headers[i+1])
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
		if f.zipped {
			req.Header.Set("Content-Encoding", "gzip")
		}
	}
	got := h.send(req)
	require.Equal(h.t, unknownID, got.header.Get("client-request-id"))
	return got
}

// object is the body of an answer, which is an object.
func (r reply) object(t *testing.T) (body map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(r.body), &body), r.body)
	return body
}
