#!/usr/bin/python3
"""T034 (a sample through the program), T036-T038: damaged journals, journals of SQLite's left by a crash, files that are none.

What happens to every byte, page and length is tried in tests/unit/test_flips.c, without a key derivation for each; here the
same laws hold for the whole program: exit codes, words, and nothing made or changed beside the file.
"""
import json
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402

dice = random.Random(36)


def content(home):
    """(status, entries as sorted texts) of a reader."""
    r = home.felt("review", "--json", "--text")
    entries = sorted((e["id"], e.get("text", "")) for e in map(json.loads, r.stdout.splitlines())) if r.returncode == 0 else None
    return r, entries


def judged(home, fine, codes):
    """None, or what is wrong: content that is not one of `fine` without a word of it."""
    v = home.felt("verify")
    r, entries = content(home)
    for what, x in (("verify", v), ("review", r)):
        if x.returncode not in codes | {0}:
            return "%s: exit %d: %s" % (what, x.returncode, x.stderr.decode()[-200:])
    if r.returncode == 0 and entries not in fine:
        return "SILENT: review shows other content (verify: %d)" % v.returncode
    if v.returncode == 0 and r.returncode:
        return "verify finds nothing, review does: %s" % r.stderr.decode()[-200:]
    return None


def quick(home, *args, stdin=b""):
    """One command that has a minute."""
    r, w = os.pipe()
    os.write(w, faults.PASS.encode())
    os.close(w)
    try:
        return subprocess.run([faults.FELT, "--passphrase-fd", str(r), *args], input=stdin, env=home.env(), pass_fds=(r,),
                              capture_output=True, cwd=home.path, timeout=60)
    finally:
        os.close(r)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
        f.write(data)


home, ids = faults.prepared()
old = content(home)[1]
whole = read(home.journal)

# ---- T034: single bits, through the program ----
wrong = []
spots = [0, 18, 28, 47, 60, 68, 100] + dice.sample(range(112, len(whole)), 300 if faults.ALL else 12)
for at in spots:
    bad = bytearray(whole)
    bad[at] ^= 1 << dice.randrange(8)
    write(home.journal, bad)
    why = judged(home, [old], {3, 5} if at < 16384 else {3})
    if why:
        wrong.append("byte %d: %s" % (at, why))
faults.ok(not wrong, "T034: a flipped bit gives the same content or exit 3, in the first page also 5 (%d places)" % len(spots), *wrong)

headers = [m.start() for m in re.finditer(b"FELTHDR1", whole)]
faults.ok(len(headers) == 2, "the header stands in the file twice", headers)
for at, name in zip(headers, ("one", "the other")):
    bad = bytearray(whole)
    bad[at + 40] ^= 4
    write(home.journal, bad)
    r, entries = content(home)
    faults.ok(r.returncode == 0 and entries == old and b"copies of this journal's keys is damaged" in r.stderr,
              "T034: %s copy of the keys damaged: everything is read, with a warning" % name, r)
    faults.ok(home.felt("verify").returncode == 3, "and verify says so: %s" % name)
    trial = home.copy()
    trial.felt("write", stdin=b"mends it")
    faults.ok(trial.felt("verify").returncode == 0, "and the next write mends it: %s" % name)
    trial.remove()
bad = bytearray(whole)
for at in headers:
    bad[at + 40] ^= 4
write(home.journal, bad)
faults.ok(content(home)[0].returncode in (2, 3), "T034: both copies damaged: refused", content(home)[0])
write(home.journal, whole)


