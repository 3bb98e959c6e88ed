#!/usr/bin/python3
"""T046, T047, T039, part of T051: an older or a forked file in the journal's place, and what this machine knows of it."""
import json
import os
import pty
import select
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402


def texts(home):
    r = home.felt("review", "--json", "--text")
    return sorted(e["text"] for e in map(json.loads, r.stdout.splitlines())) if r.returncode == 0 else r


def read(path):
    with open(path, "rb") as f:
        return f.read()


def put_back(home, data):
    with open(home.journal, "wb") as f:
        f.write(data)


def pin_of(home):
    state = os.path.join(home.path, ".local", "state", "felt")
    return os.path.join(state, [n for n in os.listdir(state) if n.startswith("pin-") and not n.endswith(".lock")][0])


def pinned(home):
    return dict(line.split(" ", 1) for line in read(pin_of(home)).decode().splitlines())


def answer(home, reply, *args):
    """felt at a terminal of its own, answering one question: (status, what stood there)."""
    pid, fd = pty.fork()
    if pid == 0:
        r, w = os.pipe()
        os.write(w, faults.PASS.encode())
        os.close(w)
        os.set_inheritable(r, True)
        os.execve(faults.FELT, [faults.FELT, "--passphrase-fd", str(r), *args], home.env())
    seen, answered = b"", False
    while select.select([fd], [], [], 60)[0]:
        try:
            got = os.read(fd, 4096)
        except OSError:
            break
        if not got:
            break
        seen += got
        if not answered and b"[y/N]" in seen:
            os.write(fd, reply)
            answered = True
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen


home, ids = faults.prepared()
old, old_texts = read(home.journal), texts(home)
first = int(pinned(home)["generation"])
assert home.felt("write", stdin=b"written later").returncode == 0
assert home.felt("write", stdin=b"and one more").returncode == 0
new, new_texts = read(home.journal), texts(home)
faults.ok(int(pinned(home)["generation"]) == first + 2, "the pin follows each change", pinned(home))

# ---- older, with a pin ----
put_back(home, old)
pin = read(pin_of(home))
for name, args, stdin in (("review", ["review"], b""), ("show", ["show", ids[0]], b""), ("write", ["write"], b"x"), ("edit", ["edit", ids[0]], b"x"),
                          ("export", ["export", "--format", "json"], b""), ("verify", ["verify"], b"")):
    r = home.felt(*args, stdin=stdin)
    faults.ok(r.returncode == 3 and b"older" in r.stderr and b"felt key trust" in r.stderr and not r.stdout, "T046: %s: exit 3, older" % name, r)
faults.ok(read(home.journal) == old and read(pin_of(home)) == pin, "T046: nothing was written, and the pin was not lowered")
r = home.felt("review", "--force-read")
faults.ok(r.returncode == 3 and len(r.stdout.splitlines()) >= 3, "T046: --force-read shows it, and exits with 3", r)
r = home.felt("write", "--force-read", stdin=b"x")
faults.ok(r.returncode == 3, "T046: forced writing exits with 3 too", r)
put_back(home, old)

# ---- files looked at on purpose ----
copy = os.path.join(home.path, "copy.felt")
shutil.copy(home.journal, copy)
put_back(home, new)
r = home.felt("verify", copy)
faults.ok(r.returncode == 0 and b"2 changes older" in r.stderr, "T046: verify FILE says how much older, and does not stop", r)
faults.ok(texts(home) == new_texts, "the newest file is taken without a word")
r = home.felt("restore", "--yes", copy)
faults.ok(r.returncode == 0 and b"older" in r.stderr, "T046: restore FILE says how much older", r)
faults.ok(texts(home) == old_texts or (isinstance(texts(home), object) and home.felt("review").returncode == 3),
          "T046: what was restored opens, or asks for felt key trust", texts(home))
shutil.rmtree(home.path)

# ---- key trust ----
home, ids = faults.prepared()
old, old_texts = read(home.journal), texts(home)
assert home.felt("write", stdin=b"written later").returncode == 0
last = int(pinned(home)["generation"])
put_back(home, old)
r = home.felt("key", "trust")
faults.ok(r.returncode == 1 and home.felt("review").returncode == 3, "T046: key trust without a terminal and without --yes accepts nothing", r)
status, seen = answer(home, b"n\n", "key", "trust")
faults.ok(b"after change %d" % last in seen and b"after change %d" % (last - 1) in seen and b"older" in seen,
          "T046: key trust shows both sides before it asks", seen.decode())
faults.ok(home.felt("review").returncode == 3, "T046: no means no", status, seen.decode())
status, seen = answer(home, b"y\n", "key", "trust")
faults.ok(status == 0 and texts(home) == old_texts, "T046: yes accepts it", status, seen.decode())
faults.ok(int(pinned(home)["generation"]) == last - 1, "T046: the pin was lowered to it", pinned(home))
r = home.felt("key", "trust", "--yes")
faults.ok(r.returncode == 0 and b"already" in r.stderr, "T046: once more there is nothing to accept", r)
faults.ok(home.felt("write", stdin=b"going on").returncode == 0 and home.felt("verify").returncode == 0, "T046: and writing goes on")
put_back(home, old)
r = home.felt("key", "trust", "--yes")
faults.ok(r.returncode == 0 and b"after change" in r.stderr and texts(home) == old_texts, "T046: --yes shows both sides too", r)
home.remove()

