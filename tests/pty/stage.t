#!/usr/bin/python3
"""One screen for a whole conversation (felt/term/stage.h): taken once, left once, and the terminal as it was however it ends."""

import json
import os
import re
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import Home  # noqa: E402
from term import case, done, is_, like, ok  # noqa: E402

ENTER, DONE, SKIP, LEAVE = "\r", "\x04", "\x13", "\x03"
OWN = """guide own 1
title My own
about a try
step day text
ask What was it like?
step which choices
choice one One
choice two Two
ask Which one is it?
step strong scale
ask How strong?
step felt feelings
ask What did you feel?
step end line
ask And then?
"""
STEPS = [("What was it like", "canary rain" + DONE), ("Which one is it", "2" + ENTER), ("How strong", "85" + ENTER), ("What did you feel", DONE),
         ("And then", "canary tea" + ENTER), ("the whole of it", DONE)]


def own(h):
    path = h.file(".config/felt/guides/own.guide")
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w") as f:
        f.write(OWN)
    os.chmod(path, 0o600)


def step(t, words, keys):
    t.expect(words)
    t.settle()
    t.send(keys)


def walk(h, n=len(STEPS), size=(80, 24)):
    """Up to step n, which is on the screen."""
    own(h)
    t = h.at(*size, "guide", "own")
    for words, keys in STEPS[:n]:
        step(t, words, keys)
    if n < len(STEPS):
        t.expect(STEPS[n][0])
        t.settle()
    return t


def taken(t):
    """How often the alternate screen was taken and left, in the bytes."""
    return tuple(len(re.findall(rb"\x1b\[\?(?:1049|1047|47)" + how, t.raw)) for how in (b"h", b"l"))


def left(t):
    """What stands on the main screen and above it, once the screen is left."""
    return [line for line in t.scrollback() if line]


def is_as_it_was(t, what):
    is_((t.alternate, t.modes()), (False, t.before), what + ": the terminal is as it was")
    ok(not [line for line in left(t) if "canary" in line], what + ": nothing of it is in the scrollback", left(t))


@case
def a_whole_walk():
    for size in ((80, 24), (40, 12)):
        with Home() as h:
            t = walk(h, size=size)
            is_(t.wait(), 0, "%dx%d: a guide with every face is walked" % size)
            is_(taken(t), (1, 1), "the screen is taken once and left once")
            is_as_it_was(t, "saved")
            ok(len(left(t)) == 1 and left(t)[0].startswith("saved "), "what is said at the end is said", left(t))
            id = json.loads(h.out("review", "--json").split("\n")[0])["id"]
            t = h.at(*size, "edit", id)
            step(t, "Which answer would you like", "2" + ENTER)
            step(t, "What was it like", "!" + DONE)
            step(t, "Which answer would you like", "1" + ENTER)
            is_((t.wait(), taken(t)), (0, (1, 1)), "and so are its answers when they are changed")


@case
def left_and_gone_on():
    with Home() as h:
        t = walk(h, 2)
        t.send(LEAVE)
        is_((t.wait(), taken(t)), (0, (1, 1)), "left in the middle")
        is_as_it_was(t, "left")
        like("\n".join(left(t)), "^kept as a draft", "it is said where it lies")
        t = h.at(80, 24, "resume")
        step(t, "go on", ENTER)
        for words, keys in STEPS[2:]:
            step(t, words, keys)
        is_((t.wait(), taken(t)), (0, (1, 1)), "and resumed")


@case
def writing_and_the_question():
    with Home() as h:
        t = h.at(80, 24, "write")
        step(t, "^D done", "nobody rang today, canary" + DONE)
        t.expect("Only you know")
        t.settle()
        t.send("+" + ENTER)
        step(t, "sadness", "lonely" + ENTER)
        step(t, "How strong", ENTER)
        t.settle()
        if "beneath" in t.text():
            t.send(ENTER)
        step(t, "chosen: lonely", DONE)
        is_((t.wait(), taken(t)), (0, (1, 1)), "the page, the question after it and the picker are one screen")
        is_as_it_was(t, "written")
        ok(left(t)[0].startswith("saved "), "saved is said", left(t))


