#!/usr/bin/python3
"""felt share at a terminal: the words are shown once and cleared, opening here leaves nothing, and the conversation decides."""
import glob
import os
import re
import signal
import stat
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, done, is_, ok  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FELT = os.path.abspath(os.environ.get("FELT", os.path.join(ROOT, "build", "felt")))
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
        self.run("write", "--feeling", "lonely:40", stdin=b"CANARY one")
        self.run("write", "--keep-private", stdin=b"CANARY private")
        # a browser that notes what it was given, and goes on living
        self.browser = self.folder.file("browser", "#!/bin/sh\nprintf '%%s\\n' \"$1\" >'%s/seen'\ncat \"$1\" >'%s/seen.html'\nstat -c %%a \"$1\" >'%s/mode'\n" % (
            (self.home,) * 3))
        os.chmod(self.browser, 0o700)
        os.makedirs(self.home + "/.config/felt", 0o700)
        with open(self.home + "/.config/felt/config", "w") as f:
            f.write("browser = '%s' \n" % self.browser)
        return self

    def __exit__(self, *_):
        for t in self.terms:
            t.kill()
        self.folder.__exit__()

    def run(self, *args, stdin=b""):
        r, w = os.pipe()
        os.write(w, PASS.encode() + b"\n")
        os.close(w)
        out = subprocess.run([FELT, "--passphrase-fd", str(r), *args], env=self.env, input=stdin, capture_output=True, pass_fds=(r,), timeout=60, cwd=self.home)
        os.close(r)
        return out

    def term(self, *args):
        t = Term(100, 40, ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", self.home, FELT, *args], env=self.env)
        self.terms.append(t)
        t.expect("passphrase:")
        t.settle()
        t.send(PASS + "\r")
        return t

    def path(self, name):
        return self.home + "/" + name

    def log(self):
        return self.run("share", "--log", "--json").stdout.splitlines()


def scratch():
    return [p for p in glob.glob("/dev/shm/felt_*/packet.html") if os.stat(p).st_uid == os.getuid()]


@case
def the_words_are_shown_once():
    with House() as h:
        t = h.term("share", "--yes", "-o", h.path("p.html"))
        t.expect("when they are on paper")
        words = re.search(r"(?:[a-z]{3,8}-){7}[a-z]{3,8}", "\n".join(t.screen())).group()
        ok(not os.path.exists(h.path("p.html")), "they are in hand before the file has its name")
        t.send("\r")
        is_(t.wait(), 0, "then it is written")
        ok(words not in "\n".join(t.screen()), "and the words are gone from the screen")
        page = open(h.path("p.html")).read()
        ok("CANARY" not in page and words not in page and "felt-packet" in page, "the page is sealed")
        is_(len(h.log()), 1, "and noted")


@case
def ctrl_c_at_the_words_leaves_nothing():
    with House() as h:
        t = h.term("share", "--yes", "-o", h.path("p.html"))
        t.expect("when they are on paper")
        words = re.search(r"(?:[a-z]{3,8}-){7}[a-z]{3,8}", "\n".join(t.screen())).group()
        t.send("\x03")
        is_(t.wait(), 130, "stopped")
        ok(words not in "\n".join(t.screen()), "the words are cleared from the screen")
        ok(not os.path.exists(h.path("p.html")) and not h.log(), "no file, no record")


@case
def opened_here():
    with House() as h:
        t = h.term("share", "--yes", "--open-here")
        t.expect("Enter, when it is no longer needed")
        t.settle()
        page = open(h.path("seen.html")).read()
        ok("CANARY one" in page and "CANARY private" not in page and "felt-packet" not in page, "the browser gets the plain page")
        path = open(h.path("seen")).read().strip()
        ok(path.startswith("/dev/shm/felt_") and open(h.path("mode")).read() == "600\n", "a file in memory, for us alone")
        is_(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode), 0o700, "in a folder for us alone")
        t.send("\r")
        is_(t.wait(), 0, "Enter ends it")
        ok(not os.path.exists(os.path.dirname(path)), "and it is gone")
        is_(len(h.log()), 1, "noted in the log")


