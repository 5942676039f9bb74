package wire_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
	"pgregory.net/rapid"
)

func parseLifetime(number string) (model.Minutes, bool) {
	cmd, _, refused := wire.ParseCreate([]byte(`{"lifetimeInMinutes":` + number + `}`))
	if refused != model.NoRule {
		return 0, false
	}
	return *cmd.Lifetime, true
}

func TestNumbers(t *testing.T) {
	zeros := strings.Repeat("0", 5000)
	for _, c := range []struct {
		number string
		want   model.Minutes
	}{
		{"60", 60}, {"60.0", 60}, {"6e1", 60}, {"6E+1", 60}, {"600e-1", 60}, {"0.6e2", 60}, {"0.0060e4", 60},
		{"60.000000000000000000000", 60}, {"60" + zeros + "e-5000", 60}, {"0." + zeros + "6e5002", 60},
		{"-7", -7}, {"-70e-1", -7},
		{"0", 0}, {"-0", 0}, {"0.0", 0}, {"0e999999999999999999999", 0}, {"0e-999999999999999999999", 0}, {"-0.0e1", 0},
		{"2147483647", 2147483647}, {"2.147483647e9", 2147483647}, {"-2147483648", -2147483648}, {"1e9", 1_000_000_000},
	} {
		got, ok := parseLifetime(c.number)
		require.True(t, ok, c.number)
		require.Equal(t, c.want, got, c.number)
	}
	for _, number := range []string{
		"60.5", "60.0000000000000000001", "1e-1", "605e-1", "0.1", "-0.5",
		"2147483648", "-2147483649", "2147483647.1", "9999999999", "1e10", "99999999999999999999", "214748364800e-1",
		"1e999999999", "1e-999999999", "1e9223372036854775807", "1e-9223372036854775808", "1e99999999999999999999999", "-1e-99999999999999999999999",
		"60" + zeros, "+60", "060", ".6e2", "60.", "6e", "0x3c", "6_0", "NaN", "Infinity", "-", "-x",
	} {
		_, ok := parseLifetime(number)
		require.False(t, ok, number)
	}
}

// TestNumbersAreExact compares with exact rationals, which the package does not use
// because their size grows with the exponent.
func TestNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,6}0{0,6})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number")
		exact, ok := new(big.Rat).SetString(number)
		require.True(t, ok)
		want := exact.IsInt() && exact.Num().IsInt64() && int64(int32(exact.Num().Int64())) == exact.Num().Int64()

		got, ok := parseLifetime(number)
		require.Equal(t, want, ok)
		if ok {
			require.Equal(t, exact.Num().Int64(), int64(got))
		}
	})
}
