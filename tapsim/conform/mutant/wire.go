package mutant

import (
	"bytes"
	"fmt"
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

// usableBeside makes a mutant that shows a pass as usable beside a reason why it is not.
func usableBeside(reason string) wrong {
	return seeing(func(_ *faulty, _ protocol.Request, p map[string]any) {
		if p["methodUsabilityReason"] == reason {
			p["isUsable"] = true
		}
	})
}

var wireMutants = []Mutant{
	{ID: "usable-and-expired", Text: "you show isUsable as true beside the reason Expired at the very end of a pass", Rule: model.UsabilityExpired,
		wrong: seeing(func(_ *faulty, r protocol.Request, p map[string]any) {
			if p["methodUsabilityReason"] == "Expired" && r.At == shown(p).end() {
				p["isUsable"] = true
			}
		})},
	{ID: "usable-and-spent", Text: "you show isUsable as true beside the reason OneTimeUsed", Rule: model.UsabilityUsed, wrong: usableBeside("OneTimeUsed")},
	{ID: "usable-and-early", Text: "you show isUsable as true beside the reason NotYetValid", Rule: model.UsabilityEarly, wrong: usableBeside("NotYetValid")},
	{ID: "usable-and-disabled", Text: "you show isUsable as true beside the reason DisabledByPolicy", Rule: model.UsabilityDisabled, wrong: usableBeside("DisabledByPolicy")},
	{ID: "zone-dropped", Text: "you write instants without the Z", Rule: model.TimeFormat,
		wrong: spelling(func(text string) string { return spelt.ReplaceAllString(text, "$1$2") })},
	{ID: "fraction-padded", Text: "you always write instants with seven digits of fraction", Rule: model.TimeFormat, Unspecified: true,
		wrong: spelling(func(text string) string {
			return spelt.ReplaceAllStringFunc(text, func(s string) string {
				parts := spelt.FindStringSubmatch(s)
				return parts[1] + "." + (strings.TrimPrefix(parts[2], ".") + "0000000")[:7] + "Z"
			})
		})},
	{ID: "milliseconds", Text: "you cut instants to milliseconds", Rule: model.TimeUTC,
		wrong: spelling(func(text string) string { return cut(text, 3) })},
	{ID: "microseconds", Text: "you cut instants to microseconds", Rule: model.TimeUTC,
		wrong: spelling(func(text string) string { return cut(text, 6) })},
	{ID: "created-in-seconds", Text: "you cut createdDateTime to whole seconds in a list or a get", Rule: model.TimeUTC,
		wrong: reading(func(p map[string]any) { p["createdDateTime"] = cut(p["createdDateTime"].(string), 0) })},
	{ID: "read-in-microseconds", Text: "you cut instants to microseconds in a list or a get, and not in the answer to a create", Rule: model.TimeUTC,
		wrong: reading(func(p map[string]any) {
			for _, name := range []string{"createdDateTime", "startDateTime"} {
				p[name] = cut(p[name].(string), 6)
			}
		})},
	{ID: "lifetime-is-text", Text: "you write lifetimeInMinutes as a string", Rule: model.CreateAccepted,
		wrong: seeing(func(_ *faulty, _ protocol.Request, p map[string]any) {
			p["lifetimeInMinutes"] = fmt.Sprint(p["lifetimeInMinutes"])
		})},
	{ID: "camel-case", Text: "you write usability reasons in camelCase", Rule: model.UsabilityCase, Unspecified: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			res.Reason = decapitalized(res.Reason)
			if shows(r.Op) && res.Accepted() {
				edit(res, func(p map[string]any) map[string]any {
					p["methodUsabilityReason"] = decapitalized(p["methodUsabilityReason"].(string))
					return p
				})
			}
		})},
	{ID: "capital-id", Text: "you write the id of a pass in capitals", Rule: model.PassID, Unspecified: true,
		wrong: seeing(func(_ *faulty, _ protocol.Request, p map[string]any) { p["id"] = strings.ToUpper(p["id"].(string)) })},
	{ID: "capital-targets", Text: "you write the ids of targets in capitals", Rule: model.PolicyTargets, Unspecified: true,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = protocol.NewJSON(guids.ReplaceAllFunc(res.Body.Reveal(), bytes.ToUpper))
		})},
	{ID: "another-target", Text: "you show the ids of targets with another last character", Rule: model.PolicyRead,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = protocol.NewJSON(guids.ReplaceAllFunc(res.Body.Reveal(), func(id []byte) []byte { return append(bytes.Clone(id[:len(id)-1]), '~') }))
		})},
	{ID: "created-is-ok", Text: "you answer a create with status 200 instead of 201", Rule: model.CreateAccepted, Unspecified: true,
		wrong: accepting(protocol.Create, func(_ *faulty, _ protocol.Request, res *protocol.Response) { res.Status = 200 })},
	{ID: "deleted-is-ok", Text: "you answer a delete with status 200 instead of 204", Rule: model.DeleteFound, Unspecified: true,
		wrong: accepting(protocol.Delete, func(_ *faulty, _ protocol.Request, res *protocol.Response) { res.Status = 200 })},
	{ID: "no-aadsts", Text: "you refuse a sign-in with an error code and a message of your own", Rule: model.SigninExpired, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Result == "refused" {
				res.Error = protocol.Error{Code: "refused", Message: "No."}
			}
		})},
	{ID: "another-number-for-a-wrong-code", Text: "you refuse a wrong code with the error code for a missing pass", Rule: model.SigninCode, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Reason == "WrongCode" {
				res.Error.Code = model.SigninNone.Answer().Code
			}
		})},
	{ID: "nobody-is-not-named", Text: "you leave the key of an unknown user out of the error message", Rule: model.UserMissing, Unspecified: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			if res.Rule == model.UserMissing {
				res.Error.Message = strings.Replace(res.Error.Message, "'"+r.User+"' ", "", 1)
			}
		})},
	{ID: "range-in-other-words", Text: "you leave the valid range out of the error message for a lifetime", Rule: model.CreateLifetimeRange, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.CreateLifetimeRange {
				res.Error.Message = "The lifetime is out of range."
			}
		})},
	{ID: "property-too-many", Text: "you add userPrincipalName to the pass in a list", Rule: model.ListOne,
		wrong: listing(func(p map[string]any) map[string]any {
			p["userPrincipalName"] = "ada@contoso.example"
			return p
		})},
}
