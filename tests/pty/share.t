#!/usr/bin/python3
"""felt share at a terminal: the words are shown once and cleared, opening here leaves nothing, and the conversation decides."""
import glob
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time

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

    def term(self, *args, cols=100, rows=40):
        t = Term(cols, rows, ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", self.home, FELT, *args], env=self.env)
        self.terms.append(t)
        t.expect("passphrase:")
        t.settle()
        t.send(PASS + "\r")
        return t

    def path(self, name):
        return self.home + "/" + name

    def log(self):
        return self.run("share", "--log", "--json").stdout.splitlines()


def opened(h):
    """The path that the browser was given, when it has written down all that it notes."""
    end = time.monotonic() + 60
    while not (os.path.exists(h.path("mode")) and open(h.path("mode")).read().endswith("\n")) and time.monotonic() < end:
        time.sleep(0.02)
    return open(h.path("seen")).read().strip()


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
def no_word_is_torn():
    with House() as h:
        t = h.term("share", "--yes", "-o", h.path("p.html"), cols=40, rows=20)
        t.expect("when they are on paper")
        ok(re.search(r"^    (?:[a-z]{3,8}-){4} *\n    (?:[a-z]{3,8}-){3}[a-z]{3,8} *$", "\n".join(t.screen()), re.M), "on a narrow terminal the words stand in two lines", t.screen())


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
        path = opened(h)
        page = open(h.path("seen.html")).read()
        ok("CANARY one" in page and "CANARY private" not in page and "felt-packet" not in page, "the browser gets the plain page")
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
        path = opened(h)
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
        ok("nothing has left the journal" in " ".join(t.screen()), "it says so")
        ok(not glob.glob(h.path("felt-packet-*")) and not h.log(), "and nothing left")


def number(t, what):
    """The number of a line of a list."""
    for line in t.screen():
        m = re.match(r"[ >]*(?:\[.\] *)?(\d+)  .*" + re.escape(what), line)
        if m:
            return m.group(1)
    raise AssertionError("no line has %r:\n%s" % (what, "\n".join(t.screen())))


def choose(t, what, expected):
    t.send(number(t, what))
    t.settle()
    enter(t, expected)


def typed(t, text, expected):
    t.send(text)
    t.settle()
    enter(t, expected)


def words(t):
    return " ".join(" ".join(t.screen()).split())


MORE = {"schema": "felt-export-1", "exported": "2026-11-22T21:14:05+01:00", "generator": "t", "entries": [
    {"id": "6zzzzzzzzzz01", "kind": "entry", "created": "2026-11-01T10:00:00Z", "date": "2026-11-01T20:30:00Z", "title": "RECORD", "guide": "challenge@1",
     "text": "Ana Silva came; I waited for Ana.", "tags": ["SECRETTAG"], "feelings": [{"id": "fear.anxious", "intensity": 71}],
     "fields": {"situation": "SITUATION", "hot-thought": "HOTTHOUGHT", "evidence-for": ["FORONE"], "belief-before": 85, "rated-after": 4320}}],
    "beliefs": [], "words": [], "followups": [
        {"id": "5zzzzzzzzzz01", "kind": "followup", "created": "2026-11-04T10:00:00Z", "text": "TELLHER", "of": "6zzzzzzzzzz01", "fields": {"with": "Ana"}}]}


def more(h):
    is_(h.run("import", "json", stdin=json.dumps(MORE).encode()).returncode, 0, "a record and its follow-up")


@case
def parts_stay_here():
    with House() as h:
        more(h)
        t = until_the_list(h, "--open")
        enter(t, "Let a part of an entry stay here")
        choose(t, "Let a part", "Of which one")
        choose(t, "TELLHER", "Leave it out")
        ok("date and feelings" not in words(t), "a follow-up has no feelings to send alone", t.screen())
        t.send("\x03")
        t.expect("Let a part")
        choose(t, "Let a part", "Of which one")
        choose(t, "RECORD", "Choose which parts")
        choose(t, "Choose which parts", "Which parts go along?")
        text = "\n".join(t.screen())
        ok(all(re.search(r"\[x\] +\d+  %s *\n" % part, text) for part in ("title", "feelings", "tags", "text", "situation", "hot thought", "evidence for", "rated again",
           "ratings")), "everything it has is a part", text)
        for part in ("tags", "hot thought", "ratings"):
            t.send(number(t, part))
            t.settle()
        enter(t, "Look at exactly")
        choose(t, "Let a part", "(without some of it)")
        choose(t, "RECORD", "Choose which parts")
        choose(t, "Choose which parts", "Which parts go along?")
        ok(len(re.findall(r"\[ \]", "\n".join(t.screen()))) == 3, "what stays here is remembered", t.screen())
        enter(t, "Look at exactly")
        choose(t, "Let a part", "Of which one")
        choose(t, "CANARY one", "Choose which parts")
        choose(t, "Only its date", "Look at exactly")
        enter(t, "Of 2 entries a part stays here")
        ok("CANARY" not in words(t), "of the other one only the date", t.screen())
        enter(t, "not sealed")
        t.send("1\r")
        is_(t.wait(), 0, "written")
        page = open(glob.glob(h.path("felt-packet-*.html"))[0]).read()
        ok("SITUATION" in page and "FORONE" in page and "TELLHER" in page and "lonely" in page, "the rest is there")
        ok(not re.search("SECRETTAG|HOTTHOUGHT|CANARY", page) and ">85<" not in page and "85, rated" not in page, "what stays here is not", page)


@case
def what_choices_left_out_stays_out():
    with House() as h:
        more(h)
        choices = h.folder.file("choices", json.dumps({"to": "T", "from": "F", "leave-out": {"6zzzzzzzzzz01": ["ratings", "tags"]}}))
        t = h.term("share", "--open", "--choices", choices)
        t.expect("Which of these go along?")
        t.settle()
        enter(t, "Let a part")
        choose(t, "Let a part", "Of which one")
        choose(t, "RECORD", "Choose which parts")
        choose(t, "Choose which parts", "Which parts go along?")
        t.send(number(t, "situation"))
        t.settle()
        enter(t, "Look at exactly")
        enter(t, "exactly this leaves")
        ok("SECRETTAG" not in words(t) and "85 of 100" not in words(t) and "SITUATION" not in words(t) and "HOTTHOUGHT" in words(t),
           "choosing parts lets nothing go along that the file had left out", t.screen())


@case
def names_are_looked_for():
    with House() as h:
        more(h)
        t = until_the_list(h, "--open")
        enter(t, "Replace names")
        choose(t, "Replace names", "Replace a name")
        enter(t, "Which name is to be replaced?")
        typed(t, "...", "at least one letter")
        typed(t, "\x15Marta", "By what?")
        ok("does not stand in what goes along" in words(t), "a name that is not met: said where it is typed", t.screen())
        typed(t, "M.", "Marta -> M.")
        choose(t, "Replace another", "Which name is to be replaced?")
        typed(t, "Ana", "By what?")
        ok('It stands 3 times in what goes along, also as "Ana Silva": what is beside it stays' in words(t), "and what is beside one", t.screen())
        typed(t, "dear Ana", "still hold the name")
        typed(t, "\x15A.", "Ana -> A.")
        ok("Marta -> M." in words(t), "a wrong answer takes nothing away", t.screen())
        choose(t, "Marta", "By what?")
        typed(t, "\x15", "That is all")
        ok("Marta" not in words(t), "an empty one takes a name off the list", t.screen())
        choose(t, "That is all", "1 name to be replaced")
        enter(t, "exactly this leaves")
        text = words(t)
        ok('Ana -> A., 3 times it stands there as "Ana Silva" too' in text and "let the whole of it be replaced" in text and "A. Silva came; I waited for A." in text,
           "the preview points at it", text)
        enter(t, "not sealed")
        t.send("1\r")
        is_(t.wait(), 0, "written")
        page = open(glob.glob(h.path("felt-packet-*.html"))[0]).read()
        ok("Ana" not in page and "A. Silva" in page, "it is replaced")
        t = until_the_list(h)
        enter(t, "1 name to be replaced")
        ok(True, "and kept for next time")


@case
def a_note():
    with House() as h:
        t = until_the_list(h, "--open")
        enter(t, "Add a note")
        choose(t, "Add a note", "A note to them")
        t.send("NOTEONE\rNOTETWO")
        t.settle()
        t.send("\x13")
        t.expect("with a note")
        ok(True, "ctrl-s loses nothing of it")
        t.settle()
        choose(t, "Add a note", "NOTEONE")
        t.send(" more\x04")
        t.expect("Look at exactly")
        t.settle()
        enter(t, "exactly this leaves")
        ok("A note: NOTEONE NOTETWO more" in words(t), "it is in the preview", t.screen())
        enter(t, "not sealed")
        t.send("1\r")
        is_(t.wait(), 0, "written")
        ok("NOTEONE\nNOTETWO more" in open(glob.glob(h.path("felt-packet-*.html"))[0]).read(), "and on the page, line by line")


@case
def leaving_is_one_key():
    with House() as h:
        t = h.term("share")
        t.expect("Who is it for?")
        t.settle()
        t.send("\x03")
        is_(t.wait(), 0, "ctrl-c at the first question leaves")
        ok("nothing has left" in words(t) and not glob.glob(h.path("felt-packet-*")), "with nothing", t.screen())
        t = until_the_list(h)
        t.send(number(t, "CANARY one"))
        t.settle()
        enter(t, "so there is nothing to look at yet")
        enter(t, "so there is nothing to look at yet")
        t.send("\x03")
        is_(t.wait(), 0, "and at the menu")


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
