#!/usr/bin/python3
"""T050-T053: writing while locked, with and without a pin, and whatever somebody else may put into the inbox.  FORMAT.md 5."""
import glob
import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import time

import nacl.bindings as nb

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "pty"))
sys.path.insert(0, os.path.join(HERE, "..", "second"))
sys.dont_write_bytecode = True
import felt2  # noqa: E402
from term import ROOT, Folder, Term, case, done, is_, like, ok  # noqa: E402

FELT = os.path.abspath(os.environ.get("FELT", os.path.join(ROOT, "build", "felt")))
PASS = b"open sesame, slowly"


class House:
    def __enter__(self):
        self.folder = Folder().__enter__()
        self.home = self.folder.path
        os.chmod(self.home, 0o700)
        self.journal_path = self.home + "/j.felt"
        self.state = self.home + "/.local/state/felt"
        self.env = {"HOME": self.home, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "FELT_JOURNAL": self.journal_path}
        for name in "ASAN_OPTIONS", "UBSAN_OPTIONS":
            if os.environ.get(name):
                self.env[name] = os.environ[name]
        self.run("init", "--recovery-to", self.home + "/rec", "--kdf-memory", "64M", "--kdf-passes", "2")
        self.pin = [f for f in glob.glob(self.state + "/pin-*") if not f.endswith(".lock")][0]
        self.journal = bytes.fromhex(os.path.basename(self.pin)[4:])
        self.pk = bytes.fromhex(self.pinned("pk")[0])
        return self

    def __exit__(self, *_):
        self.plain("lock")
        self.folder.__exit__()

    def run(self, *args, text=b"", wrap=()):
        """With the passphrase."""
        r, w = os.pipe()
        os.write(w, PASS)
        os.close(w)
        out = subprocess.run([*wrap, FELT, "--passphrase-fd", str(r), *args], env=self.env, input=text, capture_output=True, pass_fds=(r,), timeout=60)
        os.close(r)
        return out

    def plain(self, *args, text=b"", wrap=(), **env):
        """Without, and without a terminal."""
        return subprocess.run([*wrap, FELT, *args], env=dict(self.env, **env), input=text, capture_output=True, timeout=60, start_new_session=True)

    def locked(self, text, *args):
        out = self.plain("write", "--locked", "--json", *args, text=text)
        return json.loads(out.stdout)["id"] if out.returncode == 0 else out

    def pinned(self, key):
        return [line.split(" ", 1)[1].strip() for line in open(self.pin) if line.startswith(key + " ")]

    def sql(self, text, *values):
        con = sqlite3.connect(self.journal_path)
        try:
            with con:
                return con.execute(text, values).fetchall()
        finally:
            con.close()

    def boxes(self):
        return [i for i, in self.sql("SELECT id FROM inbox ORDER BY id")]

    def texts(self, *args):
        """What the journal holds, after whatever the unlock does; what it said in self.said."""
        out = self.run("review", "--json", "--text", *args)
        self.said, self.status = out.stderr.decode(), out.returncode
        return sorted(json.loads(line).get("text", "") for line in out.stdout.splitlines())

    def box(self, ident, text=b"from somebody", kind=1, flags=0, zero=0, epoch=1, journal=None, meta=None, pk=None, body=None):
        meta = struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000, 0) if meta is None else meta
        body = struct.pack("<HI", 1, len(text)) + text if body is None else body
        plain = b"FELTINB1" + (journal or self.journal) + struct.pack("<QQBBHI", ident, epoch, kind, zero, flags, len(meta)) + meta + body + b"\x80"
        size = 2048
        while size < len(plain):
            size *= 2
        return nb.crypto_box_seal(plain + bytes(size - len(plain)), pk or self.pk)

    def put(self, ident, box):
        self.sql("INSERT OR REPLACE INTO inbox VALUES(?,?)", ident, box)


def number(name):
    return int("".join("{:05b}".format("0123456789abcdefghjkmnpqrstvwxyz".index(c)) for c in name), 2)


