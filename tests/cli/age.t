#!/bin/sh
# felt export --age, --age-passphrase, --armor, and felt import of such files.
. "$(dirname "$0")/../lib.sh"

RECIPIENT=$(sed -n 's/^KEYS = \[("[^"]*", "\(age1[^"]*\)").*/\1/p' "$root/tests/second/age.t")
sed -n 's/^KEYS = \[("\([^"]*\)".*/\1/p' "$root/tests/second/age.t" >"$W/key"
sed -n 's/^        ("\(AGE-SECRET[^"]*\)".*/\1/p' "$root/tests/second/age.t" >"$W/other"
OTHER=$(sed -n 's/^        ("[^"]*", "\(age1[^"]*\)")\].*/\1/p' "$root/tests/second/age.t")
[ -n "$RECIPIENT" ] && [ -n "$OTHER" ] && [ -s "$W/key" ] && [ -s "$W/other" ] || echo 'Bail out! the keys of the test are not there'

# two LINE ARGS...: the journal's passphrase and one more line on descriptor 9.
two() {
	printf '%s\n%s\n' "$PASS" "$1" >"$W/.pass"
	shift
	"$FELT" --passphrase-fd 9 "$@" 9<"$W/.pass"
}
# Without a terminal of ours: nothing can ask.
alone() { setsid -w "$@" </dev/null; }

journal
for i in 1 2 3; do printf 'CANARY entry %s, sealed when it leaves' "$i" | felt write --date "2026-11-0$i" --feeling "lonely:$i" >/dev/null 2>&1; done
felt export >"$W/plain.json" 2>/dev/null
same() { sed 's/"exported":"[^"]*"//' "$1" >"$W/s1"; sed 's/"exported":"[^"]*"//' "$2" >"$W/s2"; cmp -s "$W/s1" "$W/s2"; }
fresh() { # a journal of its own, with the same passphrase
	rm -rf "$W/fresh" && mkdir -m 700 "$W/fresh"
	printf '%s\n' "$PASS" >"$W/.pass"
	FELT_JOURNAL="$W/fresh/j.felt" "$FELT" init --passphrase-fd 9 --recovery-to "$W/fresh/rec" --kdf-memory 64M --kdf-passes 2 9<"$W/.pass" >/dev/null 2>&1
}
in_fresh() { FELT_JOURNAL="$W/fresh/j.felt" "$@"; }

# ---- out ----
try 'sealed for one recipient' 0 felt export --age "$RECIPIENT" -o one.json.age
has 'it says so' "$ERR" "3 entries are in 'one.json.age', sealed for 1 recipient"
is 'the file is for its owner alone' "$(stat -c %a one.json.age)" 600
ok 'nothing of the text is in it' sh -c '! grep -a -q -e CANARY -e felt-export one.json.age'
try 'armored, for two, to a pipe' 0 sh -c '"$FELT" --passphrase-fd 9 export --age "$1" --age "$2" --armor 9<"$3" | cat >two.asc' sh "$RECIPIENT" "$OTHER" "$W/.pass"
export FELT
printf '%s' "$PASS" >"$W/.pass"
is 'in armor' "$(head -n 1 two.asc)" '-----BEGIN AGE ENCRYPTED FILE-----'
try 'a form of its own within' 0 felt export --age "$RECIPIENT" -o text.md.age
try 'csv too' 0 felt export --age "$RECIPIENT" --format csv -o x.age
if command -v age >/dev/null; then
	age -d -i key one.json.age >back.json 2>"$ERR"
	ok 'T104: age opens it, and it is the export' same back.json plain.json
	age -d -i other two.asc >back.json 2>"$ERR"
	ok 'T104: and the armored one, with the second key' same back.json plain.json
	is 'what ends in .md.age is Markdown' "$(age -d -i key text.md.age 2>/dev/null | head -n 1)" '# Journal'
	is 'csv in it' "$(age -d -i key x.age 2>/dev/null | cut -c1-13 | head -n 1)" 'id,date,time,'
	age -r "$RECIPIENT" -o made.age plain.json
	age -a -r "$RECIPIENT" <plain.json >made.asc
else
	for n in 1 2 3 4; do pass 'age opens it # SKIP age is not installed'; done
	cp one.json.age made.age
	cp two.asc made.asc
fi

# ---- in ----
for file in one.json.age made.age made.asc; do
	fresh
	try "$file comes in" 0 in_fresh felt import json "$file" --age-identity key
	has 'three entries' "$ERR" '3 entries added'
	in_fresh felt export >"$OUT" 2>/dev/null
	sed 's/,"flags":\["imported"\]//' "$OUT" >"$W/again.json"
	sed 's/,"flags":\["imported"\]//' plain.json >"$W/before.json"
	ok "$file: the same entries" same "$W/again.json" "$W/before.json"
