#!/usr/bin/python3
"""The question after writing (CARE.md 1 to 3), in a pseudo-terminal."""

import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import Home  # noqa: E402
from term import case, done, is_, like, ok  # noqa: E402

LONELY = "nobody rang today"
TWO = "I was furious with him and sad at the same time"
SURE_KEYS = ["enter take  - none  n numb  ? not sure", "other words: lonely:70, sad  + all words"]
UNSURE_KEYS = ["enter none for now  n numb  ? not sure", "words: lonely:70, sad  + all words"]
ASKED = "Only you know."


class Writing:
    """A text written in the composer and finished; the question may follow."""

    def __init__(self, text, *options, size=(80, 24), home=None, command=("write",), ahead="", **more):
        self.text, self.options, self.size, self.command, self.ahead, self.more = text, options, size, command, ahead, more
        self.given, self.home = home, home

    def __enter__(self):
        if self.given is None:
            self.home = Home().__enter__()
        self.t = self.home.at(*self.size, *self.command, *self.options, **self.more)
        plain = "--plain" in self.options or self.more.get("term") == "dumb"
        self.t.expect("ctrl-d" if plain else "^D done")
        self.t.send(self.text + ("\r\x04" if plain else "\x04") + self.ahead)
        return self

    def __exit__(self, *_):
        self.t.kill()
        if self.given is None:
            self.home.__exit__()

    def screen(self):
        self.t.settle()
        return self.t.screen()

    def answer(self, keys):
        self.t.expect(ASKED)
        self.t.settle()
        self.t.send(keys)
        return self.t.wait()

    def entry(self):
        id = json.loads(self.home.out("review", "--json", "--limit", "1").split("\n")[0])["id"]
        return json.loads(self.home.out("show", id, "--json"))

    def feelings(self):
        return [(f["id"], f.get("intensity"), f["source"]) for f in self.entry().get("feelings", [])]


def page(rows, head, keys):
    return head + [""] * (rows - len(head) - len(keys)) + keys


@case
def the_question():
    with Writing(LONELY) as w:
        w.t.expect(ASKED)
        is_(w.screen(), page(24, ['Words that may be in this: lonely ("nobody rang today"). Only you know.', "", ">"], SURE_KEYS), "80x24: the question")
        is_(w.t.alternate, True, "on the alternate screen")
        is_(w.answer("\r"), 0, "enter takes")
        is_(w.feelings(), [("sadness.lonely", None, "suggestion")], "the word is kept, marked as suggested")
        is_(len([line for line in w.t.scrollback() if line]), 1, "nothing of it is left on the screen but one line")
        like(w.t.scrollback()[0], "^saved [0-9a-z]{8}$", "which says that it is saved")
        is_(w.t.modes(), w.t.before, "the terminal is as it was")
        is_(w.home.run("edit", w.entry()["id"], "--undo").returncode, 1, "no earlier version was made")
    with Writing(TWO, size=(40, 12)) as w:
        w.t.expect(ASKED)
        is_(w.screen(), page(12, ['Words that may be in this: sad ("sad"),', 'furious ("furious"). Only you know.', "", ">"], SURE_KEYS), "40x12: two words")
        w.answer("\r")
        is_(sorted(w.feelings()), [("anger.furious", None, "suggestion"), ("sadness.sad", None, "suggestion")], "enter takes both")


@case
def answers():
    for keys, want in (
        ("-\r", []),
        ("n\r", [("numb.numb", None, "writer")]),
        ("?\r", [("other.unsure", None, "writer")]),
        ("hurt:70, left out\r", [("sadness.hurt", 70, "writer"), ("sadness.left-out", None, "writer")]),
        ("lonely strong\r", [("sadness.lonely", 80, "writer")]),
        (" sadness \r", [("sadness", None, "writer")]),
        ("\x1b", []),
        ("\x03", []),
    ):
        with Writing(LONELY) as w:
            is_(w.answer(keys), 0, "%r ends it well" % keys)
            is_(w.feelings(), want, "%r" % keys)
            is_(w.entry()["text"], LONELY, "%r: the text is saved" % keys)


@case
def not_sure():
    for size in ((80, 24), (40, 12)):
        with Writing("a table", size=size) as w:
            w.t.expect(ASKED)
            is_(w.screen(), page(size[1], ["Not sure which words fit. Only you know.", "", ">"], UNSURE_KEYS), "%dx%d: not sure" % size)
            w.answer("\r")
            is_(w.feelings(), [], "enter: nothing")


@case
def the_vocabulary_is_at_hand():
    with Writing("a table") as w:
        w.t.expect(ASKED)
        w.t.send("+\r")
        w.t.expect("Which feeling is it?")
        w.t.send("\x1b")
        w.t.expect(ASKED)
        w.t.send("+\r")
        w.t.expect("Which feeling is it?")
        w.t.send("torn\r60\r\r")
        w.t.expect("> that is all")
        w.t.send("\r")
        is_(w.t.wait(), 0, "+ opens the picker")
        is_(w.feelings(), [("fear.torn", 60, "writer")], "what was chosen there is kept")


@case
def what_is_not_understood_is_asked_again():
    with Writing(LONELY) as w:
        w.t.expect(ASKED)
        w.t.send("tired, sad\r")
        w.t.expect("this word is not in the list: tired (near: drained, sad, flat)")
        ok(ASKED in w.t.text(), "the question still stands there")
        w.t.settle()
        w.t.send("lonely 7\r")
        w.t.expect("lonely: 7 of 100. For 7 of 10 type 7/10. Enter takes it so.")
        w.t.settle()
        w.t.send("lonely 7/10\r")
        w.t.wait()
        is_(w.feelings(), [("sadness.lonely", 70, "writer")], "a bare number is echoed, and can be bettered")