# ---- T036: a journal of SQLite's, left by a crash ----
def crashed(home, *args, stdin=b""):
    """A copy of home, killed when half of the pages of a commit were written; with its hot journal."""
    spec = (list(args), stdin, faults.PASS)
    trial = home.copy()
    moved, stdin, secrets = faults.relocated(spec, home, trial)
    log = os.path.join(trial.path, "trace")
    trial.felt(*moved, stdin=stdin, secrets=secrets, wrap=["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=pwrite64"])
    calls = [line for line in open(log) if "pwrite64(" in line]
    trial.remove()
    pages = [i + 1 for i, line in enumerate(calls) if "/j.felt>" in line]
    assert len(pages) > 2, calls
    return faults.inject(home, spec, "pwrite64", "signal=KILL", pages[len(pages) // 2])[0]


other, other_ids = faults.prepared()
# One makes the file longer; the other leaves its length, so that only what the manifest proves tells the halves apart.
for name, mine, theirs, stdin in (("import", ("import", "json", home.path + "/import.jsonl"), ("import", "json", other.path + "/import.jsonl"), b""),
                                  ("edit", ("edit", ids[0]), ("edit", other_ids[0]), b"changed")):
    hot, foreign = crashed(home, *mine, stdin=stdin), crashed(other, *theirs, stdin=stdin)
    side = "-journal"
    left, theirs = read(hot.journal + side), read(foreign.journal + side)
    faults.ok(left[:8] == bytes.fromhex("d9d505f920a163d7") and read(hot.journal) != whole,
              "%s: a crash in the middle of a commit leaves a hot journal and a file that is half written" % name)

    trial = hot.copy()
    why = judged(trial, [old], set())
    faults.ok(not why and not trial.leftovers(), "T036: %s: it is rolled back to what was" % name, why, trial.leftovers())
    trial.remove()

    trial = hot.copy()
    os.unlink(trial.journal + side)
    why = judged(trial, [old] if name == "edit" else [], {3, 5})
    faults.ok(not why and trial.felt("verify").returncode == 3, "T036: %s: deleted: exit 3" % name, why, trial.felt("verify"))
    trial.remove()

    trial = hot.copy()
    write(trial.journal + side, theirs)
    why = judged(trial, [old], {2, 3, 5})
    faults.ok(not why and trial.felt("verify").returncode, "T036: %s: exchanged for another journal's: reported" % name, why, trial.felt("verify"))
    trial.remove()
    trial = hot.copy()
    write(trial.journal, whole)
    write(trial.journal + side, theirs)
    why = judged(trial, [old], {2, 3, 5})
    faults.ok(not why, "T036: %s: another journal's laid beside a whole file: reported, or without effect" % name, why)
    trial.remove()

    lengths = list(range(0, len(left), 512)) + [dice.randrange(len(left)) for _ in range(40)]
    wrong = []
    tried = lengths if faults.ALL else [0, 1, 512] + dice.sample(lengths, 5)
    for n in tried:
        trial = hot.copy()
        write(trial.journal + side, left[:n])
        why = judged(trial, [old], {3, 5})
        if why:
            wrong.append("cut at %d of %d: %s" % (n, len(left), why))
        trial.remove()
    faults.ok(not wrong, "T036: %s: cut short: rolled back or reported (%d lengths)" % (name, len(tried)), *wrong)
    hot.remove()
    foreign.remove()
other.remove()

# ---- T037: what is no journal ----
zoo = tempfile.mkdtemp(prefix="felt-zoo-")


def make_sqlite(path, *sql):
    db = sqlite3.connect(path)
    for s in sql:
        db.execute(s)
    db.commit()
    db.close()
    os.chmod(path, 0o600)


def place(name):
    return os.path.join(zoo, name)


other_database = place("other.db")
make_sqlite(other_database, "create table t(x)", "insert into t values(1)")
claims = place("claims.felt")
make_sqlite(claims, "pragma page_size=16384", "pragma application_id=0x46454C54", "pragma user_version=1", "create table t(x)")
os.mkdir(place("folder"), 0o700)
os.mkfifo(place("pipe"), 0o600)
sock = socket.socket(socket.AF_UNIX)
sock.bind(place("socket"))
os.chmod(place("socket"), 0o600)
write(place("empty"), b"")
write(place("one-byte"), b"S")
write(place("only-magic"), b"SQLite format 3\0")
write(place("99-bytes"), whole[:99])
write(place("100-bytes"), whole[:100])
write(place("text"), b"dear diary\n" * 1000)
write(place("zeros"), bytes(65536))
write(place("garbage-after"), whole + b"x")
write(place("noise-after"), whole + dice.randbytes(16384))
write(place("database-after"), whole + read(other_database))
write(place("journal-after"), whole + whole)
write(place("database-before"), read(other_database) + whole)
os.symlink(home.journal, place("link"))
os.symlink(place("nothing"), place("dangling"))
FIVE, FOUR, DAMAGE = {5}, {4}, {3, 5}
cases = {place(n): FIVE for n in ("folder", "pipe", "socket", "empty", "one-byte", "only-magic", "99-bytes", "text", "zeros", "garbage-after",
                                  "noise-after", "database-after", "journal-after", "database-before", "link", "dangling")}
cases.update({other_database: FIVE, claims: FIVE, "/dev/null": FIVE, "/dev/zero": FIVE, place("100-bytes"): DAMAGE,
              place("missing"): FOUR, place("text") + "/below": FOUR, place("nowhere/missing"): FOUR, place("n" * 300): FOUR, zoo + "/": FIVE})


def snapshot(folder):
    """Every name below it with type, size, mode and content."""
    found = {}
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(base, name)
            st = os.lstat(path)
            plain = not os.path.islink(path) and os.path.isfile(path)
            found[path] = (st.st_mode, st.st_size if plain else 0, hash(read(path)) if plain else None)
    return found


commands = {"review": (["review"], b""), "write": (["write"], b"text"), "verify": (["verify"], b""), "key list": (["key", "list"], b""),
            "backup": (["backup", place("b.felt")], b"")}
stranger = faults.Home(tempfile.mkdtemp(prefix="felt-fault-"))
os.chmod(stranger.path, 0o700)
before = snapshot(zoo), snapshot(stranger.path)
for path, codes in cases.items():
    wrong = []
    stranger.journal = path
    some = commands if faults.ALL else {k: commands[k] for k in ("write", *dice.sample(sorted(commands), 1))}
    for name, (args, stdin) in some.items():
        try:
            r = quick(stranger, *args, stdin=stdin)
        except subprocess.TimeoutExpired:
            wrong.append("%s hangs" % name)
            continue
        if r.returncode not in codes:
            wrong.append("%s: exit %d: %s" % (name, r.returncode, r.stderr.decode()[-200:]))
        if not r.stderr.startswith(b"felt: ") or r.stdout:
            wrong.append("%s: says %r" % (name, (r.stdout + r.stderr)[:200]))
    if (snapshot(zoo), snapshot(stranger.path)) != before:
        wrong.append("something was made or changed: %s" % sorted(set(snapshot(zoo)) | set(snapshot(stranger.path)) - set(before[0])))
        before = snapshot(zoo), snapshot(stranger.path)
    shown = path if path.startswith("/dev") else os.path.relpath(path, zoo)[:40]
    faults.ok(not wrong, "T037: %s is refused with %s, nothing is made" % (shown, "|".join(map(str, sorted(codes)))), *wrong)
stranger.remove()

# The same as files to be verified and restored: the journal stays as it is.
wrong = []
for path, codes in cases.items():
    for args in (["verify", path], ["restore", "--yes", path]):
        if not faults.ALL and dice.random() < 0.6:
            continue
        try:
            r = quick(home, *args)
        except subprocess.TimeoutExpired:
            wrong.append("%s hangs" % args)
            continue
        if r.returncode not in codes | ({1} if path == place("link") else set()):  # a link to the journal itself
            wrong.append("%s: exit %d: %s" % (args, r.returncode, r.stderr.decode()[-200:]))
        if read(home.journal) != whole:
            wrong.append("%s changed the journal" % args)
            write(home.journal, whole)
faults.ok(not wrong, "T037: verify FILE and restore FILE refuse them too, and the journal stays", *wrong)

remedy = home.copy()
write(remedy.journal, whole + b"some words")
r = remedy.felt("review")
command = re.search(rb"hint: (truncate -s [0-9]+ \S+)", r.stderr)
if command:
    subprocess.run(["sh", "-c", command.group(1).decode()], check=True)
faults.ok(command and content(remedy)[1] == old, "T037: the hint for an appended journal mends it", r.stderr)
remedy.remove()

# ---- T038: WAL mode, other formats ----
wal = home.copy()
db = sqlite3.connect(wal.journal)
faults.ok(db.execute("pragma journal_mode=wal").fetchone()[0] == "wal", "a copy in WAL mode")
db.close()
before = snapshot(wal.path)
r = wal.felt("review")
faults.ok(r.returncode == 5 and b"WAL" in r.stderr and b"journal_mode=DELETE" in r.stderr, "T038: exit 5 and the remedy", r.stderr)
faults.ok(wal.felt("write", stdin=b"x").returncode == 5 and snapshot(wal.path) == before, "T038: nothing is written or made beside it",
          sorted(set(snapshot(wal.path)) ^ set(before)))
command = re.search(r"hint: sqlite3 (.*) 'PRAGMA journal_mode=DELETE'", r.stderr.decode())
if command:
    path = subprocess.run(["sh", "-c", "printf %s " + command.group(1)], capture_output=True, text=True).stdout
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=DELETE")
    db.close()
faults.ok(command and content(wal)[1] == old, "T038: the remedy mends it", r.stderr)
db = sqlite3.connect(wal.journal)
db.execute("pragma journal_mode=wal")
db.execute("pragma wal_autocheckpoint=0")
db.execute("update spare set copy=zeroblob(1)")
db.commit()
r = wal.felt("review")
faults.ok(r.returncode == 5, "T038: with a -wal file beside it", r.stderr)
db.close()
wal.remove()
for name, sql, code in (("user_version 0", "pragma user_version=0", 5), ("user_version 2", "pragma user_version=2", 5),
                        ("another application", "pragma application_id=1", 5)):
    trial = home.copy()
    db = sqlite3.connect(trial.journal)
    db.execute(sql)
    db.close()
    r = trial.felt("review")
    faults.ok(r.returncode == code, "T038: " + name, r.stderr)
    trial.remove()
trial = home.copy()
db = sqlite3.connect(trial.journal)
db.execute("pragma page_size=4096")
db.execute("vacuum")
db.close()
r = trial.felt("review")
faults.ok(r.returncode == 5, "T038: another page size", r.stderr)
trial.remove()

sock.close()
shutil.rmtree(zoo)
home.remove()
faults.done()
