#!/usr/bin/python3
"""Texts sealed beside the pins: what opens is taken in, whatever else lies there, and what does not open is named.  DESIGN.md 5, FORMAT.md 5."""

import glob
import json
import os
import struct
import subprocess
import sys

import nacl.bindings as nb

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from term import ROOT, Folder, case, done, is_, like, ok  # noqa: E402

FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
PASS = b"open sesame, slowly"


class House:
    def __enter__(self):
        self.folder = Folder().__enter__()
        self.home = self.folder.path
        os.chmod(self.home, 0o700)
        self.env = {"HOME": self.home, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "FELT_JOURNAL": self.home + "/j.felt"}
        if os.environ.get("ASAN_OPTIONS"):
            self.env["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        self.run("init", "--recovery-to", self.home + "/rec", "--kdf-memory", "64M", "--kdf-passes", "2")
        self.state = self.home + "/.local/state/felt"
        name = [f for f in glob.glob(self.state + "/pin-*") if not f.endswith(".lock")][0]
        self.journal = bytes.fromhex(os.path.basename(name)[4:])
        self.pk = bytes.fromhex([line.split()[1] for line in open(name) if line.startswith("pk ")][0])
        return self

    def __exit__(self, *_):
        self.folder.__exit__()

    def run(self, *args, text=b""):
        r, w = os.pipe()
        os.write(w, PASS)
        os.close(w)
        out = subprocess.run([FELT, "--passphrase-fd", str(r), *args], env=self.env, input=text, capture_output=True, pass_fds=(r,), timeout=60)
        os.close(r)
        return out

    def box(self, ident, text, kind=4, shape=0, names=0):
        """FORMAT.md 5; a draft whose field .text is what was written; names: what it is an edit of."""
        meta = struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000, 0) + (struct.pack("<HIQ", 9, 8, names) if names else b"")
        field = bytes((shape, 5)) + b".text" + text
        body = struct.pack("<HI", 2, len(field)) + field
        plain = b"FELTINB1" + self.journal + struct.pack("<QQBBHI", ident, 1, kind, 0, 0, len(meta)) + meta + body + b"\x80"
        size = 2048
        while size < len(plain):
            size *= 2
        return nb.crypto_box_seal(plain + bytes(size - len(plain)), self.pk)

    def lose(self, number, box):
        with open("%s/lost-%016x" % (self.state, number), "wb") as f:
            f.write(box)
        os.chmod("%s/lost-%016x" % (self.state, number), 0o600)

    def lost(self):
        return sorted(os.path.basename(f) for f in glob.glob(self.state + "/lost-*"))

    def drafts(self):
        return self.run("resume").stdout.decode()


def number(name):
    return int("".join("{:05b}".format("0123456789abcdefghjkmnpqrstvwxyz".index(c)) for c in name), 2)


@case
def what_it_names():
    """Somebody who can write there makes the draft of an edit of what is no entry, or is nowhere."""
    with House() as h:
        belief = json.loads(h.run("beliefs", "add", "--json", text=b"I am a burden").stdout)["id"]
        entry = json.loads(h.run("write", "--json", text=b"an entry").stdout)["id"]
        for name, names, whole in ("a belief", number(belief), belief), ("nothing", 12345, None), ("an entry", number(entry), entry):
            h.lose(9, h.box(500 + number(entry) % 99, b"forged", names=names))
            out = h.run("resume", "--json")
            ident = json.loads(out.stdout)["id"]
            out = h.run("resume", ident, "--keep", "--json")
            saved = json.loads(out.stdout)["id"] if out.returncode == 0 else None
            if whole == entry:
                ok(out.returncode in (0, 6), "a draft that names %s is its edit" % name, out)
            else:
                is_((out.returncode, saved), (0, ident), "a draft that names %s is one of its own" % name)
        like(h.run("beliefs").stdout.decode(), "I am a burden", "the belief is as it was")
        is_(h.run("verify").returncode, 0, "and everything verifies")


@case
def what_opens_is_taken_in():
    with House() as h:
        h.lose(1, h.box(77, "über alles geschrieben".encode()))
        out = h.run("review")
        is_(out.returncode, 0, "a list with a sealed text beside it")
        like(out.stderr.decode(), "is a draft now", "says that it is a draft now")
        like(h.drafts(), "über alles", "and it is")
        is_(h.lost(), [], "the file is gone")
        h.lose(2, h.box(77, b"another text of the same draft"))
        like(h.drafts(), "(?s)über alles.*another text|another text.*über alles", "a second text of the same draft takes no row's place")
        box = h.box(78, b"once")
        for number in 3, 4:
            h.lose(number, box)
            h.run("review")
        is_(h.drafts().count("once"), 2, "the same box again is at most one more")
        h.lose(5, box)
        is_(h.drafts().count("once"), 2, "and then never again")
        is_(h.run("verify").returncode, 0, "the journal verifies")


@case
def what_does_not_open_keeps_nobody_from_it():
    with House() as h:
        h.lose(0xbad1, h.box(5, b"latin1: sch\xf6n"))
        h.lose(0xbad2, h.box(6, b"9" * 30, shape=2))
        h.lose(0xbad3, h.box(7, b"an entry", kind=1))
        for number in 0x11, 0x22, 0x33:
            h.lose(number, h.box(number, b"good text %x" % number))
        out = h.run("review")
        is_(out.returncode, 0, "files that break a rule stop nothing")
        like(out.stderr.decode(), "3 texts that", "the others are taken in")
        for number in 0x11, 0x22, 0x33:
            like(h.drafts(), "good text %x" % number, "text %x is there" % number)
        for number in 0xbad1, 0xbad2, 0xbad3:
            ok("lost-%016x" % number in out.stderr.decode(), "by name", out.stderr.decode())
        is_(len(h.lost()), 3, "and stays where it is")
        is_(h.run("-q", "review").stderr, b"", "under -q it is quiet")


@case
def many_that_do_not_open():
    with House() as h:
        for number in range(1000):
            h.lose(0x1000 + number, b"x" * 100)
        h.lose(0xabc, h.box(99, b"one among a thousand"))
        out = h.run("review")
        like(h.drafts(), "one among a thousand", "a thousand files that do not open starve no other")
        like(out.stderr.decode(), "and 997 more", "they are named briefly")
        is_(len(h.lost()), 1000, "they stay")


done()
