package graph_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

// A client that trusts only the text accepts the service under each of its names, and
// under no other.
func TestCertificateIsTrustedByItsText(t *testing.T) {
	certificate, text, err := graph.Certificate("tap.example", "192.0.2.7")
	require.NoError(t, err)
	trusted := x509.NewCertPool()
	require.True(t, trusted.AppendCertsFromPEM(text))

	service, err := graph.New(graph.Config{})
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(service)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.StartTLS()
	defer server.Close()

	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get(server.URL + "/_tapsim/healthz")
	require.NoError(t, err)
	res.Body.Close()
	require.Equal(t, http.StatusOK, res.StatusCode)

	block, rest := pem.Decode(text)
	require.Empty(t, rest, "a key, or anything else that is no certificate")
	leaf, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	for _, name := range []string{"localhost", "127.0.0.1", "::1", "tap.example", "192.0.2.7"} {
		require.NoError(t, leaf.VerifyHostname(name), name)
	}
	require.Error(t, leaf.VerifyHostname("graph.microsoft.com"))
	require.Greater(t, time.Until(leaf.NotAfter), 24*time.Hour)
	require.Less(t, time.Until(leaf.NotAfter), 366*24*time.Hour)

	require.True(t, graph.IsCertificate(text))
	for _, other := range []string{"", "tapsim serve", string(text[1:]), string(text) + string(text), string(text[:len(text)/2]), "my notes\n" + string(text), string(text) + "\n"} {
		require.False(t, graph.IsCertificate([]byte(other)), other)
	}
}