# ---- without a pin ----
home, ids = faults.prepared()
old, old_texts = read(home.journal), texts(home)
assert home.felt("write", stdin=b"written later").returncode == 0
put_back(home, old)
shutil.rmtree(os.path.join(home.path, ".local"))
r = home.felt("review", "--json")
faults.ok(r.returncode == 0 and b"first time" in r.stderr, "T046: on a machine without a pin: a note, exit 0", r)
r = home.felt("review", "--json")
faults.ok(r.returncode == 0 and b"first time" not in r.stderr, "T046: the note is given once", r)
faults.ok(os.stat(pin_of(home)).st_mode & 0o777 == 0o600, "the pin is 0600")

# ---- a power cut between the commit and the pin ----
pin = read(pin_of(home))
assert home.felt("write", stdin=b"before the cut").returncode == 0
with open(pin_of(home), "wb") as f:
    f.write(pin)
r = home.felt("review")
faults.ok(r.returncode == 0 and b"older" not in r.stderr, "T039: a pin that lags behind is raised without a word", r)
faults.ok(read(pin_of(home)) != pin, "T039: and follows")

# ---- forks ----
base = read(home.journal)
twin = home.copy()  # another machine: its own state
shutil.rmtree(os.path.join(twin.path, ".local"))
assert home.felt("write", stdin=b"written here").returncode == 0
assert twin.felt("write", stdin=b"written there").returncode == 0
here, there = read(home.journal), read(twin.journal)
put_back(home, there)
for name, args, stdin in (("review", ["review"], b""), ("write", ["write"], b"x"), ("verify", ["verify"], b"")):
    r = home.felt(*args, stdin=stdin)
    faults.ok(r.returncode == 6 and b"different ways" in r.stderr, "T047: a fork of the same age: %s: exit 6" % name, r)
faults.ok(read(home.journal) == there, "T047: and nothing is written")
assert twin.felt("write", stdin=b"more written there").returncode == 0
put_back(home, read(twin.journal))
r = home.felt("review")
faults.ok(r.returncode == 6 and b"lacks what was written here" in r.stderr, "T047: a newer file that lacks what was written here: exit 6", r)
faults.ok(home.felt("verify", home.journal).returncode == 0, "T047: verify FILE does not stop")
status, seen = answer(home, b"y\n", "key", "trust")
faults.ok(status == 0 and b"way of its own" in seen, "T047: key trust says what may be missing, and accepts", status, seen.decode())
faults.ok("written there" in texts(home) and "written here" not in texts(home), "T047: the other file is the journal now")
put_back(home, here)
faults.ok(home.felt("review").returncode in (3, 6), "T047: and the first one is the stranger")
put_back(home, read(twin.journal))
twin.remove()

# ---- the pin itself ----
path, good = pin_of(home), read(pin_of(home))
said = b"note of the journal's state cannot be read"


def noticed(r):
    """Never silent: refused with its reason, or read with the warning that age cannot be told."""
    return r.returncode in (3, 5) and r.stderr or said in r.stderr and b"key trust" in r.stderr


for name, data in (("empty", b""), ("cut short", good[:20]), ("noise", b"\x00\xff" * 50), ("another format", b"felt-pin 2\n" + good.split(b"\n", 1)[1])):
    with open(path, "wb") as f:
        f.write(data)
    r = home.felt("review")
    faults.ok(noticed(r), "T051: a pin that is %s: said, with what to do" % name, r)
    faults.ok(read(path) == data, "T051: and it is not replaced behind one's back: %s" % name)
r = home.felt("key", "trust", "--yes")
faults.ok(r.returncode == 0 and not noticed(home.felt("review")), "T051: key trust makes it anew", r)
os.chmod(path, 0o644)
faults.ok(noticed(home.felt("review")), "T051: a pin that others can read: said", home.felt("review"))
os.unlink(path)
os.symlink("/etc/hostname", path)
r = home.felt("review")
faults.ok(noticed(r) and os.path.islink(path), "T051: a pin that is a link: not followed, not replaced, said", r)
os.unlink(path)
os.mkfifo(path, 0o600)
faults.ok(noticed(home.felt("review")), "T051: a pin that is a pipe: said, no hang")
os.unlink(path)
with open(path, "wb") as f:
    f.write(good + b"later-line of another version\n")
os.chmod(path, 0o600)
assert home.felt("write", stdin=b"with an unknown line").returncode == 0
faults.ok(b"later-line of another version\n" in read(path), "an unknown line of the pin is kept")
other, _ = faults.prepared()
with open(path, "wb") as f:
    f.write(read(pin_of(other)))
r = home.felt("review")
faults.ok(r.returncode in (3, 5, 6) or noticed(r), "T051: the pin of another journal", r)
other.remove()
home.remove()
faults.done()
