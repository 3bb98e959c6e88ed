#!/bin/sh
# Keys from the outside: forms of passphrases and recovery keys, their sources, changing them.  T061-T063, T065.
. "$(dirname "$0")/../lib.sh"
journal
cheap='--kdf-memory 64M --kdf-passes 2'
printf 'hello' | felt write >/dev/null 2>&1

# with BYTES STATUS NAME: opens the journal with these bytes (printf escapes) as passphrase.
with() {
	printf "$1" >"$W/try"
	try "$3" "$2" "$FELT" --passphrase-fd 8 review 8<"$W/try"
	cp "$ERR" "$W/err.$2.$tests_run"
}
with 'wrong' 2 'T061 a wrong one'
first=$(cat "$ERR")
with "$PASS\\r\\n" 2 'T061 a CR is part of it'
is '  the message is constant' "$(cat "$ERR")" "$first"
with '   ' 2 'T061 only blanks'
is '  the message is constant' "$(cat "$ERR")" "$first"
with '\377\376' 2 'T061 bytes that are no UTF-8'
is '  the message is constant' "$(cat "$ERR")" "$first"
with '' 1 'T061 empty'
with 'a\000b' 1 'T061 NUL inside'
head -c 1025 /dev/zero | tr '\000' x >"$W/long"
try 'T061 1025 bytes' 1 "$FELT" --passphrase-fd 8 review 8<"$W/long"
head -c 1024 /dev/zero | tr '\000' x >"$W/long"
try 'T061 1024 bytes are a passphrase' 2 "$FELT" --passphrase-fd 8 review 8<"$W/long"
with "$PASS\\n" 0 'T061 one LF at the end is not part of it'

try 'T065 a closed descriptor is a bad option' 1 "$FELT" --passphrase-fd 7 review 7<&-
try 'T065 a number that is none' 1 "$FELT" --passphrase-fd x review
for number in -1 999999 2147483648 99999999999999999999 0x8 '' 8x; do
	try "T065 a descriptor '$number'" 1 "$FELT" --passphrase-fd "$number" review 8<"$W/long"
done
try 'T065 an endless one without a line end' 1 timeout 60 "$FELT" --passphrase-fd 8 review 8</dev/zero
head -c 10000000 /dev/zero | tr '\000' x >"$W/huge"
try 'T065 a huge one' 1 timeout 60 "$FELT" --passphrase-fd 8 review 8<"$W/huge"
rm "$W/huge"
printf '%s' "$PASS" >"$W/try"
try 'T065 no line end' 0 "$FELT" --passphrase-fd 8 review 8<"$W/try"
try 'T065 a folder' 4 "$FELT" --passphrase-fd 8 review 8<"$W"
mkfifo "$W/fifo"
(exec 7>"$W/fifo") &
try 'T065 a pipe that nobody wrote to' 1 timeout 60 "$FELT" --passphrase-fd 8 review 8<"$W/fifo"
try 'T065 no terminal, stdin a pipe' 2 sh -c "true | setsid '$FELT' review"
printf '%s\nthe rest' "$PASS" >"$W/two"
{ "$FELT" --passphrase-fd 8 -q review >/dev/null 2>"$ERR" && cat <&8 >"$OUT"; } 8<"$W/two"
is 'only the first line is taken from the descriptor' "$(cat "$OUT")" 'the rest'

# T062: the same letters in two forms are two passphrases, and init says so.
printf 'caf\303\251 au lait' >"$W/nfc"
printf 'cafe\314\201 au lait' >"$W/nfd"
"$FELT" -j "$W/n.felt" init --passphrase-fd 8 --recovery-to "$W/n.rec" $cheap 8<"$W/nfc" >"$OUT" 2>"$ERR"
has 'T062 init warns of letters that come in two forms' "$ERR" 'exactly as'
try 'T062 the other form does not open' 2 "$FELT" -j "$W/n.felt" --passphrase-fd 8 review 8<"$W/nfd"
try 'T062 the same form opens' 0 "$FELT" -j "$W/n.felt" --passphrase-fd 8 review 8<"$W/nfc"

# T063: the recovery key.
key=$(grep -oE '([0-9A-Z]{4}-){8}[0-9A-Z]{4}' "$W/recovery" | head -1)
recover() {
	printf '%s\n' "$1" >"$W/key"
	try "$3" "$2" "$FELT" --recovery-fd 8 review 8<"$W/key"
}
recover "$key" 0 'T063 the key opens'
recover "$(echo "$key" | tr 'A-Z' 'a-z')" 0 'T063 in lower case'
recover "$(echo "$key" | tr -d '-')" 0 'T063 without hyphens'
recover "$(echo "$key" | tr '01' 'OL')" 0 'T063 with O for 0 and L for 1'
recover "${key%-*}" 2 'T063 a missing group'
recover "$(echo "$key" | sed 's/-.\(...\)-/-\1-/')" 2 'T063 a short group'
has '  is named' "$ERR" 'group|2'
last=$(printf %s "$key" | tail -c 1)
[ "$last" = 0 ] && other=1 || other=0
recover "${key%?}$other" 2 'T063 one wrong letter'
is 'T063 a wrong letter says nothing of slots' "$(grep -ciE 'slot' "$ERR")" 0
head -c 5000 /dev/zero >"$W/key"
try 'T063 5,000 NUL bytes' 1 "$FELT" --recovery-fd 8 review 8<"$W/key"

printf '%s\nanother one, as slow\n' "$PASS" >"$W/change"
try 'key passphrase: old and new on two lines' 0 "$FELT" key passphrase $cheap --passphrase-fd 8 8<"$W/change"
try '  the old one does not open' 2 felt review
PASS='another one, as slow'
try '  the new one does' 0 felt review
recover "$key" 0 '  the recovery key still does'
try 'key recovery makes a new sheet' 0 felt key recovery --recovery-to "$W/recovery2"
recover "$key" 2 'T063 the old sheet is refused'
recover "$(grep -oE '([0-9A-Z]{4}-){8}[0-9A-Z]{4}' "$W/recovery2" | head -1)" 0 '  the new one opens'
try 'key list' 0 felt key list
grep -qi 'recovery' "$OUT" && grep -qi 'passphrase' "$OUT" && pass '  shows both slots' || fail '  shows both slots' "$(cat "$OUT")"

mkdir -p "$HOME/.config/felt"
printf '#!/bin/sh\necho "another one, as slow"\n' >"$W/ask"
chmod 700 "$W/ask"
echo "passphrase_command = $W/ask" >"$HOME/.config/felt/config"
chmod 600 "$HOME/.config/felt/config"
try 'passphrase_command' 0 "$FELT" review
echo 'passphrase_command = sh -c "touch '"$W"'/shell; echo x" ; echo y' >"$HOME/.config/felt/config"
try 'passphrase_command is run without a shell' 2 setsid "$FELT" review
with 'wrong' 2 'an explicit descriptor beats the command'
mkdir "$W/trap"
printf '#!/bin/sh\ntouch "$0.ran"\necho "another one, as slow"\n' >"$W/trap/ask-felt"
chmod 700 "$W/trap/ask-felt"
echo 'passphrase_command = ask-felt' >"$HOME/.config/felt/config"
for part in '' . ../trap; do
	try "passphrase_command is not looked for in the current folder: PATH=$part:" 2 sh -c "cd '$W/trap' && PATH='$part:$PATH' exec setsid '$FELT' review"
done
[ -e "$W/trap/ask-felt.ran" ] && fail '  and was not run' || pass '  and was not run'
try 'and everything verifies' 0 felt verify
done_testing
