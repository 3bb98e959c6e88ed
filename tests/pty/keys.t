#!/usr/bin/python3
"""T063, T064, T066, T067 at a terminal: felt key recovery --forgot and felt key rotate.  The new key is shown and typed back before anything counts."""

import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, done, is_, like, ok  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
PASS, NEW = "a passphrase of words", "words that are new here"
CHEAP = ["--kdf-memory", "64M", "--kdf-passes", "2"]
KEY = re.compile(r"(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}")
NTH = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "last"]


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
        self.run("init", "--recovery-to", self.home + "/rec", *CHEAP)
        self.old = open(self.home + "/rec").readline().strip()
        self.run("write", stdin=b"a line that stays")
        return self

    def __exit__(self, *_):
        for t in self.terms:
            t.kill()
        self.folder.__exit__()

    def run(self, *args, stdin=b"", secret=PASS, option="--passphrase-fd"):
        r, w = os.pipe()
        os.write(w, secret.encode() + b"\n")
        os.close(w)
        out = subprocess.run([FELT, option, str(r), *args], env=self.env, input=stdin, capture_output=True, pass_fds=(r,), timeout=60)
        os.close(r)
        return out

    def opens(self):
        """Which of the secrets of before and of the new passphrase open it."""
        tried = (("old passphrase", PASS, "--passphrase-fd"), ("new passphrase", NEW, "--passphrase-fd"), ("old key", self.old, "--recovery-fd"))
        return [name for name, secret, option in tried if b"a line that stays" in self.run("review", secret=secret, option=option).stdout]

    def by_key(self, key):
        return self.run("review", secret=key, option="--recovery-fd").returncode

    def term(self, *args):
        t = Term(100, 40, [FELT, *args], env=self.env)
        self.terms.append(t)
        return t


def answer(t, prompt, text):
    t.expect(prompt)
    t.settle()
    t.send(text + "\r")


def forgot(h):
    """Up to the sheet: its key."""
    t = h.term("key", "recovery", "--forgot", *CHEAP)
    answer(t, "recovery key (nine groups of four):", h.old)
    answer(t, "new passphrase:", NEW)
    answer(t, "the same again:", NEW)
    return t, shown(t)


def shown(t):
    t.expect("Enter, when it is on paper:")
    t.settle()
    return KEY.search("\n".join(t.screen())).group(0)


def type_back(t, key, times=2, prompt=r"the (\w+) group on the paper"):
    for _ in range(times):
        t.expect(lambda screen: re.search(prompt + r".*: *$", "\n".join(screen).rstrip() + " ", re.M))
        t.settle()
        last = re.findall(prompt, "\n".join(t.screen()))[-1]
        t.send(key.split("-")[NTH.index(last)].lower() + "\r")
        t.settle()


@case
def ctrl_d_at_the_passphrase():
    with House() as h:
        for args, asked, more in ((["review"], "passphrase", True), (["review", "--recovery"], "recovery key", False)):
            t = h.term(*args)
            t.expect(asked)
            t.settle()
            t.send("\x04")
            is_(t.wait(), 2, "%s: ctrl-d ends it" % asked)
            text = " ".join(" ".join(t.screen()).split())
            ok("asks again" in text and "descriptor" not in text, "  with what a person can do next", text)
            ok(("recovery key instead" in text) == more, "  and the other way in where it is another", text)


@case
def a_short_passphrase_is_asked_about():
    for typed, taken in (("y", True), ("klam7Q", True), ("another", False)):
        with House() as h:
            t = h.term("key", "passphrase")
            answer(t, "passphrase:", PASS)
            answer(t, "new passphrase:", "klam7Q")
            answer(t, "take it all the same?", typed)
            if taken:
                t.expect("the same again:")
            else:
                t.expect(lambda screen: sum("new passphrase:" in line for line in screen) == 2)
            ok(typed == "y" or typed not in t.raw.decode(errors="replace"), "what is typed at the question is not shown, it may be a passphrase")
            t.send("\x03")
            ok(t.wait() != 0, "  %s" % ("is a yes" if taken else "is a no"))
            is_(h.opens(), ["old passphrase", "old key"], "  and nothing has changed")


@case
def a_forgotten_passphrase():
    with House() as h:
        t, key = forgot(h)
        is_(h.opens(), ["old passphrase", "old key"], "while the new sheet is on the screen, the old secrets count")
        is_(h.by_key(key), 2, "  and the new key opens nothing yet")
        t.send("\r")
        type_back(t, key, 1)
        is_(h.opens(), ["old passphrase", "old key"], "one group typed back: still the old ones")
        type_back(t, key, 1)
        is_(t.wait(30), 0, "T063 a forgotten passphrase ends")
        is_(h.opens(), ["new passphrase"], "  in a new passphrase; the old slots are gone")
        is_(h.by_key(key), 0, "  and a new recovery key")
        said = t.raw.decode(errors="replace")
        ok("new passphrase counts from now on" in said and "new recovery key counts from now on" in said, "  and says so")
        ok(NEW not in said and h.old not in said, "  what was typed is not echoed")
        ok(not any(KEY.search(line) for line in t.scrollback() + t.screen()), "  the new key is gone from the screen")
        is_(t.modes(), t.before, "  the terminal is as it was")
        is_(h.run("verify", secret=NEW).returncode, 0, "  and all of it verifies")
        is_(h.by_key(h.old), 2, "T063 a recovery key that was used is refused")


