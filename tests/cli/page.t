#!/bin/sh
# felt export --format html: the plain page of a journal.
. "$(dirname "$0")/../lib.sh"
journal
entry() { printf '%s' "$1" | { shift; felt write "$@"; }; }

entry 'A long walk <b>by the river</b>.' --date 2026-11-01 --feeling calm:60 >/dev/null 2>&1
entry 'Between us.' --date 2026-11-02 --feeling lonely --keep-private >/dev/null 2>&1
entry 'A letter came.' --date 2026-11-03 --feeling hopeful:40 --tag post >/dev/null 2>&1

try 'the name says the form' 0 felt export -o "$W/page.html" --without-private
is 'for its owner alone' "$(stat -c %a "$W/page.html")" 600
has 'the count' "$W/page.html" 'Drawn from the 2 entries in this packet'
has 'a text is a text' "$W/page.html" 'A long walk &lt;b&gt;by the river&lt;/b&gt;\.'
has 'the feeling and its number' "$W/page.html" 'hopeful</bdi>.*40'
has 'its tag' "$W/page.html" 'Tag: <bdi>post</bdi>'
hasnt 'not what is private' "$W/page.html" 'Between us|lonely'
has 'no script may run' "$W/page.html" "script-src 'none'"
hasnt 'no address' "$W/page.html" 'https?:|url\(|@import| src='
hasnt 'no id of the journal' "$W/page.html" "$(felt review --json 2>/dev/null | sed -n 's/.*"id":"\([0-9a-z]\{13\}\)".*/\1/p' | head -1)"
try 'never over a file' 5 felt export -o "$W/page.html" --without-private
try 'private entries when asked for' 0 felt export -F html -o "$W/all.html" --with-private
has 'then they are there' "$W/all.html" 'Between us'
try 'a filter narrows it' 0 felt export -F html --feeling calm -o "$W/calm.html"
has 'to one entry' "$W/calm.html" 'Drawn from the one entry in this packet'
hasnt 'and no other' "$W/calm.html" 'A letter came|hopeful'
try 'the newest' 0 felt export -F html --limit 1 --without-private -o "$W/newest.html"
has 'is the last one' "$W/newest.html" 'A letter came'
try 'a pipe is fine' 0 sh -c "'$FELT' --passphrase-fd 9 export -F html --without-private 9<'$W/.pass' | tail -1 >'$W/last'"
is 'and gets all of it' "$(cat "$W/last")" '</html>'
try 'nothing found is a page too' 0 felt export -F html --on 1903 -o "$W/none.html"
has 'that says so' "$W/none.html" '0 entries'
is 'no temporary is left' "$(find "$W" -name '.*felt-*' | wc -l)" 0
try 'another form is refused' 1 felt export -F pdf -o "$W/x"
has 'other forms are named' "$ERR" 'json, md, txt, csv or html'
done_testing
