#!/usr/bin/python3
"""idle_lock: browser, composer and pager when nobody has touched a key for a while.  DESIGN.md 5."""

import os
import re
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import Home  # noqa: E402
from term import case, done, is_, ok  # noqa: E402

PASSPHRASE = "open sesame, slowly"
LOCKED = "nobody has touched a key"
DRAFT = re.compile(r"\b[0-7][0-9a-hjkmnp-tv-z]{7}\b")  # 63 bits: it begins with 0 to 7, and may be digits alone


class Idle(Home):
    """A home whose felt locks after so long."""

    def __init__(self, span):
        super().__init__()
        self.span = span

    def __enter__(self):
        super().__enter__()
        os.makedirs(os.path.join(self.path, ".config", "felt"), mode=0o700)
        with open(os.path.join(self.path, ".config", "felt", "config"), "w") as f:
            f.write("idle_lock = %s\nsuggest = off\n" % self.span)
        os.chmod(f.name, 0o600)
        return self

    def drafts(self):
        listed = self.run("resume")
        return [self.out("show", i) for i in DRAFT.findall((listed.stdout + listed.stderr).decode())]


@case
def browsing():
    with Idle("4s") as h:
        h.write("the canary-7f3a is here", "--date", "2026-11-01")
        h.write("another", "--date", "2026-11-02")
        t = h.at(80, 24, "browse")
        t.expect("? keys")
        t.send("j\r")
        t.expect("of 2 entries")
        t.settle()
        ok("canary-7f3a" in t.text(), "an entry is read")
        t.expect(LOCKED)
        ok(t.alternate and "canary" not in t.text(), "the screen is blank, but for the question")
        t.settle()
        t.send("wrong\r")
        t.expect("Once more")
        ok("canary" not in t.text(), "a wrong passphrase opens nothing")
        t.settle()
        t.send(PASSPHRASE + "\r")
        t.expect("canary-7f3a")
        ok("2 of 2 entries" in t.screen()[0], "the right one does, and the same entry is read")
        t.expect(LOCKED)
        t.settle()
        t.send("\x03")
        is_(t.wait(), 130, "ctrl-c leaves")
        ok(not t.alternate and "canary" not in "\n".join(t.scrollback()), "and nothing stays on the screen")
        t = h.at(80, 24, "browse")
        t.expect(LOCKED)
        t.signal(signal.SIGHUP)
        ok(t.wait() in (130, -signal.SIGHUP), "a hang-up while it is locked ends it")
        ok(not t.alternate, "on the main screen")


@case
def composing():
    with Idle("4s") as h:
        t = h.at(80, 24, "write")
        t.expect("^D done")
        t.send("nobody shall read this")
        t.expect(LOCKED)
        ok("nobody shall" not in t.text(), "the text is not on the screen")
        t.settle()
        t.send(PASSPHRASE + "\r")
        t.expect("nobody shall read this")
        ok(True, "the passphrase brings it back")
        t.send(" but me")
        t.settle()
        t.send("\x04")
        is_(t.wait(), 0, "it is finished")
        ok("nobody shall read this but me" in h.out("review", "--text"), "and saved whole")
        is_(h.drafts(), [], "the draft is gone")


@case
def leaving_while_it_is_locked():
    for how in ("ctrl-c", "hangup", "term"):
        with Idle("4s") as h:
            t = h.at(80, 24, "write")
            t.expect("^D done")
            t.send("kept all the same")
            t.expect(LOCKED)
            t.settle()
            if how == "ctrl-c":
                t.send("\x03")
            else:
                t.signal(signal.SIGHUP if how == "hangup" else signal.SIGTERM)
            ok(t.wait() in (130, -signal.SIGHUP, -signal.SIGTERM, -signal.SIGINT), "%s at the question leaves" % how)
            ok("kept all the same" not in "\n".join(t.scrollback()), "nothing of it is shown")
            kept = h.drafts()
            ok(len(kept) == 1 and "kept all the same" in kept[0], "the text is a draft", kept)


@case
def what_cannot_be_kept_is_not_locked():
    with Idle("4s") as h:
        t = h.at(80, 24, "write")
        t.expect("^D done")
        journal = h.env["FELT_JOURNAL"]
        os.rename(journal, journal + ".away")
        t.send("the only copy")
        t.settle(6)
        ok("the only copy" in t.text() and LOCKED not in t.text(), "the text stays in its writer's reach")
        os.rename(journal + ".away", journal)
        t.expect(LOCKED)
        ok(True, "and is locked once it is kept")
        t.settle()
        t.send(PASSPHRASE + "\r")
        t.expect("the only copy")
        t.send("\x04")
        is_(t.wait(), 0, "saved")


FIRST, BEFORE_PICKER, THOUGHTS, CHOICE, SCALE = "What happened?", "What did you feel", "What went through", "Which of these", "How true does it feel"