@case
def stopped_at_the_sheet():
    for signo in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with House() as h:
            t, key = forgot(h)
            t.signal(signo)
            ok(t.wait(30) != 0, "%s while the sheet is shown ends it" % signo.name)
            is_(h.opens(), ["old passphrase", "old key"], "  the old secrets count")
            is_(h.by_key(key), 2, "  the key that was shown opens nothing")
            is_(t.modes(), t.before, "  the terminal is as it was")
            ok(not any(KEY.search(line) for line in t.scrollback() + t.screen()), "  and nothing of the key stays on it")
    with House() as h:
        t, key = forgot(h)
        t.signal(signal.SIGKILL)
        t.wait(30)
        is_(h.opens(), ["old passphrase", "old key"], "SIGKILL: the old secrets count")
        is_(h.by_key(key), 2, "  the key that was shown opens nothing")


@case
def a_sheet_that_was_copied_wrongly():
    with House() as h:
        t, key = forgot(h)
        t.send("\r")
        for _ in range(3):
            t.expect("group on the paper")
            t.settle()
            t.send("0000\r" if "0000" not in key else "1111\r")
            t.settle()
        t.expect("once more")
        again = shown(t)
        is_(again, key, "after three wrong groups the same key is shown again")
        t.send("\r")
        type_back(t, key)
        is_(t.wait(30), 0, "  and then it goes on")
        is_(h.opens(), ["new passphrase"], "  to its end")


@case
def at_the_prompt_of_felt():
    with House() as h:
        for signo in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            t = h.term("review")
            t.expect("passphrase:")
            t.send("half a sec")
            t.settle()
            t.signal(signo)
            is_(t.wait(30), -signo, "T064 %s at the prompt: it ends by the signal" % signo.name)
            is_(t.modes(), t.before, "  the terminal is as it was")
            ok("half" not in t.raw.decode(), "  nothing is echoed")
        t = h.term("review")
        t.expect("passphrase:")
        t.send("half")
        t.settle()
        t.signal(signal.SIGTSTP)
        t.until_stopped()
        is_(t.modes(), t.before, "T064 stopped: the terminal is as it was")
        t.foreground()
        t.expect(lambda screen: sum("passphrase:" in line for line in screen) == 2)
        t.settle()
        t.send(PASS + "\r")
        is_(t.wait(30), 0, "  continued: the passphrase is asked for again, and opens")
        is_(t.modes(), t.before, "  the terminal is as it was")
        ok("half" not in t.raw.decode() and PASS not in t.raw.decode(), "  nothing is echoed")


@case
def rotated():
    with House() as h:
        t = h.term("key", "rotate")
        answer(t, "passphrase:", PASS)
        t.expect("older copies and backups")
        answer(t, "seal everything anew? [y/N]", "y")
        key = shown(t)
        is_(h.opens(), ["old passphrase", "old key"], "while the new sheet is on the screen, the old key counts")
        t.send("\r")
        type_back(t, key)
        is_(t.wait(30), 0, "key rotate at a terminal")
        is_(h.opens(), ["old passphrase"], "  the passphrase stays, the old recovery key is gone")
        is_(h.by_key(key), 0, "  the new one opens")
        ok("everything is sealed anew" in t.raw.decode(errors="replace"), "  and it says so")
        is_(h.run("verify").returncode, 0, "  all of it verifies")
    with House() as h:
        before = open(h.home + "/j.felt", "rb").read()
        t = h.term("key", "rotate")
        answer(t, "passphrase:", PASS)
        answer(t, "seal everything anew? [y/N]", "")
        is_(t.wait(30), 0, "Enter is no yes")
        ok("nothing was changed" in t.raw.decode(errors="replace"), "  which is said")
        ok(open(h.home + "/j.felt", "rb").read() == before, "  and true")


@case
def rotated_with_the_recovery_key():
    with House() as h:
        t = h.term("--recovery", "key", "rotate", "--yes", "--recovery-to", h.home + "/rec2", *CHEAP)
        answer(t, "recovery key (nine groups of four):", h.old)
        answer(t, "new passphrase:", NEW)
        answer(t, "the same again:", NEW)
        is_(t.wait(30), 0, "key rotate with the recovery key asks for a new passphrase")
        is_(h.opens(), ["new passphrase"], "  and the old secrets are gone")
        is_(h.by_key(open(h.home + "/rec2").readline().strip()), 0, "  the new recovery key is in the file")


@case
def somebody_else_was_quicker():
    with House() as h:
        t = h.term("key", "rotate", "--yes")
        answer(t, "passphrase:", PASS)
        key = shown(t)
        r = h.run("key", "passphrase", *CHEAP, secret=PASS + "\n" + NEW)
        is_(r.returncode, 0, "the passphrase is changed while the sheet is shown")
        is_(h.run("write", stdin=b"written meanwhile", secret=NEW).returncode, 0, "  and something is written")
        t.send("\r")
        type_back(t, key)
        is_(t.wait(30), 6, "  then nothing is sealed anew")
        is_(h.by_key(key), 2, "  the key that was shown opens nothing")
        is_(h.opens(), ["new passphrase", "old key"], "  and what was changed meanwhile counts")
    with House() as h:
        t = h.term("key", "rotate", "--yes")
        answer(t, "passphrase:", PASS)
        key = shown(t)
        is_(h.run("write", stdin=b"written meanwhile").returncode, 0, "an entry that is written while the sheet is shown")
        t.send("\r")
        type_back(t, key)
        is_(t.wait(30), 0, "  does not stop it")
        ok(b"written meanwhile" in h.run("review").stdout, "  and is there")


done()
