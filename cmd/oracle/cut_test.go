package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const small = `{
	"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "tags": [{"name": "dropped"}],
	"paths": {
		"/users": {"get": {"$ref": "#/components/schemas/dropped"}},
		"/me/authentication/temporaryAccessPassMethods": {"get": {"schema": {"$ref": "#/components/schemas/base"}}},
		"/me/authentication/temporaryAccessPassMethods/{id}/more": {}
	},
	"components": {"schemas": {
		"base": {"discriminator": {"propertyName": "@odata.type", "mapping": {
			"#temporaryAccessPass": "#/components/schemas/temporaryAccessPass", "#dropped": "#/components/schemas/dropped"
		}}},
		"dropped": {"$ref": "#/components/schemas/alsoDropped"},
		"alsoDropped": {},
		"temporaryAccessPass": {"allOf": [{"$ref": "#/components/schemas/base"}, {"items": [{"$ref": "#/components/schemas/leaf"}]}]},
		"leaf": {"description": "\u003c kept \u0026 whole"}
	}, "examples": {"dropped": {}}}
}`

// A cut has keptPaths, all that they refer to, and no more.
func TestCut(t *testing.T) {
	text, err := cut(strings.NewReader(small))
	require.NoError(t, err)
	require.JSONEq(t, `{
		"openapi": "3.0.1", "info": {"title": "t", "version": "1"},
		"paths": {"/me/authentication/temporaryAccessPassMethods": {"get": {"schema": {"$ref": "#/components/schemas/base"}}}},
		"components": {"schemas": {
			"base": {"discriminator": {"propertyName": "@odata.type", "mapping": {"#temporaryAccessPass": "#/components/schemas/temporaryAccessPass"}}},
			"temporaryAccessPass": {"allOf": [{"$ref": "#/components/schemas/base"}, {"items": [{"$ref": "#/components/schemas/leaf"}]}]},
			"leaf": {"description": "< kept & whole"}
		}}
	}`, string(text))

	again, err := cut(bytes.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
}

func TestWhatIsNoDocument(t *testing.T) {
	for text, want := range map[string]string{
		``:                    "EOF",
		`[]`:                  "object is expected",
		`{"paths": []}`:       "object is expected",
		`{"paths": {"/x": }}`: "invalid character",
		`{"paths": {}`:        "EOF",
		strings.Replace(small, `"leaf"`, `"leave"`, 1): "#/components/schemas/leaf: unexpected end",
	} {
		_, err := cut(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
	}
}

// The cut of a whole document has an operation and its types, and is small.
func TestTheCutsAreSmall(t *testing.T) {
	documents(t)
	all, err := cached(cacheDir())
	require.NoError(t, err)
	require.Len(t, all, len(sources))
	for version, text := range all {
		require.Less(t, len(text), 1<<16, version)
		var doc struct {
			Paths map[string]any
		}
		require.NoError(t, json.Unmarshal(text, &doc))
		require.Len(t, doc.Paths, 13, version)
	}
}

// A document in the cache with a wrong sum is not used.
func TestTheCacheIsChecked(t *testing.T) {
	dir := t.TempDir()
	_, err := cached(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
	for _, s := range sources {
		require.NoError(t, replaceFile(s.in(dir), []byte(small)))
	}
	_, err = cached(dir)
	require.ErrorContains(t, err, "is wanted")
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, left, len(sources), "nothing but the documents")
}

func TestUnpack(t *testing.T) {
	archive := func(names ...string) *bytes.Buffer {
		var b bytes.Buffer
		zipped := gzip.NewWriter(&b)
		files := tar.NewWriter(zipped)
		for _, name := range names {
			require.NoError(t, files.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(small))}))
			_, err := files.Write([]byte(small))
			require.NoError(t, err)
		}
		require.NoError(t, files.Close())
		require.NoError(t, zipped.Close())
		return &b
	}
	dir := t.TempDir()
	require.ErrorContains(t, unpack(archive(sources[0].file, "package/other.json"), dir), "lacks 1 of the documents")
	require.NoError(t, unpack(archive("package/other.json", sources[1].file, sources[0].file), dir))
	for _, s := range sources {
		text, err := os.ReadFile(s.in(dir))
		require.NoError(t, err)
		require.Contains(t, string(text), "kept")
	}
	require.Error(t, unpack(strings.NewReader("no archive"), dir))
}