@case
def boxes_under_ids_of_others():
    """Whoever can write the file chooses the id of a box, and sees the ids of the rows."""
    with House() as h:
        mine = json.loads(h.run("write", "--json", text=b"mine").stdout)["id"]
        ident, near = number(mine), number(mine) ^ 1
        h.put(ident, os.urandom(4096))
        h.put(near, os.urandom(4096))
        is_(h.texts(), ["mine"], "a box that does not open, under the id of an entry")
        is_(h.boxes(), [near], "is a replay: felt delete can never mean the entry by it")
        like(h.said, "1 that came a second time was left out", "and that is said")
        for typed in mine[:4], mine[:12]:
            out = h.run("delete", "--yes", typed)
            is_(out.returncode, 1, "a prefix that a box and an entry share is ambiguous: %d characters" % len(typed))
        is_(h.texts(), ["mine"], "and deletes nothing")
        is_(h.run("delete", "--yes", felt2.id13(near)).returncode, 0, "the whole id deletes the box")
        is_((h.boxes(), h.texts()), ([], ["mine"]), "and the box alone")
        for ident in -5, -(1 << 63), 0:
            h.put(ident, b"x")
            is_(h.run("delete", "--yes", felt2.id13(ident % (1 << 64))).returncode, 0, "an id that no entry can have: felt delete takes %d" % ident)
        is_(h.boxes(), [], "and they are gone")
        is_(h.run("delete", "--yes", "8000").returncode, 1, "one that is nowhere is unknown")


@case
def boxes_of_a_thousand_parts():
    """Some work grows with the square of what one entry has: a box must not make every list take minutes."""
    with House() as h:
        created = struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000, 0)

        def part(kind, value):
            return struct.pack("<HI", kind, len(value)) + value

        parts = {"feelings": lambda n: {"meta": created + b"".join(part(7, b"\x32\0\0\0own.w%05d" % i) for i in range(n))},
                 "tags": lambda n: {"meta": created + b"".join(part(8, b"t%05d" % i) for i in range(n))},
                 "beliefs": lambda n: {"meta": created + b"".join(part(11, struct.pack("<Q", 1 + i)) for i in range(n))},
                 "ratings": lambda n: {"meta": created + part(12, b"\4\x32") * n},
                 "fields": lambda n: {"body": b"".join(part(2, b"\0\6k%05dx" % i) for i in range(n))}}
        for i, make in enumerate(parts.values()):
            h.put(400 + i, h.box(400 + i, **make(1000)))
            h.put(500 + i, h.box(500 + i, **make(1001)))
        h.texts()
        is_((h.status, h.boxes()), (0, [500 + i for i in range(len(parts))]), "1000 of each are taken in, 1001 of any are kept")


@case
def a_feeling_that_is_an_escape():
    """The id of a feeling is whatever the box says; what felt prints of it must not reach a terminal as it is."""
    with House() as h:
        word = b"\x1b]0;x\x07\xc2\x9b"
        h.put(401, h.box(401, meta=struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000, 0) + struct.pack("<HI", 7, 4 + len(word)) + b"\x32\0\0\0" + word))
        for args in ["review"], ["show", felt2.id13(401)], ["trends", "--plain"], *(["export", "--format", f] for f in ("txt", "md", "csv", "html")):
            out = h.run(*args)
            ok(out.returncode == 0 and not any(c in out.stdout + out.stderr for c in (b"\x1b", b"\x07", b"\xc2\x9b")), " ".join(args), out.stdout)


@case
def removed_behind_a_row():
    """A row that was never written here does not make a removed box one that was taken in."""
    with House() as h:
        h.texts()
        gone, there = number(h.locked(b"removed")), number(h.locked(b"stays"))
        h.sql("DELETE FROM inbox WHERE id=?", gone)
        h.sql("INSERT INTO entry VALUES(?,?)", gone, os.urandom(1064))
        h.sql("INSERT INTO entry VALUES(?,?)", there, os.urandom(1064))
        h.texts()
        like(h.said, "1 written on this machine while locked is gone from the file", "the removed box is missed")
        is_((h.status, h.boxes()), (3, [there]), "and a box whose id such a row has is not thrown away")


