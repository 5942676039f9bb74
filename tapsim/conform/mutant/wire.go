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
	{Name: "usable-and-expired", What: "at the very end isUsable is true beside the reason Expired", Rule: model.UsabilityExpired,
		wrong: seeing(func(_ *faulty, r protocol.Request, p map[string]any) {
			if p["methodUsabilityReason"] == "Expired" && r.At == shown(p).end() {
				p["isUsable"] = true
			}
		})},
	{Name: "zone-dropped", What: "instants are written without the Z", Rule: model.TimeFormat,
		wrong: spelling(func(text string) string { return spelt.ReplaceAllString(text, "$1$2") })},
	{Name: "fraction-padded", What: "instants are written with seven digits of fraction always", Rule: model.TimeFormat, Free: true,
		wrong: spelling(func(text string) string {
			return spelt.ReplaceAllStringFunc(text, func(s string) string {
				parts := spelt.FindStringSubmatch(s)
				return parts[1] + "." + (strings.TrimPrefix(parts[2], ".") + "0000000")[:7] + "Z"
			})
		})},
	{Name: "milliseconds", What: "instants are cut to the millisecond", Rule: model.TimeUTC,
		wrong: spelling(func(text string) string { return cut(text, 3) })},
	{Name: "camel-case", What: "reasons are written in camelCase", Rule: model.UsabilityCase, Free: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			res.Reason = decapitalized(res.Reason)
			if shows(r.Op) && res.Accepted() {
				edit(res, func(p map[string]any) map[string]any {
					p["methodUsabilityReason"] = decapitalized(p["methodUsabilityReason"].(string))
					return p
				})
			}
		})},
	{Name: "capital-id", What: "ids are written in capitals", Rule: model.PassID, Free: true,
		wrong: seeing(func(_ *faulty, _ protocol.Request, p map[string]any) { p["id"] = strings.ToUpper(p["id"].(string)) })},
	{Name: "capital-targets", What: "the ids of targets are written in capitals", Rule: model.PolicyTargets, Free: true,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = protocol.NewJSON(guids.ReplaceAllFunc(res.Body.Reveal(), bytes.ToUpper))
		})},
	{Name: "another-target", What: "the id of a target comes back with another last digit", Rule: model.PolicyRead,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = protocol.NewJSON(guids.ReplaceAllFunc(res.Body.Reveal(), func(id []byte) []byte { return append(bytes.Clone(id[:len(id)-1]), '~') }))
		})},
	{Name: "created-is-ok", What: "a create answers with 200 and not with 201", Rule: model.CreateAccepted, Free: true,
		wrong: accepting(protocol.Create, func(_ *faulty, _ protocol.Request, res *protocol.Response) { res.Status = 200 })},
	{Name: "deleted-is-ok", What: "a delete answers with 200 and not with 204", Rule: model.DeleteFound, Free: true,
		wrong: accepting(protocol.Delete, func(_ *faulty, _ protocol.Request, res *protocol.Response) { res.Status = 200 })},
	{Name: "no-aadsts", What: "a refused sign-in has an error of its own making", Rule: model.SigninExpired, Free: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Result == "refused" {
				res.Error = protocol.Error{Code: "refused", Message: "No."}
			}
		})},
	{Name: "another-number-for-a-wrong-code", What: "a wrong code has the number of a pass that is not there", Rule: model.SigninCode, Free: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Reason == "WrongCode" {
				res.Error.Code = model.SigninNone.Answer().Code
			}
		})},
	{Name: "nobody-is-not-named", What: "the refusal of a user who does not exist does not quote the key", Rule: model.UserMissing, Free: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			if res.Rule == model.UserMissing {
				res.Error.Message = strings.Replace(res.Error.Message, "'"+r.User+"' ", "", 1)
			}
		})},
	{Name: "range-in-other-words", What: "the refusal of a lifetime does not quote the range", Rule: model.CreateLifetimeRange, Free: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.CreateLifetimeRange {
				res.Error.Message = "The lifetime is out of range."
			}
		})},
	{Name: "property-too-many", What: "a list shows the user of a pass, too", Rule: model.ListOne,
		wrong: listing(func(p map[string]any) map[string]any {
			p["userPrincipalName"] = "somebody@contoso.example"
			return p
		})},
}
