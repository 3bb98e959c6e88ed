#!/usr/bin/python3
"""T067, T048: felt key rotate.  What it keeps, what it ends, who waits meanwhile, and what is put back afterwards."""
import glob
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402
from faults import FELT, NEW_PASS, PASS, ok  # noqa: E402

CHEAP = ["--kdf-memory", "64M", "--kdf-passes", "2"]


def key_in(path):
    with open(path, "rb") as f:
        return f.readline()


def by_key(home, path, *args, more=b"", wrap=()):
    """felt with the recovery key of that file; more: the next secrets."""
    r, w = os.pipe()
    os.write(w, key_in(path))
    os.close(w)
    r2, w2 = os.pipe()
    os.write(w2, more)
    os.close(w2)
    fd = ["--passphrase-fd", str(r2)] if more else []
    try:
        return subprocess.run([*wrap, FELT, "--recovery-fd", str(r), *fd, *args], env=home.env(), pass_fds=(r, r2), capture_output=True, cwd=home.path, timeout=120)
    finally:
        os.close(r)
        os.close(r2)


def rotate(home, name, **more):
    return home.felt("key", "rotate", "--yes", "--recovery-to", os.path.join(home.path, name), **more)


def exported(home, **more):
    r = home.felt("export", "--format", "json", "--with-private", **more)
    return json.loads(r.stdout)["entries"] if r.returncode == 0 else r


def report(home):
    return json.loads(home.felt("verify", "--json").stdout)


def table(home, sql, *values):
    con = sqlite3.connect(home.journal)
    try:
        with con:
            return con.execute(sql, values).fetchall()
    finally:
        con.close()


def epoch(home):
    return int.from_bytes(table(home, "SELECT header FROM journal")[0][0][32:40], "little")


def locked(home, text):
    return home.felt("write", "--locked", "--json", stdin=text.encode(), secrets=None)


# ---- what it keeps and what it ends ----

home, ids = faults.prepared()
rec = os.path.join(home.path, "recovery")
home.felt("import", "json", os.path.join(home.path, "import.jsonl"))
home.felt("edit", ids[0], stdin=b"changed once")
home.felt("delete", "--yes", ids[1])
home.felt("feelings", "add", "wobbly", "--family", "fear")
home.felt("write", "--feeling", "wobbly", stdin=b"a word of my own")
imported = [e["id"] for e in exported(home) if e["text"].startswith("imported")]
home.felt("delete", "--yes", imported[7])
home.felt("backup", os.path.join(home.path, "before.felt"))
waiting = home.copy()                                  # boxes of the first epoch, for later
for i in range(3):
    locked(waiting, "from the first epoch %d" % i)
boxes = table(waiting, "SELECT id,box FROM inbox")
waiting.remove()
before, was = exported(home), report(home)
old_ids = sorted(table(home, "SELECT id FROM entry"))
old_blobs = {b[24:40] for b, in table(home, "SELECT row FROM entry")}
r = rotate(home, "second")
ok(r.returncode == 0, "key rotate", r.stderr)
said = r.stderr.decode()
ok("older copies and backups still open" in said, "  says what it does not reach", said)
ok(exported(home) == before, "  every entry is as it was, to the last field")
now = report(home)
ok(now["whole"] and now["generation"] == was["generation"] + 1, "  all of it verifies, after one commit", now)
ok(set(old_ids) <= set(table(home, "SELECT id FROM entry")), "  ids stay, those of the deleted too")
ok(not old_blobs & {b[24:40] for b, in table(home, "SELECT row FROM entry")}, "  no row is as it was sealed before")
ok(epoch(home) == 2, "  the epoch is the next one")
pin = dict(line.split(" ", 1) for line in open([p for p in glob.glob(home.path + "/.local/state/felt/pin-*") if not p.endswith(".lock")][0]).read().splitlines())
ok(pin["epoch"] == "2" and pin["pk"] == table(home, "SELECT header FROM journal")[0][0][40:72].hex(), "  and the pin knows it", pin)
ok(by_key(home, rec, "review").returncode == 2, "  the old recovery key does not open it")
ok(by_key(home, home.path + "/second", "review").returncode == 0, "  the new one does")
ok(home.felt("edit", "--undo", ids[0]).returncode == 0, "  the version before an edit is there")
ok("wobbly" in home.felt("feelings").stdout.decode(), "  words of one's own are there")
home.felt("edit", "--undo", ids[0])
plain = home.felt("export", "--format", "json", "--with-private").stdout
with open(os.path.join(home.path, "key"), "wb") as f:
    f.write(key_in(home.path + "/second"))
row = [json.loads(x) for x in subprocess.run([sys.executable, os.path.join(faults.ROOT, "tests", "second", "felt2.py"), "dump", "--recovery-file", home.path + "/key",
       home.journal], capture_output=True).stdout.splitlines()]
