#!/usr/bin/python3
"""A guide's step in lines, for screen readers: linear questions and answers, and the same ways out."""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from step_at import Demo  # noqa: E402
from term import case, done, is_, like, ok  # noqa: E402

ABOVE = "nobody would come"
HEAD = ["-p", "step 4 of 14", "-a", ABOVE]
WORDS = sum((["-w", w] for w in ("0 not at all", "25 a little", "50 half", "75 mostly", "100 completely")), [])
ENDING = ["-q", "How does it end?", "-c", "New view|The thought has changed.", "-c", "Kept", "-c", "Undecided|Both can stand."]


def ready(screen):
    return any(">" in line or "enter" in line for line in screen)


class Step(Demo):
    def __init__(self, face, *options, rows=30, **more):
        super().__init__("-l", *options, face=face, shown=ready, rows=rows, **more)

    def draft(self):
        return self.folder.read("out.draft").decode()


@case
def what_is_said():
    with Step("text", *HEAD, "-q", "What happened?\nWhere?", "-h", "A line is enough.", "-g", "help page", "-d", "Too much tonight? felt help-now",
              "-n", "it was empty", "-e", "s short form") as d:
        is_([line for line in d.t.screen() if line], [
            "challenge, step 4 of 14",
            "nobody would come",
            "it was empty",
            "What happened?",
            "Where?",
            "A line is enough.",
            "Too much tonight? felt help-now",
            "(:back, :skip, :help, :s short form, :leave keeps it for later)",
            ":done, or ctrl-d at the start of a line, ends it",
            ">",
        ], "where one is, what stays in sight, the question, the ways out; line by line")
        is_(d.t.alternate, False, "no full screen")
        ok("\x1b[" not in d.t.raw.decode(), "and no sequences")


@case
def every_end():
    for face, options in (("text", []), ("line", []), ("list", []), ("scale", WORDS), ("choices", ENDING), ("notice", [])):
        for line, end in ((":back\r", "back"), (":skip\r", "skipped"), (":leave\r", "left"), (":s\r", "extra"), (":done\r", "answered"), ("\x04", "answered")):
            with Step(face, *HEAD, *options, "-e", "s short form", text="given") as d:
                want = "given"
                is_(d.ended(line), (end, want), "%s: %r is %s, and the text is there" % (face, line, end))
                is_(d.t.modes(), d.t.before, "%s: the modes are as they were" % face)
    with Step("text", "-1") as d:
        ok(":back" not in d.t.text(), "the first step has nothing before it")
        d.t.send(":back\r")
        d.t.expect("this is the first step")
        is_(d.ended(":skip\r")[0], "skipped", "and says so")


@case
def what_is_no_key_does_not_go_on():
    extra = ["-e", "k short form"]
    for face, options in (("notice", extra), ("scale", [*WORDS, *extra]), ("choices", [*ENDING, *extra]), ("choices", [*ENDING, "-o", *extra]), ("feelings", [])):
        for typed in (":s", ":quit", ":", ":sav e"):
            with Step(face, *HEAD, *options) as d:
                d.t.send(typed + "\r")
                d.t.expect("'%s' is not known here" % typed)
                d.t.expect(":skip, %s:leave keeps it for later)" % ("" if face == "feelings" else ":k short form, "))
                is_(d.ended(":leave\r"), ("left", ""), "%s: %r neither answers nor goes on" % (face, typed))
    with Step("notice", *HEAD) as d:
        d.t.send("no, wait\r")
        d.t.expect("nothing is written here; an empty line goes on")
        is_(d.ended("\r")[0], "answered", "a notice goes on with an empty line alone")
    with Step("choices", *ENDING, "-o") as d:
        d.t.send(":)\r")
        d.t.expect("with two colons it is your own words")
        is_(d.ended("::)\r"), ("answered", ":)"), "two colons are one, written")


