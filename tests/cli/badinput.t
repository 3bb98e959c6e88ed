#!/bin/sh
# Bad input: each its own sentence, a hint and the exit code of DESIGN.md 3; nothing is lost and nothing appears.
. "$(dirname "$0")/../lib.sh"
. "$here/../seen.sh"

refused 'no journal' 4 'no journal' felt review
ok '  and none was made' test ! -e "$FELT_JOURNAL"
journal
printf 'one' | felt write --json >"$OUT" 2>"$ERR"
id=$(sed -n 's/.*"id":"\([0-9a-z]*\)".*/\1/p' "$OUT")
before=$(ls -A "$HOME")

mkdir "$W/dir"
mkfifo "$W/fifo"
: >"$W/empty"
sqlite3 "$W/other.db" 'CREATE TABLE t(a)'
chmod 600 "$W/other.db" "$W/empty"
refused 'a directory' 5 'not a felt journal' felt -j "$W/dir" review
refused 'a FIFO' 5 'not a felt journal' felt -j "$W/fifo" review
refused 'an empty file' 5 'not a felt journal' felt -j "$W/empty" review
refused 'another database' 5 'not a felt journal' felt -j "$W/other.db" review
cp "$FELT_JOURNAL" "$W/newer.felt"
sqlite3 "$W/newer.felt" 'PRAGMA user_version=2'
refused 'a newer schema' 5 'newer|version' felt -j "$W/newer.felt" review
printf 'wrong' >"$W/wrong"
refused 'a wrong passphrase' 2 'does not open' "$FELT" --passphrase-fd 8 review 8<"$W/wrong"
refused 'no terminal and no source' 2 'passphrase' setsid "$FELT" review
refused 'a date that does not exist' 1 '2026-02-30' felt write --date 2026-02-30
refused 'a word that is no date' 1 'someday' felt review --since someday
refused 'an id that is too short' 1 'short|four' felt show abc
refused 'an unknown id' 1 'no entry|unknown|not' felt show 0000000000000
refused 'an unknown feeling' 1 'happ' felt review happp
has '  names what is near' "$ERR" 'happy'
refused 'an unknown command' 1 'riview' "$FELT" riview
has '  names what is near' "$ERR" 'review'
refused 'an unknown option' 1 'sinse' felt review --sinse monday
has '  names what is near' "$ERR" 'since'
refused 'an intensity over 100' 1 '101' felt write --feeling anxious:101
refused 'a KDF that is too cheap' 1 '64M' "$FELT" -j "$W/k.felt" init --passphrase-fd 8 --recovery-to "$W/k.rec" --kdf-memory 32M 8<"$W/.pass"
refused 'a KDF with one pass' 1 '2' "$FELT" -j "$W/k.felt" init --passphrase-fd 8 --recovery-to "$W/k.rec" --kdf-passes 1 8<"$W/.pass"
ok '  and no sheet appeared' test ! -e "$W/k.rec"
refused 'a journal where one is' 5 'already|there' felt init --recovery-to "$W/r2"
ok '  and no sheet appeared' test ! -e "$W/r2"

printf 'a\000b' >"$W/nul"
printf 'a\377b' >"$W/bad"
refused 'NUL in a text' 1 'zero byte' felt write <"$W/nul"
refused 'invalid UTF-8' 1 'UTF-8' felt write <"$W/bad"
: >"$W/none"
refused 'nothing to save' 1 'nothing|empty' felt write <"$W/none"
head -c 67108865 /dev/zero | tr '\000' a >"$W/huge"
refused '64 MiB + 1 (T099)' 1 '64|long|limit' felt write <"$W/huge"
rm -f "$W/huge"

# An ambiguous prefix: ids made so that two share four characters.
printf '%s\n' '{"schema":"felt-export-1","exported":"2026-01-01T00:00:00Z","generator":"test","entries":[' \
	'{"id":"2e9h54ghj4890","kind":"entry","created":"2026-01-01T10:00:00+00:00","date":"2026-01-01","text":"a"},' \
	'{"id":"2e9h54ghj4891","kind":"entry","created":"2026-01-01T10:00:00+00:00","date":"2026-01-01","text":"b"}],' \
	'"beliefs":[],"followups":[],"words":[]}' >"$W/two.json"
try 'an import with ids' 0 felt import json "$W/two.json"
refused 'an ambiguous prefix' 1 '2e9h' felt show 2e9h
has '  says how many' "$ERR" '2|two'

# T082: no text on the command line.
refused 'text on the command line (T082)' 1 'command line|history' felt write some words
refused 'a title on the command line' 1 'title' felt write --title=secret
refused 'search words on the command line' 1 'command line|history' felt search secret
refused '-m' 1 'm' felt write -m secret
for line in 'felt write some words' 'felt search some words' 'felt write -m words' 'felt write --title=words' 'felt "I feel lost"' 'felt beliefs "I am bad"' \
	'felt beliefs add some words' 'felt write "--I feel lost"'; do
	refused "T082 $line: how the shell forgets it" 1 'history -d -2' sh -c "\"\$0\" ${line#felt}" "$FELT"
done
printf '%s\n' 'felt() { false; }' 'felt write some words' 'history -d -2' exit | HISTFILE=$W/history bash --norc -i >/dev/null 2>&1
hasnt '  and so it does' "$W/history" 'some words'
for f in "$W"/said.*; do
	[ -e "$f" ] || continue
	hasnt 'no error repeats what was written there (T109)' "$f" 'some words'
done

# Imports: all or nothing, with the line.
for bad in '{"date":"2026-01-01"' '{"date":"2026-13-01","body":"x"}' '{"body":"x"}' '{"date":"2026-01-01","body":"x","body":"y"}' '[1,2' 'x' \
	'{"date":"2026-01-01","body":"\ud800"}' '{"date":"2026-01-01","body":1e400}' '{"date":"2026-01-01","body":"x","other":1}'; do
	printf '%s\n%s\n' '{"date":"2026-01-01","body":"fine"}' "$bad" >"$W/bad.jsonl"
	refused "import of $bad" 1 'line 2|line' felt import json "$W/bad.jsonl"
done
felt review --on 2026-01-01 >"$OUT" 2>"$ERR"
hasnt 'and nothing of those files came in' "$OUT" 'fine'
refused 'an import of a missing file' 4 'missing.json' felt import json "$W/missing.json"
refused 'an import of a FIFO' 5 'plain file|not a' felt import json "$W/fifo"
refused 'an export to a terminal is not asked for here; over a file it is refused' 5 'there|exist' felt export --format json -o "$W/two.json"
is 'nothing appeared beside the journal' "$(ls -A "$HOME")" "$before"
try 'and everything still verifies' 0 felt verify
done_testing
