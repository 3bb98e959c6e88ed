#!/usr/bin/python3
"""felt key export, and opening with --key-file when both copies of the keys in the journal are damaged (FORMAT.md 2); key files that are none."""
import base64
import os
import sqlite3
import stat
import subprocess
import sys

for folder in "fault", "second":
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", folder))
import faults  # noqa: E402
import felt2  # noqa: E402
from faults import FELT, NEW_PASS, PASS, TEXTS, ok  # noqa: E402

CHEAP = ["--kdf-memory", "64M", "--kdf-passes", "2"]
BEGIN, END = b"-----BEGIN FELT KEY-----\n", b"-----END FELT KEY-----\n"


def table(home, sql, *values):
    con = sqlite3.connect(home.journal)
    try:
        with con:
            return con.execute(sql, values).fetchall()
    finally:
        con.close()


def with_key(home, path, *args, more=b""):
    r, w = os.pipe()
    with open(path, "rb") as f:
        os.write(w, f.readline() + more)
    os.close(w)
    try:
        return subprocess.run([FELT, "--recovery-fd", str(r), *args], env=home.env(), pass_fds=(r,), capture_output=True, cwd=home.path, timeout=120)
    finally:
        os.close(r)


def armour(raw):
    text = base64.b64encode(raw)
    return BEGIN + b"".join(text[i:i + 64] + b"\n" for i in range(0, len(text), 64)) + END


def flip(raw, at, bit=0):
    return raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1:]


def header(h):
    table(h, "UPDATE journal SET header=?", flip(table(h, "SELECT header FROM journal")[0][0], 50))
    table(h, "UPDATE spare SET copy=?", flip(table(h, "SELECT copy FROM spare")[0][0], 50))


def wraps(h):
    for i, rec in table(h, "SELECT id,rec FROM slot"):
        table(h, "UPDATE slot SET rec=? WHERE id=?", flip(rec, 80), i)
    copy = table(h, "SELECT copy FROM spare")[0][0]
    for at in range(196, len(copy), 160):
        copy = flip(copy, at + 80)
    table(h, "UPDATE spare SET copy=?", copy)


def gone(h):
    table(h, "DELETE FROM slot")
    table(h, "UPDATE spare SET copy=x''")


def macs(h):
    table(h, "UPDATE journal SET mac=?", flip(table(h, "SELECT mac FROM journal")[0][0], 3))
    table(h, "DELETE FROM spare")


def zeroed(h):
    table(h, "UPDATE journal SET header=zeroblob(160),mac=zeroblob(32)")
    table(h, "UPDATE spare SET copy=zeroblob(100)")
    table(h, "DELETE FROM slot")


DAMAGES = [("all of it", zeroed), ("the headers", header), ("the wrapped keys", wraps), ("the slots", gone), ("the macs", macs)]


def shows_all(r):
    return r.returncode == 0 and all(t.encode() in r.stdout for t in TEXTS)


# ---- the file ----

home, ids = faults.prepared()
key = os.path.join(home.path, "key")
r = home.felt("key", "export", key)
text = open(key, "rb").read()
ok(r.returncode == 0 and text == armour(table(home, "SELECT copy FROM spare")[0][0]), "key export: the armoured spare copy", r.stderr, text)
ok(stat.S_IMODE(os.stat(key).st_mode) == 0o600, "  for its owner alone")
ok(home.felt("key", "export", key).returncode == 5 and open(key, "rb").read() == text, "  never over another file")
ok(home.felt("key", "export").returncode == 1, "  a name is wanted")
ok(home.felt("key", "export", "a", "b").returncode == 1 and home.felt("key", "list", "b").returncode == 1, "  and one only")
ok(home.felt("key", "export", home.path + "/none", secrets="wrong").returncode == 2 and not os.path.exists(home.path + "/none"), "  nothing with a wrong passphrase")
ok(home.felt("key", "export", "-").stdout == text, "  - is standard output")
r = home.felt("--key-file", key, "review", "--text")
ok(shows_all(r) and b"key" not in r.stderr, "where the journal's own copies are whole, the key file is not needed", r.stderr)

