package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// answers is what a client may hold any implementation to: statuses, codes and
// texts, and the one word in which this project says why a sign-in was refused.
// What is marked as chosen in published is left empty here.
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
	{"create-start-zone", 400, "", "badRequest", ""},
	{"create-start-far", 400, "", "badRequest", ""},
	{"create-guest", 0, "", "badRequest", "Temporary Access Pass cannot be added to an external guest user."},
	{"create-unknown", 400, "", "badRequest", ""},
	{"list-one", 200, "", "", ""},
	{"get-found", 200, "", "", ""},
	{"get-missing", 404, "", "", ""},
	{"delete-found", 204, "", "", ""},
	{"delete-missing", 404, "", "", ""},
	{"user-missing", 404, "", "Request_ResourceNotFound", ""},
	{"pass-update", 405, "", "", ""},
	{"signin-accepted", 0, "", "", ""},
	{"signin-none", 0, "NoPass", "AADSTS130507", "An access pass could not be found or verified for the user."},
	{"signin-code", 0, "WrongCode", "", ""},
	{"signin-expired", 0, "Expired", "AADSTS130504", "Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass."},
	{"signin-early", 0, "NotYetValid", "", ""},
	{"signin-used", 0, "OneTimeUsed", "", "Temporary Access Pass sign in was blocked due to User Credential Policy"},
	{"signin-disabled", 0, "DisabledByPolicy", "", "Temporary Access Pass sign in was blocked due to User Credential Policy"},
	{"refresh-accepted", 0, "", "", ""},
	{"refresh-expired", 0, "Expired", "AADSTS130504", "Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass."},
	{"refresh-none", 0, "NoPass", "AADSTS130507", "An access pass could not be found or verified for the user."},
	{"refresh-disabled", 0, "DisabledByPolicy", "", ""},
	{"refresh-early", 0, "NotYetValid", "", ""},
	{"policy-range", 0, "", "badRequest", ""},
	{"policy-order", 400, "", "badRequest", ""},
	{"policy-update", 204, "", "", ""},
	{"policy-unknown", 400, "", "badRequest", ""},
	{"policy-reset", 204, "", "", ""},
	{"access-token", 401, "", "", ""},
	{"access-refused", 403, "", "accessDenied", "Request Authorization failed"},
	{"policy-read", 200, "", "", ""},
	{"user-update", 204, "", "", ""},
}

// A client may compare a text with the service's own, so no letter of what was
// published is changed; and nothing counts as published that was chosen.
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
