#!/usr/bin/python3
"""The picker as one step of a guide: the keys of every step, what was chosen before, and words that are proposed only when asked for."""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from step_at import Demo  # noqa: E402
from term import case, done, is_, like, ok  # noqa: E402

UP, DOWN, DELETE, F1 = "\x1b[A", "\x1b[B", "\x1b[3~", "\x1bOP"
BACK, SKIP, GO, LEAVE, HELP = "\x12", "\x13", "\x04", "\x03", "\x07"
HEAD = ["-p", "step 2 of 14", "-a", "nobody would come", "-q", "What do you feel?", "-h", "One word is enough.", "-g", "help page"]
SAD = "sadness.sad 60 1\n"


class Step(Demo):
    def __init__(self, *options, **more):
        super().__init__(*HEAD, *options, face="feelings", shown=">", **more)

    def screen(self):
        self.t.settle()
        return self.t.screen()


FIRST_80 = [
    "  challenge                                                       step 2 of 14",
    "",
    "  │ nobody would come",
    "",
    "  What do you feel?",
    "  One word is enough.",
    "",
    "  >",
    "",
    "  > that is all",
    "    sadness ...     Something dear is gone.",
    "    fear ...        Something may go wrong.",
    "    not sure        You cannot tell, or not yet.",
] + [""] * 9 + [
    "  chosen: sad 60 (surface)",
    "  ^D go on   ^R back   ^S skip   ^G help now   ^C leave (it is kept)",
]
FIRST_40 = [
    "challenge                   step 2 of 14",
    "│ nobody would come",
    "What do you feel?",
    "One word is enough.",
    "",
    ">",
    "> that is all",
    "  sadness ...",
    "  fear ...",
    "  not sure",
    "chosen: sad 60 (surface)",
    "^D next ^R back ^S skip ^G help ^C leave",
]


@case
def the_first_page():
    for size, want in (((80, 24), FIRST_80), ((40, 12), FIRST_40)):
        with Step("-b", "sadness.sad", cols=size[0], rows=size[1]) as d:
            is_(d.screen(), want, "%dx%d: what was chosen before is there" % size)
    with Step(cols=20, rows=5) as d:
        is_(d.screen()[0], "│ nobody would come", "20x5: the hot thought")
        is_(d.screen()[-1], "^D ^R ^S ^G ^C", "20x5: the keys")
        is_(d.ended("lonely\r", "70\r", "\r", GO), ("done", "sadness.lonely 70 0\n"), "20x5: it can be used")


@case
def every_end_brings_what_was_chosen():
    for keys, end in ((GO, "done"), (BACK, "back"), (SKIP, "skip"), (LEAVE, "left"), ("\x1b\x1b", "left"), ("\r", "done")):
        with Step("-b", "sadness.sad") as d:
            is_(d.ended(keys), (end, SAD), "%r is %s" % (keys, end))
            is_([line for line in d.t.scrollback() if line], [], end + ": nothing is left on the screen")
            is_(d.t.modes(), d.t.before, end + ": the modes are as they were")
    for keys in ((), ("lonely\r",), ("lonely\r", "70\r")):
        for key, end in ((BACK, "back"), (SKIP, "skip"), (LEAVE, "left")):
            with Step(*([] if keys else ["-b", "sadness.sad"])) as d:
                is_(d.ended(*keys, key), (end, "" if keys else SAD), "%s from every page, with what was whole by then (%d keys before)" % (end, len(keys)))
    with Step("-b", "sadness.sad") as d:
        d.t.signal(signal.SIGHUP)
        d.t.wait()
        is_((d.result()[0]["end"], d.result()[1]), ("hangup", SAD), "and when the terminal goes away")
    with Step() as d:
        d.t.send("\x1b")
        d.t.expect("esc again: leave it for later")
        is_(d.ended("sad\r", "\r", "\r", GO), ("done", "sadness.sad 255 0\n"), "one esc only says so")
    with Step("-1") as d:
        d.t.send(BACK)
        d.t.expect("this is the first step")
        ok("^R" not in d.screen()[-1], "the first step has nothing before it")
        is_(d.ended(GO), ("done", ""), "none is an answer")


