package mutant

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// The parts of instants and numbers as they are spelt in JSON.
var (
	spelt    = regexp.MustCompile(`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z`)
	offset   = regexp.MustCompile(`("startDateTime"\s*:\s*"[^"+Z]*T[^"+Z-]*)[+-]\d\d:\d\d`)
	tooFine  = regexp.MustCompile(`\.\d{8}`)
	digits   = regexp.MustCompile(`^-?[0-9]+[.eE]`)
	guids    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	counted  = regexp.MustCompile(`^"\\?/Date\(`)
	zoneless = regexp.MustCompile(`("startDateTime"\s*:\s*"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)"`)
)

// cut shortens the fraction of an instant.
func cut(instant string, digits int) string {
	return spelt.ReplaceAllStringFunc(instant, func(s string) string {
		parts := spelt.FindStringSubmatch(s)
		fraction := parts[2]
		if len(fraction) > digits+1 {
			fraction = fraction[:digits+1]
		}
		return parts[1] + strings.TrimRight(fraction, ".0") + "Z"
	})
}

// spelling makes a mutant that spells every instant in another way.
func spelling(change func(text string) string) wrong {
	return after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
		res.Body = protocol.NewJSON(change(string(res.Body.Reveal())))
		res.SessionEnds, res.RegisterBy = change(res.SessionEnds), change(res.RegisterBy)
	})
}

// decapitalized is a word in camelCase.
func decapitalized(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToLower(word[:1]) + word[1:]
}

var wireMutants = []Mutant{
	{ID: "usable-and-expired", Text: "at the instant of the end isUsable is true beside the reason Expired", Rule: model.UsabilityExpired,
		wrong: seeing(func(_ *faulty, r protocol.Request, p map[string]any) {
			if p["methodUsabilityReason"] == "Expired" && r.At == shown(p).end() {
				p["isUsable"] = true
			}
		})},
	{ID: "zone-dropped", Text: "instants are written without the Z", Rule: model.TimeFormat,
		wrong: spelling(func(text string) string { return spelt.ReplaceAllString(text, "$1$2") })},
	{ID: "fraction-padded", Text: "instants are written with seven digits of fraction always", Rule: model.TimeFormat, Unspecified: true,
		wrong: spelling(func(text string) string {
			return spelt.ReplaceAllStringFunc(text, func(s string) string {
				parts := spelt.FindStringSubmatch(s)
				return parts[1] + "." + (strings.TrimPrefix(parts[2], ".") + "0000000")[:7] + "Z"
			})
		})},
	{ID: "milliseconds", Text: "instants are cut to the millisecond", Rule: model.TimeUTC,
		wrong: spelling(func(text string) string { return cut(text, 3) })},
	{ID: "camel-case", Text: "reasons are written in camelCase", Rule: model.UsabilityCase, Unspecified: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			res.Reason = decapitalized(res.Reason)
			if shows(r.Op) && res.Accepted() {
				edit(res, func(p map[string]any) map[string]any {
					p["methodUsabilityReason"] = decapitalized(p["methodUsabilityReason"].(string))
					return p
				})
			}
		})},
	{ID: "capital-id", Text: "ids are written in capitals", Rule: model.PassID, Unspecified: true,
		wrong: seeing(func(_ *faulty, _ protocol.Request, p map[string]any) { p["id"] = strings.ToUpper(p["id"].(string)) })},
	{ID: "capital-targets", Text: "the ids of targets are written in capitals", Rule: model.PolicyTargets, Unspecified: true,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = protocol.NewJSON(guids.ReplaceAllFunc(res.Body.Reveal(), bytes.ToUpper))
		})},
	{ID: "another-target", Text: "the id of a target comes back with another last digit", Rule: model.PolicyRead,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = protocol.NewJSON(guids.ReplaceAllFunc(res.Body.Reveal(), func(id []byte) []byte { return append(bytes.Clone(id[:len(id)-1]), '~') }))
		})},
	{ID: "created-is-ok", Text: "a create answers with 200 and not with 201", Rule: model.CreateAccepted, Unspecified: true,
		wrong: accepting(protocol.Create, func(_ *faulty, _ protocol.Request, res *protocol.Response) { res.Status = 200 })},
	{ID: "deleted-is-ok", Text: "a delete answers with 200 and not with 204", Rule: model.DeleteFound, Unspecified: true,
		wrong: accepting(protocol.Delete, func(_ *faulty, _ protocol.Request, res *protocol.Response) { res.Status = 200 })},
	{ID: "no-aadsts", Text: "a refused sign-in has an error of its own making", Rule: model.SigninExpired, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Result == "refused" {
				res.Error = protocol.Error{Code: "refused", Message: "No."}
			}
		})},
	{ID: "another-number-for-a-wrong-code", Text: "a wrong code has the number of a pass that is not there", Rule: model.SigninCode, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Reason == "WrongCode" {
				res.Error.Code = model.SigninNone.Answer().Code
			}
		})},
	{ID: "nobody-is-not-named", Text: "the refusal of a user who does not exist does not quote the key", Rule: model.UserMissing, Unspecified: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			if res.Rule == model.UserMissing {
				res.Error.Message = strings.Replace(res.Error.Message, "'"+r.User+"' ", "", 1)
			}
		})},
	{ID: "range-in-other-words", Text: "the refusal of a lifetime does not quote the range", Rule: model.CreateLifetimeRange, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.CreateLifetimeRange {
				res.Error.Message = "The lifetime is out of range."
			}
		})},
	{ID: "property-too-many", Text: "a list shows the user of a pass, too", Rule: model.ListOne,
		wrong: listing(func(p map[string]any) map[string]any {
			p["userPrincipalName"] = "ada@contoso.example"
			return p
		})},
}
