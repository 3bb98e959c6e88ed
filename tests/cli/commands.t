#!/bin/sh
# The day of a journal: every command in its usual form, and what it says.
. "$(dirname "$0")/../lib.sh"

try 'felt alone without a journal says how to begin' 0 "$FELT"
has '  names init' "$OUT" 'felt init'
has '  says what it is not' "$OUT" 'not a therapist'
journal
ok 'init makes a journal of mode 0600' test "$(stat -c %a "$FELT_JOURNAL")" = 600
ok 'and a recovery sheet of mode 0600' test "$(stat -c %a "$W/recovery")" = 600
has '  nine groups of four' "$W/recovery" '([0-9A-Z]{4}-){8}[0-9A-Z]{4}'

printf 'first line\nsecond line, with Äpfeln' >"$W/text"
felt write --date 2026-03-01 --feeling anxious:70 --feeling 'lonely@under' --tag work --json <"$W/text" >"$OUT" 2>"$ERR"
id=$(sed -n 's/.*"id":"\([0-9a-z]*\)".*/\1/p' "$OUT")
ok 'write gives the id' test ${#id} -eq 13
felt show --json "$id" >"$OUT" 2>"$ERR"
is 'show --json gives the text byte for byte' "$($PY -c 'import json,sys; sys.stdout.write(json.load(open(sys.argv[1]))["text"])' "$OUT")" "$(cat "$W/text")"
has '  the feelings with intensity and layer' "$OUT" '"feelings":\[\{"id":"fear.anxious","intensity":70,"source":"writer"\},\{"id":"sadness.lonely","layer":"under","source":"writer"\}\]'
has '  a day without a time' "$OUT" '"date":"2026-03-01"'
has '  the words are counted' "$OUT" '"words":6'
try 'review lists day, id, first line' 0 felt review
has '  in one line' "$OUT" "^2026-03-01  $(echo "$id" | cut -c1-8)  .*first line$"

for d in 2026-03-02 2026-03-05 2025-12-31; do printf 'on %s' $d | felt write --date $d --feeling joy.happy:20 >/dev/null 2>&1; done
try 'review by feeling' 0 felt review anxious
is '  one entry' "$(wc -l <"$OUT")" 1
try 'review by family' 0 felt review fear sadness
is '  one entry' "$(wc -l <"$OUT")" 1
try 'review --all wants all of them' 0 felt review anxious happy --all
is '  none' "$(wc -l <"$OUT")" 0
try 'review --min' 0 felt review --feeling happy --min 30
is '  none is that strong' "$(wc -l <"$OUT")" 0
try 'review --since --until' 0 felt review --since 2026-03-02 --until 2026-03-05
is '  two entries' "$(wc -l <"$OUT")" 2
try 'review --on a month' 0 felt review --on 2026-03
is '  three entries' "$(wc -l <"$OUT")" 3
try 'review --on a year' 0 felt review --on 2025
is '  one entry' "$(wc -l <"$OUT")" 1
try 'review --limit is of the newest' 0 felt review --limit 1
has '  2026-03-05' "$OUT" '^2026-03-05'
try 'review --reverse' 0 felt review --reverse --limit 1
has '  2025-12-31' "$OUT" '^2025-12-31'
try 'review --tag' 0 felt review --tag work
is '  one entry' "$(wc -l <"$OUT")" 1
try 'review --json --text' 0 felt review --json --text --tag work
has '  has the text' "$OUT" '"text":"first line'
try 'review --json without --text' 0 felt review --json --tag work
hasnt '  has not' "$OUT" '"text"'

try 'edit from a pipe replaces the text' 0 felt edit "$id" <<'X'
changed
X
felt show --raw "$id" >"$OUT" 2>"$ERR"
is '  whole' "$(cat "$OUT")" changed
try 'edit --undo takes it back' 0 felt edit --undo "$id"
felt show --raw "$id" >"$OUT" 2>"$ERR"
ok '  byte for byte' cmp -s "$OUT" "$W/text"
printf '  \n' | felt edit "$id" >"$OUT" 2>"$ERR"
is 'editing into nothing is refused' $? 1
has '  and names delete' "$ERR" 'felt delete'

try 'tag adds and removes' 0 felt tag "$id" +calm:3/5 -lonely --tag river --untag work
felt show --json "$id" >"$OUT" 2>"$ERR"
has '  feelings' "$OUT" '"feelings":\[\{"id":"fear.anxious","intensity":70,"source":"writer"\},\{"id":"calm.calm","intensity":60,"source":"writer"\}\]'
has '  tags' "$OUT" '"tags":\["river"\]'

for q in 'apfeln' 'ÄPFELN' 'second first' '"second line"' 'line -changed'; do
	echo "$q" | felt search >"$OUT" 2>"$ERR"
	is "search $q" "$(wc -l <"$OUT")" 1
done
for q in '"second first"' 'apfelns' 'line -apfeln'; do
	echo "$q" | felt search >"$OUT" 2>"$ERR"
	is "search $q finds nothing, exit 0" "$? $(wc -l <"$OUT")" '0 0'
done
echo apfeln | felt search --json >"$OUT" 2>"$ERR"
has 'search --json says where' "$OUT" '"passage":'

short=$(echo "$id" | cut -c1-6)
echo n | felt delete "$short" >"$OUT" 2>"$ERR"
is 'delete without a terminal and without --yes is refused' $? 1
try 'delete --yes' 0 felt delete --yes "$short"
try 'show of what is deleted' 1 felt show "$id"
try 'verify' 0 felt verify
try 'backup' 0 felt backup "$W/b.felt"
try 'status says how old the last backup is' 0 felt status
has '  in words' "$OUT" 'backup'
printf 'after the backup' | felt write >/dev/null 2>&1
try 'restore --yes' 0 felt restore --yes "$W/b.felt"
try 'the entry after the backup is gone' 0 felt review
hasnt '  from the list' "$OUT" 'after the backup'
ok 'the old journal is kept aside' sh -c "ls '$HOME'/*before-restore*"
try 'felt alone with a journal' 0 felt
hasnt '  shows no text' "$OUT" 'on 2026'
try 'help' 0 "$FELT" help
try 'help of a command' 0 "$FELT" help write
for sh in bash zsh fish; do
	try "completion $sh" 0 "$FELT" completion $sh
	ok '  is a script that it can read' sh -c "case $sh in bash) bash -n '$OUT';; zsh) zsh -n '$OUT';; fish) fish -n '$OUT';; esac"
done
done_testing