@case
def keys_typed_ahead_are_dropped():
    with Writing(LONELY, ahead="\r\r\r") as w:
        w.t.expect(ASKED)
        w.t.settle(0.5)
        ok(w.t.status is None and ASKED in w.t.text(), "enter typed ahead takes nothing")
        w.answer("-\r")
        is_(w.feelings(), [], "the answer is the one that was given to the question")


    with Writing(LONELY, "--plain", ahead="\r\r\r") as w:
        w.t.expect(ASKED)
        w.t.settle(0.5)
        ok(w.t.status is None, "enter typed ahead takes nothing in lines either")
        w.answer("-\r")
        is_(w.feelings(), [], "the answer is the one that was given")


@case
def heavy_words_only_when_used():
    with Writing("I feel utterly hopeless today.") as w:
        w.t.expect("hopeless (")
        ok(True, "the writer's own heavy word")
        w.answer("\r")
    with Writing("There is no point in anything, it will never get better, I see no way forward.") as w:
        w.t.expect(ASKED)
        for word in ("hopeless", "unworthy", "humiliated", "needy"):
            ok(word not in w.t.text(), "not proposed: " + word)
        w.answer("\x1b")


@case
def after_an_edit():
    with Writing(LONELY) as w:
        w.answer("-\r")
        id = w.entry()["id"]
        with Writing(". Really", home=w.home, command=("edit", id)) as again:
            again.t.wait()
            ok(ASKED not in again.t.raw.decode(), "a declined word does not come back")
            is_(again.entry()["text"], LONELY + ". Really", "the edit is saved")
        with Writing(". I am furious", home=w.home, command=("edit", id)) as again:
            again.t.expect(ASKED)
            ok("lonely (" not in again.t.text() and "furious (" in again.t.text(), "another word is asked about, the declined one is not")
            again.answer("\r")
            is_(again.feelings(), [("anger.furious", None, "suggestion")], "and can be taken")
        with Writing(" still", home=w.home, command=("edit", id)) as again:
            again.t.wait()
            ok(ASKED not in again.t.raw.decode(), "an entry with feelings is not asked about")
        with Home() as other:
            id = other.write("a day")
            with Writing(" with a table", home=other, command=("edit", id)) as again:
                again.t.wait()
                ok(ASKED not in again.t.raw.decode(), "after an edit nothing is asked when there is nothing to propose")


@case
def when_it_is_not_asked():
    for name, options in (("a feeling was named", ("--feeling", "calm")), ("--auto", ("--auto",)), ("--json", ("--json",))):
        with Writing(LONELY, *options) as w:
            w.t.wait()
            ok(ASKED not in w.t.raw.decode(), "not asked: " + name)
            if name == "--auto":
                is_(w.feelings(), [("sadness.lonely", None, "suggestion")], "--auto tags without asking")
    with Home() as h:
        os.makedirs(h.file(".config/felt"))
        h.file(".config/felt/config", "suggest = off\n")
        with Writing(LONELY, home=h) as w:
            w.t.wait()
            ok(ASKED not in w.t.raw.decode(), "not asked: suggest = off")


@case
def the_id_comes_before_the_question():
    with Home() as h:
        out = os.open(h.file("out"), os.O_WRONLY | os.O_CREAT, 0o600)
        with Writing(LONELY, home=h, stdout=out) as w:
            w.t.expect(ASKED)
            like(h.read("out").decode(), "^[0-9a-z]{13}\n$", "a script has its id while the question stands there")
            w.t.signal(signal.SIGTERM)
            is_(w.t.wait(), 130, "a signal ends it")
            is_(w.entry()["text"], LONELY, "and the entry is saved")
            is_(w.feelings(), [], "without feelings")
            is_(w.t.modes(), w.t.before, "the terminal is as it was")


@case
def in_lines():
    for options, term in ((("--plain",), "xterm-256color"), ((), "dumb")):
        with Writing(LONELY, *options, term=term) as w:
            w.t.expect("other words: lonely:70, sad  + all words\n> ".rstrip())
            lines = [line for line in w.screen() if line]
            is_(lines[-4:], ['Words that may be in this: lonely ("nobody rang today"). Only you know.'] + SURE_KEYS + [">"], "%s: the same in lines" % term)
            ok(b"\x1b[" not in w.t.raw, "%s: no cursor is moved" % term)
            w.answer("\r")
            is_(w.feelings(), [("sadness.lonely", None, "suggestion")], "%s: enter takes" % term)


@case
def without_colour():
    with Writing(LONELY, env={"NO_COLOR": "1"}) as w:
        w.t.expect(ASKED)
        is_(w.screen()[0], 'Words that may be in this: lonely ("nobody rang today"). Only you know.', "NO_COLOR: the same question")
        w.answer("\r")


@case
def in_an_editor():
    with Home() as h:
        h.file("ed", "#!/bin/sh\necho nobody rang today >\"$1\"\n")
        os.chmod(h.file("ed"), 0o700)
        t = h.at(80, 24, "write", "--editor", env={"VISUAL": h.file("ed")})
        t.expect(lambda screen: any(ASKED in line for line in screen) or t.status is not None)
        if t.status is None:
            t.settle()
            t.send("\r")
            t.wait()
            entry = json.loads(h.out("review", "--json"))
            is_([f["id"] for f in entry["feelings"]], ["sadness.lonely"], "after an editor it is asked too")
        else:
            ok("memory" in t.text() or "tmpfs" in t.text(), "no memory-backed storage here: no editor", t.text())


done()
