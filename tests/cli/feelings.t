#!/bin/sh
# felt feelings: the page, one word, own words that are kept sealed and understood everywhere.
. "$(dirname "$0")/../lib.sh"

bare() { "$FELT" "$@" </dev/null; }

# ---- reading, without a journal ----

try 'the page needs no journal and no passphrase' 0 bare feelings
has 'a family with its line' "$OUT" '^sadness$'
has 'a word with its line' "$OUT" '^  lonely          You want someone there and nobody is, maybe even among people;$'
has 'its body cue' "$OUT" '^                  body: hollow chest, cold arms$'
has 'the answers outside' "$OUT" '^  not sure        You cannot tell'
is 'every family, every word' "$(grep -cE '^                  body: ' "$OUT")" 66
is 'no line is wider than 80 columns' "$(awk 'length > 80' "$OUT" | wc -l | tr -d ' ')" 0
ok 'no colour, no control byte in a pipe' sh -c '! LC_ALL=C grep -q "[^ -~]" "$1"' - "$OUT"
is 'nothing was created' "$(ls "$HOME")" ''

try 'one word' 0 bare feelings lonely
is 'it begins with the word and its family' "$(head -1 "$OUT")" 'lonely, of the family sadness'
has 'its neighbours are there' "$OUT" '^close to it$'
has 'the one its line names' "$OUT" '^  left out  '
has 'the one that names it' "$OUT" '^  longing   '
hasnt 'not every word' "$OUT" 'furious'
try 'a word of two, without quotes' 0 bare feelings on guard
is 'is found' "$(head -1 "$OUT")" 'on guard, of the family fear'
try 'a beginning' 0 bare feelings anx
is 'is enough' "$(head -1 "$OUT")" 'anxious, of the family fear'
try 'a family' 0 bare feelings numb
is 'numb is the family here' "$(head -1 "$OUT")" 'numb'
is 'with its eight words' "$(grep -c 'body: ' "$OUT")" 8
try 'a word nobody knows' 1 bare feelings lonly
has 'names the nearest' "$ERR" 'near: lonely'
try 'an alias' 1 bare feelings tired
has 'gets proposals' "$ERR" 'tired \(near: drained, sad, flat\)'

try 'plain' 0 bare feelings --plain lonely
has 'is not wrapped' "$OUT" '^You want someone there and nobody is, maybe even among people; left out needs a group\.$'
try 'for programs' 0 bare feelings --json
is 'one object a word' "$(wc -l <"$OUT" | tr -d ' ')" 66
has 'with what there is' "$OUT" '^\{"id":"fear.on-guard","word":"on guard","family":"fear","about":".*","body":"tense neck, watchful eyes"\}$'

# At 40 columns, on a terminal.
cat >"$W/narrow.py" <<'PY'
import os, sys
sys.path.insert(0, sys.argv[1])
from term import Term
t = Term(40, 12, ["/bin/sh", "-c", 'exec "$0" feelings lonely', sys.argv[2]], term="dumb")
t.wait()
print("\n".join(t.scrollback()))
PY
$PY "$W/narrow.py" "$root/tests/pty" "$FELT" >"$OUT" 2>"$ERR"
has '40 columns: the word has a line of its own' "$OUT" '^  left out$'
has 'its line below, indented' "$OUT" '^    Others are together and you are not$'

# ---- refusals, before anything is opened ----

try 'add wants a family' 1 bare feelings add creeped out
has 'and names them' "$ERR" 'which family\? --family joy, calm'
try 'a family that is none' 1 bare feelings add creeped --family dread
try 'a word that is there' 1 bare feelings add lonely --family fear
has 'is refused' "$ERR" "'lonely' is in the list already"
try 'a word with odd characters' 1 bare feelings add 'cr33p!' --family fear
try '--family alone' 1 bare feelings lonely --family fear
try 'add without a journal' 4 felt feelings add creeped out --family fear

# ---- own words ----

