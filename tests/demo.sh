#!/bin/sh
# make demo: the main job of felt on a throwaway journal with an excerpt of a real diary (tests/data).
#
# Every command is printed before its output and then run as printed; only the folder stands in for your home.  Nothing
# outside that folder is touched, and it is removed at the end; the packet for a therapist alone stays, in a folder of its own.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
FELT=${FELT:-$root/build/felt}
case $FELT in /*) ;; *) FELT=$PWD/$FELT ;; esac
[ -x "$FELT" ] || {
	echo "demo: $FELT is not built; make builds it" >&2
	exit 1
}

home=$(mktemp -d "${TMPDIR:-/tmp}/felt-demo-XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' HUP INT TERM
chmod 700 "$home"
export HOME="$home" LC_ALL=C.UTF-8
unset FELT_JOURNAL XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR PAGER VISUAL EDITOR 2>/dev/null || true
cp "$root/tests/data/barbellion.jsonl" "$home/diary.jsonl"
cd "$home"

felt() {
	"$FELT" "$@"
}
# say WORDS...: what comes next, for the reader.
say() {
	printf '\n# %s\n' "$*"
}
# run COMMAND: shows it as one would type it, then runs it.
run() {
	printf '$ %s\n' "$1"
	eval "$1" 2>&1
}

say 'a passphrase in a file, for this demo alone; usually felt asks for it'
run "echo 'six small words in a row' > passphrase"
say 'a journal; opening it takes the least work that felt allows, so that the demo is quick'
run 'felt init --passphrase-fd 3 --recovery-to recovery.txt --kdf-memory 64M --kdf-passes 2 3<passphrase'
mkdir -p .config/felt
say 'from here on felt gets the passphrase from a program that its config file names'
run "echo 'passphrase_command = cat $home/passphrase' > .config/felt/config"

say 'a diary of 1903 to 1917: all of it or nothing, and never twice'
run 'wc -l diary.jsonl'
run 'felt import json diary.jsonl'
run 'felt import json diary.jsonl'

say 'looking back by date: a year, and a month'
run 'felt review --on 1904'
run 'felt review --on 1916-10'

say 'searching; the words come from a prompt or, here, from a pipe, never from the command line'
run "echo 'swallows' | felt search"
run "echo '\"museum assistant\"' | felt search"

say 'writing: on a terminal felt write opens a page; from a pipe it takes what comes'
run "printf 'Nobody rang today.\nI made soup, and it was good.\n' | felt write --date 'yesterday 18:30' --feeling lonely:40 --feeling content --tag evening > id"
run 'felt review lonely'
say 'and the whole of it'
# shellcheck disable=SC2016 # shown and expanded by run
run 'felt show "$(cat id)"'

say 'what does the file itself tell? nothing of that'
run 'grep -c -a -i -e swallow -e soup -e lonely .local/share/felt/journal.felt || true'

say 'a packet for a therapist: two months of the diary, with feelings that a small model proposes, and two made-up thought records'
run 'felt suggest --auto --since 1917-09 --until 1917-10'
cat >record-1.json <<'EOR'
{"situation":"(made up for this demo) H. did not answer my letter","feelings":[{"id":"sadness.lonely","intensity":75}],
 "hot-thought":"Nobody wants to hear from me","belief-before":80,"evidence-for":["three days without a word"],
 "evidence-against":["H. wrote twice last month"],"ending":"new-view","balanced":"A late answer can mean many things","balanced-belief":60,
 "feelings-after":[{"id":"sadness.lonely","intensity":45}],"belief-after":50}
EOR
cat >record-2.json <<'EOR'
{"situation":"(made up for this demo) I could not finish the essay","feelings":[{"id":"shame.ashamed","intensity":60}],
 "hot-thought":"I never finish anything","belief-before":70,"evidence-for":["it lies there since spring"],"ending":"undecided"}
EOR
run 'felt challenge --answers record-1.json --date 1917-10-05 --tag made-up >/dev/null'
run 'felt challenge --answers record-2.json --date 1917-10-09 --tag made-up >/dev/null'
say 'names are replaced, an entry can stay or leave without its text; names never stand on the command line'
run "echo '{\"to\":\"Dr. Weiss\",\"from\":\"B.\",\"aliases\":{\"H.\":\"my brother\"}}' > choices.json"
run 'felt share --since 1917-09 --until 1917-10 --choices choices.json --preview | head -n 12'
run 'felt share --since 1917-09 --until 1917-10 --choices choices.json --yes -o packet.html --words-to words.txt'
run 'felt share --log'
packet=$(mktemp -d "${TMPDIR:-/tmp}/felt-packet-XXXXXX")
cp packet.html words.txt "$packet/"

say 'everything is opened and checked'
run 'felt verify'
run 'felt backup copy.felt'

printf '\nthe packet, attached to nothing: %s/packet.html; its words: %s/words.txt\n' "$packet" "$packet"
printf 'all the rest was in %s, which is removed now\n' "$home"