@case
def text():
    with Step("text") as d:
        is_(d.ended("one\r", "\r", "  two \r", "\x04"), ("answered", "one\n\n  two "), "lines as they were typed, an empty one too")
    with Step("text", text="given") as d:
        d.t.expect("so far:")
        is_(d.ended("more\r", "\r", "last\r", ":done\r"), ("answered", "given\nmore\n\nlast"), "what is written is added")
    with Step("text", text="given") as d:
        is_(d.ended("\r"), ("answered", "given"), "an empty line keeps it")
    with Step("text", text="given") as d:
        is_(d.ended(":clear\r", "new\r", ":done\r"), ("answered", "new"), ":clear begins anew")
    with Step("text") as d:
        is_(d.ended("::back\r", ":no key\r", "::x\r", ":done\r"), ("answered", ":back\n:no key\n::x"), "a word that is a key can be written with two colons")
    with Step("text", "-m", "5") as d:
        d.t.send("123456\r")
        d.t.expect("does not fit")
        is_(d.ended(":done\r"), ("answered", "12345"), "no more than fits, and that much is kept")
    with Step("list", "-m", "5", text="abcd") as d:
        d.t.send("e\r")
        d.t.expect("what was written before it is kept")
        is_(d.ended("\r"), ("answered", "abcd"), "what was there before stays")
    with Step("line", "-m", "6", text="given") as d:
        d.t.send("na\u00efve \u00e9\r")
        d.t.expect("the end of this does not fit; its beginning is kept\nso far:\nna\u00efve")
        is_(d.ended("\r"), ("answered", "na\u00efve"), "a line that was cut is shown before one goes on, cut between letters")
    with Step("text") as d:
        d.t.send("x" * 5000 + "\r")
        d.t.expect("its end may be missing")
        is_(d.ended("on\r", ":done\r"), ("answered", "x" * 4095 + "\non"), "a line that the terminal cut is kept, and said to be cut")
    for face, last in (("line", "\r"), ("text", ":done\r")):
        with Step(face) as d:
            os.write(d.t.fd, b"two\xff three\r")
            d.t.expect("it is kept, with ? in that place")
            is_(d.ended(last), ("answered", "two? three"), face + ": a byte that is no text takes nothing else with it")


@case
def every_line_is_kept():
    with Step("text") as d:
        d.t.send("one\r")
        d.t.settle()
        d.t.send("two\r")
        d.t.settle()
        is_(d.draft(), "one\ntwo", "before the next one is asked for")
        d.t.send("half a li")
        d.t.settle()
        d.t.signal(signal.SIGHUP)
        is_(d.t.wait(), -signal.SIGHUP, "a signal is the process's end")
        is_(d.draft(), "one\ntwo", "and the draft is there")
        is_(d.t.modes(), d.t.before, "the modes are as they were")
    with Step("text", "-f", "1") as d:
        d.t.send("one\r")
        d.t.expect("no space: free some, then go on writing")
        is_(d.ended(":leave\r"), ("left", "one"), "a draft that cannot be kept is told, and the text comes back")
    with Step("text") as d:
        d.t.send("one\r")
        d.t.settle()
        d.t.close_terminal()
        d.t.wait()
        is_(d.draft(), "one", "a closed terminal: the draft is there")
    with Step("choices", *ENDING, "-o", "-k") as d:
        d.t.send("words of my own\r")
        d.t.settle()
        is_(d.draft(), "words of my own", "words of one's own are kept too")


@case
def stop_and_go():
    with Step("line") as d:
        d.t.send("\x1a")
        d.t.until_stopped()
        is_(d.t.modes(), d.t.before, "stopped: the modes are as they were")
        d.t.foreground()
        d.t.settle()
        is_(d.ended("typed\r"), ("answered", "typed"), "and it goes on")


@case
def list_and_line():
    with Step("list", *HEAD) as d:
        is_(d.ended("one\r", "two\r", "\r"), ("answered", "one\ntwo"), "an empty line ends a list")
    with Step("list", text="one") as d:
        is_(d.ended("two\r", "\r"), ("answered", "one\ntwo"), "more items")
    with Step("list", text="one\n") as d:
        is_(d.ended("two\r", "\r"), ("answered", "one\ntwo"), "and no empty one between")
    with Step("line") as d:
        is_(d.ended("one\r"), ("answered", "one"), "a line")
    with Step("line", text="given") as d:
        is_(d.ended("\r"), ("answered", "given"), "kept")
    with Step("line", text="given") as d:
        is_(d.ended("new\r"), ("answered", "new"), "replaced")
    with Step("line", text="given") as d:
        is_(d.ended(":clear\r", "\r"), ("answered", ""), "taken out")


@case
def scale():
    def number(*lines, start=None):
        with Step("scale", *HEAD, *WORDS, *(["-N", str(start)] if start is not None else [])) as d:
            end = d.ended(*lines)[0]
            return end, d.result()[0]["number"]

    with Step("scale", *WORDS) as d:
        ok("0 not at all, 25 a little, 50 half, 75 mostly, 100 completely" in d.t.text(), "the words beside the numbers")
        d.t.send("7\r")
        d.t.expect("7 of 100. For 7 of 10 type 7/10. (enter: take it)")
        is_(d.ended("7/10\r")[0], "answered", "a bare 7 is echoed")
        is_(d.result()[0]["number"], "70", "and can be bettered")
    is_(number("7\r", "\r"), ("answered", "7"), "or taken")
    is_(number("7\r", ":back\r", start=40), ("back", "40"), "but does not count when going back (law 4)")
    is_(number("mostly\r"), ("answered", "75"), "a word")
    is_(number("85\r"), ("answered", "85"), "a number")
    is_(number("x\r", "85\r"), ("answered", "85"), "asked again")
    is_(number("\r"), ("answered", "-1"), "none")
    is_(number("\r", start=40), ("answered", "40"), "kept")
    is_(number(":clear\r", "\r", start=40), ("answered", "-1"), "taken out")


