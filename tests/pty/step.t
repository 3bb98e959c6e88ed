#!/usr/bin/python3
"""The face of a guide's step at a real terminal: one set of keys, and what was typed comes back whatever happens."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, demo, done, is_, like, ok  # noqa: E402

UP, DOWN, RIGHT, LEFT, F1, F2 = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1bOP", "\x1bOQ"
BACK, SKIP, GO, LEAVE, HELP = "\x12", "\x13", "\x04", "\x03", "\x07"
ABOVE = "nobody would come, and if somebody came it would be out of pity"
HEAD = ["-p", "step 4 of 14", "-a", ABOVE]
WORDS = sum((["-w", w] for w in ("0 not at all", "25 a little", "50 half", "75 mostly", "100 completely")), [])
ENDING = ["-q", "How does it end?", "-c", "New view|The thought has changed, or there is another one beside it.",
          "-c", "Kept|It may be true. What do you need, given that?", "-c", "Undecided|Both can stand for now."]
PATTERNS = sum((["-c", "pattern %d|what it is" % i] for i in range(1, 13)), [])


class Step:
    """One step; `with` ends it whatever happens."""

    def __init__(self, face, *options, text="", cols=80, rows=24, term="xterm-256color", **more):
        self.folder = Folder()
        self.face, self.options, self.text, self.size, self.term, self.more = face, options, text, (cols, rows), term, more

    def __enter__(self):
        self.folder.__enter__()
        self.t = Term(*self.size, [demo("step_demo"), *self.options, self.face, self.folder.file("in", self.text), self.folder.file("out")],
                      term=self.term, **self.more)
        self.t.expect(lambda screen: any(screen))
        self.t.settle(0.05)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.folder.__exit__()

    def result(self):
        head, text = self.folder.read("out").split(b"\n", 1)
        return dict(pair.split("=") for pair in head.decode().split()), text.decode()

    def draft(self):
        return self.folder.read("out.draft").decode()

    def ended(self, *keys):
        """Sends the keys, and what came of it: the end and the text."""
        for key in keys:
            self.t.settle(0.03)
            self.t.send(key)
        self.t.wait()
        head, text = self.result()
        return head["end"], text

    def screen(self):
        self.t.settle()
        return self.t.screen()


def left_well(d, name):
    is_(d.t.alternate, False, name + ": the alternate screen is left")
    is_([line for line in d.t.scrollback() if line], [], name + ": nothing is left on the main screen or above it")
    is_(d.t.modes(), d.t.before, name + ": the terminal's modes are as they were")


# ---- how it looks ----

TEXT_80 = [
    "  challenge                                                       step 4 of 14",
    "",
    "  │ nobody would come, and if somebody came it would be out of pity",
    "",
    "  What happened?",
    "  A line or two is enough.",
    "",
    "  typed",
] + [""] * 14 + [
    "  Too much tonight? felt help-now",
    "  ^D go on   ^R back   ^S skip   ^G help now   ^C leave (it is kept)",
]
TEXT_40 = [
    "challenge                   step 4 of 14",
    "│ nobody would come, and if somebody",
    "│ came it would be out of pity",
    "What happened?",
    "A line or two is enough.",
    "",
    "typed",
    "",
    "",
    "",
    "Too much tonight? felt help-now",
    "^D next ^R back ^S skip ^G help ^C leave",
]
TEXT_20 = [
    "│ nobody would come…",
    "What happened?",
    "typed",
    "",
    "^D ^R ^S ^G ^C",
]


@case
def the_frame_at_three_sizes():
    options = [*HEAD, "-q", "What happened?", "-h", "A line or two is enough.", "-g", "help", "-d", "Too much tonight? felt help-now"]
    for size, want, question, cursor in (((80, 24), TEXT_80, (4, 2), (7, 7)), ((40, 12), TEXT_40, (3, 0), (6, 5)), ((20, 5), TEXT_20, (1, 0), (2, 5))):
        with Step("text", *options, text="typed", cols=size[0], rows=size[1]) as d:
            is_(d.screen(), want, "a text at %dx%d" % size)
            is_(d.t.cursor(), cursor, "the cursor stands behind it at %dx%d" % size)
            ok(d.t.attributes(*question).bold and not d.t.attributes(cursor[0], question[1]).bold, "the question is bold, the answer is not")
            ok(not re.search(r"\d\d:\d\d|\bmin", d.t.text()), "no clock (law 5)")


@case
def help_is_read_before_rows_are_left_free():
    pattern = "A pattern may fit and the thought still be true. Being treated badly is not a pattern in your thinking."
    older = "What was said or done. Older times count; say when.\nYour feelings need no proof. Only the thought is looked at."
    for face, options, question, want in (
            ("choices", [*PATTERNS, "-k"], "Does one of these patterns fit the thought?", pattern),
            ("list", [], "What happened that makes this feel true? One thing on each line.", older)):
        with Step(face, *HEAD, *options, "-q", question, "-h", want, "-g", "help", cols=40, rows=12) as d:
            ok(want.replace("\n", " ") in " ".join(d.screen()), face + " at 40x12: all of its help is in sight (CARE.md 11, 12)", d.t.picture())
            ok("nobody would" in d.t.text() and "^R back" in d.t.text(), face + ": beside the hot thought and the keys")
    with Step("choices", *HEAD, *PATTERNS, "-k", "-q", "Does one of these patterns fit the thought?", "-h", pattern, cols=40, rows=12) as d:
        ok("what it is" in d.t.text(), "and a choice still says what it means")


@case
def resizing_keeps_everything():
    for face in ("text", "list"):
        with Step(face, *HEAD, text="one two three four five six seven eight nine ten eleven\nsecond") as d:
            d.t.send(" more")
            d.t.expect("second more")
            for cols, rows in ((40, 12), (20, 5), (7, 3), (1, 1), (200, 60), (40, 12)):
                d.t.resize(cols, rows)
                d.t.signal(signal.SIGWINCH)
                d.t.settle(0.1)
            d.t.expect("second more")
            is_(d.ended(GO), ("answered", "one two three four five six seven eight nine ten eleven\nsecond more"), face + ": resized, and all is there")
    for face, options, keys, seen in (("scale", WORDS, "70", "> 70"), ("choices", [*ENDING, "-o"], "mine", "own words: mine")):
        with Step(face, *options) as d:
            d.t.send(keys)
            d.t.expect(seen)
            for cols, rows in ((40, 12), (20, 5), (1, 1), (80, 24)):
                d.t.resize(cols, rows)
                d.t.signal(signal.SIGWINCH)
                d.t.settle(0.1)
            d.t.expect(seen)
            d.ended("\r")
            head, text = d.result()
            is_((head["end"], head["number"], text), ("answered", "70" if face == "scale" else "-1", "" if face == "scale" else "mine"),
                face + ": resized, and all is there")


@case
def the_keys_are_always_there():
    for face, options in (("text", []), ("line", []), ("list", []), ("scale", WORDS), ("choices", ENDING), ("notice", [])):
        for cols, rows, want in ((80, 24, ("^R back", "^S skip", "^G help now", "^C leave (it is kept)")),
                                 (40, 12, ("^R back", "^S skip", "^G help", "^C leave")), (20, 5, ("^R", "^S", "^G", "^C"))):
            with Step(face, *HEAD, *options, "-g", "help", cols=cols, rows=rows) as d:
                line = d.screen()[-1]
                ok(all(key in line for key in want), "%s at %dx%d: every way out is shown" % (face, cols, rows), line)
                like(line.split()[0], r"^(\^D|enter)$", "%s at %dx%d: and first how to go on" % (face, cols, rows))
                ok("nobody would" in d.t.text(), "%s at %dx%d: the hot thought stays in sight" % (face, cols, rows))


@case
def the_hot_thought_is_shortened():
    with Step("text", "-a", "x" * 100000, cols=40, rows=12) as d:
        ok("xxx" in d.t.text() and "…" in d.t.text(), "a long one ends in dots")
        ok("How true" in d.t.text(), "and leaves the question its place")


# ---- the ways out ----

@case
def every_end_brings_the_text():
    for face in ("text", "line", "list"):
        for keys, end in ((GO, "answered"), (BACK, "back"), (SKIP, "skipped"), (LEAVE, "left"), ("\x1b\x1b", "left"), (F2, "extra"), ("\x18", "answered")):
            with Step(face, *HEAD, "-e", "s short form", text="given, ") as d:
                d.t.expect("given,")
                is_(d.ended("typed", keys), (end, "given, typed"), "%s: %r is %s" % (face, keys, end))
                left_well(d, "%s, %s" % (face, end))
    for face, options in (("scale", WORDS), ("choices", ENDING), ("notice", ["-q", "so it is"])):
        for keys, end in (("\r", "answered"), (GO, "answered"), (BACK, "back"), (SKIP, "skipped"), (LEAVE, "left"), ("\x1b\x1b", "left"), (F2, "extra"), ("k", "extra")):
            with Step(face, *HEAD, *options, "-e", "k short form") as d:
                is_(d.ended(*(["1"] if face == "choices" and end == "answered" else []), keys)[0], end, "%s: %r is %s" % (face, keys, end))
                left_well(d, "%s, %s" % (face, end))
    for keys, end in ((BACK, "back"), (SKIP, "skipped"), (LEAVE, "left"), ("\x1b\x1b", "left"), (F2, "extra"), ("\r", "answered")):
        with Step("choices", *ENDING, "-o", "-e", "k short form", text="given, ") as d:
            is_(d.ended("kept", keys), (end, "given, kept"), "own words: %r is %s" % (keys, end))


@case
def going_back_and_leaving_are_shown_and_said():
    for face, options in (("text", []), ("scale", WORDS)):
        with Step(face, "-1", *options) as d:
            ok("^R" not in d.t.text(), face + ": the first step has nothing before it")
            d.t.send(BACK)
            d.t.expect("this is the first step")
            d.t.send("\x1b")
            d.t.expect("esc again: leave it for later")
            is_(d.ended("5", SKIP)[0], "skipped", face + ": one esc only says so")


@case
def a_draft_that_cannot_be_kept_holds_once():
    for face, options in (("text", []), ("choices", [*ENDING, "-o"])):
        with Step(face, *options, "-f", "5") as d:
            d.t.send("words" + LEAVE)
            d.t.expect("no space: free some, then go on writing")
            is_(d.ended(LEAVE), ("left", "words"), face + ": the second time it is left all the same, with its text")
        with Step(face, *options, "-f", "1") as d:
            d.t.send("words" + LEAVE)
            d.t.expect("no space")
            is_(d.ended("!", LEAVE), ("left", "words!"), face + ": saved at the second try")
            is_(d.draft(), "words!", face + ": in the draft")


@case
def signals_and_the_end_of_the_terminal():
    for face, options in (("text", []), ("line", []), ("list", []), ("choices", [*ENDING, "-o"])):
        for name, how in (("SIGTERM", signal.SIGTERM), ("SIGHUP", signal.SIGHUP), ("SIGQUIT", signal.SIGQUIT), ("closed", None)):
            with Step(face, *options, text="given, ") as d:
                d.t.send("and typed")
                d.t.expect("and typed")
                d.t.signal(how) if how else d.t.close_terminal()
                is_(d.t.wait(), 0, "%s, %s: it comes back" % (face, name))
                head, text = d.result()
                is_((head["end"], text, d.draft()), ("hangup", "given, and typed", "given, and typed"), "%s, %s: handed over and kept" % (face, name))
                if how:
                    left_well(d, "%s, %s" % (face, name))
    with Step("scale", *WORDS) as d:
        d.t.send("70")
        d.t.expect("> 70")
        d.t.close_terminal()
        d.t.wait()
        is_((d.result()[0]["end"], d.result()[0]["number"]), ("hangup", "70"), "a number is handed over too")
    with Step("notice") as d:
        d.t.signal(signal.SIGINT)
        d.t.wait()
        is_(d.result()[0]["end"], "left", "SIGINT from elsewhere leaves")


@case
def stop_and_go():
    for face, options, seen in (("text", [], "words!"), ("choices", [*ENDING, "-o"], "own words: words!"), ("scale", WORDS, None)):
        with Step(face, *options) as d:
            d.t.send("words!" if seen else "70")
            d.t.expect(seen or "> 70")
            d.t.signal(signal.SIGTSTP)
            d.t.until_stopped()
            d.t.settle()
            is_((d.t.alternate, [line for line in d.t.scrollback() if line]), (False, []), face + ": stopped, nothing of it is to be seen")
            is_(d.t.modes(), d.t.before, face + ": the modes are as they were")
            if seen:
                is_(d.draft(), "words!", face + ": the draft is kept")
            d.t.foreground()
            d.t.expect(seen or "> 70")
            is_(d.ended("\x04")[0], "answered", face + ": and it goes on")


@case
def own_words_are_kept_while_one_thinks():
    with Step("choices", *ENDING, "-o") as d, Step("text") as e:
        d.t.send("words")
        e.t.send("words")
        end = time.monotonic() + 7
        while time.monotonic() < end:
            d.t.pump(0.1)
            e.t.pump(0.1)
        is_(os.path.exists(d.folder.file("out.draft")), False, "not before 10 s")
        for one, name in ((d, "own words"), (e, "a text")):
            end = time.monotonic() + 30
            while not os.path.exists(one.folder.file("out.draft")) and time.monotonic() < end:
                one.t.pump(0.1)
            is_(one.draft() if os.path.exists(one.folder.file("out.draft")) else None, "words", name + ": kept 10 s after the last key (law 3)")


# ---- each face ----

@case
def a_list():
    with Step("list", *HEAD) as d:
        d.t.send("she rang\rhe stayed until the last train went, although it was late and he had to get up at five\rthird")
        d.t.expect("third")
        is_([line for line in d.screen()[6:11]], ["  - she rang", "  - he stayed until the last train went, although it was late and he had to",
            "    get up at five", "  - third", ""], "a mark before each item, none before what is wrapped")
        is_(d.ended("\r", "\r"), ("answered", "she rang\nhe stayed until the last train went, although it was late and he had to get up at five\nthird"),
            "enter begins the next, enter on an empty one goes on, and no line end is left")
    with Step("list") as d:
        is_(d.ended("\r"), ("answered", ""), "an empty list is an answer")
    with Step("list", text="one\ntwo") as d:
        is_(d.ended(UP, "\r", "\r"), ("answered", "one\n\ntwo"), "enter on an empty item in the middle goes on too")


@case
def a_line():
    with Step("line", *HEAD) as d:
        d.t.paste("one\r\ntwo")
        d.t.expect("one two")
        is_(d.ended(" three", "\r"), ("answered", "one two three"), "a paste becomes one line, enter goes on")
    with Step("line", text="preset") as d:
        is_(d.ended("\x1b[D\x1b[D!", "\x1a", "\r"), ("answered", "preset"), "it is edited like any text, undo too")


@case
def the_keys_of_editing_are_the_composers():
    with Step("text", text="one two") as d:
        is_(d.ended("\x02\x02!", "\x17", "\x19", "\x1a", "\x01", "0", "\x0b", GO), ("answered", "0"), "left, word, undo, home, to the end")


@case
def wide_and_joined_letters():
    text = "日本語 e\u0301te\u0301 👨\u200d👩\u200d👧 שלום مرحبا"
    with Step("list", *HEAD, cols=40, rows=12) as d:
        d.t.send(text)
        d.t.settle()
        is_(d.ended("\x7f", GO), ("answered", text[:-1]), "come back as they were typed")


SCALE = [
    "  > 75      [###############-----] 75 of 100",
    "",
    "    100  completely",
    "  >  75  mostly",
    "     50  half",
    "     25  a little",
    "      0  not at all",
]


@case
def a_scale():
    def number(*keys, start=None, cols=80, rows=24):
        with Step("scale", *HEAD, *WORDS, *(["-N", str(start)] if start is not None else []), cols=cols, rows=rows) as d:
            end = d.ended(*keys)[0]
            return end, d.result()[0]["number"]

    with Step("scale", *HEAD, *WORDS) as d:
        d.t.send("75")
        d.t.expect("75 of 100")
        is_(d.screen()[6:13], SCALE, "numbers with their words beside them, up is more")
    is_(number("85\r"), ("answered", "85"), "digits")
    is_(number("7/10\r"), ("answered", "70"), "7/10")
    is_(number("mo\r"), ("answered", "75"), "the beginning of a word")
    is_(number("Not at all\r"), ("answered", "0"), "a word")
    is_(number("h\r"), ("answered", "50"), "a letter that is one word's alone")
    is_(number(UP, UP, "\r"), ("answered", "75"), "arrows: from the middle, to the next word")
    is_(number(DOWN, LEFT, "\r"), ("answered", "45"), "and by fives")
    is_(number(UP, DOWN, DOWN, DOWN, DOWN, "\r"), ("answered", "0"), "no further than nothing")
    is_(number("\r"), ("answered", "-1"), "enter alone: none")
    is_(number("\r", start=40), ("answered", "40"), "what was there is kept")
    is_(number("\x15", "\r", start=40), ("answered", "-1"), "and can be taken out")
    is_(number("70", BACK), ("back", "70"), "a number comes back when going back")
    is_(number("7", BACK, start=40), ("back", "40"), "but no bare 7 that was not echoed (law 4)")
    is_(number("7", LEAVE), ("left", "-1"), "nor when leaving")
    is_(number("60\r", cols=20, rows=5), ("answered", "60"), "at 20x5")
    with Step("scale", *HEAD, *WORDS) as d:
        d.t.send("7\r")
        d.t.expect("7 of 100. For 7 of 10 type 7/10.")
        is_(d.t.status, None, "a bare 7 is echoed before it counts")
        is_(d.ended("\r")[0], "answered", "and then it may")
        is_(d.result()[0]["number"], "7", "as 7")
    is_(number("7\r", "7/10", "\r"), ("answered", "70"), "what the echo proposes is typed anew, not behind the 7")
    is_(number("7\r", "\x1b[200~7/10\x1b[201~", "\r"), ("answered", "70"), "or pasted")
    is_(number("7\r", "/10", "\r"), ("answered", "70"), "or its end alone")
    is_(number("1\r", "\x7f", "45", "\r"), ("answered", "45"), "only the first key after it is meant so")
    with Step("scale", *WORDS) as d:
        d.t.send("x\r")
        d.t.expect("0 to 100, 70%, 7/10, or one of the words")
        is_(d.ended("\x7f", "\r")[0], "answered", "what is no number is said so")
    with Step("scale", *WORDS, "-e", "m more") as d:
        ok("F2 more" in d.screen()[-1], "an extra letter that begins a word gives way")
        is_(d.ended("m\r")[0], "answered", "and the word is typed")


CHOICES = [
    "    1  New view",
    "       The thought has changed, or there is another one beside it.",
    "",
    "    2  Kept",
    "       It may be true. What do you need, given that?",
    "",
    "    3  Undecided",
    "       Both can stand for now.",
]


@case
def choices():
    def chosen(*keys, options=ENDING, start=(), text="", **more):
        with Step("choices", *HEAD, *options, *sum((["-C", str(i)] for i in start), []), text=text, **more) as d:
            end, text = d.ended(*keys)
            return end, d.result()[0]["chosen"], text

    with Step("choices", *HEAD, *ENDING) as d:
        is_(d.screen()[6:14], CHOICES, "descriptions below, blank rows between")
    is_(chosen("2", "\r"), ("answered", "010", ""), "a number marks, enter takes it")
    is_(chosen(DOWN, DOWN, DOWN, "\r"), ("answered", "001", ""), "arrows and enter")
    is_(chosen("\r", start=[1]), ("answered", "010", ""), "what was chosen is where one begins")
    is_(chosen(DOWN, BACK, start=[0]), ("back", "100", ""), "going back changes nothing by itself")
    is_(chosen("\r", GO, SKIP), ("skipped", "000", ""), "going on without choosing is no answer")
    is_(chosen(DOWN, "\r"), ("answered", "100", ""), "the first arrow marks the first line")
    is_(chosen("9", "0", "x", "\r", SKIP), ("skipped", "000", ""), "other numbers and letters do nothing")
    many = [*ENDING, "-k"]
    is_(chosen("1", "3", "\r", options=many), ("answered", "101", ""), "many: numbers tick")
    is_(chosen(" ", DOWN, " ", UP, " ", "\r", options=many), ("answered", "010", ""), "space ticks, and takes it off")
    is_(chosen("\r", options=many), ("answered", "000", ""), "none of them is an answer")
    is_(chosen(" ", BACK, options=many), ("back", "100", ""), "ticks come back when going back")
    is_(chosen("1", "2", " ", "4", " ", "\r", options=[*PATTERNS, "-k"]), ("answered", "000100000001", ""), "from ten on a number of two digits moves, space ticks")
    other = [*ENDING, "-o"]
    is_(chosen("my own 2", "\r", options=other), ("answered", "000", "my own 2"), "typing begins an answer of one's own")
    is_(chosen("x", UP, "\r", options=other), ("answered", "001", ""), "but another line takes its place")
    is_(chosen("x y", UP, " ", "\r", options=[*other, "-k"]), ("answered", "001", "x y"), "beside ticks, when there may be many")
    is_(chosen("!", "\r", options=other, text="mine"), ("answered", "000", "mine!"), "an own answer that was given is gone on with")
    is_(chosen(DOWN * 4, "\r", "x", "\r", options=other), ("answered", "000", "x"), "the empty line for it is no answer yet")
    is_(chosen("ab", "\x7f", "\x1a", "\x1a", "c", "\r", options=other), ("answered", "000", "c"), "backspace and undo")
    is_(chosen("\x1b[200~one\ntwo\x1b[201~", "\r", options=other), ("answered", "000", "one two"), "a paste is one line")
    is_(chosen("123456789", "\r", options=[*other, "-m", "4"], text="abcd"), ("answered", "000", "abcd"), "no more than fits")
    for cols, rows in ((40, 12), (20, 5)):
        with Step("choices", *HEAD, *PATTERNS, "-k", "-o", cols=cols, rows=rows) as d:
            for i in range(12):
                d.t.expect("pattern %d" % (i + 1))
                ok(any(re.match(r"> \[ \] +%d  pattern" % (i + 1), line) for line in d.screen()), "%dx%d: %d is in sight" % (cols, rows, i + 1))
                d.t.send(DOWN)
            d.t.expect("> own words:")
            is_(d.ended("x" * 60, "\r"), ("answered", "x" * 60), "%dx%d: and one's own below" % (cols, rows))


@case
def a_notice():
    text = "\n".join("line %d" % i for i in range(1, 61))
    with Step("notice", *HEAD, "-q", text, cols=40, rows=12) as d:
        ok("there is more" in d.t.text() and "line 60" not in d.t.text(), "what does not fit is said to be there")
        for key in (" ", "\x1b[6~", DOWN, " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " "):
            d.t.send(key)
        d.t.expect("line 60")
        d.t.send("\x1b[H")
        d.t.expect("line 1")
        is_(d.ended("\r")[0], "answered", "enter goes on")
    with Step("notice", "-q", "short") as d:
        ok("there is more" not in d.t.text(), "nothing is said where all is in sight")


@case
def help_over_everything():
    page = "\n".join("help line %d" % i for i in range(1, 41))
    for face, options in (("text", []), ("list", []), ("scale", WORDS), ("choices", ENDING), ("notice", ["-q", "so it is"])):
        for key in (HELP, F1):
            with Step(face, *HEAD, *options, "-g", page, text="") as d:
                before = d.screen()
                d.t.send(key)
                d.t.expect("help line 1")
                ok("nobody would" not in d.t.text(), face + ": it covers everything")
                d.t.send("\x1b[6~")
                d.t.expect("help line 40")
                d.t.send(LEAVE)
                d.t.expect("nobody would")
                is_(d.screen(), before, face + ": any key goes back, and does nothing else")
                is_(d.ended(SKIP)[0], "skipped", face + ": and the step goes on")
    question = "This is a question that is much too long for so small a screen, so that its end is cut off.\nThe second one."
    for face, options in (("text", []), ("choices", ENDING)):
        with Step(face, *options, "-q", question, "-g", "help", cols=20, rows=5) as d:
            ok("second one" not in d.t.text() and "…" in d.t.text(), face + ": a question that is cut says so")
            d.t.send(HELP + DOWN * 6)
            d.t.expect("The second one.")
            d.t.send(DOWN * 4)
            d.t.expect("help")
            is_(d.ended("q", SKIP)[0], "skipped", face + ": the page of ctrl-g shows all of it")


@case
def what_was_found_and_how_it_is_used():
    with Step("text", *HEAD, "-n", "that is no date") as d:
        ok("that is no date" in d.t.text(), "the note stands there")
    with Step("scale", *HEAD, *WORDS, "-n", "before it was 80", cols=20, rows=5) as d:
        ok("before it was 80" in d.t.text(), "also on a small screen")


# ---- hostile text, other places ----

HOSTILE = "a\x1b[2J\x1b]0;t\x07\x1b]52;c;QQ==\x07\x1bP1$r\x1b\\\x9b6n\x07\x08\r\x7f\u202eevil\u200b\u2028\U000e0041" + "e" + "\u0301" * 500


@case
def hostile_text_in_every_field():
    every = ["-p", HOSTILE, "-a", HOSTILE, "-n", HOSTILE, "-q", HOSTILE, "-h", HOSTILE, "-g", HOSTILE, "-d", HOSTILE]
    for face, options in (("text", []), ("line", []), ("list", []), ("scale", ["-w", "50 " + HOSTILE]), ("choices", ["-c", HOSTILE + "|" + HOSTILE]),
                          ("choices", ["-c", HOSTILE, "-o"]), ("notice", [])):
        for size in ((80, 24), (40, 12), (20, 5)):
            with Step(face, "-t", HOSTILE, *every, "-e", "k " + HOSTILE, *options, text=HOSTILE, cols=size[0], rows=size[1]) as d:
                d.t.send(HELP)
                d.t.settle(0.1)
                d.t.send(" ")
                d.t.settle(0.1)
                d.t.send(SKIP)
                d.t.wait()
                raw = d.t.raw
                bad = [b for b in (b"\x1b[2J\x1b]0", b"\x1b]", b"\x1bP", b"\x9b", b"\x07", b"\x7f", "\u202e".encode(), "\u200b".encode(), "\u2028".encode(),
                                   "\U000e0041".encode(), ("\u0301" * 20).encode()) if b in raw.replace(b"\xc2\x9b", b"")]
                is_(bad, [], "%s at %dx%d: nothing that a terminal obeys comes out" % ((face,) + size))
                ok("<U+001B>" in raw.decode("utf-8", "replace") or size[0] == 20, "%s at %dx%d: it is shown as marks" % ((face,) + size))
                if face in ("text", "line", "list") or "-o" in options:
                    is_(d.result()[1], HOSTILE, "%s at %dx%d: the text is as it was" % ((face,) + size))


@case
def other_places():
    for face, options in (("text", []), ("list", []), ("choices", ENDING), ("scale", WORDS)):
        for env in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "COLUMNS": "1", "LINES": "100000", "NO_COLOR": "1"}):
            with Step(face, "-a", "été 日 " * 40, *options, text="é日", env=env, cols=40, rows=12) as d:
                ok("| ?t? ? ?t? ?" in d.t.text() and "..." in d.t.text(), face + ": plain marks for what locale C cannot show", d.t.picture())
                ok(not re.search(rb"[\x80-\xff]", d.t.raw), face + ": and nothing beyond ASCII is written")
                is_(d.ended(*(["1"] if face == "choices" else []), GO)[0], "answered", face + ": it works")
                if face in ("text", "list"):
                    is_(d.result()[1], "é日", face + ": the text is what it was")
    for term in ("dumb", "", "nothing-known", None):
        with Step("line", *HEAD, term=term or "", env={} if term is not None else {"TERM": None}) as d:
            d.t.expect("leave keeps it for later)\n>")
            is_(d.t.alternate, False, "TERM %r: it is asked in lines" % term)
            is_(d.ended("typed\r"), ("answered", "typed"), "TERM %r: and answered" % term)
    for term in ("linux", "vt100", "screen-256color", "tmux-256color", "rxvt-unicode-256color"):
        with Step("choices", *HEAD, *ENDING, term=term) as d:
            is_(d.ended("2", "\r")[0], "answered", "TERM %s" % term)
            is_([line for line in d.t.scrollback() if line], [], "TERM %s: nothing is left" % term)


@case
def tmux_remembers_nothing():
    if not shutil.which("tmux"):
        ok(True, "# SKIP no tmux here")
        return
    folder = tempfile.mkdtemp(prefix="felt-pty-")
    tmux = ["tmux", "-S", os.path.join(folder, "socket"), "-f", "/dev/null"]
    try:
        for face, options in (("text", []), ("choices", ENDING), ("scale", WORDS)):
            open(os.path.join(folder, "in"), "w").close()
            out = os.path.join(folder, "out-" + face)
            subprocess.run([*tmux, "new-session", "-d", "-s", face, "-x", "80", "-y", "24", "sh"], check=True)
            script = os.path.join(folder, "script")
            with open(script, "w") as f:
                f.write(" ".join("'%s'" % a for a in (demo("step_demo"), *HEAD, *options, face, os.path.join(folder, "in"), out)) + "\n")
            subprocess.run([*tmux, "send-keys", "-t", face, "LC_ALL=C.UTF-8 sh '%s'" % script, "Enter"], check=True)

            def shows(what, where=()):
                got = subprocess.run([*tmux, "capture-pane", "-p", "-t", face, *where], capture_output=True).stdout.decode()
                return what in got

            end = time.monotonic() + 60
            while not shows("^R back") and time.monotonic() < end:
                time.sleep(0.05)
            ok(shows("^R back"), face + ": it stands there in tmux")
            subprocess.run([*tmux, "send-keys", "-t", face, "C-s"], check=True)
            while not os.path.exists(out) and time.monotonic() < end:
                time.sleep(0.05)
            while shows("go on") and time.monotonic() < end:
                time.sleep(0.05)
            ok(shows("script", ["-S", "-"]), face + ": its history is there")
            ok(not shows("go on", ["-S", "-"]) and not shows("step 4 of 14", ["-S", "-"]), face + ": afterwards nothing of it is in its history")
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


done()
