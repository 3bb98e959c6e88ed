#!/bin/sh
# T116: the frozen journals of every format version open, verify, say what they said, and can be written on.
. "$(dirname "$0")/../lib.sh"
PASS='frozen in 2026'
for frozen in "$root"/tests/vaults/*.felt; do
	version=$(basename "$frozen" .felt)
	cp "$frozen" "$FELT_JOURNAL"
	chmod 600 "$FELT_JOURNAL"
	try "$version: verify" 0 felt verify
	felt export --format json --with-private >"$W/x.json" 2>"$ERR"
	$PY -c '
import json, sys
x = json.load(open(sys.argv[1]))
x.pop("exported"), x.pop("generator")
print(json.dumps(x, indent=0, ensure_ascii=False, sort_keys=True))' "$W/x.json" >"$W/x"
	ok "$version: says what it said" cmp "$W/x" "$root/tests/vaults/$version.json"
	try "$version: the recovery key opens it" 0 "$FELT" --recovery-fd 8 review 8<"$root/tests/vaults/$version.recovery"
	printf 'one more' | felt write >"$OUT" 2>"$ERR"
	is "$version: can be written on" $? 0
	try "$version: and verifies" 0 felt verify
done
done_testing