@case
def choices():
    def chosen(*lines, options=ENDING, start=(), text=""):
        with Step("choices", *HEAD, *options, *sum((["-C", str(i)] for i in start), []), text=text) as d:
            end, text = d.ended(*lines)
            return end, d.result()[0]["chosen"], text

    with Step("choices", *ENDING, "-C", "1") as d:
        ok("1 New view: The thought has changed.\n2 Kept (chosen)\n3 Undecided: Both can stand.\n" in d.t.text(), "each in a line")
    is_(chosen("2\r"), ("answered", "010", ""), "a number")
    is_(chosen("Undecided\r"), ("answered", "001", ""), "a label")
    is_(chosen("4\r", "0\r", "1 2\r", "x\r", "3\r"), ("answered", "001", ""), "what is no number of the list is asked again")
    is_(chosen("\r", start=[2]), ("answered", "001", ""), "kept")
    is_(chosen(":clear\r", "\r", start=[2]), ("answered", "000", ""), "taken out")
    many = [*ENDING, "-k"]
    is_(chosen("1, 3\r", options=many), ("answered", "101", ""), "several")
    is_(chosen("\r", options=many), ("answered", "000", ""), "none")
    is_(chosen("-2\r", options=many, start=[0, 1, 2]), ("answered", "101", ""), "all but one")
    is_(chosen("-1, -2 -3\r", options=many, start=[0, 1]), ("answered", "000", ""), "all taken out")
    is_(chosen("-4\r", "--1\r", "-\r", "-3\r", options=many, start=[1, 2]), ("answered", "010", ""), "one that is not in the list is asked again")
    is_(chosen("-2\r", "1\r"), ("answered", "100", ""), "where there is one choice nothing is taken out")
    is_(chosen("my own\r", options=[*ENDING, "-o"]), ("answered", "000", "my own"), "own words")
    is_(chosen("2\r", options=[*ENDING, "-o"], text="mine"), ("answered", "010", ""), "or a choice instead")
    is_(chosen("3 of us\r", "2\r", options=[*many, "-o"]), ("answered", "010", "3 of us"), "both, when there may be many")


@case
def help_and_hostile_text():
    page = "help line 1\nhelp line 2"
    with Step("text", "-g", page) as d:
        d.t.send(":help\r")
        d.t.expect("help line 2")
        is_(d.ended("typed\r", ":done\r"), ("answered", "typed"), "the page, and on")
    hostile = "a\x1b[2J\x1b]0;t\x07\u202e\u2028b"
    every = ["-t", hostile, "-p", hostile, "-a", hostile, "-n", hostile, "-q", hostile, "-h", hostile, "-g", hostile, "-d", hostile, "-e", "k " + hostile]
    for face, options in (("text", []), ("list", []), ("line", []), ("scale", ["-w", "50 " + hostile]), ("choices", ["-c", hostile + "|" + hostile, "-o"]),
                          ("notice", [])):
        with Step(face, *every, *options, text=hostile) as d:
            d.t.send(":help\r")
            d.t.settle()
            is_(d.ended(":skip\r")[0], "skipped", face + ": it works")
            raw = d.t.raw.decode("utf-8", "replace")
            is_([c for c in ("\x1b", "\x07", "\u202e", "\u2028") if c in raw], [], face + ": nothing that a terminal obeys comes out")
            ok("<U+001B>" in raw, face + ": it is shown as marks")


@case
def feelings():
    with Step("feelings", *HEAD, "-q", "What do you feel?", "-g", "help page", "-b", "sadness.sad", "-r", "sadness.lonely") as d:
        ok("What do you feel?" in d.t.text() and "chosen: sad 60 (surface) (:clear begins anew)" in d.t.text(), "what was chosen is told")
        d.t.send(":help\r")
        d.t.expect("help page")
        d.t.send("?\r")
        d.t.expect("words that may be in this (only you know):")
        is_(d.ended("1\r", "70\r", "\r"), ("done", "sadness.sad 60 1\nsadness.lonely 70 0\n"), "after not sure a word is proposed, and taken; the layer is not asked twice")
    for line, end in ((":back\r", "back"), (":skip\r", "skip"), (":leave\r", "left"), ("\x04", "done")):
        with Step("feelings", "-b", "sadness.sad") as d:
            is_(d.ended(line), (end, "sadness.sad 60 1\n"), "%r is %s, with what was chosen" % (line, end))
    with Step("feelings", "-b", "sadness.sad") as d:
        is_(d.ended(":clear\r", "anxious\r", "40\r", "1\r", "\r"), ("done", "fear.anxious 40 0\n"), "begun anew")
    with Step("feelings") as d:
        is_(d.ended("?\r", "\r"), ("done", "other.unsure 255 0\n"), "nothing to propose: not sure is the answer")


done()
