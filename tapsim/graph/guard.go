package graph

import (
	"net"
	"net/http"
	"strings"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A page of a foreign site in a local browser can send requests to the loopback
// interface. If it rebinds its own name to 127.0.0.1 it can read the answers too. The
// browser always sends the page's name, in Host and in Origin, so these are checked.

// guard refuses such requests. The zero answer lets a request pass.
func guard(r *http.Request) answer {
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok && local.IP.IsLoopback() && !isLoopback(r.Host) {
		return refuse(http.StatusMisdirectedRequest, "misdirectedRequest",
			"On the loopback interface the Host has to be 127.0.0.1, [::1] or localhost.")
	}
	origin := r.Header["Origin"]
	if origin != nil && (len(origin) != 1 || !isLoopbackOrigin(origin[0])) {
		return foreign
	}
	// Without an Origin, the browser still calls the request cross-site. It does so too
	// for a local page under another name of this computer, but that one has an Origin.
	if site := r.Header["Sec-Fetch-Site"]; origin == nil && len(site) > 0 && site[0] == "cross-site" {
		return foreign
	}
	return answer{}
}

var foreign = refuse(http.StatusForbidden, "foreignOrigin", "Pages of other sites have no access to this service.")

// isLoopback reports whether a host, with a port or without, is this computer by a
// name that needs no resolver.
func isLoopback(host string) bool {
	name := host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		if strings.Trim(host[i+1:], "0123456789") != "" {
			return false
		}
		name = host[:i]
	}
	if strings.EqualFold(strings.TrimSuffix(name, "."), "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return ip != nil && ip.IsLoopback()
}

func isLoopbackOrigin(origin string) bool {
	scheme, host, ok := strings.Cut(origin, "://")
	return ok && (scheme == "http" || scheme == "https") && isLoopback(host)
}

// allowOrigin lets a local page read the answer. guard has refused foreign pages
// before.
func allowOrigin(h http.Header, r *http.Request) {
	h["Access-Control-Allow-Origin"] = r.Header["Origin"]
	h["Access-Control-Expose-Headers"] = []string{"Request-Id, Client-Request-Id, Location"}
	h["Vary"] = []string{"Origin"}
}

// preflight answers the request that a browser sends before a local page may send a
// token. The zero answer: it was no such request.
func preflight(h http.Header, r *http.Request) answer {
	wanted := r.Header["Access-Control-Request-Method"]
	if r.Method != http.MethodOptions || wanted == nil || r.Header["Origin"] == nil {
		return answer{}
	}
	h["Access-Control-Allow-Methods"] = wanted
	if names := r.Header["Access-Control-Request-Headers"]; names != nil {
		h["Access-Control-Allow-Headers"] = names
	}
	return answer{Response: protocol.Response{Status: http.StatusNoContent}}
}