@case
def written_while_locked():
    with House() as h:
        first = h.locked(b"the first, without a passphrase", "--feeling", "sad:40", "--tag", "work", "--date", "2026-03-01")
        second = h.locked("ein zweiter: äöü".encode(), "--keep-private")
        h.locked(b"", "--feeling", "calm")
        is_(len(h.boxes()), 3, "three boxes wait")
        is_(sorted(h.pinned("pending")), sorted("%016x" % i for i in h.boxes()), "the pin knows them")
        ok(b"without a passphrase" not in open(h.journal_path, "rb").read(), "nothing readable is in the file")
        like(h.plain("status").stdout.decode(), "(?m)^waiting +3 written while locked", "felt status counts them")
        before = int(h.pinned("generation")[0])
        is_(h.texts(), ["", "ein zweiter: äöü", "the first, without a passphrase"], "the next unlock takes them in")
        is_(h.said.splitlines(), ["3 written while locked are in the journal now"], "and says so in a line")
        is_(int(h.pinned("generation")[0]), before + 1, "in one transaction")
        is_((h.boxes(), h.pinned("pending")), ([], []), "inbox and pin are clear")
        h.texts()
        is_(h.said, "", "the time after nothing is said")
        shown = h.run("show", first).stdout.decode()
        like(shown, "(?m)^written while locked", "show says that it was written while locked")
        like(shown, "sad 40", "with its feelings")
        like(h.run("review").stdout.decode(), r"(?m)^2026-03-01  %s  \(while locked\)  sad 40  the first" % first[:8], "review says it too")
        data = json.loads(h.run("show", "--json", second).stdout)
        is_(data["flags"], ["locked", "private"], "and so do the data")
        is_(h.run("edit", first, text=b"changed later").returncode, 0, "it can be changed")
        is_(json.loads(h.run("show", "--json", first).stdout)["flags"], ["locked"], "and is for ever one that was written while locked")
        is_(h.run("verify").returncode, 0, "the journal verifies")
        with open(h.home + "/phrase", "wb") as f:
            f.write(PASS)
        h.locked(b"still waiting")
        second_reader = subprocess.run(["/usr/bin/python3", os.path.join(HERE, "..", "second", "felt2.py"), "dump", h.journal_path, "--inbox",
                                        "--passphrase-file", h.home + "/phrase", "--strict"], capture_output=True)
        rows = [json.loads(line) for line in second_reader.stdout.splitlines()]
        is_(sum(r.get("flags") == 1 for r in rows if "id" in r), 2 + 1, "the second reader finds the flag (one of them in an earlier version)")
        is_([r.get("text") for r in rows if "box" in r], ["still waiting"], "and opens the box that waits")


@case
def wherever_it_is_shown():
    """Whoever can write the file may have made it: that is said in every format for people, and in those for programs."""
    with House() as h:
        h.locked(b"a text about cake", "--feeling", "lonely")
        ident = json.loads(h.run("review", "--json").stdout)["id"]
        for args, text, says in ((["review"], b"", "(while locked)"), (["review", "--by", "day"], b"", "(while locked)"), (["show", ident], b"", "written while locked"),
                                 (["search"], b"cake", "(while locked)"), (["search", "--json"], b"cake", '"flags":["locked"]'), (["export", "--format", "md"], b"", "written while the journal was locked"),
                                 (["export", "--format", "txt"], b"", "written while the journal was locked"), (["export", "--format", "html"], b"", "written while the journal was locked"),
                                 (["export", "--format", "json"], b"", '"flags":["locked"]'), (["export", "--format", "csv"], b"", "locked"), (["share", "--preview"], b"", "written while the journal was locked")):
            ok(says in h.run(*args, text=text).stdout.decode(), "felt %s says it" % " ".join(a for a in args if a != ident))