def answered(t, words, keys):
    t.expect(words)
    t.settle()
    t.send(keys)


def unlocked(t, words):
    """Locked, with nothing of the journal on the screen, and opened again."""
    t.expect(LOCKED)
    t.settle()
    left = [w for w in words if w in t.text()]
    t.send(PASSPHRASE + "\r")
    return left


@case
def the_steps_of_a_guide():
    with Idle("5s") as h:
        t = h.at(80, 24, "challenge")
        t.expect(FIRST)
        t.settle()
        t.send("a secret dinner")
        t.settle()
        is_(unlocked(t, ["a secret dinner", FIRST]), [], "a text: nothing of it stands on the screen")
        t.expect("a secret dinner")
        ok(FIRST in t.text(), "and it comes back at the same step")
        t.send("\x04")
        t.expect(BEFORE_PICKER)
        t.settle()
        t.send("lonely\r")
        t.expect("How strong is it")
        t.send("60\r")
        t.expect("beneath")
        t.send("1")
        t.expect("chosen: lonely 60")
        is_(unlocked(t, ["lonely", BEFORE_PICKER]), [], "the picker: nothing of it stands on the screen")
        t.expect("chosen: lonely 60")
        ok(True, "and what was picked is picked still")
        t.send("\x04")
        answered(t, "Compared with when", "2\r")
        answered(t, THOUGHTS, "nobody wants me\rI am too much\x04")
        t.expect(CHOICE)
        is_(unlocked(t, ["nobody wants me", CHOICE]), [], "choices: nothing of them stands on the screen")
        t.expect(CHOICE)
        t.send("1\r")
        t.expect(SCALE)
        t.settle()
        t.send("85")
        t.settle()
        is_(unlocked(t, ["85", "nobody wants me", SCALE]), [], "a scale: nothing of it stands on the screen")
        t.expect(SCALE)
        t.settle()
        ok("85" in t.text(), "and the number stands there again")
        t.send("\r")
        t.expect("makes this feel true")
        t.settle()
        t.send("\x03")
        is_(t.wait(), 0, "left for later")
        kept = h.drafts()
        ok(len(kept) == 1 and all(x in kept[0] for x in ("a secret dinner", "lonely", "nobody wants me")), "one draft has all of it", kept)


@case
def a_guide_that_is_left_while_it_is_locked():
    with Idle("4s") as h:
        t = h.at(80, 24, "challenge")
        t.expect(FIRST)
        t.send("a secret dinner")
        t.expect(LOCKED)
        t.settle()
        t.send("\x03")
        is_(t.wait(), 130, "ctrl-c at a text leaves")
        kept = h.drafts()
        ok(len(kept) == 1 and "a secret dinner" in kept[0], "the text is a draft", kept)
    with Idle("5s") as h:
        t = h.at(80, 24, "challenge")
        answered(t, FIRST, "a secret dinner\x04")
        t.expect(BEFORE_PICKER)
        t.settle()
        t.send("lonely\r")
        t.expect("How strong is it")
        t.send("60\r")
        t.expect("beneath")
        t.send("1")
        t.expect("chosen: lonely 60")
        t.expect(LOCKED)
        t.settle()
        t.send("\x03")
        is_(t.wait(), 130, "ctrl-c at the picker leaves")
        kept = h.drafts()
        ok(any("a secret dinner" in k and "lonely" in k for k in kept), "what was picked is in a draft too", kept)


@case
def paging():
    with Idle("4s") as h:
        lines = "".join('{"date":"2026-01-%02d","body":"canary-7f3a %d"}\n' % (i % 28 + 1, i) for i in range(300))
        h.run("import", "json", "-", text=lines)
        t = h.at(80, 24, "review")
        t.expect("canary-7f3a")
        ok(t.alternate, "a list in the pager")
        is_(t.wait(30), 0, "it is ended")
        ok(not t.alternate and "canary" not in "\n".join(t.scrollback()), "its screen is gone")
        ok("closed" in t.text() and "idle_lock" in t.text(), "and it is said why", t.text())


@case
def off():
    with Idle("off") as h:
        h.write("a day")
        t = h.at(80, 24, "browse")
        t.expect("? keys")
        t.settle(3)
        ok(LOCKED not in t.text(), "off: nothing is locked")
        t.send("q")
        is_(t.wait(), 0, "and q quits")


@case
def settings():
    for value, good in (("5m", True), ("90s", True), ("off", True), ("soon", False), ("-1", False), ("25h", False)):
        with Idle(value) as h:
            said = h.run("review").stderr.decode()
            ok(("idle_lock" in said) != good, "idle_lock = %s is %s" % (value, "taken" if good else "passed over, with a line"), said)


done()
