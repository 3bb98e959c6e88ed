#!/bin/sh
# Builds and runs every fuzz target for SECONDS_EACH (environment, or the first argument; 60), two at a time.
# What is found lies in build/fuzz/<target>/; a crash of the past belongs into tests/fuzz/seeds/<target>/.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-${SECONDS_EACH:-60}}
seconds=${seconds:-60}
O=${O:-build/fuzz}
[ "$(uname -s)" = Linux ] && other=_posix.c || other=_linux.c
objects=$(ls src/base/*.c src/crypt/*.c src/model/*.c src/vault/*.c src/store/*.c src/exchange/*.c src/cli/look/query.c | grep -v "$other" | sed "s|^\(.*\)\.c|$O/\1.o|")
targets=$(ls tests/fuzz/fuzz_*.c | sed 's|.*/\(fuzz_.*\)\.c|\1|')
only=${FUZZ_ONLY:-}

# shellcheck disable=SC2046,SC2086
make -s -j"${JOBS:-2}" O="$O" CC=clang HARDENING= HARDENING_LINK= OPTIMISE='-O1 -g -fno-omit-frame-pointer' \
	SANITISE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
	$objects $(for t in $targets; do echo "$O/tests/fuzz/$t.o"; done) || exit 1
# An archive: fuzz_pin.c brings a pin.c of its own.
rm -f "$O/felt.a"
# shellcheck disable=SC2086
ar rcs "$O/felt.a" $objects || exit 1
libs=$(pkg-config --libs libsodium sqlite3 libutf8proc jansson)

# one TARGET: when it fails what does not hold, where, and for which input
one() {
	mkdir -p "$O/$1/corpus" "tests/fuzz/seeds/$1"
	# shellcheck disable=SC2086
	clang -o "$O/$1/run" -fsanitize=fuzzer,address,undefined "$O/tests/fuzz/$1.o" "$O/felt.a" $libs || return 1
	if "$O/$1/run" -seed=1 -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=512 -timeout=5 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="$O/$1/" "$O/$1/corpus" "tests/fuzz/seeds/$1" >"$O/$1/log" 2>&1; then
		echo "ok - $1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$O/$1/log") runs"
	else
		echo "not ok - $1"
		grep -E 'does not hold|runtime error|ERROR|ALARM|SUMMARY|written to|^ *#[0-9]+ .*(src|tests)/' "$O/$1/log" | grep -v NEW_FUNC | cut -c1-300 | head -30 | grep . || tail -20 "$O/$1/log"
		found=$(sed -n 's/.*Test unit written to //p' "$O/$1/log" | tail -1)
		[ ! -f "$found" ] || echo "base64 of the input: $(base64 -w 0 "$found")"
		return 1
	fi
}

pids= failed=0
for t in $targets; do
	[ -z "$only" ] || [ "$only" = "$t" ] || continue
	one "$t" &
	pids="$pids $!"
	# shellcheck disable=SC2086
	set -- $pids
	if [ $# -ge "${JOBS:-2}" ]; then
		wait "$1" || failed=1
		shift
		pids="$*"
	fi
done
for pid in $pids; do wait "$pid" || failed=1; done
exit $failed
