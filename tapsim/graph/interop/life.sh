#!/usr/bin/env bash
# The whole life of a pass, walked by curl.
#
#	bash life.sh http://127.0.0.1:8080
#	bash life.sh https://localhost:8443 cert.pem
#
# The clock has to be a frozen one, and the tenant is reset.
set -euo pipefail

url=$1
trust=${2:+--cacert $2}
token=anything
refusals=0
body=$(mktemp)
trap 'rm -f "$body" "$body.gz"' EXIT

policy=/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass
type='"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"'
adele=/v1.0/users/adele%20vance%2Bx%40contoso.example
passes=$adele/authentication/temporaryAccessPassMethods

# want STATUS TEXT METHOD PATH [BODY [ARGUMENT...]] demands that the answer to a
# request has this status, and this text in its body. More arguments are curl's.
want() {
	local status=$1 text=$2 method=$3 path=$4 sent=${5-} got
	shift $(($# < 5 ? $# : 5))
	local args=(-sS $trust --max-time 10 -X "$method" -o "$body" -w '%{http_code}')
	[ -z "$token" ] || args+=(-H "Authorization: Bearer $token")
	[ -z "$sent" ] || args+=(-H 'Content-Type: application/json' --data-binary "$sent")
	: >"$body"
	got=$(curl "${args[@]}" "$@" "$url$path")
	if [ "$got" != "$status" ] || [[ $(<"$body") != *"$text"* ]]; then
		echo "$method $path $sent: got $got $(cat "$body"), want $status $text" >&2
		exit 1
	fi
}

# refused STATUS CODE MESSAGE METHOD PATH [BODY] demands an envelope.
refused() {
	local status=$1 code=$2 message=$3 inner='"innerError":{"date":"2026-'
	shift 3
	[ "$code" != badRequest ] || inner="\"innerError\":{\"message\":\"$message"
	want "$status" "{\"error\":{\"code\":\"$code\",\"message\":\"$message" "$@"
	want "$status" "$inner" "$@"
	refusals=$((refusals + 1))
}

# member NAME prints what the last answer has under a name.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$body"; }

# signIn RESULT CODE signs in with a code, which may have any characters but those
# that JSON has no room for.
signIn() { want 200 "$1" POST /_tapsim/signIn "{\"user\":\"adele vance+x@contoso.example\",\"code\":\"$2\"}"; }

# A tenant without users, in which the policy has still to be enabled.
want 204 '' POST /_tapsim/reset '{"now":"2026-01-01T12:00:00Z","policy":{"state":"disabled"}}'
want 200 '"state":"disabled"' GET $policy
want 204 '' PATCH $policy "{$type,\"state\":\"enabled\",\"isUsableOnce\":false}"
want 200 '"state":"enabled"' GET $policy
want 201 '"displayName":"Adele Vance"' POST /v1.0/users \
	'{"accountEnabled":true,"displayName":"Adele Vance","mailNickname":"adele","userPrincipalName":"adele vance+x@contoso.example","passwordProfile":{"password":"of no use"}}'
user=$(member id)

# A one-time pass from tomorrow on.
want 201 '"startDateTime":"2026-01-02T12:00:00Z"' POST $passes '{"startDateTime":"2026-01-02T13:00:00+01:00","lifetimeInMinutes":60,"isUsableOnce":true}'
id=$(member id) code=$(member temporaryAccessPass)
[ ${#code} = 8 ]
want 200 '"temporaryAccessPass":null' GET $passes
want 200 '"methodUsabilityReason":"NotYetValid"' GET $passes
signIn '"reason":"NotYetValid"' "$code"
want 200 "$code" GET "/_tapsim/passes/$id/code"

# Tomorrow. It signs in, once.
want 200 '"now":"2026-01-02T12:00:00Z"' PUT /_tapsim/clock '{"advance":"24h"}'
want 200 '"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"' GET "/v1.0/users/$user/authentication/temporaryAccessPassMethods"
signIn '"result":"accepted"' "$code"
want 200 '"isUsable":false,"methodUsabilityReason":"OneTimeUsed"' GET $passes
signIn '"reason":"OneTimeUsed"' "$code"

# Another takes its place: the id and the code of the first are gone. Bodies are
# sent compressed, and with their length unknown, as SDKs do.
printf '{"lifetimeInMinutes":60}' | gzip -c >"$body.gz"
want 201 '"isUsableOnce":false' POST $passes '' --data-binary "@$body.gz" \
	-H 'Content-Type: application/json' -H 'Content-Encoding: gzip' -H 'Transfer-Encoding: chunked' --compressed
second=$(member id)
[ "$second" != "$id" ]
refused 404 resourceNotFound '' GET "$passes/$id"
signIn '"reason":"WrongCode"' "$code"
want 200 "\"@odata.type\":\"#microsoft.graph.temporaryAccessPassAuthenticationMethod\",\"id\":\"$second\"" GET $adele/authentication/methods

# The policy is switched off in between, and on again; then the pass expires.
want 204 '' PATCH $policy '{"state":"disabled"}'
want 200 '"methodUsabilityReason":"DisabledByPolicy"' GET $passes
want 204 '' PATCH $policy '{"state":"enabled"}'
want 200 '"methodUsabilityReason":"EnabledByPolicy"' GET $passes
want 200 '"before":"EnabledByPolicy","after":"Expired"' PUT /_tapsim/clock '{"now":"2026-01-02T13:00:00Z"}'
want 200 '"methodUsabilityReason":"Expired"' GET $passes

# What a pass can be refused for.
refused 400 badRequest 'Invalid LifetimeInMinutes specified. The valid range between 60 and 480."' POST $passes '{"lifetimeInMinutes":10}'
refused 400 badRequest 'Invalid StartDateTime specified. It can not be a time in the past."' POST $passes '{"startDateTime":"2026-01-02T12:00:00Z"}'
refused 400 badRequest '' POST $passes '{"startDateTime":"2026-01-03"}'
refused 400 badRequest '' POST $passes '{"lifetimeInMinuts":60}'
want 204 '' PATCH $policy "{$type,\"isUsableOnce\":true}"
refused 400 badRequest 'Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method."' POST $passes '{"isUsableOnce":false}'
refused 400 badRequest '' PATCH $policy "{$type,\"minimumLifetimeInMinutes\":5}"
refused 400 badRequest '' PATCH $policy "{$type,\"maximumLifetimeInMinutes\":30}"
# Without its type it is as good as nothing.
want 204 '' PATCH $policy '{"isUsableOnce":false,"minimumLifetimeInMinutes":5}'
want 200 '"minimumLifetimeInMinutes":60,"maximumLifetimeInMinutes":480,"isUsableOnce":true' GET $policy
want 204 '' DELETE $policy
want 200 '"state":"disabled"' GET $policy
want 201 '"userType":"Guest"' POST /v1.0/users \
	'{"displayName":"Gus","userPrincipalName":"gus_fabrikam.example#EXT#@contoso.example","userType":"Guest","identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]}'
refused 400 badRequest 'Temporary Access Pass cannot be added to an external guest user."' POST \
	/v1.0/users/gus_fabrikam.example%23EXT%23@contoso.example/authentication/temporaryAccessPassMethods '{}'
refused 404 Request_ResourceNotFound '' GET /v1.0/users/nobody@contoso.example/authentication/temporaryAccessPassMethods
refused 405 methodNotAllowed '' PATCH "$passes/$second" '{}'

# Who may not.
token='' refused 401 InvalidAuthenticationToken '' GET $passes
token='adele vance+x@contoso.example' want 200 "$second" GET /v1.0/me/authentication/temporaryAccessPassMethods
token='adele vance+x@contoso.example' refused 403 accessDenied 'Request Authorization failed"' POST $passes '{}'
refused 400 BadRequest '/me request is only valid with delegated authentication flow."' GET /beta/me/authentication/temporaryAccessPassMethods

# The end.
want 204 '' DELETE "$passes/$second"
want 200 '"value":[]' GET $passes
refused 404 resourceNotFound '' DELETE "$passes/$second"
want 204 '' DELETE "$adele"
refused 404 Request_ResourceNotFound '' GET $passes

echo "walked, $refusals refusals"
