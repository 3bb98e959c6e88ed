#!/usr/bin/python3
"""The whole program at a terminal: init, write, what survives which end, resume, delete's question.  DESIGN.md 5; T064, T071, T084, T096."""

import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, done, is_, like, ok  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
PASS = "open sesame, slowly"
CANARY = "kanarienvogel"


class House:
    """A home with a journal; felt in it with and without a terminal."""

    def __enter__(self):
        self.folder = Folder()
        self.folder.__enter__()
        self.home = os.path.dirname(self.folder.file("x", ""))
        os.chmod(self.home, 0o700)
        self.env = {"HOME": self.home, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "FELT_JOURNAL": self.home + "/j.felt",
                    "LESSHISTFILE": self.home + "/.lesshst"}
        if os.environ.get("ASAN_OPTIONS"):
            self.env["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        return self

    def __exit__(self, *_):
        self.folder.__exit__()

    def run(self, *args, stdin=b"", check=True):
        r, w = os.pipe()
        os.write(w, PASS.encode())
        os.close(w)
        out = subprocess.run([FELT, "--passphrase-fd", str(r), *args], env=self.env, input=stdin, capture_output=True, pass_fds=(r,), timeout=60)
        os.close(r)
        if check and out.returncode:
            ok(False, "felt " + " ".join(args), out.stderr.decode())
        return out

    def make(self):
        os.makedirs(self.home + "/.config/felt", 0o700, exist_ok=True)
        with open(self.home + "/.config/felt/config", "w") as f:
            f.write("suggest = off\n")  # the question after writing has its own test, ask.t
        os.chmod(self.home + "/.config/felt/config", 0o600)
        self.run("init", "--recovery-to", self.home + "/rec", "--kdf-memory", "64M", "--kdf-passes", "2")

    def term(self, *args, cols=80, rows=24, **env):
        return Term(cols, rows, [FELT, *args], env=dict(self.env, **env))

    def unlock(self, t):
        t.expect("assphrase")
        t.settle()
        t.send(PASS + "\r")

    def composer(self, *args, **kw):
        t = self.term(*args, **kw)
        self.unlock(t)
        t.expect("^D done")
        return t

    def resumed(self):
        t = self.term("resume")
        self.unlock(t)
        t.expect("go on")
        t.settle()
        t.send("\r")
        return t

    def entries(self):
        return [json.loads(x) for x in self.run("review", "--json", "--text").stdout.splitlines()]


@case
def init_asks_two_groups_back():
    with House() as h:
        t = h.term("init", "--kdf-memory", "64M", "--kdf-passes", "2")
        t.expect("assphrase")
        t.settle()
        t.send(PASS + "\r")
        t.expect("again")
        t.settle()
        t.send(PASS + "\r")
        group = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+")
        t.expect(lambda screen: group.search("\n".join(screen)))
        t.settle(0.5)
        groups = re.findall(r"[0-9A-Z]{4}", " ".join(group.findall(t.text())))
        is_(len(groups), 9, "nine groups are shown")
        t.send("\r")
        ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "last"]
        answered = []
        for _ in range(2):
            t.expect(lambda screen: re.findall(r"the (\w+) group", "\n".join(screen))[len(answered):])
            t.settle()
            answered.append(ordinals.index(re.findall(r"the (\w+) group", t.text())[-1]))
            t.send(groups[answered[-1]] + "\r")
            t.settle(0.3)
        ok(answered[0] != answered[1], "two different groups are asked back")
        is_(t.wait(5), 0, "and asked back, init ends well")
        hidden = groups[4] + "-" + groups[5]
        ok(hidden not in t.text(), "the key is cleared from the screen")
        ok(os.path.exists(h.home + "/j.felt"), "the journal is there")
        t.kill()


@case
def write_and_finish():
    with House() as h:
        h.make()
        t = h.composer("write")
        t.send("naïve " + CANARY + " 日本語\rsecond")
        t.settle()
        t.send("\x04")
        is_(t.wait(10), 0, "finishing saves")
        is_([e["text"] for e in h.entries()], ["naïve " + CANARY + " 日本語\nsecond"], "what was typed is what is kept")
        ok(CANARY not in "\n".join(t.scrollback()) + t.text(), "nothing of it stays on the screen")
        t.kill()


@case
def what_survives_the_end():
    for name, end in (("SIGHUP", lambda t: t.signal(signal.SIGHUP)), ("SIGTERM", lambda t: t.signal(signal.SIGTERM)),
                      ("a closed terminal", lambda t: t.close_terminal())):
        with House() as h:
            h.make()
            t = h.composer("write")
            t.send("hard won " + name)
            t.settle()
            end(t)
            t.wait(10)
            is_(h.entries(), [], name + ": no half entry")
            r = h.resumed()
            r.expect("hard won " + name)
            ok(True, name + ": resume opens the text")
            r.send("\x04")
            r.wait(10)
            is_([e["text"] for e in h.entries()], ["hard won " + name], name + ": and finishing makes it an entry")
            is_(h.run("verify").returncode, 0, name + ": the journal verifies")
            r.kill()
            t.kill()


