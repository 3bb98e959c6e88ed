#!/bin/sh
# Guides without a terminal: the list, --check, own guides that are not to be trusted, answers from JSON and back.
. "$(dirname "$0")/../lib.sh"
journal
data=$root/tests/data/guides
own=$HOME/.config/felt/guides
mkdir -p -m 700 "$HOME/.config" "$HOME/.config/felt" "$own"

# ---- the list ----

try 'felt guide lists without a passphrase' 0 "$FELT" guide
is '  the six built-in ones, in their order' "$(sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' "$OUT" | tr '\n' ' ')" 'challenge express recognize compassion trust session '
has '  with what each is for' "$OUT" 'notice a feeling'
has '  and about how long it takes' "$OUT" 'about 2, 5 or 10|about 15 or 5'
is '  broken at blanks: no line is longer than 80 columns' "$(awk 'length > 80' "$OUT")" ''
try 'felt guide --json' 0 "$FELT" guide --json
is '  one object a line' "$($PY -c 'import json, sys; print([(g["name"], g["minutes"], g["forms"]) for g in map(json.loads, sys.stdin)][:2])' <"$OUT")" \
	"[('challenge', 15, ['full', 'short']), ('express', 2, ['2', '5', '10'])]"

try 'a guide typed as a command' 1 "$FELT" recognise
has '  is pointed to' "$ERR" 'felt guide recognize'

# ---- malformed files: each with its message and line ----

