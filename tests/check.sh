#!/bin/sh
# Every test, in one run; ends with "N passed, N failed".  Called by `make check`.
#
# The suite is TAP: unit tests (cmocka), shell and pseudo-terminal tests run through prove.  The suite runs against the build with
# the sanitizers; unit tests run natively (gcc and clang), under the sanitizers and under valgrind.
set -u
cd "$(dirname "$0")/.." || exit 1
log=build/check.log
mkdir -p build
: >"$log"
jobs=${JOBS:-2}
passed=0 failed=0

# failures FILE: what failed in a TAP log: each file of tests by its name, its "not ok" lines, and what is said about each of them.
failures() {
	awk '
	function keep() { text = text "    " substr($0, 1, 2000) "\n" }
	function done() { if (bad) printf "%s%s", file ? file ":\n" : "", text; text = ""; bad = after = 0; room = 40 }
	BEGIN { done() }
	/^[^ ]+ \.\.+ ?(skipped.*)?$/ { done(); file = $1; next }
	/^Test Summary Report/ { done(); summary = 1; next }
	summary { if (/Wstat|Parse errors/) print; next }
	/^ *not ok/ { bad = after = 1; room = 40; keep(); next }
	/^ *ok( |$)|^ *1\.\.[0-9]|^ *$/ { after = 0; next }
	/^(Dubious|Failed |Bailout|No subtests)/ { bad = 1; keep(); next }
	/^ *#/ && !after { next }
	room-- > 0 { keep() }
	END { done() }' "$1"
}
# tally NAME FILE STATUS: adds up the lines of a TAP log.
tally() {
	good=$(grep -cE '^ *ok [0-9]' "$2")
	bad=$(grep -cE '^ *not ok [0-9]' "$2")
	[ "$3" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	passed=$((passed + good)) failed=$((failed + bad))
	printf '%-34s %5d passed %5d failed\n' "$1" "$good" "$bad"
	[ "$bad" -eq 0 ] || failures "$2"
	cat "$2" >>"$log"
}
# step NAME COMMAND...: one test that a command succeeds.
step() {
	name=$1
	shift
	if "$@" >build/step.log 2>&1; then
		echo "ok 1 - $name" >build/tap.log
	else
		{ echo "not ok 1 - $name"; tail -40 build/step.log | sed 's/^/# /'; } >build/tap.log
	fi
	tally "$name" build/tap.log 0
}
# one PROGRAM [WRAPPER...]: a unit test as TAP, whatever way it ends.
cat >build/one.sh <<'X'
t=$1
shift
echo "$t .." >"$t.tap"
CMOCKA_MESSAGE_OUTPUT=TAP "$@" "$t" >>"$t.tap" 2>&1
status=$?
sed -i 's/^not ok \([0-9]* # SKIP\)/ok \1/' "$t.tap" # cmocka says so of what was skipped
grep -q '^1\.\.' "$t.tap" || echo "not ok 1 - $t did not finish" >>"$t.tap"
[ $status -eq 0 ] || grep -qE '^ *not ok' "$t.tap" || echo "not ok 1 - $t: exit status $status, a report at its end" >>"$t.tap"
X
# units NAME FOLDER [WRAPPER...]: the unit tests of a build, two at a time.
units() {
	name=$1 folder=$2
	shift 2
	rm -f "$folder"/unit/*.tap
	find "$folder/unit" -maxdepth 1 -name 'test_*' -type f -perm -u+x | sort | xargs -P "$jobs" -I '{}' sh build/one.sh '{}' "$@"
	cat "$folder"/unit/*.tap >build/tap.log
	tally "$name" build/tap.log 0
}

step 'build with gcc' make -s -j"$jobs" all unit
step 'build with clang' make -s -j"$jobs" O=build/clang CC=clang all unit
step 'build with ASan and UBSan' make -s -j"$jobs" O=build/asan OPTIMISE='-O1 -g' \
	SANITISE='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' HARDENING= all unit
step 'layers and manual pages' make -s lint
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
units 'unit tests (gcc)' build
units 'unit tests (clang)' build/clang
units 'unit tests (ASan, UBSan)' build/asan
FELT_QUICK=1 units 'unit tests (valgrind)' build valgrind -q --error-exitcode=98 --leak-check=full --errors-for-leak-kinds=definite
for room in cli pty fault second page; do
	files=$(find "tests/$room" -name '*.t' | sort)
	[ -n "$files" ] || continue
	# shellcheck disable=SC2086
	# felt may not be traced (harden_linux.c), so leaks are looked for in the unit tests, by two tools, and not here.
	ASAN_OPTIONS=detect_leaks=0:exitcode=99 FELT="$PWD/build/asan/felt" FELT_UNIT="$PWD/build/asan/unit" prove -v -j"$jobs" --merge $files >build/tap.log 2>&1
	tally "tests/$room" build/tap.log $?
done
step 'fuzz targets, briefly' make -s fuzz SECONDS_EACH="${FUZZ_SECONDS:-5}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