@case
def no_derivation_and_one_commit():
    if not shutil.which("strace"):
        return
    with House() as h:
        def trace(run, *args):
            log = h.home + "/trace"
            out = run("write", *args, text=b"traced", wrap=["strace", "-f", "-qq", "-s", "400", "-o", log, "-e", "trace=mmap,mremap,brk,unlink,unlinkat,pwrite64"])
            calls = open(log).read()  # without paths, which an ordinary user's strace cannot read out of felt: all that is unlinked is SQLite's journal, once a commit
            largest = max(int(n) for n in re.findall(r"mmap\([^,]*, (\d+), PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS", calls))
            return out.returncode, largest >= 64 << 20, len(re.findall(r"unlink(?:at)?\(.*= 0$", calls, re.M))
        is_(trace(h.plain, "--locked"), (0, False, 1), "while locked: no memory for a derivation, one commit")
        is_(trace(h.run), (0, True, 2), "unlocked: 64 MiB for the derivation, and what waited is a commit of its own")


@case
def without_a_pin():
    with House() as h:
        size = os.path.getsize(h.journal_path)
        good = open(h.pin).read()

        def refused(what, said):
            out = h.plain("write", "--locked", text=b"lost?")
            is_(out.returncode, 5, what + " is refused")
            like(out.stderr.decode(), said, "with the reason")
            is_((h.boxes(), os.path.getsize(h.journal_path)), ([], size), "and nothing is written")
        os.rename(h.pin, h.pin + ".away")
        refused("a journal without a pin", "never unlocked on this machine")
        other = os.path.join(h.state, "pin-" + "ab" * 16)
        shutil.copy(h.pin + ".away", other)
        refused("with the pin of another journal", "never unlocked on this machine")
        os.symlink(h.pin + ".away", h.pin)
        refused("with a link for a pin", "others could")
        os.unlink(h.pin)
        for text, said in (("garbage\n", "cannot be read"), ("", "cannot be read"), (good.replace("felt-pin 1", "felt-pin 2"), "cannot be read"),
                           (good.replace("min-format 1.0", "min-format 2.0"), "cannot be read"),
                           (re.sub("pk ..", "pk 00" if "pk 00" not in good else "pk 11", good), "not the one that this machine knows"),
                           (good.replace("epoch 1", "epoch 2"), "older than the journal last seen")):
            with open(h.pin, "w") as f:
                f.write(text)
            os.chmod(h.pin, 0o600)
            refused("with a pin that is %r" % text[:12], said)
        with open(h.pin, "w") as f:
            f.write(good)
        os.chmod(h.pin, 0o644)
        refused("with a pin that others can read", "chmod 600")
        os.chmod(h.pin, 0o600)
        out = h.plain("write", "--locked", text=b"x", XDG_STATE_HOME=h.home + "/elsewhere")
        is_(out.returncode, 5, "another machine asks for an unlock first")
        ok(isinstance(h.locked(b"as before"), str), "with the pin as it was it works")


@case
def another_public_key():
    """T050."""
    with House() as h:
        (header,), = h.sql("SELECT header FROM journal")
        (copy,), = h.sql("SELECT copy FROM spare")
        pk, _ = nb.crypto_box_keypair()
        h.sql("UPDATE journal SET header=?", header[:40] + pk + header[72:])
        out = h.plain("write", "--locked", text=b"to whom?")
        is_(out.returncode, 5, "the public key was exchanged: refused")
        like(out.stderr.decode(), "not the one that this machine knows", "with the reason")
        is_(h.boxes(), [], "and nothing is written")
        like(h.run("review").stderr.decode(), "one of the two copies of this journal's keys is damaged", "an unlock notices")
        h.sql("UPDATE spare SET copy=?", copy[:40] + pk + copy[72:])
        is_(h.plain("write", "--locked", text=b"to whom?").returncode, 5, "in both copies: refused")
        is_(h.run("review").returncode, 3, "and the unlock says that something is not as it was saved")
        h.sql("UPDATE journal SET header=?", header[:32] + struct.pack("<Q", 2) + header[40:])
        begin = time.monotonic()
        out = h.plain("write", "--locked", text=b"to whom?")
        is_(out.returncode, 5, "another epoch: refused")
        like(out.stderr.decode(), "keys were changed somewhere else", "with the reason")
        ok(time.monotonic() - begin < 30, "after a moment, in which a rotation could have told")


