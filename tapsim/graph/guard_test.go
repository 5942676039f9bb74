package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

// A name that is rebound to this computer is not one of its own.
func TestHosts(t *testing.T) {
	h := open(t, graph.Config{})
	for host, status := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "127.0.0.1": 200, "127.0.0.1:1": 200, "[::1]": 200, "[::1]:8080": 200,
		"evil.example": 421, "evil.example:8080": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example": 421,
		"127.0.0.2": 200, "localhost.": 200, "0.0.0.0": 421, "[::]": 421, "graph.microsoft.com": 421, "localhost:80:80": 421, "[::1]x": 421,
	} {
		for _, path := range []string{hers, "/_tapsim/state"} {
			require.Equal(t, status, h.ask("GET", path, "", "Host", host).status, host)
		}
	}
}

func TestOrigins(t *testing.T) {
	h := open(t, graph.Config{})
	for origin, status := range map[string]int{
		"http://localhost:3000": 200, "https://127.0.0.1": 200, "http://[::1]:8080": 200,
		"http://evil.example": 403, "null": 403, "http://localhost.evil.example": 403, "file://": 403, "localhost": 403, "ftp://localhost": 403,
	} {
		for _, path := range []string{hers, "/_tapsim/state"} {
			got := h.ask("GET", path, "", "Origin", origin)
			require.Equal(t, status, got.status, origin)
			if status == 200 {
				require.Equal(t, origin, got.header.Get("Access-Control-Allow-Origin"))
				require.Equal(t, "Origin", got.header.Get("Vary"))
			} else {
				require.Empty(t, got.header.Get("Access-Control-Allow-Origin"))
			}
		}
		got := h.ask("OPTIONS", hers, "", "Origin", origin, "Authorization", "",
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		if status == 200 {
			require.Equal(t, 204, got.status)
			require.Equal(t, "POST", got.header.Get("Access-Control-Allow-Methods"))
			require.Equal(t, "authorization,content-type", got.header.Get("Access-Control-Allow-Headers"))
		} else {
			require.Equal(t, 403, got.status)
		}
	}
	require.Empty(t, h.ask("GET", hers, "").header.Get("Access-Control-Allow-Origin"))
}

// A browser says whether the page that sends a request belongs to another site, also
// without an Origin.
func TestWhatBrowsersSayOfAPage(t *testing.T) {
	h := open(t, graph.Config{})
	for site, status := range map[string]int{"cross-site": 403, "same-site": 204, "same-origin": 204, "none": 204} {
		require.Equal(t, status, h.ask("POST", "/_tapsim/reset", "{}", "Sec-Fetch-Site", site).status, site)
	}
	// localhost and 127.0.0.1 are two sites of one computer.
	require.Equal(t, 204, h.ask("POST", "/_tapsim/reset", "{}", "Sec-Fetch-Site", "cross-site", "Origin", "http://localhost:3000").status)
	require.Equal(t, 403, h.ask("POST", "/_tapsim/reset", "{}", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example").status)
}
