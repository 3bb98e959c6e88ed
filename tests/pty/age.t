#!/usr/bin/python3
"""The passphrase of a file, at a terminal: asked twice, made and shown once, asked for when it comes in (felt export, felt import)."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, done, is_, like, ok  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
PASS = "a passphrase of words"


class House:
    def __enter__(self):
        self.folder = Folder()
        self.folder.__enter__()
        self.home = os.path.dirname(self.folder.file("x", ""))
        os.chmod(self.home, 0o700)
        self.env = {"HOME": self.home, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "FELT_JOURNAL": self.home + "/j.felt"}
        if os.environ.get("ASAN_OPTIONS"):
            self.env["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        self.terms = []
        self.run("init", "--recovery-to", self.home + "/rec", "--kdf-memory", "64M", "--kdf-passes", "2")
        self.run("write", "--feeling", "lonely", stdin=b"CANARY one")
        return self

    def __exit__(self, *_):
        for t in self.terms:
            t.kill()
        self.folder.__exit__()

    def run(self, *args, stdin=b"", more=b""):
        r, w = os.pipe()
        os.write(w, PASS.encode() + b"\n" + more)
        os.close(w)
        out = subprocess.run([FELT, "--passphrase-fd", str(r), *args], env=self.env, input=stdin, capture_output=True, pass_fds=(r,), timeout=60)
        os.close(r)
        return out

    def term(self, *args):
        """Unlocked, with a screen that is high enough for everything."""
        t = Term(80, 40, [FELT, *args], env=self.env)
        self.terms.append(t)
        self.answer(t, "passphrase:", PASS)
        return t

    def answer(self, t, prompt, text):
        t.expect(prompt)
        t.settle()
        t.send(text + "\r")

    def path(self, name):
        return self.home + "/" + name

    def texts(self, journal):
        self.env["FELT_JOURNAL"] = self.path(journal)
        out = self.run("export")
        return [e["text"] for e in json.loads(out.stdout)["entries"]]


@case
def typed_twice():
    with House() as h:
        t = h.term("export", "--age-passphrase", "-o", h.path("a.age"))
        h.answer(t, "passphrase of the file", "four words in row")
        h.answer(t, "the same again", "four words in a row")
        t.expect("the two are not the same")
        h.answer(t, "once more", "four words in a row")
        h.answer(t, "the same again", "four words in a row")
        is_(t.wait(30), 0, "two that differ are asked for again")
        raw = t.raw.decode(errors="replace")
        ok("four words" not in raw, "nothing of it is echoed")
        ok("short" not in raw, "it is long enough")
        ok(os.path.exists(h.path("a.age")), "the file is there")
        t = h.term("import", "json", h.path("a.age"))
        h.answer(t, "passphrase of the file", "another one, wrong")
        t.expect("does not open the file; once more")
        h.answer(t, "once more", "four words in a row")
        is_(t.wait(30), 0, "a wrong one may be typed again")
        like(t.raw.decode(), "0 entries added, 1 was there already", "and the file comes in")


@case
def made_and_shown_once():
    with House() as h:
        t = h.term("export", "--age-passphrase", "--armor", "-o", h.path("b.age"))
        h.answer(t, "passphrase of the file", "")
        t.expect("Enter, when it is on paper")
        raw = t.raw.decode(errors="replace")
        words = re.search(r"^\s+([a-z]{3,8}(?:-[a-z]{3,8}){7})\s*$", raw, re.M)
        ok(words, "eight words are shown", raw)
        ok(not os.path.exists(h.path("b.age")), "before anything is written")
        t.send("\r")
        is_(t.wait(30), 0, "Enter goes on")
        words = words.group(1) if words else "x"
        ok(words not in "\n".join(t.screen()), "the words are gone from the screen")
        said = t.raw.decode(errors="replace")
        is_(said.count(words), 1, "they were shown once")
        like(said, "sealed with the passphrase", "and it says what was made")
        h.env["FELT_JOURNAL"] = h.path("k.felt")
        h.run("init", "--recovery-to", h.path("rec2"), "--kdf-memory", "64M", "--kdf-passes", "2")
        out = h.run("import", "json", h.path("b.age"), more=words.encode() + b"\n")
        is_((out.returncode, h.texts("k.felt")), (0, ["CANARY one"]), "they open it")


@case
def stopped_at_the_question():
    with House() as h:
        t = h.term("export", "--age-passphrase", "-o", h.path("c.age"))
        t.expect("passphrase of the file")
        t.settle()
        before = sorted(os.listdir(h.home))
        t.send("\x03")
        ok(t.wait(10) != 0, "ctrl-c stops it")
        is_(sorted(os.listdir(h.home)), before, "and no file is left")
        is_(t.modes(), t.before, "the modes are as they were")


@case
def a_short_one_is_remarked():
    with House() as h:
        t = h.term("export", "--age-passphrase", "-o", h.path("d.age"))
        h.answer(t, "passphrase of the file", "short")
        t.expect("that is a short passphrase")
        h.answer(t, "the same again", "short")
        is_(t.wait(30), 0, "and taken all the same")


@case
def not_to_a_terminal():
    with House() as h:
        t = Term(80, 24, [FELT, "export", "--age-passphrase", "--armor"], env=h.env)
        h.terms.append(t)
        is_(t.wait(10), 1, "a sealed export does not go to a terminal either")
        like(t.raw.decode(), "-o FILE", "and it says where to")


done()