@case
def what_was_chosen_can_be_changed():
    with Step("-b", "sadness.sad") as d:
        d.t.send("sad\r")
        d.t.expect("How strong is it: sad?")
        d.t.expect("60 of 100")
        is_(d.ended("\x15" + "80\r", GO), ("done", "sadness.sad 80 1\n"), "another number, the same layer")
    with Step("-b", "sadness.sad", "-b", "fear.anxious") as d:
        is_(d.ended("sad" + DELETE, GO), ("done", "fear.anxious 60 1\n"), "taken out")
    with Step("-b", "sadness.sad") as d:
        is_(d.ended("anxious\r", "7\r", "\r", GO), ("done", SAD + "fear.anxious 7 0\n"), "another one; the layer is not asked twice, a bare 7 is echoed")
    with Step("-b", "own.gone") as d:
        ok("chosen: own.gone 60" in d.t.text(), "a word that the list has no more stays chosen")
        is_(d.ended(GO), ("done", "own.gone 60 1\n"), "and comes back")


@case
def nothing_is_proposed_before_it_is_asked_for():
    with Step("-r", "sadness.lonely", "-r", "fear.anxious", "-r", "no.such") as d:
        ok("may be in this" not in d.t.text(), "not at the beginning")
        is_(d.ended("sad\r", "60\r", "\r", GO), ("done", "sadness.sad 60 0\n"), "not when a word was found")
        is_(d.result()[0]["asked"], "0", "the caller was not asked (law 5)")
    with Step("-r", "sadness.lonely", "-r", "fear.anxious", "-r", "no.such") as d:
        d.t.send("?\r")
        d.t.expect("Words that may be in this. Only you know.")
        is_([line[4:15].strip() for line in d.screen() if line[:4] in ("  > ", "    ") and line[4:5] not in ("", " ")], ["lonely", "anxious", "not sure"],
            "after ? the words, and not sure itself")
        is_(d.ended("\r", "70\r", "\r", GO), ("done", "sadness.lonely 70 0\n"), "one is taken by hand")
        is_(d.result()[0]["asked"], "1", "the caller was asked once")
    with Step("-r", "sadness.lonely") as d:
        is_(d.ended("not sure\r", DOWN, "\r", GO), ("done", "other.unsure 255 0\n"), "not sure is still an answer")
    with Step("-r", "sadness.lonely") as d:
        is_(d.ended("?\r", "\x1b", "sad\r", "\r", "\r", GO), ("done", "sadness.sad 255 0\n"), "esc goes back to all words")
    with Step() as d:
        is_(d.ended("?\r", GO), ("done", "other.unsure 255 0\n"), "nothing to propose: it is the answer")


@case
def help_and_resizing():
    for keys in ("", "lonely\r", "lonely\r70\r"):
        with Step() as d:
            d.t.send(keys)
            before = d.screen()
            for key in (HELP, F1):
                d.t.send(key)
                d.t.expect("help page")
                d.t.resize(40, 12)
                d.t.signal(signal.SIGWINCH)
                d.t.settle()
                d.t.resize(80, 24)
                d.t.signal(signal.SIGWINCH)
                d.t.send("x")
                d.t.expect("nobody would come")
                is_(d.screen(), before, "the page comes over everything and goes (%r)" % keys)


@case
def hostile_fields():
    hostile = "a\x1b[2J\x1b]0;t\x07\u202e\u2028b"
    with Step("-t", hostile, "-p", hostile, "-a", hostile, "-n", hostile, "-q", hostile, "-h", hostile, "-g", hostile, "-d", hostile, "-b", hostile) as d:
        is_(d.ended(HELP, "q", GO), ("done", hostile + " 60 1\n"), "it works")
        raw = d.t.raw.decode("utf-8", "replace")
        is_([c for c in ("\x1b]", "\x1b[2Jb", "\x07", "\u202e", "\u2028") if c in raw], [], "nothing that a terminal obeys comes out")
        ok("<U+001B>" in raw, "it is shown as marks")


done()
