package form

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// Where Go's own parser is exact, this one agrees with it.
func TestDurationsAreThoseOfGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticks := rapid.Int64Range(0, int64(1<<63-1)/100).Draw(t, "ticks")
		text := time.Duration(ticks * 100).String()
		d, wrong := Duration(text)
		require.Empty(t, wrong, text)
		require.Equal(t, model.Duration(ticks), d, text)
	})
}

func TestDurationsAreExact(t *testing.T) {
	for text, want := range map[string]model.Duration{
		"30d":        30 * 24 * 60 * model.Minute,
		"1d12h":      36 * 60 * model.Minute,
		"1.5d":       36 * 60 * model.Minute,
		".5s":        model.Second / 2,
		"5.s":        5 * model.Second,
		"100ns":      model.Tick,
		"0.1us":      model.Tick,
		"50ns50ns":   model.Tick, // only the sum has to be whole ticks
		"0.0000001s": model.Tick,
		"7000000m7s": 7000000*model.Minute + 7*model.Second,
		"3000000d":   3000000 * 24 * 60 * model.Minute,
	} {
		d, wrong := Duration(text)
		require.Empty(t, wrong, text)
		require.Equal(t, want, d, text)
	}
	for _, text := range []string{
		"", "5", "s", "-5s", "+5s", "5 s", "5S", "5s ", ".", ".s", "1..5s", "1e3s", "0x5s", "5w", "5mm", "5s5", "∞",
		"99ns", "0.00000001s", "0.00000000000000000001h", "9999999d", "99999999999999999999999s",
	} {
		_, wrong := Duration(text)
		require.NotEmpty(t, wrong, text)
	}
}
