package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// answers is what a client may demand of any implementation: statuses, codes and
// texts, and the word in which this project says why a sign-in was refused. What is
// chosen, according to published, is left empty here.
var answers = []struct {
	id      string
	status  int
	refusal string
	code    string
	message string
}{
	{"create-accepted", 201, "", "", ""},
	{"create-gated", 0, "", "badRequest", "Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType [TemporaryAccessPass]."},
	{"create-conflict", 0, "", "badRequest", ""},
	{"create-lifetime-range", 400, "", "badRequest", "Invalid LifetimeInMinutes specified. The valid range between {minimum} and {maximum}."},
	{"create-once-required", 400, "", "badRequest", "Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method."},
	{"create-start-past", 400, "", "badRequest", "Invalid StartDateTime specified. It can not be a time in the past."},
	{"create-start-form", 400, "", "badRequest", "Unable to parse request body as an authentication method."},
	{"create-start-far", 400, "", "badRequest", ""},
	{"create-guest", 0, "", "badRequest", "Temporary Access Pass cannot be added to an external guest user."},
	{"create-empty", 400, "", "BadRequest", "Empty Payload. JSON content expected."},
	{"create-malformed", 400, "", "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."},
	{"create-unknown", 400, "", "badRequest", "Unable to parse request body as an authentication method."},
	{"list-one", 200, "", "", ""},
	{"get-found", 200, "", "", ""},
	{"get-missing", 404, "", "", ""},
	{"delete-found", 204, "", "", ""},
	{"delete-missing", 404, "", "", ""},
	{"user-missing", 404, "", "Request_ResourceNotFound", "Resource '{user}' does not exist or one of its queried reference-property objects are not present."},
	{"pass-update", 0, "", "", ""},
	{"signin-accepted", 0, "", "", ""},
	{"signin-none", 0, "NoPass", "AADSTS130507", "An access pass could not be found or verified for the user."},
	{"signin-code", 0, "WrongCode", "AADSTS130503", "Your Temporary Access Pass is incorrect. If you don't know your pass, contact your administrator."},
	{"signin-expired", 0, "Expired", "AADSTS130504", "Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass."},
	{"signin-early", 0, "NotYetValid", "", ""},
	{"signin-used", 0, "OneTimeUsed", "AADSTS130505", "Your one-time Temporary Access Pass has been redeemed. Contact your admin to get a new pass."},
	{"signin-disabled", 0, "DisabledByPolicy", "AADSTS130502", "Temporary Access Pass sign in was blocked due to User Credential Policy."},
	{"refresh-accepted", 0, "", "", ""},
	{"refresh-expired", 0, "Expired", "AADSTS130504", "Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass."},
	{"refresh-none", 0, "NoPass", "AADSTS130507", "An access pass could not be found or verified for the user."},
	{"refresh-disabled", 0, "DisabledByPolicy", "AADSTS130502", "Temporary Access Pass sign in was blocked due to User Credential Policy."},
	{"refresh-early", 0, "NotYetValid", "", ""},
	{"policy-range", 0, "", "badRequest", ""},
	{"policy-order", 400, "", "badRequest", ""},
	{"policy-update", 204, "", "", ""},
	{"policy-type", 400, "", "badRequest", ""},
	{"policy-unknown", 400, "", "badRequest", ""},
	{"policy-reset", 204, "", "", ""},
	{"access-token", 401, "", "", ""},
	{"access-me", 400, "", "BadRequest", "/me request is only valid with delegated authentication flow."},
	{"access-refused", 403, "", "accessDenied", "Request Authorization failed"},
	{"policy-read", 200, "", "", ""},
	{"user-update", 204, "", "", ""},
}

// A client may compare a text with the service's own, so no letter of a published text
// is changed; and no chosen text counts as published.
func TestPublishedAnswersAreHeldToTheLetter(t *testing.T) {
	settles := 0
	for _, e := range model.Catalogue() {
		if e.Answer != (model.Answer{}) {
			settles++
		}
	}
	require.Len(t, answers, settles)

	for _, want := range answers {
		r, ok := model.ParseRule(want.id)
		require.True(t, ok, want.id)
		a := r.Answer()
		if a.ChosenStatus {
			a.Status = 0
		}
		if a.ChosenCode {
			a.Code = ""
		}
		if a.ChosenMessage {
			a.Message = ""
		}
		require.Equal(t, want.status, a.Status, want.id)
		require.Equal(t, want.refusal, a.Refusal, want.id)
		require.Equal(t, want.code, a.Code, want.id)
		require.Equal(t, want.message, a.Message, want.id)
	}
}

// For a spent pass two sources give different answers, and either is right.
func TestTheOtherAnswerOfASpentPassIsThatOfABlockedOne(t *testing.T) {
	used, blocked := model.SigninUsed.Answer(), model.SigninDisabled.Answer()
	require.Equal(t, blocked.Code, used.OtherCode)
	require.Equal(t, blocked.Message, used.OtherMessage)
	for _, e := range model.Catalogue() {
		require.Equal(t, e.Rule == model.SigninUsed, e.Answer.OtherCode+e.Answer.OtherMessage != "", e.ID)
	}
}

// A policy update that is not JSON is refused with the text that a create has for such
// a body, although the rule is policy-unknown.
func TestThePolicyBorrowsTheAnswersOfTheCreate(t *testing.T) {
	out := model.PolicyUnknown.Outcome()
	require.Equal(t, model.PolicyUnknown.Answer(), out.Answer())
	for _, r := range []model.Rule{model.CreateMalformed, model.CreateEmpty} {
		out.Contributing = model.RulesOf(r, model.PolicyNull)
		require.Equal(t, r.Answer(), out.Answer())
		require.Equal(t, r.Answer().Message, out.Message("ada"))
		require.False(t, out.Accepted())
	}
	require.Equal(t, model.CreateUnknown.Answer(), model.Outcome{Rule: model.CreateUnknown, Contributing: out.Contributing}.Answer())
}

func TestAMissingUserIsNamedAsAsked(t *testing.T) {
	require.Equal(t, "Resource 'Nobody@contoso.example' does not exist or one of its queried reference-property objects are not present.", model.UserMissing.Outcome().Message("Nobody@contoso.example"))
	require.Equal(t, "Resource '{user}' does not exist or one of its queried reference-property objects are not present.", model.UserMissing.Outcome().Message("{user}"))
}
