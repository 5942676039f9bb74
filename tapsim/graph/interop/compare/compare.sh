#!/usr/bin/env bash
# How many requests a second the service answers beside general mock servers from
# npm, which know none of the rules: each lists the same pass, loaded by the same
# clients, 32 connections at a time. It takes some minutes, and is no part of the
# build.
#
#	bash tapsim/graph/interop/compare/compare.sh [REQUESTS]
set -euo pipefail
cd "$(dirname "$0")"

export NODE_ENV=production
npm ci --ignore-scripts --no-audit --no-fund

started=()
log=$(mktemp -d)
trap 'kill "${started[@]}" 2>/dev/null || true; rm -rf "$log"' EXIT

# start NAME COMMAND... starts a server that keeps quiet; none of them writes a
# line a request to a terminal or a file of its own.
start() {
	local name=$1
	shift
	"$@" >"$log/$name" 2>&1 &
	started+=($!)
}

# Each answers in one process, as the service does.
start prism node node_modules/@stoplight/prism-cli/dist/index.js mock --host 127.0.0.1 --port 14010 --multiprocess false --verboseLevel fatal openapi.yaml
start mockoon node node_modules/@mockoon/cli/bin/run.js start --data openapi.yaml --hostname 127.0.0.1 --port 14011 --disable-log-to-file --disable-admin-api --max-transaction-logs 0
start json-server node node_modules/json-server/lib/cli/bin.js --quiet --host 127.0.0.1 --port 14012 --routes routes.json db.json

list=v1.0/users/071cc716-8147-4397-a5ba-b2105951cc0b/authentication/temporaryAccessPassMethods
for port in 14010 14011 14012; do
	if ! curl -sS --fail --retry 60 --retry-delay 1 --retry-connrefused "http://127.0.0.1:$port/$list" 2>/dev/null | grep -q NotYetValid; then
		echo "nobody lists a pass at port $port" >&2
		tail -n 5 "$log"/* >&2
		exit 1
	fi
done

npm ls --depth 0
cd ../../../..
go test ./tapsim/graph -run '^$' -bench Others -benchtime "${1:-20000}x" \
	-others prism=127.0.0.1:14010,mockoon=127.0.0.1:14011,json-server=127.0.0.1:14012