@case
def killed_after_the_pause():
    with House() as h:
        h.make()
        t = h.composer("write")
        t.send("before the pause")
        time.sleep(11.5)
        t.pump(0.3)
        t.signal(signal.SIGKILL)
        t.wait(5)
        r = h.resumed()
        r.expect("before the pause")
        ok(True, "SIGKILL 11 s after the last key: the draft has it")
        r.kill()
        t.kill()


@case
def a_save_that_fails_keeps_the_text():
    with House() as h:
        h.make()
        t = h.composer("write")
        t.send("cannot be saved yet")
        t.settle()
        os.rename(h.home + "/j.felt", h.home + "/away.felt")
        t.send("\x04")
        t.expect("cannot be saved yet")
        t.settle(0.5)
        like(t.text(), r"no journal|not there|still here|try", "the composer stays and says why")
        os.rename(h.home + "/away.felt", h.home + "/j.felt")
        t.send("\x04")
        is_(t.wait(10), 0, "finishing again saves")
        is_([e["text"] for e in h.entries()], ["cannot be saved yet"], "the text is there")
        t.kill()


@case
def hang_up_with_nowhere_to_save():
    with House() as h:
        h.make()
        t = h.composer("write")
        t.send("sealed beside the pins")
        t.settle()
        os.rename(h.home + "/j.felt", h.home + "/away.felt")
        t.signal(signal.SIGHUP)
        t.wait(10)
        state = h.home + "/.local/state/felt"
        lost = [f for f in os.listdir(state) if f.startswith("lost-")]
        is_(len(lost), 1, "the text is sealed in a lost- file")
        ok(b"sealed beside" not in open(os.path.join(state, lost[0]), "rb").read(), "unreadable")
        os.rename(h.home + "/away.felt", h.home + "/j.felt")
        h.run("review")
        is_([f for f in os.listdir(state) if f.startswith("lost-")], [], "the next unlock takes it in")
        r = h.resumed()
        r.expect("sealed beside the pins")
        ok(True, "and resume opens it")
        r.kill()
        t.kill()


@case
def hostile_text_on_the_screen():
    with House() as h:
        h.make()
        h.run("write", stdin="\x1b[2J\x1b]0;owned\x07 \u202eevil\u009b1m\x08\x7f".encode())
        h.run("import", "json", "-", stdin=json.dumps({"date": "2026-01-01", "title": "\x1b[31mtitle", "body": "x\x1b]52;c;AAAA\x07y"}).encode())
        for args in (["review"], ["show", h.entries()[0]["id"]], ["show", h.entries()[1]["id"]], ["review", "--plain"]):
            t = h.term(*args, "--plain") if "--plain" not in args else h.term(*args)
            h.unlock(t)
            t.wait(10)
            ok(b"\x1b]0;owned" not in t.raw and b"\x1b]52" not in t.raw and b"\x1b[2J" not in t.raw.replace(b"\x1b[2J", b"", 0) and b"\xc2\x9b" not in t.raw
               and "\u202e".encode() not in t.raw, "T096 felt %s is neutral" % " ".join(args))
            t.kill()


@case
def a_long_list_leaves_nothing_behind():
    with House() as h:
        h.make()
        lines = "".join(json.dumps({"date": "2026-01-%02d" % (i % 28 + 1), "body": "%s %d" % (CANARY, i)}) + "\n" for i in range(200))
        h.run("import", "json", "-", stdin=lines.encode())
        t = h.term("review", LESSOPEN="|touch " + h.home + "/opened")
        h.unlock(t)
        t.expect(CANARY)
        ok(t.alternate, "T084 a long list opens on the alternate screen")
        t.send("q")
        is_(t.wait(10), 0, "q leaves it")
        ok(CANARY not in "\n".join(t.scrollback()) + t.text(), "T084 nothing of it stays in the scrollback")
        ok(not os.path.exists(h.home + "/.lesshst") and not os.path.exists(h.home + "/opened"), "T084 no history file, LESSOPEN not run")
        t.kill()


@case
def deleting_asks():
    with House() as h:
        h.make()
        i = json.loads(h.run("write", "--json", stdin=b"to go").stdout)["id"]
        t = h.term("delete", i)
        h.unlock(t)
        t.expect("backup")
        like(t.text(), "cop", "delete's question says what it does not reach")
        t.settle()
        t.send("n\r")
        t.wait(10)
        is_(len(h.entries()), 1, "no keeps it")
        t.kill()


done()
