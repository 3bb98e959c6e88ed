#!/bin/sh
# T085, T086, T087, T099: who may touch the journal, what is never written over, what lengths tell, what comes through a pipe.
. "$(dirname "$0")/../lib.sh"

mode() { stat -c %a "$1"; }
# everything below it, with type, mode, owner, size and time: to be compared
picture() {
	find "$1" -mindepth 1 ! -path "$W/out" ! -path "$W/err" ! -path "$W/.*" \( -type d -printf '%p %y %m %u\n' -o -printf '%p %y %m %u %s %T@\n' \) | sort
}
bytes() { cksum <"$1"; }

# ---- T085: permissions ----
umask 000
journal
printf 'one line\n' | felt write >"$OUT" 2>"$ERR"
id=$(cut -c1-13 "$OUT")
felt export --format json -o "$W/home/x.json" >/dev/null 2>&1
felt backup "$W/home/x.felt" >/dev/null 2>&1
is 'T085: umask 000: only the writer can read what was made' "$(find "$W/home" "$W/recovery" -type f ! -perm 600)" ''
is 'T085: umask 000: and go into the folders' "$(find "$W/home" -type d ! -perm 700)" ''
is 'T085: umask 000: five files and more' "$(find "$W/home" -type f | wc -l | awk '{ print ($1 >= 5) }')" 1
for mask in 077 0177 0277; do
	umask $mask
	try "T085: umask $mask: writing goes on" 0 felt write <<-E
		under umask $mask
	E
	rm -f "$W/home/x.felt"
	try "T085: umask $mask: a copy" 0 felt backup "$W/home/x.felt"
	is "T085: umask $mask: is 0600" "$(mode "$W/home/x.felt")" 600
done
umask 022

# refused NAME HINT: read, write, backup and restore refuse the journal as it lies there, nothing changes, the hint mends it
refused() {
	picture "$W" >"$W/.picture1"
	sum=$(bytes "$FELT_JOURNAL")
	for what in review write 'key list' "backup $W/home/never.felt" "verify $FELT_JOURNAL"; do
		# shellcheck disable=SC2086
		printf 'text' | felt $what >"$OUT" 2>"$ERR"
		status=$?
		if [ $status -eq 5 ] && grep -qE -- "$2" "$ERR" && [ ! -s "$OUT" ]; then
			pass "T085: $1: felt ${what%% *}: exit 5 and what mends it"
		else
			fail "T085: $1: felt ${what%% *}: exit 5 and what mends it" "exit $status"
		fi
	done
	picture "$W" >"$W/.picture2"
	is "T085: $1: nothing was made or changed" "$(diff "$W/.picture1" "$W/.picture2")$(bytes "$FELT_JOURNAL")" "$sum"
	sed -n 's/^hint: //p' "$ERR" | sed 's/  (.*//' >"$W/.hint"
}
mended() {
	sh "$W/.hint" 2>/dev/null
	try "T085: $1: the hint mends it" 0 felt review
}
for bits in 660 620 604 640 606 610; do
	chmod $bits "$FELT_JOURNAL"
	refused "mode $bits" 'chmod 600'
	mended "mode $bits"
done
chmod 777 "$HOME"
refused 'a folder that others write to' 'chmod go-w'
mended 'a folder that others write to'
chmod 1777 "$HOME"
try 'T085: a sticky folder is fine' 0 felt review
chmod 770 "$HOME"
refused 'a folder that the group writes to' 'chmod go-w'
mended 'a folder that the group writes to'
chmod 700 "$HOME"
ln "$FELT_JOURNAL" "$W/home/second-name"
refused 'a second name' 'it has 2 names'
rm "$W/home/second-name"
try 'T085: with one name again' 0 felt review
mv "$FELT_JOURNAL" "$W/home/real.felt"
ln -s "$W/home/real.felt" "$FELT_JOURNAL"
refused 'a link' 'readlink'
rm "$FELT_JOURNAL"
mv "$W/home/real.felt" "$FELT_JOURNAL"
try 'T085: and without the link' 0 felt review
if [ "$(id -u)" -eq 0 ]; then
	chown 65534 "$FELT_JOURNAL"
	refused 'another owner' 'chown 0'
	mended 'another owner'
	# sudo: root, with the home of somebody
	chown -R 65534 "$HOME"
	refused 'root in the home of somebody' 'chown 0'
	is 'T085: sudo leaves nothing of root behind' "$(find "$HOME" ! -user 65534)" ''
	chown -R 0 "$HOME"
fi
try 'T085: all as before' 0 felt verify