@case
def what_somebody_may_put_there():
    """T052."""
    with House() as h:
        h.texts()
        created = struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000, 0)
        taken = {101: h.box(101, b"forged"), 102: h.box(102, b"private", flags=16),
                 103: h.box(103, b"with a clock and a device", meta=created + struct.pack("<HIQ", 4, 8, 1 << 60) + struct.pack("<HIQ", 5, 8, 7) +
                            struct.pack("<HI", 16, 16) + bytes(16)),
                 104: h.box(104, b"an origin", meta=created + struct.pack("<HI", 14, 6) + b"jrnl:1"),
                 105: h.box(105, b"largest " + b"x" * ((1 << 20) - 200))}
        kept = {201: h.box(201, journal=bytes(16)), 202: h.box(202, epoch=2), 203: h.box(999), 204: b"x", 205: os.urandom(4096), 206: h.box(206, kind=3),
                207: h.box(207, kind=2), 208: h.box(208, kind=5), 209: h.box(209, kind=6), 210: h.box(210, kind=8), 211: h.box(211, kind=0),
                212: h.box(212, meta=b"\x01"), 213: h.box(213, body=struct.pack("<HI", 1, 9) + b"short"), 214: h.box(214, zero=1), 215: h.box(215, flags=1),
                216: h.box(216, b"not \xff UTF-8"), 217: h.box(217, pk=nb.crypto_box_keypair()[0]), 218: b"", 219: bytes(64 << 20),
                220: h.box(220, b"y" * (1 << 20)), -5: h.box(5), 0: h.box(0), 221: h.box(221)[:-1],
                222: nb.crypto_box_seal(b"FELTINB1" + bytes(4000), h.pk),
                223: h.box(223, meta=created + created), 224: h.box(224, meta=created + struct.pack("<HI", 6, 3) + b"a\xffb")}
        for ident, box in {**taken, **kept}.items():
            h.put(ident, box)
        begin = time.monotonic()
        is_([t[:25] for t in h.texts()], ["an origin", "forged", "largest xxxxxxxxxxxxxxxxx", "private", "with a clock and a device"], "what opens is taken in")
        is_(h.status, 0, "and reading goes on")
        like(h.said, "^5 written while locked are in the journal now\n%d written while locked do not open here, and are kept: " % len(kept), "the rest is kept and named")
        is_(h.boxes(), sorted(kept), "each of them")
        ok(time.monotonic() - begin < 30, "quickly")
        for line in h.run("export", "--format", "json", "--with-private").stdout.decode().splitlines()[1:6]:
            e = json.loads(line.rstrip(",")) if line.startswith('{"id') else None
            if e:
                ok("locked" in e["flags"] and "source" not in e, "marked, and nothing of it is believed: " + e["id"])
        out = h.run("verify")
        is_(out.returncode, 0, "felt verify: the journal is whole")
        like(out.stdout.decode(), "waiting, never taken in +%d" % len(kept), "and says what waits in vain")
        is_(json.loads(h.run("verify", "--json").stdout)["waiting-closed"], len(kept), "as data too")
        names = re.findall(r"\b0{9}[0-9a-z]{4}\b", h.said)
        is_(h.run("delete", "--yes", felt2.id13(204)).returncode, 0, "felt delete takes the id of one")
        ok(204 not in h.boxes(), "and it is gone", names)
        is_(h.run("delete", "--yes", felt2.id13(230)).returncode, 1, "an id that is nowhere is unknown")
        h.put(101, taken[101])
        h.put(301, h.box(301, b"another one"))
        is_(len(h.texts()), 6, "one that was taken in before does not come twice")
        like(h.said, "1 that came a second time was left out", "and that is said")
        gone = h.run("delete", "--yes", felt2.id13(301))
        h.put(301, h.box(301, b"another one"))
        h.put(302, h.box(302, b"and a new one"))
        ok("another one" not in h.texts() and gone.returncode == 0, "nor does one that was deleted come back")
        ok(301 not in h.boxes(), "its box is dropped")


