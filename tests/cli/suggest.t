#!/bin/sh
# felt suggest: text in, feelings out with the words that led there; write --auto and suggest --auto.
. "$(dirname "$0")/../lib.sh"

suggest() { "$FELT" suggest "$@"; }
# look EXPRESSION: of the JSON lines in $OUT, as `d` (a list).
look() { $PY -c "import json,sys; d=[json.loads(l) for l in open(sys.argv[1],encoding='utf-8')]; print($1)" "$OUT"; }

# ---- for people ----

echo 'I felt so lonely all evening, nobody rang.' >"$W/lonely"
try 'a file, without a journal' 0 suggest "$W/lonely"
is 'what it sounds like, and why' "$(head -1 "$OUT")" 'sounds like lonely (sadness): "lonely", "nobody rang"'
try 'a pipe' 0 sh -c '"$0" suggest <"$1"' "$FELT" "$W/lonely"
has 'is the same' "$OUT" '^sounds like lonely'
try 'a dash' 0 sh -c '"$0" suggest - <"$1"' "$FELT" "$W/lonely"
has 'too' "$OUT" '^sounds like lonely'
echo 'a table' >"$W/table"
try 'too little' 0 suggest "$W/table"
is 'is not sure' "$(head -1 "$OUT")" 'not sure: there is too little to go on'
has 'with the vocabulary at hand' "$OUT" '^  sadness   Something dear is gone'
has 'and where the words are' "$OUT" 'felt feelings FAMILY shows its words'
is 'nothing was created' "$(ls "$HOME")" ''

# ---- for programs ----

try 'json' 0 suggest --json "$W/lonely"
is 'its keys' "$(look "sorted(d[0])")" "['because', 'feelings', 'labels', 'unsure']"
is 'the first' "$(look "d[0]['feelings'][0]['id']")" 'sadness.lonely'
is 'every family once' "$(look "sorted(f['id'].split('.')[0] for f in d[0]['feelings'])")" \
	"['anger', 'calm', 'fear', 'joy', 'love', 'numb', 'sadness', 'shame']"
is 'best first' "$(look "[f['score'] for f in d[0]['feelings']] == sorted((f['score'] for f in d[0]['feelings']), reverse=True)")" True
is 'scores from 0 to 1' "$(look "all(0 <= f['score'] <= 1 for f in d[0]['feelings']) and d[0]['feelings'][0]['score'] > 0.5")" True
is 'not unsure' "$(look "d[0]['unsure']")" False
is 'why' "$(look "[b['text'] for b in d[0]['because'] if b['feeling'] == 'sadness.lonely']")" "['lonely', 'nobody rang']"
is 'keys of a reason' "$(look "sorted(d[0]['because'][0])")" "['end', 'feeling', 'share', 'start', 'text']"
is 'all 28 labels, as numbers' "$(look "len(d[0]['labels']), all(isinstance(v, float) for v in d[0]['labels'].values())")" '28 True'
is 'in their published order' "$(look "list(d[0]['labels'])[::27]")" "['admiration', 'neutral']"

printf 'Übrigens: nobody rang today.' >"$W/bytes"
try 'bytes, not characters' 0 suggest --json "$W/bytes"
is 'start and end are offsets in bytes' \
	"$(look "[open('$W/bytes','rb').read()[b['start']:b['end']].decode() == b['text'] for b in d[0]['because']].count(False)")" 0
is 'of what was written' "$(look "d[0]['because'][0]['start']")" 11

printf 'nobody rang today\n\nI was furious\r\na table' >"$W/lines"
try 'lines' 0 suggest --json --lines "$W/lines"
is 'one object a line, the empty one too' "$(look "[(x['feelings'][0]['id'] if not x['unsure'] else None) for x in d]")" \
	"['sadness.lonely', None, 'anger.furious', None]"