@case
def several_questions_of_a_command():
    with Home() as h:
        t = h.at(80, 24, "beliefs", "add")
        step(t, "A sentence", "canary, I have to manage alone" + ENTER)
        t.wait()
        id = json.loads(h.out("beliefs", "--json").split("\n")[0])["id"]
        t = h.at(80, 24, "beliefs", "ask", id)
        step(t, "protect you from", "canary" + DONE if "^D" in t.text() else "canary" + ENTER)
        step(t, "wave evidence away", "canary" + ENTER)
        is_((t.wait(), taken(t)), (0, (1, 1)), "two questions about a belief")
        is_as_it_was(t, "a belief")
        is_(len(left(t)), 2, "both of its answers are said")
        h.write("canary", "--feeling", "lonely:40")
        t = h.at(100, 40, "share")
        for words, keys in (("Who is it for", "Dr" + ENTER), ("From whom", ENTER), ("Which of these go along", ENTER), ("Look at exactly", "1" + ENTER),
                            ("exactly this leaves", ENTER), ("Seal it into a file", "3" + ENTER), ("Look at exactly", "6" + ENTER)):
            step(t, words, keys)
        is_((t.wait(), taken(t)), (0, (1, 1)), "all of a conversation about a packet")
        is_as_it_was(t, "not shared")


@case
def browsing_and_its_keys():
    with Home() as h:
        h.write("canary seven")
        t = h.at(80, 24, "browse")
        step(t, "canary seven", "t")
        step(t, "sadness", "sad" + ENTER)
        step(t, "How strong", "60" + ENTER)
        t.expect("beneath")
        t.settle()
        t.send("1")
        step(t, "chosen: sad", DONE)
        t.expect("saved; felt edit --undo")
        t.settle()
        t.send("e")
        step(t, "^D done", "!" + DONE)
        t.expect("saved; felt edit --undo")
        t.settle()
        t.send("q")
        is_((t.wait(), taken(t)), (0, (1, 1)), "the browser, the picker and the page are one screen")
        is_as_it_was(t, "browsed")


@case
def signals_at_a_later_step():
    for signo, name in ((signal.SIGTERM, "SIGTERM"), (signal.SIGHUP, "SIGHUP"), (signal.SIGQUIT, "SIGQUIT")):
        with Home() as h:
            t = walk(h, 2)
            t.signal(signo)
            is_((t.wait(), taken(t)), (130, (1, 1)), name)
            is_as_it_was(t, name)
            like("\n".join(left(t)), "kept as a draft", name + ": and it is said where it lies")
    with Home() as h:
        t = walk(h, 2)
        t.close_terminal()
        t.wait()
        like(h.out("resume", "--json"), '"draft"', "the terminal's end: it is kept")


@case
def a_signal_between_two_steps():
    """Saving the answer takes long; whoever ends felt meanwhile loses nothing, and has their terminal back."""
    for signo, name in ((signal.SIGTERM, "SIGTERM"), (signal.SIGINT, "SIGINT"), (signal.SIGHUP, "SIGHUP")):
        with Home() as h:
            t = walk(h, 1)
            db = sqlite3.connect(h.file("journal.felt"), isolation_level=None)
            db.execute("begin immediate")
            t.send("2" + ENTER)
            t.settle(0.5)
            ok(t.alternate and "Which one is it" in t.text(), name + ": the step stays in sight while it is saved", t.text())
            t.signal(signo)
            t.settle(0.3)
            ok(t.alternate and t.status is None, name + ": it waits for the saving")
            db.execute("rollback")
            is_((t.wait(), taken(t)), (0 if signo == signal.SIGINT else 130, (1, 1)), name + ": it is for the next step")
            is_as_it_was(t, name + " between two steps")
            like("\n".join(left(t)), "kept as a draft", name + ": the answer is kept")
            t = h.at(80, 24, "resume")
            step(t, "go on", ENTER)
            t.expect("How strong")
            ok(True, name + ": and the next felt goes on behind it")
            t.kill()


@case
def a_signal_behind_the_last_face():
    """It meets no face any more: it is raised, when the terminal is as it was and all is said."""
    with Home() as h:
        t = walk(h, 5)
        db = sqlite3.connect(h.file("journal.felt"), isolation_level=None)
        db.execute("begin immediate")
        t.send(DONE)
        t.settle(0.5)
        t.signal(signal.SIGTERM)
        t.settle(0.3)
        db.execute("rollback")
        is_((t.wait(), taken(t)), (-signal.SIGTERM, (1, 1)), "SIGTERM while the entry is saved")
        is_as_it_was(t, "ended at the end")
        ok(left(t)[0].startswith("saved "), "it is saved, and that is said", left(t))