olds = [f[2] for e in row if e["kind"] == 3 for f in e.get("fields", []) if f[1] == "old"]
ok(len(olds) == 2 and all(v.startswith("1 ") for v in olds), "  the second reader finds both old keys in settings rows", olds)
ok(not any(v[2:].encode() in plain for v in olds), "  which no export hands out")

# ---- an old file, an old backup ----

r = home.felt("verify", os.path.join(home.path, "before.felt"))
ok(r.returncode == 0, "a backup made before still opens with the passphrase", r.stderr)
r = by_key(home, rec, "verify", os.path.join(home.path, "before.felt"))
ok(r.returncode == 0, "  and with the recovery key of its time", r.stderr)
trial = home.copy()
shutil.copy(os.path.join(trial.path, "before.felt"), trial.journal)
os.chmod(trial.journal, 0o600)
r = trial.felt("review")
ok(r.returncode == 3 and b"older" in r.stderr, "  in the journal's place it is noticed", r.stderr)
ok(trial.felt("write", "--locked", stdin=b"x", secrets=None).returncode == 5, "  and nothing is sealed to its key")
trial.remove()

# ---- importing again ----

r = home.felt("import", "json", "--json", os.path.join(home.path, "import.jsonl"))
ok(json.loads(r.stdout)["added"] == 0, "importing again adds nothing, and brings nothing deleted back", r.stdout, r.stderr)
with open(os.path.join(home.path, "more.jsonl"), "w") as f:
    f.write(json.dumps({"date": "1904-05-06", "body": "imported after the rotation"}) + "\n")
r = home.felt("import", "json", "--json", os.path.join(home.path, "more.jsonl"))
ok(json.loads(r.stdout)["added"] == 1, "  what is new comes in", r.stdout)

# ---- boxes of an earlier epoch ----

table(home, "INSERT INTO inbox VALUES(?,?)", *boxes[0])
r = home.felt("review")
ok(b"1 written while locked is in the journal now" in r.stderr, "a box of the epoch before is taken in", r.stderr)
r = rotate(home, "third")
ok(r.returncode == 0 and epoch(home) == 3, "rotated a second time", r.stderr)
table(home, "INSERT INTO inbox VALUES(?,?)", *boxes[1])
r = home.felt("review")
ok(b"1 written while locked is in the journal now" in r.stderr, "  a box of the first epoch is taken in", r.stderr)
ok(json.loads(home.felt("import", "json", "--json", os.path.join(home.path, "import.jsonl")).stdout)["added"] == 0, "  importing again adds nothing")
ok(json.loads(home.felt("import", "json", "--json", os.path.join(home.path, "more.jsonl")).stdout)["added"] == 0, "  of what came between, too")
table(home, "INSERT INTO inbox VALUES(?,?)", boxes[2][0], boxes[2][1][:-1] + bytes([boxes[2][1][-1] ^ 1]))
r = rotate(home, "fourth")
left = table(home, "SELECT id FROM inbox")
ok(r.returncode == 0 and left == [(boxes[2][0],)], "a box that does not open stays where it is", r.stderr, left)
table(home, "DELETE FROM inbox")
locked(home, "waits for the rotation")
r = rotate(home, "fifth")
texts = [e["text"] for e in exported(home)]
ok(r.returncode == 0 and "waits for the rotation" in texts and not table(home, "SELECT id FROM inbox"), "what waits is taken in by a rotation", r.stderr)
home.remove()

# ---- somebody writes while locked meanwhile ----

home, ids = faults.prepared()
slow = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:delay_enter=400000"]
r, w = os.pipe()
os.write(w, PASS.encode())
os.close(w)
p = subprocess.Popen([*slow, FELT, "--passphrase-fd", str(r), "key", "rotate", "--yes", "--recovery-to", home.path + "/second"], env=home.env(), pass_fds=(r,),
                     stderr=subprocess.PIPE)
os.close(r)
end = time.monotonic() + 30
while not os.path.exists(home.journal + "-journal") and time.monotonic() < end:
    time.sleep(0.01)
early = p.poll() is None
writer = locked(home, "while the keys were changing")
out = p.communicate()[1]
ok(p.returncode == 0 and early, "a rotation that takes its time", out)
ok(writer.returncode == 0, "  a locked write waits for it and for the pin", writer.stderr)
box = table(home, "SELECT box FROM inbox")
ok(len(box) == 1 and epoch(home) == 2, "  its box lies in the rotated journal")
r = by_key(home, home.path + "/second", "review", "--text")
ok(b"while the keys were changing" in r.stdout, "  and its entry is not lost", r.stderr)
home.remove()

# ---- kept keys of the epoch before ----