is 'offsets are those of the line' "$(look "d[2]['because'][0]['start']")" 6
is 'unsure lines rank all families too' "$(look "[len(x['feelings']) for x in d]")" '[8, 8, 8, 8]'
printf '\n' >"$W/empty"
try 'one empty line' 0 suggest --json --lines "$W/empty"
is 'is one object' "$(wc -l <"$OUT" | tr -d ' ')" 1
: >"$W/nothing"
try 'nothing at all' 0 suggest --json --lines "$W/nothing"
is 'is none' "$(wc -c <"$OUT" | tr -d ' ')" 0
try 'an empty text' 0 suggest --json "$W/nothing"
is 'is unsure' "$(look "d[0]['unsure'], len(d[0]['feelings'])")" 'True 8'

printf 'nobody rang\033[31m today\n' >"$W/hostile"
try 'a hostile text' 0 suggest "$W/hostile"
ok 'nothing that a terminal obeys comes out' sh -c '! LC_ALL=C grep -q "[^ -~]" "$1"' - "$OUT"

try 'twice the same' 0 suggest --json --lines "$W/lines"
cp "$OUT" "$W/first"
try 'gives the same' 0 suggest --json --lines "$W/lines"
ok 'byte for byte' cmp "$OUT" "$W/first"

# ---- refusals ----

try 'no such file' 4 suggest "$W/none"
printf 'a\377b' >"$W/bad"
try 'not UTF-8' 1 suggest "$W/bad"
try 'filters without --auto' 1 suggest --since 2026 "$W/lonely"
try '--auto with a text' 1 suggest --auto "$W/lonely"
try 'text on the command line is a file that is not there' 4 suggest nobody-rang

# ---- negation: "not angry any more" is no anger ----

echo 'I am not angry any more.' >"$W/negated"
try 'a negated feeling' 0 suggest --json "$W/negated"
ok 'is not the one that is proposed' sh -c '! grep -q "\"feelings\":\[{\"id\":\"anger" "$1"' - "$OUT"

# ---- write --auto ----

journal
one=$(echo 'nobody rang today' | felt write --auto 2>"$ERR")
has 'write --auto says that it set something' "$ERR" '^1 feeling was set by the suggestion$'
hasnt 'but not what' "$ERR" 'lonely'
felt show "$one" --json >"$OUT"
has 'the source is kept' "$OUT" '"feelings":\[\{"id":"sadness.lonely","source":"suggestion"\}\]'
two=$(echo 'a table' | felt write --auto 2>"$ERR")
has 'not sure sets nothing' "$ERR" 'not sure, so no feeling was set'
felt show "$two" --json >"$OUT"
hasnt 'nothing' "$OUT" 'feelings'
try '--auto and --feeling' 1 sh -c 'echo x | "$0" --passphrase-fd 9 write --auto --feeling sad 9<"$1"' "$FELT" "$W/.pass"
three=$(echo 'nobody rang today' | felt write)
felt show "$three" --json >"$OUT"
hasnt 'without --auto nothing is tagged silently' "$OUT" 'feelings'
four=$(echo 'I was furious' | felt write --date 2020-01-01)
five=$(echo 'nobody rang again' | felt write --feeling calm)

# ---- suggest --auto ----

try 'with a filter' 0 felt suggest --auto --until 2020
has 'only those are looked at' "$ERR" '^1 entry has feelings from the suggestion now; 0 without'
felt show "$four" --json >"$OUT"
has 'and tagged' "$OUT" '"id":"anger.furious","source":"suggestion"'
try 'all of them' 0 felt suggest --auto --json
is 'in figures' "$(cat "$OUT")" '{"tagged":1,"unsure":1}'
felt show "$three" --json >"$OUT"
has 'the one without feelings has them now' "$OUT" '"id":"sadness.lonely","source":"suggestion"'
felt show "$five" --json >"$OUT"
has 'the one with feelings is as it was' "$OUT" '"feelings":\[\{"id":"calm.calm","source":"writer"\}\]'
try 'again' 0 felt suggest --auto --json
is 'changes nothing' "$(cat "$OUT")" '{"tagged":0,"unsure":1}'
try 'everything verifies' 0 felt verify
try 'no earlier version was made' 1 felt edit "$three" --undo

done_testing