@case
def stopped_and_resized():
    with Home() as h:
        t = walk(h, 2)
        t.signal(signal.SIGTSTP)
        t.until_stopped()
        t.settle()
        is_as_it_was(t, "stopped")
        t.resize(60, 16)
        t.foreground()
        t.expect("How strong")
        t.settle()
        ok(t.alternate, "fg: the step is there again, at another size")
        t.resize(80, 24)
        for words, keys in STEPS[2:]:
            step(t, words, keys)
        is_((t.wait(), taken(t)), (0, (2, 2)), "stopped once: the screen is taken once more")
        is_as_it_was(t, "after a stop")
    with Home() as h:
        t = walk(h, 1)
        db = sqlite3.connect(h.file("journal.felt"), isolation_level=None)
        db.execute("begin immediate")
        t.send("2" + ENTER)
        t.settle(0.5)
        t.signal(signal.SIGTSTP)
        t.resize(60, 16)
        t.settle(0.3)
        db.execute("rollback")
        t.until_stopped()
        t.settle()
        is_as_it_was(t, "stopped between two steps")
        t.foreground()
        t.expect("How strong")
        ok(t.alternate, "and it goes on with the next")
        t.kill()


@case
def a_crash():
    for signo, name in ((signal.SIGSEGV, "SIGSEGV"), (signal.SIGABRT, "SIGABRT")):
        with Home() as h:
            t = walk(h, 2)
            t.signal(signo)
            status = t.wait()
            ok(status == -signo or (status == 99 and "ASAN_OPTIONS" in os.environ), name + ": it dies of it (%d)" % status)
            is_as_it_was(t, name)


@case
def words_between_two_faces_wait():
    """What the first of two guides has to say is not for the screen of the second."""
    with Home() as h:
        t = h.at(80, 24, "challenge", "--short")
        step(t, "What happened?", "canary" + DONE)
        for words, keys in (("What did you feel", "sad" + ENTER), ("How strong", "95" + ENTER), ("beneath", "1"), ("chosen: sad 95", DONE),
                            ("That is a lot", "2" + ENTER)):
            step(t, words, keys)
        t.expect("in your body")  # the next guide; the first one's record is saved
        t.settle()
        t.send(LEAVE)
        is_((t.wait(), taken(t)), (0, (1, 1)), "a guide that leads to another is one screen")
        is_as_it_was(t, "two guides")
        lines = left(t)
        ok(len(lines) == 2 and lines[0].startswith("saved ") and "nothing was answered" in lines[1], "what both had to say is said", lines)


@case
def what_cannot_be_saved_is_said():
    with Home() as h:
        t = walk(h, 1)
        db = sqlite3.connect(h.file("journal.felt"), isolation_level=None)
        db.execute("begin immediate")
        t.send("2" + ENTER)
        t.expect("not kept yet", 20)
        t.settle()
        t.send(LEAVE)
        t.wait(20)
        db.execute("rollback")
        is_(taken(t), (1, 1), "a journal that stays busy")
        is_as_it_was(t, "a busy journal")
        like(" ".join(left(t)), "lies sealed", "it is said where the answers lie")


@case
def the_idle_lock():
    with Home() as h:
        path = h.file(".config/felt/config")
        own(h)
        with open(path, "w") as f:
            f.write("idle_lock = 2s\n")
        os.chmod(path, 0o600)
        t = walk(h, 2)
        t.expect("nobody has touched a key")
        ok("canary" not in t.text(), "locked at a step: the screen is blank, but for the question")
        t.settle()
        t.send("open sesame, slowly\r")
        t.expect("How strong")
        t.expect("nobody has touched a key")
        t.settle()
        t.send(LEAVE)
        is_(t.wait(), 130, "opened once, and left at the second lock")
        is_as_it_was(t, "locked")
        like("\n".join(left(t)), "kept as a draft", "and it is said where it lies")


@case
def an_editor_before_the_question():
    with Home() as h:
        editor = h.file("editor", "#!/bin/sh\nprintf 'nobody rang today, canary' >\"$1\"\n")
        os.chmod(editor, 0o700)
        h.env["VISUAL"] = editor
        t = h.at(80, 24, "write", "--editor")
        t.expect("Only you know")
        ok(t.alternate and [line for line in t.scrollback() if line.startswith("saved ")], "an editor's text is saved, and that is said before the question")
        t.settle()
        t.send(ENTER)
        is_((t.wait(), taken(t)), (0, (1, 1)), "the question takes the screen")
        is_as_it_was(t, "an editor")


@case
def lines_take_no_screen():
    for more in ({"term": "dumb"}, {"env": {"TERM": "no-such-terminal"}}):
        with Home() as h:
            own(h)
            t = h.at(80, 24, "guide", "own", **more)
            t.expect("What was it like")
            t.settle()
            t.send(":leave\r")
            is_((t.wait(), taken(t)), (0, (0, 0)), "%s: asked in lines" % list(more.values())[0])
            is_(t.modes(), t.before, "the modes are as they were")


done()
