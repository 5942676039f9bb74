package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type member struct{ name, value string }

// walked is what walk finds in a body, called as the parsers call it.
func walked(body []byte) (members []member, ok bool) {
	ok = isJSON(body) && walk(body, naming{}, func(name string, value json.RawMessage) bool {
		members = append(members, member{name, string(value)})
		return true
	})
	return members, ok
}

// same maps all spellings of a name to one: letters of ASCII in any case. The name of
// the type has only one spelling.
func same(name string) string {
	small := strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r = r - 'A' + 'a'
		}
		return r
	}, name)
	if small == "@odata.type" {
		return name
	}
	return small
}

// decoded is the same, with the tokens of a json.Decoder.
func decoded(body []byte) (members []member, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, false
	}
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		name, _ := token.(string)
		if err != nil || seen[same(name)] {
			return nil, false
		}
		seen[same(name)] = true
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return nil, false
		}
		members = append(members, member{name, string(value)})
	}
	if _, err := dec.Token(); err != nil {
		return nil, false
	}
	_, err := dec.Token()
	return members, err == io.EOF
}

var objects = []string{
	`{"@odAta.type":1,"@Odata.type":2}`,
	`{}`,
	" {\t}\r\n",
	`{"a":1}`,
	`{ "a" : [1, {"b" : "]}"}] , "c" : "\"\\" }`,
	`{"a":{"a":{}},"b":[[],[]],"c":-1.5e+7,"d":null,"e":true,"f":false}`,
	`{"a":1,"b":2,"a":3}`,
	`{"a":1,"\u0061":2}`,
	`{"B":0,"b":0}`,
	`{"@odata.type":1,"@Odata.type":2}`,
	`{"K":0,"\u212a":0}`,
	`{"":0,"\ud83d\ude00":"😀"}`,
	`{"a":1,}`,
	`{,}`,
	`{"a" 1}`,
	`{"a":}`,
	`{"a":1 "b":2}`,
	`{"a":1`,
	`{"a":"x`,
	`{"a":[1}`,
	`{a:1}`,
	`{"a":1} {}`,
	`{"a":1}x`,
	`{} // done`,
	`[]`, `null`, `"a"`, `1`, ``, ` `, "\ufeff{}", `{"a":01}`, `{"a":+1}`, `{"a":.5}`, `{"a":NaN}`,
}

func TestWalk(t *testing.T) {
	for _, body := range objects {
		t.Run(body, func(t *testing.T) {
			want, wantOK := decoded([]byte(body))
			got, ok := walked([]byte(body))
			require.Equal(t, wantOK, ok)
			if ok {
				require.Equal(t, want, got)
			}
		})
	}
}

// A repeated name is found, however many names stand before and between.
func TestWalkFindsANameAgainAmongMany(t *testing.T) {
	for total := 2; total <= 20; total++ {
		for first := range total - 1 {
			for _, pair := range [][2]string{{"same", "same"}, {"same", "SAME"}, {"@odata.type", "@odata.type"}, {"@odata.type", "@Odata.type"}} {
				members := make([]string, total)
				for i := range members {
					members[i] = fmt.Sprintf(`"n%d":0`, i)
				}
				members[first], members[total-1] = `"`+pair[0]+`":0`, `"`+pair[1]+`":0`
				body := []byte("{" + strings.Join(members, ",") + "}")
				want, wantOK := decoded(body)
				got, ok := walked(body)
				require.Equal(t, wantOK, ok, "%s", body)
				if ok {
					require.Equal(t, want, got)
				}
			}
		}
	}
}

func TestWalkStopsAtFalse(t *testing.T) {
	var names []string
	require.False(t, walk([]byte(`{"a":1,"b":2,"c":3}`), naming{}, func(name string, _ json.RawMessage) bool {
		names = append(names, name)
		return name != "b"
	}))
	require.Equal(t, []string{"a", "b"}, names)
}

// TestWalkIsLinear walks a body with very many names; comparing each with all others
// would take minutes.
func TestWalkIsLinear(t *testing.T) {
	body := []byte{'{'}
	const names = 200_000
	for i := range names {
		name, err := json.Marshal(string(rune('@')) + string(rune(0x10000+i)))
		require.NoError(t, err)
		body = append(append(body, name...), ":0,"...)
	}
	body[len(body)-1] = '}'
	members, ok := walked(body)
	require.True(t, ok)
	require.Len(t, members, names)
}

func FuzzWalk(f *testing.F) {
	for _, body := range objects {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, ok := walked(body)
		want, wantOK := decoded(body)
		if !isJSON(body) {
			require.False(t, ok)
			return
		}
		require.Equal(t, wantOK, ok, "%q", body)
		if ok {
			require.Equal(t, want, got, "%q", body)
		}
	})
}