def ended_by(signo, name):
    with House() as h:
        t = h.term("share", "--yes", "--open-here")
        t.expect("Enter, when it is no longer needed")
        t.settle()
        path = open(h.path("seen")).read().strip()
        if signo == signal.SIGINT:
            t.send("\x03")
        elif signo == signal.SIGHUP:
            t.close_terminal()
        else:
            t.signal(signo)
        t.wait()
        if signo == signal.SIGKILL:
            h.run("status")
        ok(not os.path.exists(os.path.dirname(path)), "%s: it is gone%s" % (name, " after the next start" if signo == signal.SIGKILL else ""))
        is_(len(h.log()), 0, "%s: and not counted as handed over" % name)


@case
def ended_otherwise():
    ended_by(signal.SIGINT, "ctrl-c")
    ended_by(signal.SIGTERM, "SIGTERM")
    ended_by(signal.SIGHUP, "the terminal goes away")
    ended_by(signal.SIGKILL, "kill -9")
    is_(scratch(), [], "nothing is left in memory")


def until_the_list(h, *args):
    t = h.term("share", *args)
    for question, answer in (("Who is it for?", "Dr. Weiss"), ("From whom?", "M.")):
        t.expect(question)
        t.settle()
        t.send(answer + "\r")
    t.expect("Which of these go along?")
    t.settle()
    return t


def enter(t, expected):
    t.send("\r")
    t.expect(expected)
    t.settle()


@case
def talked_over():
    with House() as h:
        t = until_the_list(h)
        text = "\n".join(t.screen())
        ok("CANARY one" in text and "CANARY private" not in text and "1 that you keep private" in text, "what may go along is ticked, what is private is counted", text)
        enter(t, "Look at exactly what will leave")
        enter(t, "exactly this leaves")
        text = " ".join(t.screen())
        ok("CANARY one" in text and "For: Dr. Weiss" in text and "One entry that you keep private was held back" in text, "the preview", text)
        enter(t, "Seal it into a file")
        text = " ".join(" ".join(t.screen()).split())
        ok("your therapist may have to keep this in your file" in text and "Open it here and print it" in text, "the words before sealing, and the other way beside it", text)
        ok(not glob.glob(h.path("felt-packet-*")) and not h.log(), "nothing has left yet")
        enter(t, "choose one of them")
        ok(not glob.glob(h.path("felt-packet-*")) and not h.log(), "enter alone seals nothing")
        t.send("1\r")
        t.expect("when they are on paper")
        t.settle()
        t.send("\r")
        is_(t.wait(), 0, "sealed")
        files = glob.glob(h.path("felt-packet-*.html"))
        ok(len(files) == 1 and re.search(r"felt-packet-\d{4}-\d\d-\d\d\.html$", files[0]), "under a name of its day, where one stands", files)
        ok(b'"to":"Dr. Weiss"' in h.log()[0], "and noted")


@case
def talked_over_and_stopped():
    with House() as h:
        t = until_the_list(h)
        enter(t, "Stop; nothing leaves")
        t.send("6")
        t.settle()
        t.send("\r")
        is_(t.wait(), 0, "stopping is an answer")
        ok("nothing left" in " ".join(t.screen()), "it says so")
        ok(not glob.glob(h.path("felt-packet-*")) and not h.log(), "and nothing left")


@case
def a_browser_that_is_not_there():
    with House() as h:
        with open(h.path(".config/felt/config"), "w") as f:
            f.write("browser = no-such-browser\n")
        t = h.term("share", "--yes", "--open-here")
        is_(t.wait(), 1, "refused")
        ok("browser = PROGRAM" in " ".join(t.screen()), "with what to do", "\n".join(t.screen()))
        ok(not h.log() and not scratch(), "nothing was shown, nothing noted")


done()
