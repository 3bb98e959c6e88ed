# What every shell test begins with:  . "$(dirname "$0")/../lib.sh"
#
# Each test runs the real program in a fresh HOME with a fixed time zone, locale and width, and speaks TAP to prove.
#
#	try NAME STATUS COMMAND...   runs it; ok when the exit status is STATUS.  stdout is in $OUT, stderr in $ERR (files)
#	is NAME GOT WANT             ok when equal
#	has NAME FILE PATTERN        ok when a line of FILE matches (grep -E)
#	hasnt NAME FILE PATTERN
#	ok NAME COMMAND...           ok when it succeeds
#	journal                      makes $FELT_JOURNAL with the passphrase $PASS, cheap to derive
#	felt ARGS...                 the program, with that passphrase on descriptor 9
#	feed TEXT COMMAND...         writes TEXT to a pipe, and runs the command in between: when its reader has begun to read it
#	done_testing

set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${FELT_ROOT:-$(cd "$here" && while [ ! -f Makefile ]; do cd ..; done && pwd)}
FELT=${FELT:-$root/build/felt}
PY=/usr/bin/python3
W=$(mktemp -d "${TMPDIR:-/tmp}/felt-test-XXXXXX")
chmod 700 "$W"
trap 'rm -rf "$W"' EXIT
trap 'exit 1' INT TERM HUP
export HOME="$W/home" TZ=Europe/Berlin LC_ALL=C.UTF-8 COLUMNS=80 LINES=24 TERM=xterm-256color
export FELT_JOURNAL="$W/home/journal.felt"
unset XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME NO_COLOR PAGER VISUAL EDITOR 2>/dev/null
export XDG_RUNTIME_DIR=
mkdir -m 700 "$HOME"
cd "$W" || exit 1
PASS='open sesame, slowly'
OUT=$W/out ERR=$W/err
tests_run=0

pass() {
	tests_run=$((tests_run + 1))
	echo "ok $tests_run - $1"
}
fail() {
	tests_run=$((tests_run + 1))
	echo "not ok $tests_run - $1"
	shift
	for line in "$@"; do echo "# $line"; done
	[ ! -s "$ERR" ] || sed 's/^/# err: /' "$ERR" | head -20
}
ok() {
	name=$1
	shift
	if "$@"; then pass "$name"; else fail "$name" "failed: $*"; fi
}
is() {
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:  $2" "want: $3"; fi
}
has() {
	if grep -qE -- "$3" "$2"; then pass "$1"; else fail "$1" "no line matches: $3" "$(head -5 "$2")"; fi
}
hasnt() {
	if grep -qE -- "$3" "$2"; then fail "$1" "a line matches: $3"; else pass "$1"; fi
}
try() {
	name=$1 want=$2
	shift 2
	"$@" >"$OUT" 2>"$ERR"
	status=$?
	if [ "$status" -eq "$want" ]; then pass "$name"; else fail "$name" "exit status $status, not $want: $*"; fi
}
felt() {
	printf '%s' "$PASS" >"$W/.pass"
	"$FELT" --passphrase-fd 9 "$@" 9<"$W/.pass"
}
journal() {
	printf '%s\n' "$PASS" >"$W/.pass"
	"$FELT" init --passphrase-fd 9 --recovery-to "$W/recovery" --kdf-memory 64M --kdf-passes 2 9<"$W/.pass" >/dev/null 2>"$ERR" ||
		echo "Bail out! init failed: $(cat "$ERR")"
}
feed() {
	"$PY" -c '
import array, fcntl, os, subprocess, sys, termios, time
text, left, end = sys.argv[1].encode(), array.array("i", [1]), time.monotonic() + 60
os.write(1, text[:1])
while left[0] and time.monotonic() < end:
    time.sleep(0.01)
    fcntl.ioctl(1, termios.FIONREAD, left)
subprocess.run(sys.argv[2:], stdout=2)
os.write(1, text[1:])' "$@"
}
done_testing() {
	echo "1..$tests_run"
}
