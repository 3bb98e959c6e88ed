#!/usr/bin/python3
"""The whole program at a terminal: init, write, what survives which end, resume, edit, the questions.  DESIGN.md 1, 5; T064, T071, T084, T096."""

import glob
import json
import os
import re
import shutil
import signal
import sqlite3
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
        self.terms = []
        if os.environ.get("ASAN_OPTIONS"):
            self.env["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        return self

    def __exit__(self, *_):
        for t in self.terms:
            t.kill()
        self.folder.__exit__()

    def run(self, *args, stdin=b"", check=True, machine=None):
        r, w = os.pipe()
        os.write(w, PASS.encode())
        os.close(w)
        out = subprocess.run([FELT, "--passphrase-fd", str(r), *args], env=dict(self.env, **self.machine(machine)), input=stdin, capture_output=True, pass_fds=(r,), timeout=60)
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
        t = Term(cols, rows, [FELT, *args], env=dict(self.env, **env))
        self.terms.append(t)
        return t

    def unlock(self, t):
        t.expect("assphrase")
        t.settle()
        t.send(PASS + "\r")

    def composer(self, *args, **kw):
        t = self.term(*args, **kw)
        self.unlock(t)
        t.expect("^D done")
        return t

    def asked(self, *args, **kw):
        """A command that unlocks and then asks for a yes."""
        t = self.term(*args, **kw)
        self.unlock(t)
        t.expect("[y/N]")
        t.settle()
        return t

    def machine(self, name):
        """The same file on another machine: with a state folder of its own it knows nothing of who has a draft open."""
        return {"XDG_STATE_HOME": self.home + "/state-" + name} if name else {}

    def resumed(self, machine=None):
        t = self.term("resume", **self.machine(machine))
        self.unlock(t)
        t.expect("go on")
        t.settle()
        t.send("\r")
        t.expect("^D done")
        return t

    def finish(self, t, text=""):
        t.send(text)
        t.settle()
        t.send("\x04")
        return t.wait(20)

    def write(self, text, *options):
        return self.run("write", *options, stdin=text.encode()).stdout.decode().strip()

    def draft(self, text, *options):
        t = self.composer("write", *options)
        t.send(text)
        t.settle()
        t.signal(signal.SIGHUP)
        t.wait(10)

    def entries(self):
        return [json.loads(x) for x in self.run("review", "--json", "--text").stdout.splitlines()]

    def texts(self):
        return sorted(e.get("text", "") for e in self.entries())

    def drafts(self, machine=None):
        return self.run("resume", machine=machine).stdout.decode()

    def lost(self):
        return glob.glob(self.home + "/.local/state/felt/lost-*") + glob.glob(self.home + "/state-*/felt/lost-*")

    def lock(self):
        """What another felt does while it writes."""
        db = sqlite3.connect(self.home + "/j.felt", isolation_level=None, timeout=0)
        db.execute("begin immediate")
        return db

    def editor(self, name, *body):
        path = self.folder.file(name, "#!/bin/sh\nfor f; do :; done\n" + "\n".join(body) + "\n")
        os.chmod(path, 0o755)
        return path


# It pauses while the other cases run: killed_after_the_pause looks at what is left.
PAUSED = House().__enter__()
PAUSED.make()
PAUSING = PAUSED.composer("write")
PAUSING.send("before the pause")
SINCE = time.monotonic()


def SHEET(screen):
    return re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+", "\n".join(screen))


@case
def init_that_is_left_says_so():
    # ctrl-c at a passphrase ends felt as it ends any program
    for key, name, stops in (("\x03", "ctrl-c", ("group on the paper",)), ("\x04", "ctrl-d", ("new passphrase", "the same again", "group on the paper"))):
        for stop in stops:
            with House() as h:
                t = h.term("init", "-j", os.path.join(h.home, "other.felt"), "--kdf-memory", "64M", "--kdf-passes", "2")
                for prompt, answer in (("new passphrase", PASS), ("the same again", PASS), (SHEET, ""), ("group on the paper", "")):
                    t.expect(prompt)
                    t.settle(0.3)
                    if prompt == stop:
                        break
                    t.send(answer + "\r")
                t.send(key)
                ok(t.wait(30) not in (0, None), "init, %s at '%s'" % (name, stop))
                ok("no journal was made" in " ".join(t.text().split()), "  says that there is none", t.text())
                ok(not os.path.exists(os.path.join(h.home, "other.felt")), "  and there is none")


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
        t.expect("hard")
        t.settle()
        t.send("y\r")
        t.expect("not sealed")
        t.settle()
        t.send("y\r")
        for asked, answer in (("too much", "I stop answering"), ("alone", ""), ("people in it", "the library"), ("call or write", "Ana, next door")):
            t.expect(asked)
            t.settle(0.3)
            t.send(answer + "\r")
        for _ in range(4):
            t.settle(0.3)
            t.send("\r")
        is_(t.wait(5), 0, "and asked back, init ends well")
        hidden = groups[4] + "-" + groups[5]
        ok(hidden not in t.text(), "the key is cleared from the screen")
        ok(os.path.exists(h.home + "/j.felt"), "the journal is there")
        t.kill()
        card = os.path.join(h.home, ".config/felt/help-card")
        is_(os.stat(card).st_mode & 0o777, 0o600, "the card that init offers is for its writer alone")
        page = h.term("help-now")
        is_(page.wait(5), 0, "help-now needs no passphrase")
        ok("the library" in page.text() and "Ana, next door" in page.text(), "and shows the card", page.text())
        page.kill()


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
        ok("saved " in t.text(), "it says so", t.text())
        ok(CANARY not in "\n".join(t.scrollback()) + t.text(), "nothing of it stays on the screen")
        is_(h.drafts(), "", "no draft is left")
        t = h.composer("write")
        t.send("nothing of worth\x03")
        t.expect("throw")
        t.settle()
        t.send("t")
        is_(t.wait(10), 0, "thrown away is an answer")
        is_((len(h.entries()), h.drafts()), (1, ""), "nothing of it is kept")


@case
def kept_as_a_draft_and_resumed():
    with House() as h:
        h.make()
        t = h.composer("write", "--feeling", "lonely", "--tag", "evening", "--date", "2026-11-01", "--keep-private")
        t.send("half a thought " + CANARY + "\x03")
        t.expect("throw")
        t.settle()
        t.send("k")
        is_(t.wait(10), 0, "kept")
        is_(h.texts(), [], "it is no entry yet")
        like(h.drafts(), r"^2026-11-01  .*lonely  half a thought", "resume lists it")
        t = h.term("resume")
        h.unlock(t)
        t.expect("go on")
        ok("half a thought" in t.text(), "resume shows which draft it asks about", t.text())
        t.settle()
        t.send("\r")
        t.expect("^D done")
        is_(h.finish(t, "\x1b[1;5F, and the rest"), 0, "finished")
        e = h.entries()
        is_([(x["date"], x["tags"], x["feelings"][0]["id"], x["flags"]) for x in e], [("2026-11-01", ["evening"], "sadness.lonely", ["private"])],
            "one entry, with its head")
        is_((e[0]["text"], h.drafts()), ("half a thought " + CANARY + ", and the rest", ""), "and its text; the draft is gone")
        h.draft("as it is")
        h.run("resume", h.drafts().split()[1], "--keep")
        is_([(x["text"], x["tags"]) for x in h.entries() if "unfinished" in x.get("tags", [])], [("as it is", ["unfinished"])], "--keep makes it an entry, marked")
        h.draft("away with it")
        h.run("resume", h.drafts().split()[1], "--discard", "--yes")
        is_((len(h.entries()), h.drafts()), (2, ""), "--discard throws the draft away, and nothing else")


@case
def the_page_for_a_hard_moment():
    with House() as h:
        h.make()
        id = h.write("as it was")
        h.draft("half a thought")
        for name, begin in (("write", lambda: h.composer("write", cols=40, rows=12)), ("edit", lambda: h.composer("edit", id, cols=40, rows=12)),
                            ("resume", h.resumed)):
            t = begin()
            t.send("!")
            t.settle()
            before = t.screen()
            like(before[-1], r"\^G help now", name + ": its key is shown")
            for key in ("\x07", "\x1bOP"):
                t.send(key)
                t.expect("This is a hard moment")
                ok("!" not in t.screen()[2], name + ": the page covers the text")
                for _ in range(30):
                    t.send("\x1b[B")
                t.expect("nobody is called")
                t.send("\x1b[5~\x1b[5~\x1b[5~")
                t.expect("This is a hard moment")
                t.send("x")
                t.expect_gone("hard moment")
                t.settle()
                is_(t.screen(), before, name + ": it scrolls, and any other key goes back and does nothing else")
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
            ok(t.wait(10) != 0, name + ": is no success")
            is_((h.entries(), h.lost()), ([], []), name + ": no half entry")
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
        t = h.composer("write")
        t.send("patience")
        t.settle()
        db = h.lock()
        t.send("\x04")
        t.expect("another felt", 15)
        ok("patience" in t.text(), "the journal is busy: the text is still on the screen", t.text())
        db.close()
        t.send("\x04")
        is_(t.wait(10), 0, "and is saved when it is free")
        is_(h.texts(), ["cannot be saved yet", "patience"], "once")


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
        lost = h.lost()
        is_(len(lost), 1, "the text is sealed in a lost- file")
        ok(b"sealed beside" not in open(lost[0], "rb").read(), "unreadable")
        is_(oct(os.stat(lost[0]).st_mode & 0o777), "0o600", "for its owner alone")
        os.rename(h.home + "/away.felt", h.home + "/j.felt")
        h.run("review")
        is_(h.lost(), [], "the next unlock takes it in")
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
def nowhere_at_all():
    with House() as h:
        h.make()
        t = h.composer("write")
        t.send("nowhere")
        t.settle()
        os.rename(h.home + "/j.felt", h.home + "/away.felt")
        os.rename(h.home + "/.local/state/felt", h.home + "/state")
        open(h.home + "/.local/state/felt", "w").close()
        t.signal(signal.SIGHUP)
        t.wait(10)
        ok("kept nowhere" in t.text(), "what can be kept nowhere is not lost in silence", t.text())


@case
def two_felts_go_on_with_one_draft():
    with House() as h:
        h.make()
        h.draft("a draft")
        a, b = h.resumed(), h.resumed("b")
        is_(h.finish(a, ", finished"), 0, "the first finishes it")
        b.send("\x03")
        b.expect("throw")
        b.settle()
        b.send("t")
        b.wait(10)
        is_(h.texts(), ["a draft, finished"], "the second throws its draft away: the entry stays")
        h.run("delete", "--yes", h.entries()[0]["id"])
        h.draft("a draft")
        a, b, c = h.resumed(), h.resumed("b"), h.resumed("c")
        is_(h.finish(a, " of a"), 0, "the first finishes it")
        b.send(" of b")
        b.settle()
        b.signal(signal.SIGHUP)
        b.wait(10)
        is_(h.texts(), ["a draft of a"], "the second keeps a draft: the entry stays")
        like(h.drafts(), "a draft of b", "and the draft is there")
        is_(h.finish(c, " of c"), 0, "the third finishes it too")
        is_(h.texts(), ["a draft of a", "a draft of c"], "both are there")
        like(h.drafts(), "a draft of b", "and the draft as well")
        is_(h.run("verify").returncode, 0, "the journal verifies")
        # both have to seal their texts beside the pins
        a, b = h.resumed(), h.resumed("b")
        for t, text in (a, " and a"), (b, " and b"):
            t.send(text)
            t.settle()
        os.rename(h.home + "/j.felt", h.home + "/away.felt")
        for t in a, b:
            t.signal(signal.SIGHUP)
            t.wait(10)
        os.rename(h.home + "/away.felt", h.home + "/j.felt")
        is_(len(h.lost()), 2, "two texts of one draft are two files")
        h.drafts("b")
        drafts = h.drafts()
        ok("of b and a" in drafts and "of b and b" in drafts, "and become two drafts", drafts)


@case
def two_edits_of_one_entry():
    with House() as h:
        h.make()
        ident = h.write("first version")
        a, b = h.composer("edit", ident), h.composer("edit", ident)
        is_(h.finish(b, " B"), 0, "the first to finish saves")
        is_(h.finish(a, " A"), 6, "the second is a conflict")
        is_(h.texts(), ["first version A", "first version B"], "both are readable")
        copy = [x for x in h.entries() if "conflict" in x.get("flags", [])][0]
        is_((copy["text"], copy["of"]), ("first version A", ident), "the second is a conflict copy")
        ok(copy["id"][:8] in a.text() and ident[:8] in a.text(), "both ids are named", a.text())
        is_(h.drafts(), "", "no draft is left")


@case
def a_draft_of_an_edit():
    with House() as h:
        h.make()
        ident = h.write("the entry")
        t = h.composer("edit", ident)
        t.send(" changed")
        t.settle()
        t.signal(signal.SIGHUP)
        t.wait(10)
        is_(h.texts(), ["the entry"], "the entry is as it was")
        h.run("edit", ident, stdin=b"changed by another")
        is_(h.run("resume", h.drafts().split()[1], "--keep", check=False).returncode, 6, "resumed over another change")
        is_(h.texts(), ["changed by another", "the entry changed"], "both are there")
        is_(h.drafts(), "", "the draft is gone")
        is_(h.run("verify").returncode, 0, "the journal verifies")
        t = h.composer("edit", h.write("x"))
        t.send("\x7f")
        t.settle()
        t.send("\x04")
        t.expect("not deleting")
        ok(True, "editing into nothing is refused")


@case
def plain_lines():
    with House() as h:
        h.make()
        t = h.term("write", "--plain")
        h.unlock(t)
        t.expect("ctrl-d at the start")
        t.settle()
        t.send("a plain line\nand another\n\x04")
        is_(t.wait(10), 0, "saved")
        is_(h.texts(), ["a plain line\nand another\n"], "the lines are there")
        t = h.term("write", "--plain")
        h.unlock(t)
        t.expect("ctrl-d at the start")
        t.settle()
        t.send("interrupted\n")
        t.settle()
        t.signal(signal.SIGINT)
        is_(t.wait(10), 130, "interrupted")
        like(h.drafts(), "interrupted", "and kept as a draft")
        t = h.term("write", "--plain")
        h.unlock(t)
        t.expect("ctrl-d at the start")
        t.settle()
        t.send(b"sch\xf6n in Latin-1\n\x04")
        is_(t.wait(10), 1, "a terminal that sends no UTF-8")
        like(h.drafts(), "schön in Latin-1", "and what it sent is a draft that opens")


@case
def an_editor_that_writes_something_else():
    with House() as h:
        h.make()
        t = h.term("write", "--editor", EDITOR=h.editor("latin1", r"printf 'sch\366n\000er Tag\n' >>$f"))
        h.unlock(t)
        is_(t.wait(20), 1, "an editor that leaves no UTF-8")
        like(h.drafts(), "schön\u2400er Tag", "the text is a draft that opens")
        is_((h.texts(), h.lost()), ([], []), "and nothing else")


@case
def the_journal_is_busy_after_the_editor():
    with House() as h:
        h.make()
        gate = h.home + "/gate"
        names = "again", "kept", "stopped"
        again, kept, stopped = [h.term("write", "--editor", EDITOR=h.editor(name, "echo hours of %s >>$f" % name, "touch %s/%s" % (h.home, name),
                                                                          "while [ ! -e %s ]; do sleep 0.05; done" % gate)) for name in names]
        for t, name in zip((again, kept, stopped), names):
            h.unlock(t)
            t._until(lambda: os.path.exists(h.home + "/" + name), "the editor")
        db = h.lock()
        open(gate, "w").close()
        stopped.settle(1)
        stopped.signal(signal.SIGTERM)
        stopped.pump(0.5)
        is_(stopped.status, None, "a signal while the text is being saved waits for it")
        for t in again, kept:
            t.expect("try again?", 15)
            t.settle()
        db.close()
        ok(stopped.wait(20) in (6, 130), "and then ends it")
        kept.send("n\n")
        is_(kept.wait(20), 6, "asked whether to try again: no")
        # the same journal in another file: felt has let go of the one it had
        shutil.copy(h.home + "/j.felt", h.home + "/copy")
        os.chmod(h.home + "/copy", 0o600)
        os.rename(h.home + "/copy", h.home + "/j.felt")
        again.send("y\n")
        is_(again.wait(20), 0, "asked whether to try again: yes")
        there = h.texts() + [h.drafts()]
        ok("hours of again\n" in there, "yes saves it", there)
        ok("hours of kept" in there[-1], "no keeps it as a draft", there)
        ok(any("hours of stopped" in x for x in there), "and after the signal it is there", there)


@case
def titles_and_search_words_are_asked_for():
    with House() as h:
        h.make()
        t = h.term("write", "--title")
        h.unlock(t)
        t.expect("title:")
        t.settle()
        t.send("The title\n")
        t.expect("^D done")
        is_(h.finish(t, "text"), 0, "saved")
        is_(h.entries()[0]["title"], "The title", "with its title")
        t = h.term("search")
        h.unlock(t)
        t.expect("search for:")
        t.settle()
        t.send("TITLÉ\n")
        t.wait(10)
        ok("The title" in t.text(), "found", t.text())


@case
def deleting_asks():
    with House() as h:
        h.make()
        i = h.write(CANARY, "--date", "2026-11-03")
        t = h.asked("delete", i)
        like(t.text(), "(?s)backup.*cop", "delete's question says what it does not reach")
        ok("tue 3 nov 2026" in t.text() and i[:8] in t.text() and CANARY not in t.text(), "day and id are named, the text is not", t.text())
        ok(all(len(line) <= 76 for line in t.screen()), "no line is too long for a terminal", t.text())
        t.send("n\r")
        is_(t.wait(10), 0, "no is an answer")
        is_(len(h.entries()), 1, "and keeps it")
        t = h.asked("delete", i)
        t.send("y\r")
        is_((t.wait(10), h.texts()), (0, []), "yes deletes it")


@case
def repairing_asks_without_a_lock():
    with House() as h:
        h.make()
        for text in "one", "two", "three":
            h.write(text)
        db = sqlite3.connect(h.home + "/j.felt", isolation_level=None, timeout=0)
        db.execute("delete from entry where rowid = (select max(rowid) from entry)")
        db.close()
        t = h.asked("verify", "--repair")
        try:
            h.lock().close()
            free = True
        except sqlite3.OperationalError:
            free = False
        ok(free, "while felt asks about a loss nobody else has to wait")
        t.send("n\r")
        is_(t.wait(10), 3, "no changes nothing")
        t = h.asked("verify", "--repair")
        t.send("y\r")
        is_(t.wait(10), 0, "yes keeps what is left")
        is_((len(h.entries()), h.run("verify").returncode), (3, 0), "and the journal verifies")


@case
def export_asks_for_private_entries():
    with House() as h:
        h.make()
        h.write("private", "--keep-private")
        h.write("other")
        is_(h.term("export").wait(10), 1, "everything does not go to a terminal")
        t = h.asked("export", "-o", h.home + "/out.json")
        t.send("n\n")
        is_(t.wait(10), 0, "without what is marked keep-private")
        with open(h.home + "/out.json") as f:
            is_([e["text"] for e in json.load(f)["entries"]], ["other"], "it is left out")
        is_(oct(os.stat(h.home + "/out.json").st_mode & 0o777), "0o600", "for its owner alone")


@case
def killed_after_the_pause():
    try:
        PAUSING.pump(max(0.3, 11.5 - (time.monotonic() - SINCE)))
        PAUSING.signal(signal.SIGKILL)
        PAUSING.wait(5)
        PAUSED.resumed().expect("before the pause")
        ok(True, "SIGKILL 11 s after the last key: the draft has it")
    finally:
        PAUSED.__exit__()


done()