@case
def a_draft_that_gives_way():
    """A later text of a draft takes its place; whoever can write the file can make one, and then it is said."""
    with House() as h:
        def draft(ident, text, names=0):
            field = b"\0\5.text" + text
            meta = struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000, 0) + (struct.pack("<HIQ", 9, 8, names) if names else b"")
            h.put(ident, h.box(ident, kind=4, meta=meta, body=struct.pack("<HI", 2, len(field)) + field))

        draft(71, b"mine")
        h.texts()
        draft(72, b"of somebody", 71)
        h.texts()
        like(h.said, "1 draft was replaced by a later text that was not written on this machine", "one that this machine did not write: said")
        draft(73, b"the next", 72)
        with open(h.pin, "a") as f:
            f.write("pending %016x\n" % 73)
        h.texts()
        like(h.said, "1 written while locked is in the journal now", "one of this machine's own is taken in")
        ok("replaced by" not in h.said, "and that is as usual", h.said)
        is_(json.loads(h.run("resume", "--json").stdout)["id"], felt2.id13(73), "one draft is left, the last")


@case
def a_box_that_was_removed():
    """T053."""
    with House() as h:
        h.locked(b"stays")
        gone = number(h.locked(b"goes"))
        h.sql("DELETE FROM inbox WHERE id=?", gone)
        is_(h.texts(), ["stays"], "a box was removed from the file")
        is_(h.status, 3, "this ends with 3")
        like(h.said, "1 written on this machine while locked is gone from the file", "the machine that wrote it says so")
        h.texts()
        is_((h.status, h.said), (0, ""), "once")
        mine = number(h.locked(b"will be spoilt"))
        h.put(mine, b"spoilt")
        h.texts()
        is_(h.status, 0, "one that was spoilt is kept and named")
        h.run("delete", "--yes", felt2.id13(mine))
        h.texts()
        is_((h.status, h.said), (0, ""), "and thrown away by hand it is no alarm")
        ident = h.locked(b"on its way")
        with House() as elsewhere:
            shutil.copy(h.journal_path, elsewhere.journal_path)
            is_(elsewhere.run("review", "--json", "--text").returncode, 0, "another machine takes in what waits")
            shutil.copy(elsewhere.journal_path, h.journal_path)
        ok("on its way" in h.texts() and h.status == 0, "and that is no alarm here", (ident, h.said))


@case
def taking_in_never_stops_a_read():
    with House() as h:
        h.run("write", text=b"an entry")
        h.locked(b"waits")
        con = sqlite3.connect(h.journal_path, isolation_level=None)
        con.execute("BEGIN IMMEDIATE")
        begin = time.monotonic()
        is_(h.texts(), ["an entry"], "somebody else is writing: reading goes on")
        is_(h.status, 0, "with 0")
        like(h.said, "^1 written while locked still waits: another felt is using the journal\n$", "one line says so")
        ok(time.monotonic() - begin < 4, "without a long wait")
        out = h.plain("write", "--locked", text=b"too soon")
        is_(out.returncode, 6, "and a locked write is told that it is busy")
        lost = glob.glob(h.state + "/lost-*")
        is_(len(lost), 1, "its text, read from a pipe, lies sealed beside the pin")
        con.close()
        is_(h.texts(), ["an entry", "waits"], "the next unlock takes it in")
        like(h.run("resume").stdout.decode(), "too soon", "and the other as a draft")
        is_(glob.glob(h.state + "/lost-*"), [], "the file is gone")
        h.locked(b"older felt")
        is_(h.run("backup", h.home + "/backup.felt").returncode, 0, "a backup takes along what waits")
        is_(h.run("verify", h.home + "/backup.felt").returncode, 0, "and verifies")
        is_(len(h.boxes()), 1, "and leaves it waiting")


