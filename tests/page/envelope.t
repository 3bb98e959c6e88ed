#!/bin/sh
# The envelope of a sealed page, opened by Node's WebCrypto (T103); what is too long for a browser is refused.
. "$(dirname "$0")/../lib.sh"
UNIT=${FELT_UNIT:-$root/build/unit}
demo=$UNIT/page_demo

command -v node >/dev/null || { echo "1..0 # SKIP node is not installed"; exit 0; }

for n in 0 1 65535 65536 65537 33554432; do
	"$demo" seal $n >"$W/envelope" 2>"$W/words"
	is "$n bytes come back as they were" "$(node "$here/envelope.mjs" "$W/envelope" "$(cat "$W/words")" $n 2>&1 | tail -1)" same
done
"$demo" seal 5 >"$W/envelope" 2>"$W/words"
ok 'eight words' grep -qE '^([a-z]{3,8}-){7}[a-z]{3,8}$' "$W/words"
node "$here/envelope.mjs" "$W/envelope" "$(sed 's/-/ /' "$W/words")" 5 >"$OUT" 2>&1
hasnt 'the words are joined by hyphens and by nothing else' "$OUT" '^same$'
try 'one byte over 32 MiB is refused' 1 "$demo" seal 33554433
is 'and nothing is put out' "$(wc -c <"$OUT")" 0
done_testing