done
try 'a second time it adds nothing' 0 in_fresh felt import json one.json.age --age-identity key
has 'nothing added' "$ERR" '0 entries added, 3 were'
fresh
try 'T099: the same through a pipe' 0 sh -c 'cat two.asc | FELT_JOURNAL="$1/fresh/j.felt" "$FELT" --passphrase-fd 9 import json --age-identity other 9<"$1/.pass"' sh "$W"
has 'three entries' "$ERR" '3 entries added'
fresh
try 'a dry run only looks' 0 in_fresh felt import json made.asc --age-identity key --dry-run
has 'would be' "$ERR" '3 entries would be added'
is 'and nothing is in' "$(in_fresh felt review --json | wc -l)" 0

refused() { # NAME STATUS PATTERN COMMAND...
	name=$1 want=$2 pattern=$3
	shift 3
	before=$(ls -A "$W" | grep -v -e '^\.pass$' | sort)
	try "$name" "$want" "$@"
	has "$name: says why" "$ERR" "$pattern"
	is "$name: no file appeared" "$(ls -A "$W" | grep -v -e '^\.pass$' | sort)" "$before"
	hasnt "$name: nothing of a secret key" "$ERR" "$(cut -c17-40 "$W/key")"
}
cp "$W/err" "$W/keep" # so that the listing does not change
refused 'without a key' 2 'sealed for a key' in_fresh alone "$FELT" import json one.json.age
refused 'the wrong key' 2 'not for any of the keys' in_fresh alone "$FELT" import json one.json.age --age-identity other
refused 'a key for a plain file' 1 'this one is not' in_fresh alone "$FELT" import json plain.json --age-identity key
refused 'a key file that is none' 1 'there is no key in it|not a key' in_fresh alone "$FELT" import json one.json.age --age-identity plain.json
refused 'a key file that is not there' 4 'no such file' in_fresh alone "$FELT" import json one.json.age --age-identity nowhere
head -c 400 one.json.age >cut.age
refused 'a part of it' 3 'cut off|end is missing' in_fresh felt import json cut.age --age-identity key
{ cat one.json.age; echo; } >longer.age
refused 'something behind it' 3 'cut off|behind its end' in_fresh felt import json longer.age --age-identity key
printf 'age-encryption.org/v1\n-> X25519 x\n\n--- x\n' >bad.age
refused 'a header that is none' 1 'age header' in_fresh felt import json bad.age --age-identity key
printf 'age-encryption.org/v1\n-> mlkem768x25519 AAAA\n%s\n--- %s\n0123456789abcdef' AAAA "$(printf 'A%.0s' $(seq 43))" >pq.age
refused 'a kind of key felt has not' 2 'libsodium 1.0.22' in_fresh felt import json pq.age --age-identity key
is 'nothing came in' "$(in_fresh felt review --json | wc -l)" 0

refused 'a recipient with a slip' 1 'checksum' alone "$FELT" export --age "$(printf %s "$RECIPIENT" | sed 's/.$/q/')" -o n.age
refused 'a secret key as recipient' 1 'secret key' alone "$FELT" export --age "$(cat "$W/key")" -o n.age
refused 'a recipient of tomorrow' 1 'libsodium 1.0.22' alone "$FELT" export --age age1pq1qqqqqq -o n.age
refused 'both ways at once' 1 'not both' alone "$FELT" export --age "$RECIPIENT" --age-passphrase -o n.age
refused 'armor alone' 1 'form of sealed' alone "$FELT" export --armor -o n.age
refused 'a name that promises too much' 1 'would not be sealed' alone "$FELT" export -o n.age
refused 'nobody to ask for a passphrase' 1 'next line of --passphrase-fd' alone "$FELT" --passphrase-fd 9 export --age-passphrase -o n.age 9<"$W/.pass"
printf '%s\n\n' "$PASS" >"$W/.pass"
refused 'nowhere to show a made one' 2 'no terminal to show it on' alone "$FELT" --passphrase-fd 9 export --age-passphrase -o n.age 9<"$W/.pass"
printf '%s' "$PASS" >"$W/.pass"
ln -s nowhere link.age
refused 'T086: a link that leads nowhere' 5 'with that name already' felt export --age "$RECIPIENT" -o link.age

# ---- a passphrase: scrypt at 2^18, so few of these ----
try 'sealed with a passphrase' 0 two 'a few words in a row' export --age-passphrase -o p.age
has 'it says so' "$ERR" "sealed with the passphrase"
ok 'at the cost that age uses' sh -c "head -n 2 p.age | grep -q '^-> scrypt [A-Za-z0-9+/]* 18\$'"
fresh
refused 'another passphrase' 2 'does not open' in_fresh two 'a few word in a row' import json p.age
refused 'a key for it' 1 'with a passphrase, not for a key' in_fresh alone "$FELT" import json p.age --age-identity key
try 'the right one' 0 in_fresh two 'a few words in a row' import json p.age
has 'three entries' "$ERR" '3 entries added'
sed 's/^\(-> scrypt [^ ]*\) 18$/\1 21/' p.age >dear.age
refused 'a file that asks for 2 GiB' 5 'more memory.*2 GiB' in_fresh two 'a few words in a row' import json dear.age
done_testing
