package wire

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
)

// The readers in this package take one value each, which is well-formed JSON, and
// return false for a value of any other type, null too.

// optional reads a property that may be null. Null means the same as a missing
// property; with zero, the same as the zero of the type. Rules create-null,
// policy-null.
func optional[T any](value json.RawMessage, zero bool, read func(json.RawMessage) (T, bool)) (*T, bool) {
	if isNull(value) {
		if zero {
			return new(T), true
		}
		return nil, true
	}
	v, ok := read(value)
	return &v, ok
}

func isNull(value json.RawMessage) bool { return string(value) == "null" }

func readBool(value json.RawMessage) (b, ok bool) {
	switch string(value) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

func readString(value json.RawMessage) (s string, ok bool) {
	if value[0] != '"' {
		return "", false
	}
	if !bytes.ContainsRune(value, '\\') {
		return string(value[1 : len(value)-1]), true
	}
	err := json.Unmarshal(value, &s)
	return s, err == nil
}

func readMinutes(value json.RawMessage) (model.Minutes, bool) {
	n, ok := readInt32(value)
	return model.Minutes(n), ok
}

// readInt32 reads a number that is an integer within Int32, in any spelling: 60, 60.0,
// 6e1 and 600e-1 are the same number.
//
// It works on the digits. A float64 would read 60.0000000000000000001 as 60, and an
// exact rational would write out the digits of 1e999999999.
func readInt32(value json.RawMessage) (n int32, ok bool) {
	if value[0] != '-' && !isDigit(value[0]) {
		return 0, false
	}
	text, negative := strings.CutPrefix(string(value), "-")
	var exponent string
	if e := strings.IndexAny(text, "eE"); e >= 0 {
		text, exponent = text[:e], text[e+1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")

	// The number is its digits, without the zeros around them, times a power of ten. So it
	// is an integer exactly if the exponent is not negative.
	padded := whole + fraction
	digits := strings.TrimRight(padded, "0")
	power := readExponent(exponent) - int64(len(fraction)) + int64(len(padded)-len(digits))
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return 0, true
	}
	const most = int64(len("2147483648"))
	if power < 0 || int64(len(digits))+power > most {
		return 0, false
	}
	size, _ := strconv.ParseInt(digits+strings.Repeat("0", int(power)), 10, 64)
	if negative {
		size = -size
	}
	return int32(size), math.MinInt32 <= size && size <= math.MaxInt32
}

// isDisguised reports whether a value is a number with a point or an exponent, which
// another implementation may refuse, whatever its value.
func isDisguised(value json.RawMessage) bool {
	return (value[0] == '-' || isDigit(value[0])) && bytes.ContainsAny(value, ".eE")
}

// readExponent reads the text after an e. A value that is too large becomes one that
// no text is long enough to compensate, with room to add the text's length.
func readExponent(text string) int64 {
	if text == "" {
		return 0 // nearly every number has none, and strconv would return an error
	}
	const far = math.MaxInt64 / 2
	n, _ := strconv.ParseInt(text, 10, 64) // too much is the end of int64
	return max(-far, min(n, far))
}
