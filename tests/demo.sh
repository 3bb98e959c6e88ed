#!/bin/sh
# make demo: the main job of felt on a throwaway journal with an excerpt of a real diary (tests/data).
#
# Every command is printed before its output and then run as printed; only the folder stands in for your home.  Nothing
# outside that folder is touched, and it is removed at the end.
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

say 'everything is opened and checked'
run 'felt verify'
run 'felt backup copy.felt'

printf '\nall this was in %s, which is removed now\n' "$home"