@case
def while_the_journal_is_open():
    with House() as h:
        if h.run("unlock", "--for", "5m").returncode == 4:
            return
        h.locked(b"locked on purpose")
        out = h.plain("review")
        like(out.stdout.decode(), "locked on purpose", "kept keys open the inbox too")
        like(out.stderr.decode(), "1 written while locked is in the journal now", "and say so")
        con = sqlite3.connect(h.journal_path, isolation_level=None)
        con.execute("BEGIN EXCLUSIVE")
        con.execute("ROLLBACK")
        con.execute("BEGIN IMMEDIATE")
        is_(h.plain("write", text=b"sealed with kept keys").returncode, 6, "a text that the journal does not take")
        con.close()
        like(h.plain("resume").stdout.decode(), "sealed with kept keys", "is taken in with kept keys as well")


@case
def by_the_configuration():
    with House() as h:
        os.makedirs(h.home + "/.config/felt")
        with open(h.home + "/.config/felt/config", "w") as f:
            f.write("write_locked = on\n")
        is_(h.plain("write", text=b"one").returncode, 0, "write_locked = on: nothing is asked")
        is_(len(h.boxes()), 1, "a box waits")
        is_(h.run("write", text=b"two").returncode, 0, "a passphrase that is handed over is used")
        is_(h.texts(), ["one", "two"], "both are there")
        os.rename(h.pin, h.pin + ".away")
        out = h.plain("write", text=b"three")
        is_(out.returncode, 2, "where it is not possible the passphrase is asked for")
        like(out.stderr.decode(), "not without the passphrase this time: .*never unlocked on this machine", "and why is said")
        os.rename(h.pin + ".away", h.pin)
        if h.run("unlock", "--for", "5m").returncode == 0:
            h.plain("write", text=b"four")
            is_(h.boxes(), [], "an open journal is written to as ever")


@case
def what_is_refused_before():
    with House() as h:
        is_(h.run("write", "--locked", text=b"x").returncode, 1, "--locked and a passphrase contradict each other")
        out = h.plain("write", "--locked", "--feeling", "wobbly", text=b"x")
        is_(out.returncode, 1, "a word that is not in the list")
        like(out.stderr.decode(), "words of your own are known only when the journal is unlocked", "with a hint")
        out = h.plain("write", "--locked", text=b"a" * (1 << 20))
        is_(out.returncode, 1, "more than 1 MiB")
        like(out.stderr.decode(), "longer than 1 MiB", "says the limit")
        is_(h.plain("write", "--locked", text=b"a" * ((1 << 20) - 300)).returncode, 0, "a little less is taken")
        is_(h.plain("review", "--locked").returncode, 1, "reading takes the passphrase")
        is_(len(h.boxes()), 1, "one box waits")


@case
def at_a_terminal():
    with House() as h:
        t = Term(80, 24, [FELT, "write", "--locked"], env=h.env)
        t.expect("^D done")
        ok("assphrase" not in t.raw.decode(errors="replace"), "the page opens without a question")
        t.send("typed while locked")
        t.send("\x04")
        is_(t.wait(), 0, "ctrl-d finishes")
        like(t.raw.decode(errors="replace"), "the next unlock takes it in", "and says what becomes of it")
        t = Term(80, 24, [FELT, "write", "--locked"], env=h.env)
        t.expect("^D done")
        t.send("unfinished while locked")
        t.expect("unfinished while locked")
        t.close_terminal()
        t.wait()
        is_(len(h.boxes()), 2, "a terminal that goes away leaves a draft in the inbox")
        is_(h.texts(), ["typed while locked"], "the entry is there")
        like(h.said, "2 written while locked", "both are taken in")
        like(h.run("resume").stdout.decode(), "unfinished while locked", "the draft can be resumed")
        t = Term(80, 24, [FELT, "write", "--locked"], env=h.env)
        t.expect("^D done")
        t.send("for later, while locked")
        t.send("\x03")
        t.expect("k keep it as a draft")
        t.send("k")
        is_(t.wait(), 0, "and so does keeping it for later")
        is_(len(h.boxes()), 1, "one box")
        h.texts()
        out = h.run("resume").stdout.decode()
        ok("unfinished while locked" in out and "for later, while locked" in out, "two drafts are there now", out)


done()