raw_header = table(home, "SELECT header FROM journal")[0][0]
jid, pk = raw_header[16:32], raw_header[40:72]
name = felt2.recovery_text(felt2.blake(b"FELTFPR1" + jid + pk)[:20])
ok(home.felt("key", "fingerprint").stdout == name.encode() + b"\n", "key fingerprint: as FORMAT.md 2 has it", name)

# ---- both copies damaged ----

for name, damage in DAMAGES:
    trial = home.copy()
    damage(trial)
    alone = trial.felt("review")
    r = trial.felt("--key-file", key, "review", "--text")
    ok(alone.returncode != 3 or b"--key-file FILE stands in" in alone.stderr, "%s damaged in both copies: the hint names the key file" % name, alone.stderr)
    ok(alone.returncode in (2, 3) and shows_all(r) and b"stands in" in r.stderr, "%s damaged in both copies: the key file opens it" % name, alone.returncode, r.stderr)
    ok(shows_all(with_key(trial, home.path + "/recovery", "--key-file", key, "review", "--text")), "  with the recovery key, too")
    r = trial.felt("--key-file", key, "write", stdin=b"and on it goes")
    again = trial.felt("verify")
    ok(r.returncode == 0 and again.returncode == 0 and not again.stderr, "  and the next change mends it", r.stderr, again.stderr)
    trial.remove()

# ---- a key file that is older than the last change of keys ----

old = home.path + "/old"
os.rename(key, old)
r = home.felt("key", "passphrase", *CHEAP, secrets=PASS + "\n" + NEW_PASS)
ok(r.returncode == 0, "the passphrase is changed", r.stderr)
for args in ["review"], ["key", "passphrase", "--recovery-to", "never", *CHEAP]:
    r = home.felt("--key-file", old, *args, secrets=PASS + "\nyet another one\n")
    ok(r.returncode == 2 and not os.path.exists(home.path + "/never"), "own copies whole: an older key file brings no old passphrase back (%s)" % args[0], r.stderr)
one = home.copy()
table(one, "UPDATE journal SET header=?", flip(table(one, "SELECT header FROM journal")[0][0], 50))
ok(one.felt("--key-file", old, "review").returncode == 2, "  nor with one copy whole")
ok(shows_all(one.felt("--key-file", old, "review", "--text", secrets=NEW_PASS)), "  which opens with the passphrase of now")
one.remove()
trial = home.copy()
wraps(trial)
r = trial.felt("--key-file", old, "review")
ok(r.returncode == 5 and b"key passphrase --key-file" in r.stderr and b"first day" not in r.stdout, "both damaged: nothing is shown by an older key file", r.stderr)
ok(trial.felt("--key-file", old, "write", stdin=b"x").returncode == 5, "  nothing written")
ok(trial.felt("--key-file", old, "key", "rotate", "--yes", "--recovery-to", "never").returncode == 5, "  nothing sealed anew")
ok(trial.felt("--key-file", old, "key", "recovery", "--recovery-to", "never").returncode == 5, "  no recovery key made alone")
ok(trial.felt("--key-file", old, "review", secrets=NEW_PASS).returncode == 2, "  and the passphrase of now is not in it")
r = trial.felt("--key-file", old, "key", "passphrase", "--recovery-to", "sheet", *CHEAP, secrets=PASS + "\nyet another one\n")
ok(r.returncode == 0 and b"changed after it was made" in r.stderr, "it sets a new passphrase, with a warning", r.stderr)
r = trial.felt("review", "--text", secrets="yet another one")
ok(shows_all(r), "  which opens everything", r.stderr)
ok(with_key(trial, trial.path + "/sheet", "verify").returncode == 0, "  as does the new recovery key")
ok(trial.felt("review").returncode == 2 and trial.felt("review", secrets=NEW_PASS).returncode == 2 and with_key(trial, home.path + "/recovery", "review").returncode == 2,
   "  and nothing of before")
trial.remove()

# ---- a key file of something else ----