journal
felt_() { felt "$@" </dev/null; }
try 'adding' 0 felt_ feelings add Creeped OUT --family fear
has 'says so' "$ERR" "'creeped out' is one of your words now, in the family fear"
ok 'the word is nowhere in the file' sh -c '! grep -aqi creeped "$1"' - "$FELT_JOURNAL"
try 'it is there' 0 felt_ feelings fear
has 'as an own word' "$OUT" '^  creeped out \(your word\)$'
try 'without a passphrase it is not known' 1 bare feelings creeped
try 'the same again' 1 felt_ feelings add creeped-out --family anger
try 'a second one' 0 felt_ feelings add zesty --family joy

id1=$(echo 'the cellar' | felt write --feeling creeped-out:70)
id2=$(echo 'she said it' | felt write --feeling hurt)
id3=$(echo 'a lemon' | felt write --feeling zest)
id4=$(echo 'rain' | felt write --feeling sad)
try 'it is understood in review' 0 felt review creep
is 'and found' "$(cut -c13-20 "$OUT")" "$(echo "$id1" | cut -c1-8)"
has 'and shown as it was given' "$OUT" 'creeped out 70  the cellar'
try 'in a filter' 0 felt review --feeling zesty
has 'too' "$OUT" 'a lemon'
try 'by its family' 0 felt review fear
has 'too' "$OUT" 'the cellar'
try 'in tag' 0 felt tag "$id4" +zesty:3/5 -sad
felt show "$id4" --json >"$OUT"
has 'with its id' "$OUT" '"feelings":\[\{"id":"joy.zesty","intensity":60,"source":"writer"\}\]'
try 'a word that nobody added is still refused' 1 felt review blurry
has 'with the reason' "$ERR" 'this word is not in the list: blurry'
try 'also in write' 1 sh -c 'echo x | "$0" --passphrase-fd 9 write --feeling blurry 9<"$1"' "$FELT" "$W/.pass"
is 'and nothing was written' "$(felt review | wc -l | tr -d ' ')" 4

# ---- moved words ----

try 'moving a built-in word' 0 felt_ feelings move hurt --family anger
try 'it is found under its new family' 0 felt review anger
has 'although its id stays' "$OUT" 'hurt  she said it'
try 'and no longer under the old one' 0 felt review sadness
hasnt 'sadness' "$OUT" 'she said it'
felt show "$id2" --json >"$OUT"
has 'the id stays' "$OUT" '"id":"sadness.hurt"'
try 'the page shows it there' 0 felt_ feelings anger
has 'and says who moved it' "$OUT" '^  hurt \(moved here by you\)$'
try 'moving an own word' 0 felt_ feelings move creeped --family shame
try 'too' 0 felt review shame
has 'is found there' "$OUT" 'the cellar'
try 'an export has the words' 0 felt export
has 'own and moved ones' "$OUT" '"words":\[\{"word":"creeped out","family":"fear"\},\{"word":"zesty","family":"joy"\},\{"moved":"sadness.hurt","family":"anger"\},\{"moved":"fear.creeped-out","family":"shame"\}\]'
try 'back home' 0 felt_ feelings move hurt --family sadness
try 'it is a word like any other again' 0 felt_ feelings anger
hasnt 'no trace' "$OUT" 'hurt'
try 'other.* has no family to move from' 1 felt_ feelings move unsure --family fear
try 'a family cannot be moved' 1 felt_ feelings move sadness --family fear

# ---- taking back ----

try 'a built-in word stays' 1 felt_ feelings remove sad
has 'and it is said why' "$ERR" "'sad' is built in and stays"
try 'removing an own word' 0 felt_ feelings remove creeped out
has 'says that entries keep it' "$ERR" 'entries that have it keep it'
try 'it is gone from the page' 1 felt_ feelings creeped
felt show "$id1" >"$OUT" 2>"$ERR"
has 'the entry still shows it' "$OUT" '^creeped out 70$'
try 'the other own word is still there' 0 felt_ feelings zesty
try 'everything verifies' 0 felt verify

# ---- completions and help come from the tables ----

"$FELT" completion bash >"$OUT"
has 'completion knows the command' "$OUT" 'add move remove happy'
try 'help explains it' 0 bare help feelings
has 'with its synopsis' "$OUT" '^usage: felt feelings'

done_testing