# ---- T086: targets ----
rm -f "$W"/home/x.*
mkdir "$W/t"
echo 'somebody else wrote this' >"$W/t/file"
: >"$W/t/empty"
ln -s file "$W/t/link"
ln -s nowhere "$W/t/dangling"
ln -s "$FELT_JOURNAL" "$W/t/journal-link"
mkfifo "$W/t/pipe"
mkdir "$W/t/folder"
mkdir "$W/t/closed"
ln -s "$W/t/closed" "$W/t/loop-in"
# Stand-ins for /dev/stdout and /dev/null: a felt that is broken on purpose, run as root, must not be able to replace the real ones.
ln -s /proc/self/fd/1 "$W/t/stdout"
mknod -m 600 "$W/t/device" c 1 3 2>/dev/null || mkfifo "$W/t/device"
export_to() { timeout 60 "$FELT" --passphrase-fd 9 export --format json -o "$1" 9<"$W/.pass"; }
backup_to() { timeout 60 "$FELT" --passphrase-fd 9 backup "$1" 9<"$W/.pass"; }
init_to() { timeout 60 "$FELT" --passphrase-fd 9 -j "$1" init --recovery-to "$W/never" --kdf-memory 64M --kdf-passes 2 9<"$W/.pass"; }
sheet_to() { timeout 60 "$FELT" --passphrase-fd 9 -j "$W/t/new.felt" init --recovery-to "$1" --kdf-memory 64M --kdf-passes 2 9<"$W/.pass"; }
key_to() { timeout 60 "$FELT" --passphrase-fd 9 key recovery --recovery-to "$1" 9<"$W/.pass"; }
for how in export_to backup_to init_to sheet_to key_to; do
	for target in "$W/t/file" "$W/t/empty" "$W/t/link" "$W/t/dangling" "$W/t/journal-link" "$W/t/pipe" "$W/t/folder" "$W/t/stdout" "$W/t/device" \
		"$FELT_JOURNAL"; do
		picture "$W" >"$W/.picture1"
		sum=$(bytes "$FELT_JOURNAL")$(bytes "$W/t/file")
		$how "$target" >"$OUT" 2>"$ERR"
		status=$?
		picture "$W" >"$W/.picture2"
		want=5
		case $how-$target in backup_to-*/folder | *_to-*/device) want='[15]' ;; key_to-*/journal.felt) want=1 ;; esac
		if expr $status : "$want\$" >/dev/null && [ ! -s "$OUT" ] && cmp -s "$W/.picture1" "$W/.picture2" && [ "$sum" = "$(bytes "$FELT_JOURNAL")$(bytes "$W/t/file")" ]; then
			pass "T086: ${how%_to} to ${target##*/}: refused, nothing was touched"
		else
			fail "T086: ${how%_to} to ${target##*/}: refused, nothing was touched" "exit $status" "$(diff "$W/.picture1" "$W/.picture2")"
		fi
	done
	for target in "$W/t/nowhere/x" "$W/t/file/x" /sys/felt-x "$W/t/$(printf 'n%.0s' $(seq 300))"; do
		picture "$W" >"$W/.picture1"
		$how "$target" >"$OUT" 2>"$ERR"
		status=$?
		picture "$W" >"$W/.picture2"
		if { [ $status -eq 4 ] || [ $status -eq 5 ]; } && cmp -s "$W/.picture1" "$W/.picture2"; then
			pass "T086: ${how%_to} to $(printf '%.20s' "${target#"$W"}"): refused, nothing was touched"
		else
			fail "T086: ${how%_to} to $(printf '%.20s' "${target#"$W"}"): refused, nothing was touched" "exit $status" \
				"$(diff "$W/.picture1" "$W/.picture2")"
		fi
	done
	try "T086: ${how%_to} to an empty name" 1 "$how" ''
done
try 'T086: through a folder that is a link' 0 export_to "$W/t/loop-in/x.json"
is 'T086: 0600, in the folder' "$(mode "$W/t/closed/x.json")" 600
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$W/t/closed"
	try 'T086: a folder without permission' 4 export_to "$W/t/closed/y.json"
	chmod 700 "$W/t/closed"
fi
is 'T086: no temporary is left' "$(find "$W" -name '.*.felt-*')" ''
is 'T086: the pipe was not opened for ever' "$(jobs)" ''

# ---- T087: lengths ----
lengths() {
	$PY - "$1" <<-'E'
		import sqlite3, sys
		db = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
		print(sorted(r[0] for r in db.execute("select length(row) from entry")), [r[0] for r in db.execute("select length(pack) from digest order by n")])
	E
}
for twin in a b; do
	FELT_JOURNAL=$W/home/$twin.felt
	rm -f "$W/recovery"
	journal
done
for n in 1 200 500; do
	for twin in a b; do
		FELT_JOURNAL=$W/home/$twin.felt
		# one class: up to 1023 bytes with head and meta; the openings are of one length too
		if [ $twin = a ]; then head -c "$n" /dev/zero | tr '\0' x; else head -c $((n / 2 + 1)) /dev/zero | tr '\0' y; fi >"$W/text"
		felt write <"$W/text" >/dev/null 2>"$ERR" || fail 'T087: write'
	done
done
is 'T087: different texts of one class: the same lengths' "$(lengths "$W/home/a.felt")" "$(lengths "$W/home/b.felt")"
is 'T087: and files of one size' "$(stat -c %s "$W/home/a.felt")" "$(stat -c %s "$W/home/b.felt")"
FELT_JOURNAL=$W/home/b.felt
head -c 1500 /dev/zero | tr '\0' y | felt write >/dev/null 2>"$ERR"
is 'T087: a text of the next class is told apart' "$(lengths "$W/home/b.felt" | grep -c 2088)" 1
FELT_JOURNAL=$W/home/journal.felt

# ---- T099: standard input ----
whole() { felt verify --json 2>/dev/null | sed 's/.*"generation":\([0-9]*\).*/\1/'; }
# stored NAME: $W/text comes back byte for byte
stored() {
	felt write --json <"$W/text" >"$OUT" 2>"$ERR"
	id=$(sed -n 's/.*"id":"\([0-9a-z]*\)".*/\1/p' "$OUT")
	felt show --json "$id" 2>"$ERR" | $PY -c 'import json,sys; sys.stdout.buffer.write(json.loads(sys.stdin.readline())["text"].encode())' >"$W/back" 2>/dev/null
	if cmp -s "$W/text" "$W/back"; then pass "T099: $1: stored as it came"; else fail "T099: $1: stored as it came"; fi
}
printf 'no line end' >"$W/text"
stored 'no line end'
printf '\n\nonly at the end: \n\n\n' >"$W/text"
stored 'blank lines around'
printf 'one\r\ntwo\rthree\n\ttab \001\033[2J\177 \303\251 e\314\201 \342\200\250 \357\273\277\n' >"$W/text"
stored 'control characters'
head -c 7864320 /dev/urandom | base64 -w 0 >"$W/text"
is 'T099: ten MiB' "$(stat -c %s "$W/text")" 10485760
stored '10 MiB on one line'
if [ "${FELT_TRIALS-}" = 1 ]; then
	head -c 67108864 /dev/zero | tr '\0' z >"$W/text"
	stored '64 MiB'
fi
rm -f "$W/text" "$W/back"
before=$(whole)
# refused_text NAME STATUS PATTERN FEED: what the command FEED prints, as a text
refused_text() {
	sh -c "$4" 2>/dev/null | timeout 60 "$FELT" --passphrase-fd 9 write 9<"$W/.pass" >"$OUT" 2>"$ERR"
	said "$1" "$2" "$3" $?
}
said() {
	if [ "$4" -eq "$2" ] && grep -qE -- "$3" "$ERR" && [ ! -s "$OUT" ]; then
		pass "T099: $1: exit $2, said why"
	else
		fail "T099: $1: exit $2, said why" "exit $4"
	fi
}
refused_text '64 MiB and one byte' 1 'longer than 64' "head -c 67108865 /dev/zero | tr '\\0' z"
refused_text 'a pipe without an end' 1 'longer than 64' 'yes without an end'
refused_text 'zeros without an end' 1 'longer than 64|zero byte' 'cat /dev/zero'
refused_text 'invalid UTF-8' 1 'byte 3' "printf 'abc\\377\\376'"
refused_text 'a zero byte' 1 'byte 3' "printf 'abc\\000def'"
refused_text 'a lone surrogate' 1 'byte 0' "printf '\\355\\240\\200'"
refused_text 'an overlong form' 1 'byte 0' "printf '\\300\\257'"
refused_text 'binary' 1 'byte [0-9]' 'head -c 100000 /dev/urandom'
refused_text 'nothing' 1 'nothing in it' 'true'
refused_text 'only blanks' 1 'nothing in it' "printf ' \\n\\t\\n'"
hasnt 'T099: no text in a message' "$ERR" 'abc|without an end'
for file in /dev/zero /dev/full; do
	timeout 60 "$FELT" --passphrase-fd 9 write 9<"$W/.pass" <$file >"$OUT" 2>"$ERR"
	said "$file" 1 'longer than 64|zero byte' $?
done
timeout 60 "$FELT" --passphrase-fd 9 write 9<"$W/.pass" <&- >"$OUT" 2>"$ERR"
status=$?
if [ $status -eq 1 ] || [ $status -eq 4 ]; then pass 'T099: closed: refused'; else fail 'T099: closed: refused' "exit $status"; fi
timeout 60 "$FELT" --passphrase-fd 9 write 9<"$W/.pass" <"$W" >"$OUT" 2>"$ERR"
said 'a folder' 4 '.' $?
is 'T099: nothing of it was stored' "$(whole)" "$before"
"$FELT" --passphrase-fd 9 write 9<"$W/.pass" </dev/zero >/dev/null 2>&1 &
pid=$!
peak=0
while kill -0 $pid 2>/dev/null; do
	now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' /proc/$pid/status 2>/dev/null)
	[ "${now:-0}" -le "$peak" ] || peak=$now
	sleep 0.01
done
ok "T099: memory stays within bounds ($peak KiB)" test "$peak" -lt 600000
try 'the journal verifies' 0 felt verify
done_testing