other, _ = faults.prepared()
foreign = home.path + "/foreign"
other.felt("key", "export", foreign)
trial = home.copy()
wraps(trial)
r = trial.felt("--key-file", foreign, "review")
ok(r.returncode == 3 and b"first day" not in r.stdout, "the key file of another journal opens nothing", r.stderr)
r = trial.felt("--key-file", foreign, "key", "passphrase", "--recovery-to", "never", *CHEAP, secrets=PASS + "\nyet another one\n")
ok(r.returncode == 3 and not os.path.exists(trial.path + "/never"), "  and changes nothing", r.stderr)
trial.remove()
ok(other.felt("key", "rotate", "--yes", "--recovery-to", "second").returncode == 0, "a rotation")
wraps(other)
r = other.felt("--key-file", foreign, "review")
ok(r.returncode == 3, "  a key file of before opens nothing", r.stderr)
other.remove()

# ---- hostile files ----

good = text
raw = base64.b64decode(b"".join(good.split(b"\n")[1:-2]))
lines = good.split(b"\n")
forms = {
    "empty": b"", "only the first line": BEGIN, "nothing between": BEGIN + END, "no last line": good[:-len(END)], "cut in the middle": good[:200],
    "no line end at the end": good[:-1], "two line ends at the end": good + b"\n", "a word before": b"x" + good, "CRLF": good.replace(b"\n", b"\r\n"),
    "a blank in a line": good.replace(lines[2], b" " + lines[2][1:]), "a NUL in it": good.replace(lines[2], b"\0" + lines[2][1:]),
    "an empty line": good.replace(lines[2] + b"\n", lines[2] + b"\n\n"), "a line too long": good.replace(lines[2] + b"\n" + lines[3], lines[2] + lines[3]),
    "a short line first": BEGIN + lines[1][:60] + b"\n" + good[len(BEGIN) + 60:], "bits left over": armour(raw[:160]).replace(b"=\n", b"x\n"),
    "a slot less": armour(raw[:-160]), "a count of 9": armour(raw[:192] + b"\x09\0\0\0" + raw[196:]), "a count of 2^32-1": armour(raw[:192] + b"\xff" * 4 + raw[196:]),
    "no slots": armour(raw[:192] + b"\0\0\0\0"), "slots in another order": armour(raw[:196] + raw[356:516] + raw[196:356]),
    "the same slot twice": armour(raw[:196] + raw[196:356] * 2), "another magic": armour(b"X" + raw[1:]), "two files": good + good, "4097 bytes": good + b"\n" * (4097 - len(good)),
    "a megabyte": BEGIN + b"A" * (1 << 20) + END,
}
for name, data in forms.items():
    path = home.path + "/hostile"
    with open(path, "wb") as f:
        f.write(data)
    secret, w = os.pipe()
    os.write(w, NEW_PASS.encode())
    os.close(w)
    r = subprocess.run([FELT, "--passphrase-fd", str(secret), "--key-file", path, "review"], env=home.env(), pass_fds=(secret,), capture_output=True, timeout=120)
    ok(r.returncode == 1 and b"key file" in r.stderr and os.read(secret, 99) == NEW_PASS.encode(), "a key file with %s is refused before a passphrase is read" % name,
       r.returncode, r.stderr)
    os.close(secret)
with open(home.path + "/hostile", "wb") as f:
    f.write(armour(raw[:8] + b"\x02\0" + raw[10:]))
ok(home.felt("--key-file", home.path + "/hostile", "review", secrets=NEW_PASS).returncode == 5, "one of another major version is refused")
os.mkfifo(home.path + "/fifo")
os.symlink(old, home.path + "/link")
for name, path, status in ("a pipe", "fifo", 5), ("a folder", "data", 5), ("a link", "link", 5), ("a name that is not there", "nothing", 4):
    r = home.felt("--key-file", os.path.join(home.path, path), "review", secrets=NEW_PASS)
    ok(r.returncode == status, "%s as key file: status %d" % (name, status), r.returncode, r.stderr)
wraps(home)
wrong = []
for at in range(0, len(raw), 1 if faults.ALL else 17):
    with open(home.path + "/hostile", "wb") as f:
        f.write(armour(flip(raw, at, at % 8)))
    r = home.felt("--key-file", home.path + "/hostile", "key", "passphrase", "--recovery-to", "never", *CHEAP, secrets=PASS + "\nyet another one\n")
    if r.returncode == 0 or os.path.exists(home.path + "/never"):
        wrong.append((at, r.returncode, r.stderr))
ok(not wrong, "a key file with one bit changed opens nothing, wherever it is", *wrong)
home.remove()
faults.done()