bad=0
for file in "$data"/bad-*.guide; do
	name=${file##*/}
	"$FELT" guide --check "$file" >"$OUT" 2>"$ERR"
	status=$?
	line=$(sed -n 's/^line \([0-9]*\): .*/\1/p' "$file.says")
	printf 'felt: the input cannot be read: %s, line %s\n' "$(sed -n 's/^line [0-9]*: //p' "$file.says")" "$line" >"$W/want"
	head -1 "$ERR" >"$W/got"
	is "$name: exit 1, its message and its line" "$status $(cat "$W/got")" "1 $(cat "$W/want")"
	[ -s "$OUT" ] && fail '  nothing on stdout'
	bad=$((bad + 1))
done
ok 'twenty of them at least' test "$bad" -ge 20
try 'a sound file' 0 "$FELT" guide --check "$data/every-kind.guide"
is '  is called sound' "$(cat "$OUT")" 'every-kind: sound, 17 steps'

# ---- own guides ----

printf '{"day":"it rained","good-sleep":"yes"}' >"$W/day.json"
cp "$data/every-kind.guide" "$own/"
chmod 600 "$own/every-kind.guide"
"$FELT" guide >"$OUT" 2>"$ERR"
has 'an own guide is listed' "$OUT" '^  every-kind +one step of each kind'
try '  and can be walked' 0 felt guide every-kind --answers "$W/day.json"
chmod o+w "$own/every-kind.guide"
try 'one that others can write is refused' 5 felt guide every-kind --answers "$W/day.json"
has '  with what to do' "$ERR" 'chmod go-w'
"$FELT" guide >"$OUT" 2>"$ERR"
has '  and listed as one that cannot be used' "$ERR" 'every-kind: this guide cannot be used'
chmod o-w "$own/every-kind.guide"
ln -s every-kind.guide "$own/link.guide"
mkfifo "$own/pipe.guide"
{ printf 'guide big 1\n' && yes '# a comment of some length, again and again' | head -c 66560; } >"$own/big.guide"
mkdir "$own/folder.guide"
try 'a link is refused' 5 felt guide link --answers "$W/day.json"
has '  and called one' "$ERR" 'is a link$'
try 'a pipe is refused, and nobody waits' 5 felt guide pipe --answers "$W/day.json"
has '  as no plain file' "$ERR" 'not a plain file'
try 'a folder too' 5 felt guide folder --answers "$W/day.json"
try 'one of 65 KiB' 1 felt guide big --answers "$W/day.json"
has '  is too long' "$ERR" 'longer than 64 KiB'
rm -r "$own/link.guide" "$own/pipe.guide" "$own/folder.guide" "$own/big.guide"
cp "$data/every-kind.guide" "$W/x.guide"
cp "$data/every-kind.guide" "$own/other.guide"
try 'another name inside than outside' 1 felt guide other --answers "$W/day.json"
rm "$own/other.guide"
for name in ../x ../../x /etc/passwd . .. every-kind.guide 'a b' 'Every-kind' ''; do
	try "'$name' is no name of a guide" 1 felt guide "$name" --answers "$W/day.json"
	has '  and is not opened' "$ERR" 'there is no guide of that name'
done
try 'a name that is nearly one' 1 felt guide chalenge --answers "$W/day.json"
has '  is told' "$ERR" 'felt guide challenge'

# ---- answers that do not fit: nothing is saved ----

no() { # NAME JSON PATTERN
	printf '%s' "$2" >"$W/answers.json"
	try "$1" 1 felt challenge --answers "$W/answers.json"
	has '  says which' "$ERR" "$3"
	hasnt '  and repeats none of it' "$ERR" 'zebra'
}
before=$(felt review 2>/dev/null | wc -l)
no 'an unknown key' '{"situation":"zebra","nope":"zebra"}' "the key 'nope'"
no 'a number as a word' '{"belief-before":"zebra"}' '"belief-before"'
no 'a number that is too high' '{"belief-before":101}' '"belief-before"'
no 'a text as a number' '{"situation":7}' '"situation"'
no 'a slug that there is not' '{"patterns":["zebra"]}' '"patterns": this is none of the choices'
no 'two of one choice' '{"ending":["kept","undecided"]}' '"ending": one of the choices'
no 'a line with a line end' '{"hot-thought":"zebra\nzebra"}' '"hot-thought": '
no 'an item with a line end' '{"evidence-for":["zebra\nzebra"]}' 'line end'
no 'two items, one with a line end' '{"evidence-for":["a","zebra\nzebra"]}' 'line end'
no 'a feeling that there is not' '{"feelings":[{"id":"zebra.zebra"}]}' 'vocabulary'
no 'a number beside not sure' '{"feelings":[{"id":"other.unsure","intensity":5}]}' 'feeling'
no 'a key twice' '{"situation":"a","situation":"zebra"}' 'twice'
no 'no object' '["zebra"]' 'one object'
no 'no JSON' '{"situation":' 'cannot be read'
no 'nothing in it' '{"situation":null,"evidence-for":[]}' 'nothing in it'
$PY -c 'print("{\"situation\":\"" + "x" * 8400000 + "\"}")' >"$W/long.json"
try 'more than 8 MiB' 1 felt challenge --answers "$W/long.json"
try '  from a pipe too' 1 felt challenge --answers - <"$W/long.json"
has '  it is too long' "$ERR" 'longer than 8 MiB'
is 'none of them left an entry' "$(felt review 2>/dev/null | wc -l)" "$before"
is '  or a draft' "$(felt resume 2>/dev/null)" ''
printf '{"hot-thought":"I am zebra","belief":"I am zebra"}' >"$W/answers.json"
try 'a belief while locked: the ledger cannot be written' 1 "$FELT" challenge --locked --answers "$W/answers.json"
has '  it says so' "$ERR" '"belief" has no place'

# ---- round trips ----

cat >"$W/record.json" <<'END'
{"situation":"dinner, naïve 日本\nnobody asked","feelings":[{"id":"sadness.lonely","intensity":60,"layer":"surface"}],"compared":"easier","automatic-thoughts":["nobody wants me","I am quince"],"hot-thought":"I am quince","belief-before":85,"evidence-for":["medlar tea"],"evidence-against":["Ana kept a seat","Tom called"],"patterns":["mind-reading","labeling"],"ending":"new-view","balanced":"both","balanced-belief":60,"belief-after":40,"feelings-after":[{"id":"sadness.lonely","intensity":30,"layer":"surface"},{"id":"calm.calm","intensity":20}],"next-step":"write to Ana","belief":"I am quince"}
END
try 'a whole record from JSON' 0 felt challenge --answers "$W/record.json"
id=$(cat "$OUT")
felt guide --json --entry "$id" >"$W/back.json" 2>"$ERR"
belief=$(felt beliefs --json 2>/dev/null | $PY -c 'import json, sys; print(json.loads(sys.stdin.readline())["id"])')
same() { $PY -c 'import json, sys; a, b = (json.load(open(p)) for p in sys.argv[1:3]); b["belief"] = sys.argv[3] if len(sys.argv) > 3 else b["belief"]; b.pop("compared-early", 0); print(a == b or (a, b))' "$@"; }
is '  --entry gives back what went in' "$(same "$W/back.json" "$W/record.json" "$belief")" True
felt challenge --answers "$W/back.json" >"$W/second" 2>"$ERR"
felt guide --json --entry "$(cat "$W/second")" >"$W/again.json" 2>"$ERR"
ok '  and byte by byte the same a second time' cmp "$W/back.json" "$W/again.json"
is '  the same thought is the same belief' "$(felt beliefs 2>/dev/null | wc -l)" 1
felt guide express --form 10 --json --answers - >"$W/said.json" 2>"$ERR" <<'END'
{"notice":"cold hands","surface":[{"id":"sadness.sad","intensity":70}],"smallest":"friday was hard","tell":{"what":"friday was hard","with":"Ana","due":"2030-05-01","expected":"she listens"}}
END
has '  --json gives answers back, follow-up and all' "$W/said.json" '"tell":\{"what":"friday was hard","with":"Ana","due":"2030-05-01","expected":"she listens"\}'

# ---- how the others know the fields ----

is 'review --guide' "$(felt review --guide challenge 2>/dev/null | wc -l)" 2
for word in quince medlar 'Tom called' 'write to Ana' 日本; do
	printf '%s' "$word" | felt search >"$OUT" 2>"$ERR"
	has "search finds '$word' in a field" "$OUT" "$(printf '%.8s' "$id")"
done
try 'show' 0 felt show "$id"
has '  with the evidence for' "$OUT" 'medlar tea'
has '  and against' "$OUT" 'Ana kept a seat'
has '  and the rating before and after' "$OUT" '85.* -> 40'
try 'edit --undo on what was never changed' 1 felt edit --undo "$id"

felt beliefs rival "$belief" >/dev/null 2>&1 <<'END'
I am also a plum
END
try 'both sentences rated' 0 felt beliefs rate "$belief" --conviction 70 --rival 30
printf 'kept me quiet\nthey were only polite\n' | felt beliefs ask "$belief" >/dev/null 2>"$ERR"
printf 'kept me safe\n' | felt beliefs ask "$belief" >/dev/null 2>"$ERR"
felt beliefs show "$belief" --json >"$W/page.json" 2>"$ERR"
is 'beliefs ask: a line for each, and what has no line stays' \
	"$($PY -c 'import json, sys; f = json.load(sys.stdin)["belief"]["fields"]; print(f["once"], "|", f["dismiss"])' <"$W/page.json")" 'kept me safe | they were only polite'
f=$(felt followups --json 2>/dev/null | $PY -c 'import json, sys; print(json.loads(sys.stdin.readline())["id"])')
try 'a follow-up is not evidence where nothing is filed' 1 felt followups "$f" --outcome said --evidence for </dev/null
try 'evidence does not go with letting go' 1 felt followups "$f" --outcome let-go --evidence for </dev/null
printf 'she listened' | felt followups "$f" --outcome said >/dev/null 2>"$ERR"
felt export --with-private -o "$W/all.json" >/dev/null 2>"$ERR"
is 'export counts in words that are true: a belief is no entry' "$(sed 's/ in .*//' "$ERR")" '5 entries, 1 belief and 1 follow-up are'
FELT_JOURNAL=$HOME/second.felt
rm "$W/recovery"
journal
felt import json "$W/all.json" >/dev/null 2>"$ERR"
felt export --with-private -o "$W/copy.json" >/dev/null 2>"$ERR"
is 'export and import: record, belief, ratings and follow-up are the same' "$($PY - "$W/all.json" "$W/copy.json" <<'END'
import json, sys
a, b = (json.load(open(p)) for p in sys.argv[1:])
for x in a, b:
    x.pop("exported")
    for kind in "entries", "beliefs", "followups":
        for e in x[kind]:
            e.pop("modified", 0), e.pop("flags", 0)
            assert all(k in e for k in ("id", "kind")), e
print(a == b or (a, b), len(a["entries"]), len(a["beliefs"]), len(a["followups"]))
END
)" 'True 5 1 1'
felt guide --json --entry "$id" >"$W/moved.json" 2>"$ERR"
ok '  and so are the answers' cmp "$W/back.json" "$W/moved.json"