home, ids = faults.prepared()
new = home.copy()
rotate(new, "second")
r = home.felt("unlock", "--for", "2m")
if r.returncode == 0:
    ok(home.felt("review", secrets=None, wrap=["setsid", "-w"]).returncode == 0, "kept keys open the journal")
    shutil.copyfile(new.journal, home.journal)
    r = home.felt("review", secrets=None, wrap=["setsid", "-w"])
    ok(r.returncode == 2, "kept keys of the epoch before open nothing: felt asks", r.stderr)
    r = home.felt("review")
    ok(r.returncode == 0, "  and the passphrase does", r.stderr)
    home.felt("unlock", "--for", "2m")
    rotate(home, "third")
    ok(home.felt("review", secrets=None, wrap=["setsid", "-w"]).returncode == 2, "a rotation ends what is kept")
    home.felt("lock")
else:
    ok(True, "kept keys # SKIP no key cache here")
home.remove()
new.remove()

# ---- old pieces put back ----

home, ids = faults.prepared()
old = home.copy()
r = by_key(home, home.path + "/recovery", "key", "rotate", "--yes", "--recovery-to", home.path + "/second", *CHEAP, more=NEW_PASS.encode() + b"\n")
ok(r.returncode == 0, "rotated with the recovery key, to a new passphrase", r.stderr)
ok(home.felt("review").returncode == 2 and home.felt("review", secrets=NEW_PASS).returncode == 0, "  the old passphrase is refused, the new one opens")
pieces = ["header", "mac", "slots", "spare", "manifest"]
wrong = []
for n in range(1, len(pieces) + 1):
    for chosen in itertools.combinations(pieces, n):
        trial = home.copy()
        header, mac, manifest = table(old, "SELECT header,mac,manifest FROM journal")[0]
        for column, value in ("header", header), ("mac", mac), ("manifest", manifest):
            if column in chosen:
                table(trial, "UPDATE journal SET %s=?" % column, value)
        if "slots" in chosen:
            table(trial, "DELETE FROM slot")
            for slot in table(old, "SELECT id,rec FROM slot"):
                table(trial, "INSERT INTO slot VALUES(?,?)", *slot)
        if "spare" in chosen:
            table(trial, "UPDATE spare SET copy=?", table(old, "SELECT copy FROM spare")[0][0])
        for secret in PASS, NEW_PASS:
            r = trial.felt("export", "--format", "json", secrets=secret)
            good = (2, 3, 5, 6) if secret == PASS else (0, 2, 3, 5, 6)
            if r.returncode not in good or (r.returncode == 0 and len(json.loads(r.stdout)["entries"]) != 3) or (r.returncode and b"the first day" in r.stdout):
                wrong.append((chosen, secret, r.returncode, r.stderr))
        trial.remove()
ok(not wrong, "T048 old header, mac, slots, spare and manifest put back in all 31 combinations: the old passphrase reads nothing", *wrong)
rows = table(old, "SELECT id,row FROM entry")
table(home, "UPDATE entry SET row=? WHERE id=?", rows[0][1], rows[0][0])
r = home.felt("verify", secrets=NEW_PASS)
ok(r.returncode == 3, "T044 a row of the epoch before is damage", r.stderr)

# ---- what it does not begin ----

r = home.felt("key", "rotate", "--yes", "--recovery-to", home.path + "/third", secrets=NEW_PASS)
ok(r.returncode == 3 and not os.path.exists(home.path + "/third"), "a damaged journal is not sealed anew, and no key is left behind", r.stderr)
ok(epoch(home) == 2, "  the keys are as they were")
home.remove()
state = old.state()
r = old.felt("key", "rotate", "--yes")
ok(r.returncode == 1, "without a terminal there has to be --recovery-to", r.stderr)
r = old.felt("key", "rotate", "--recovery-to", old.path + "/x", wrap=["setsid", "-w"])
ok(r.returncode == 1 and b"--yes" in r.stderr, "  and --yes", r.stderr)
with open(old.path + "/full.c", "w") as f:
    f.write("#include <string.h>\n#include <sys/statvfs.h>\nint statvfs(const char *p, struct statvfs *s)\n"
            "{ (void)p; memset(s, 0, sizeof *s); s->f_frsize = 4096; s->f_bavail = FREE; return 0; }\n")
size = os.path.getsize(old.journal)
need = (2 * size + size // 10) // 4096 + 1
built = [subprocess.run(["cc", "-shared", "-fPIC", "-DFREE=%d" % free, "-o", old.path + "/%s.so" % name, old.path + "/full.c"]).returncode
         for name, free in (("full", need - 1), ("room", need))]
r = rotate(old, "second", wrap=["env", "LD_PRELOAD=" + old.path + "/full.so"])
ok(built == [0, 0] and r.returncode == 4 and b"are needed" in r.stderr, "T030 a disk with less room than twice the journal and a tenth: refused before anything", r.stderr)
ok(not os.path.exists(old.path + "/second") and old.state() == state, "  nothing was changed")
ok(rotate(old, "second", wrap=["env", "LD_PRELOAD=" + old.path + "/room.so"]).returncode == 0, "  with just enough it goes")
old.remove()
faults.done()
