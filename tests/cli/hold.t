#!/bin/sh
# What must hold when something comes between: old key slots put back, a reader that stops reading, an interrupted export, a pipe that
# nobody can save; and what is said then.
. "$(dirname "$0")/../lib.sh"
journal
first=$(sed -n 's/.*\([0-9A-Z-]\{44\}\).*/\1/p' "$W/recovery" | head -1)
key() { # a recovery key at descriptor 8
	printf '%s\n' "$1" >"$W/.key"
	shift
	"$FELT" --recovery --recovery-fd 8 "$@" 8<"$W/.key"
}

# ---- a replaced recovery key stays replaced ----

cp "$FELT_JOURNAL" "$W/old.felt"
try 'a new recovery key' 0 felt key recovery --recovery-to "$W/second.txt"
second=$(sed -n 's/.*\([0-9A-Z-]\{44\}\).*/\1/p' "$W/second.txt" | head -1)
ok '  is another one' test -n "$first" -a -n "$second" -a "$first" != "$second"
$PY - "$FELT_JOURNAL" "$W/old.felt" <<'END'
import sqlite3, sys
new, old = (sqlite3.connect(p) for p in sys.argv[1:])
header, mac = old.execute("select header, mac from journal").fetchone()
new.execute("update journal set header=?, mac=?", (header, mac))
new.execute("delete from slot")
new.executemany("insert into slot values (?,?)", old.execute("select id, rec from slot").fetchall())
new.commit()
END
printf '%s\n%s\n' "$PASS" "$PASS" >"$W/.both"
try 'old key slots put back, then a new passphrase' 0 "$FELT" --passphrase-fd 9 key passphrase 9<"$W/.both"
try '  the replaced recovery key does not open it' 2 key "$first" review
try '  the new one does' 0 key "$second" review
try '  and the passphrase' 0 felt review

# ---- lines as they are shown ----

felt write </dev/null --feeling sad >/dev/null 2>&1
printf 'ends in blanks   ' | felt write >/dev/null 2>&1
printf 'draft' | felt write --feeling lonely --title >/dev/null 2>&1
felt review >"$OUT" 2>"$ERR"
hasnt 'no line of review ends in a blank' "$OUT" ' $'
printf 'blanks' | felt search >"$OUT" 2>"$ERR"
has 'search finds them' "$OUT" 'ends in blanks'
hasnt '  and no line of it ends in a blank' "$OUT" ' $'
try 'verify' 0 felt verify
is '  what it counts adds up to the rows' "$(awk '/sealed, all/ {print n == $NF; exit} {n += $NF}' "$OUT")" 1
$PY - "$(felt verify --json)" >"$OUT" <<'END'
import json, sys
r = json.loads(sys.argv[1])
kinds = "entries drafts beliefs follow-ups earlier-versions shares settings other-kinds tombstones rows-damaged".split()
print(sum(r[k] for k in kinds) == r["rows"], r["rows"] > 0)
END
is '  in JSON too' "$(cat "$OUT")" 'True True'
try 'status' 0 "$FELT" status
has '  every command asks' "$OUT" 'ask for the passphrase'
mkdir -p -m 700 "$HOME/.config/felt"
printf 'passphrase_command = cat %s\n' "$W/.pass" >"$HOME/.config/felt/config"
chmod 600 "$HOME/.config/felt/config"
try 'status with a passphrase_command' 0 "$FELT" status
hasnt '  does not say that every command asks' "$OUT" 'ask for the passphrase'
has '  but that this command opens it' "$OUT" 'passphrase_command'
rm "$HOME/.config/felt/config"

# ---- a reader that stops reading keeps nobody from writing ----

