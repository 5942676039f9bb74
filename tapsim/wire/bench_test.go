package wire_test

import (
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

func BenchmarkParseInstant(b *testing.B) {
	for _, s := range []string{"2022-06-05T00:00:00.000Z", "2022-06-05T02:00:00+02:00"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				wire.ParseInstant(s)
			}
		})
	}
}

func BenchmarkParseCreate(b *testing.B) {
	body := []byte(`{"startDateTime":"2022-06-05T00:00:00.000Z","lifetimeInMinutes":60,"isUsableOnce":false}`)
	b.ReportAllocs()
	for b.Loop() {
		wire.ParseCreate(body)
	}
}

func BenchmarkParsePolicy(b *testing.B) {
	body := wire.AppendPolicy(nil, model.DefaultPolicy(model.Documented), wire.Annotations{Context: wire.V1.PolicyContext(), Type: wire.PolicyType})
	b.ReportAllocs()
	for b.Loop() {
		wire.ParsePolicy(body)
	}
}

func BenchmarkAppendPass(b *testing.B) {
	v := model.View{
		ID: model.ID{1}, Created: 637_897_836_697_651_730, Start: 637_900_000_000_000_000,
		Lifetime: 60, Reason: model.NotYetValid,
	}
	code := model.NewCode("+drkzqAD")
	a := wire.Annotations{Context: wire.V1.PassEntityContext("ada@contoso.example")}
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = wire.AppendPass(buf[:0], v, code, a)
	}
}

func BenchmarkAppendPolicy(b *testing.B) {
	p := model.DefaultPolicy(model.Documented)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = wire.AppendPolicy(buf[:0], p, wire.Annotations{})
	}
}