# ---- layers ----

echo '{"feelings":[{"id":"other.unsure","layer":"surface"},{"id":"sadness.sad","layer":"surface"},{"id":"numb.numb","layer":"under"}]}' >"$W/layers.json"
felt show "$(felt challenge --answers "$W/layers.json" 2>/dev/null)" >"$OUT" 2>"$ERR"
has 'beneath "not sure" nothing is looked for, so it covers nothing' "$OUT" '^not sure$'
has '  another word does' "$OUT" '^sad \(surface\)$'
has '  and what lies beneath says so, numb too' "$OUT" '^numb \(under\)$'

# ---- nothing that was written is a word of the command line ----

try 'a belief is no word' 1 felt beliefs add 'I am a zebra' </dev/null
try '  nor a thought' 1 felt challenge 'I am a zebra' --answers "$W/record.json"
try '  nor what happened' 1 felt followups "$f" 'she listened' --outcome said </dev/null
try '  nor a name' 1 felt express Ana --answers "$W/record.json"
try '  nor a new sentence' 1 felt beliefs rename "$belief" 'I am a zebra' </dev/null
try '  nor a rival' 1 felt beliefs rival "$belief" 'I am a zebra' </dev/null
is '  the ledger is as it was' "$(felt beliefs --all 2>/dev/null | wc -l)" 1

# ---- --belief files a record ----

printf '{"situation":"again"}' >"$W/answers.json"
felt challenge --answers "$W/answers.json" --belief "$belief" >"$OUT" 2>"$ERR"
has 'challenge --belief with answers: filed under it, and nobody is asked' "$OUT" '^[0-9a-z]{13}$'
has '  in the entry' "$(felt show --json "$(cat "$OUT")" >"$W/shown" 2>/dev/null; echo "$W/shown")" "\"beliefs\":\[\"$belief\"\]"
done_testing