$PY -c 'for i in range(1500): print("{\"date\":\"2026-01-%02d\",\"body\":\"%s\"}" % (i % 28 + 1, "a line of some length %d " % i * 40))' >"$W/many.jsonl"
felt import json "$W/many.jsonl" >/dev/null 2>&1
mkfifo "$W/fifo"
felt review --text >"$W/fifo" 2>/dev/null &
reader=$!
exec 7<"$W/fifo"
dd bs=1 count=1 <&7 >/dev/null 2>&1
sleep 0.5
printf 'written meanwhile' >"$W/note"
# nothing is read of the list meanwhile: had it a lock, this would end with 6
try 'felt review --text | less: others write meanwhile' 0 felt write <"$W/note"
got=$(($(wc -c <&7) + 1))
wait $reader
is '  and the reader gets all of it in the end' "$?" 0
felt review --text --until 2026-01-31 2>/dev/null | wc -c >"$W/whole"
ok '  byte by byte' test "$got" -ge "$(cat "$W/whole")"
exec 7<&-

# ---- an interrupted export leaves nothing in the clear ----

for signo in INT TERM HUP; do
	mkdir -m 700 "$W/to"
	printf '%s' "$PASS" >"$W/.pass"
	$PY - "$FELT" "$W/to" $signo "$W/.pass" >"$OUT" 2>"$ERR" <<'END'
import os, signal, subprocess, sys, time
felt, to, name, secret = sys.argv[1:]
fd = os.open(secret, os.O_RDONLY)

def plain():
    for signo in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(signo, signal.SIG_DFL)

def writes(pid):
    """The new file is open: it has no name yet, or the hidden one of a temporary."""
    try:
        return any(os.readlink("/proc/%d/fd/%s" % (pid, n)).startswith(to + "/") for n in os.listdir("/proc/%d/fd" % pid))
    except OSError:  # a descriptor that was closed meanwhile, a process that has ended
        return bool(os.listdir(to))

to = os.path.realpath(to)
for _ in range(20):
    os.lseek(fd, 0, os.SEEK_SET)
    p = subprocess.Popen([felt, "--passphrase-fd", str(fd), "export", "-o", to + "/out.json"], pass_fds=[fd], stderr=subprocess.PIPE, preexec_fn=plain)
    while not writes(p.pid) and p.poll() is None:
        time.sleep(0.0005)
    p.send_signal(getattr(signal, "SIG" + name))
    err = p.communicate()[1].decode()
    if p.returncode:
        break
    os.unlink(to + "/out.json")  # it was done before this process had its turn
print(p.returncode, " ".join(os.listdir(to)))
END
	is "SIG$signo during export -o: stopped, and nothing is left" "$(cat "$OUT")" '130 '
	rm -rf "$W/to"
done

# ---- a pipe that cannot be saved ----

cat >"$W/hold.py" <<'END'
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("begin immediate")
open(sys.argv[2], "w").close()
while os.path.exists(sys.argv[2]):
    time.sleep(0.05)
END
# busy for the entry (5 s), free again for the draft (another 5): the middle of that
feed 'a pipe is read once' sh -c '"$1" "$2/hold.py" "$FELT_JOURNAL" "$2/held" & until [ -e "$2/held" ]; do sleep 0.05; done; (sleep 7.5; rm "$2/held") &' sh $PY "$W" |
	felt write >"$OUT" 2>"$ERR"
is 'a pipe that meets a busy journal: exit 6' $? 6
is '  nothing on stdout, where the id of an entry would stand' "$(cat "$OUT")" ''
has '  it says where the text is' "$ERR" '^this is no entry yet; the text is kept as a draft: felt resume [0-9a-z]{8}$'
has '  and that it need not be sent again' "$ERR" '^hint: the text is safe'
draft=$(sed -n 's/.*felt resume \([0-9a-z]\{8\}\)$/\1/p' "$ERR")
try '  felt resume ID --keep makes an entry of it' 0 felt resume --keep "$draft"
is '  with the whole text' "$(felt show --raw "$(cat "$OUT")" 2>/dev/null)" 'a pipe is read once'
done_testing
