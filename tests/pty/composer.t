#!/usr/bin/python3
"""The composer at a real terminal: what is typed is what is kept, whatever happens."""

import os
import re
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, demo, done, is_, like, ok  # noqa: E402

KEYS = "^D done"
QUESTION = "throw"


class Desk:
    """A composer with a text; `with` ends it whatever happens."""

    def __init__(self, text="", cols=80, rows=24, options=(), env=None, term="xterm-256color", **more):
        self.folder = Folder()
        self.text, self.size, self.options, self.env, self.term, self.more = text, (cols, rows), options, env, term, more

    def __enter__(self):
        self.folder.__enter__()
        argv = [demo("compose_demo"), *self.options, self.folder.file("in", self.text), self.folder.file("out")]
        self.t = Term(*self.size, argv, env=self.env, term=self.term, **self.more)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.folder.__exit__()

    def result(self):
        head, text = self.folder.read("out").split(b"\n", 1)
        return dict(pair.split("=") for pair in head.decode().split()), text

    def draft(self):
        return self.folder.read("out.draft")


def left_well(d, name):
    """Law 4: nothing in the scrollback, the terminal as it was."""
    is_(d.t.alternate, False, name + ": the alternate screen is left")
    is_([line for line in d.t.scrollback() if line], [], name + ": nothing is left on the main screen or above it")
    is_(d.t.modes(), d.t.before, name + ": the terminal's modes are as they were")
    ok(d.t.raw.rfind(b"\x1b[?2004l") > d.t.raw.rfind(b"\x1b[?2004h"), name + ": bracketed paste is switched off")


@case
def typing():
    with Desk() as d:
        d.t.expect(KEYS)
        is_(d.t.alternate, True, "the alternate screen is used")
        is_(d.t.screen()[0], "sun 22 nov 2026", "the title is at the top")
        like(d.t.screen()[-1], r"^\^D done  \^C leave  \^Z undo  \^Y redo$", "the keys are at the bottom")
        d.t.send("naïve 日本語 été\rsecond line")
        d.t.expect("second line")
        is_(d.t.screen()[2:4], ["naïve 日本語 été", "second line"], "what is typed is shown")
        is_(d.t.cursor(), (3, 11), "the cursor stands behind it")
        d.t.send("\x04")
        is_(d.t.wait(), 0, "ctrl-d ends it")
        head, text = d.result()
        is_(text.decode(), "naïve 日本語 été\nsecond line", "the text is what was typed")
        is_(head["end"], "done", "and it is done")
        left_well(d, "done")


@case
def a_given_text_is_gone_on_with():
    with Desk("so far") as d:
        d.t.expect("so far")
        d.t.send(", so good\x18")
        d.t.wait()
        is_(d.result()[1], b"so far, so good", "the cursor begins at the end, ctrl-x ends it")


@case
def motions_and_deletions():
    with Desk("one two three\nfour") as d:
        d.t.expect("four")
        d.t.send("\x1b[A\x01\x1b[1;5C!\x1bf?\x1b[F.\x1b[H*")
        d.t.expect("*one! two? three.")
        d.t.send("\x1b[1;5F\x17five\x1b[1;5H\x1b[3~\x0b")
        d.t.expect("five")
        d.t.send("\x1b[A\x1b[B\x1b[Ba\x7fb\x04")
        d.t.wait()
        is_(d.result()[1], b"\nfiveb", "arrows, words, ends, ctrl-w, ctrl-k, delete, backspace")


@case
def backspace_takes_what_looks_like_one_character():
    with Desk("e\u0301👨\u200d👩\u200d👧日") as d:
        d.t.expect(KEYS)
        d.t.send("\x7f\x7f")
        d.t.settle()
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1].decode(), "e\u0301", "a wide character and a family of three")


@case
def pastes():
    with Desk() as d:
        d.t.expect(KEYS)
        d.t.send("before ")
        d.t.paste("one\r\ntwo\rthree\x04\x03\x1b[31m\t.\x7f")
        d.t.expect("three")
        d.t.send(" after")
        d.t.expect("after")
        is_(d.t.screen()[2:5], ["before one", "two", "three[31m       . after"], "line ends are made one, controls are dropped")
        d.t.send("\x1a\x1a")
        d.t.expect_gone("two")
        is_(d.t.screen()[2], "before", "a paste is one step")
        d.t.send("\x19\x04")
        d.t.wait()
        is_(d.result()[1], b"before one\ntwo\nthree[31m\t.", "and comes back")


@case
def a_large_paste():
    with Desk() as d:
        d.t.expect(KEYS)
        text = "".join("line %d of a large paste, long enough to be wrapped somewhere near its end, or so\n" % i for i in range(4000))
        d.t.paste(text)
        d.t.expect("line 3999")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1].decode(), text, "%d bytes arrive whole" % len(text))


@case
def undo_and_redo():
    with Desk() as d:
        d.t.expect(KEYS)
        d.t.send("first\rsecond")
        d.t.expect("second")
        d.t.send("\x1a")
        d.t.expect_gone("second")
        ok("first" in d.t.text(), "a run of typing ends at its line end")
        d.t.send("\x1a")
        d.t.expect_gone("first")
        d.t.send("\x1a")
        d.t.expect("nothing more to undo")
        d.t.send("\x19\x19")
        d.t.expect("second")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1], b"first\nsecond", "everything comes back")
        is_(d.t.stopped, False, "ctrl-z does not stop the program")


@case
def wrapping_and_resizing():
    text = "The quick brown fox jumps over the lazy dog while the rain falls on the roof and nobody minds at all."
    with Desk(text) as d:
        d.t.expect(KEYS)
        is_(d.t.screen()[2:4], [text[:76], text[77:]], "wrapped at a blank at 80 columns")
        d.t.resize(40, 12)
        d.t.expect("^D done  ^C leave  ^Z undo  ^Y redo")
        d.t.settle()
        is_(d.t.screen()[2:6], ["The quick brown fox jumps over the lazy", "dog while the rain falls on the roof", "and nobody minds at all.", ""],
            "at 40 columns")
        is_(d.t.cursor(), (4, 24), "the cursor stays at the end")
        d.t.resize(10, 3)
        d.t.settle()
        is_(d.t.screen(), ["minds at", "all.", "^D done"], "at 10x3 the end and one key are there")
        d.t.send("!")
        d.t.expect("all.!")
        d.t.resize(1, 1)
        d.t.settle()
        d.t.resize(80, 24)
        d.t.expect(text[77:] + "!")
        is_(d.t.screen()[2], text[:76], "and back at 80 columns")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1].decode(), text + "!", "the text has no line end that was not typed")


@case
def scrolling():
    with Desk("\n".join("line %d" % i for i in range(1, 101)), rows=12) as d:
        d.t.expect("line 100")
        is_(d.t.screen()[2:10], ["line %d" % i for i in range(93, 101)], "the end is shown")
        d.t.send("\x1b[1;5H")
        d.t.expect(lambda s: s[2] == "line 1")
        d.t.send("\x1b[6~")
        d.t.expect(lambda s: s[2] == "line 8")
        d.t.send("\x1b[5~" * 2 + "\x1b[B" * 8)
        d.t.expect(lambda s: s[2:10] == ["line %d" % i for i in range(2, 10)])
        d.t.send("\x04")
        is_(d.t.wait(), 0, "page keys and arrows scroll")


@case
def lines_above():
    with Desk("it is so", options=["-a", "hot thought: nobody will ever come", "-n", "the last save failed: disk full"]) as d:
        d.t.expect("it is so")
        is_(d.t.screen()[1], "hot thought: nobody will ever come", "the line that the step needs stays above")
        is_(d.t.screen()[-2], "the last save failed: disk full", "a note is shown at the start")
        d.t.send("x")
        d.t.expect("it is sox")
        is_(d.t.screen()[-2], "the last save failed: disk full", "and stays until something is saved")
        d.t.send("\x04")
        d.t.wait()


@case
def the_question_has_three_answers():
    for key, end, saves in (("t", "cancel", "0"), ("k", "later", "1")):
        with Desk("words") as d:
            d.t.expect(KEYS)
            d.t.send("\x03")
            d.t.expect(QUESTION)
            d.t.send("x\r\x03")
            d.t.settle()
            ok(QUESTION in d.t.text(), "other keys are no answer")
            d.t.send(key)
            is_(d.t.wait(), 0, "%s is one" % key)
            head, text = d.result()
            is_((head["end"], head["saves"], text), (end, saves, b"words"), "%s ends with %s" % (key, end))
            left_well(d, end)
    with Desk("words", cols=40, rows=12) as d:
        d.t.expect(KEYS)
        d.t.send("\x1b\x1b")
        d.t.expect("t throw away  k keep draft  g go on")
        d.t.send("g")
        d.t.expect_gone("throw away")
        d.t.send(" more")
        d.t.expect("words more")
        d.t.send("\x04")
        d.t.wait()
        is_((d.result()[0]["end"], d.result()[1]), ("done", b"words more"), "g goes on, also after esc esc")


@case
def typed_ahead_is_no_answer():
    with Desk("words") as d:
        d.t.expect(KEYS)
        d.t.send("\x03t")
        d.t.expect(QUESTION)
        d.t.settle()
        is_(d.t.status, None, "a t that came with the ctrl-c throws nothing away")
        d.t.send("g\x04")
        d.t.wait()
        is_(d.result()[1], b"words", "the text is there")


@case
def one_escape_only_says_so():
    with Desk("words") as d:
        d.t.expect(KEYS)
        d.t.send("\x1b")
        d.t.expect("esc again")
        d.t.send("!")
        d.t.expect("words!")
        ok("esc again" not in d.t.text(), "another key takes it back")
        d.t.send("\x1b")
        d.t.expect("esc again")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1], b"words!", "and nothing was lost")


def ends_by(signo, name):
    with Desk("given, ") as d:
        d.t.expect(KEYS)
        d.t.send("and typed")
        d.t.expect("typed")
        d.t.signal(signo)
        is_(d.t.wait(), 0, name + ": it comes back to its caller")
        head, text = d.result()
        is_((head["end"], head["saves"], text), ("hangup", "1", b"given, and typed"), name + ": the text is handed over")
        is_(d.draft(), b"given, and typed", name + ": the draft was kept")
        left_well(d, name)


@case
def signals():
    ends_by(signal.SIGTERM, "SIGTERM")
    ends_by(signal.SIGHUP, "SIGHUP")
    ends_by(signal.SIGQUIT, "SIGQUIT")


@case
def a_signal_that_interrupts_asks():
    with Desk("words") as d:
        d.t.expect(KEYS)
        d.t.signal(signal.SIGINT)
        d.t.expect(QUESTION)
        d.t.send("g\x04")
        is_(d.t.wait(), 0, "SIGINT from elsewhere asks, too")


@case
def the_terminal_is_closed():
    with Desk("given, ") as d:
        d.t.expect(KEYS)
        d.t.send("and typed")
        d.t.expect("typed")
        d.t.close_terminal()
        is_(d.t.wait(), 0, "it comes back")
        head, text = d.result()
        is_((head["end"], head["saves"], text), ("hangup", "1", b"given, and typed"), "closed: the text is handed over")
        is_(d.draft(), b"given, and typed", "closed: the draft was kept")


@case
def a_given_text_is_kept_at_the_end_of_the_terminal():
    with Desk("not saved anywhere") as d:
        d.t.expect(KEYS)
        d.t.signal(signal.SIGHUP)
        d.t.wait()
        is_(d.draft(), b"not saved anywhere", "although nothing was typed")


@case
def stop_and_go():
    with Desk("words") as d:
        d.t.expect(KEYS)
        d.t.send("!")
        d.t.expect("words!")
        d.t.signal(signal.SIGTSTP)
        d.t.until_stopped()
        d.t.settle()
        is_(d.t.alternate, False, "stopped: the main screen is back")
        is_([line for line in d.t.scrollback() if line], [], "stopped: no text on it")
        is_(d.t.modes(), d.t.before, "stopped: the modes are as they were")
        is_(d.draft(), b"words!", "stopped: the draft is kept")
        d.t.foreground()
        d.t.expect("words!")
        is_(d.t.alternate, True, "and it goes on")
        d.t.send("?")
        d.t.expect("words!?")
        d.t.signal(signal.SIGSTOP)
        d.t.until_stopped()
        d.t.foreground()
        d.t.send("+")
        d.t.expect("words!?+")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1], b"words!?+", "also after SIGSTOP")
        left_well(d, "stopped and done")


@case
def a_draft_is_kept_after_ten_seconds():
    with Desk() as d:
        d.t.expect(KEYS)
        start = time.monotonic()
        d.t.send("words")
        d.t.expect("draft saved", 30)
        took = time.monotonic() - start
        ok(9.5 < took < 20, "after ten seconds without a key (%.1f)" % took)
        is_(d.draft(), b"words", "the draft holds the text")
        d.t.send("\x03")
        d.t.expect(QUESTION)
        d.t.signal(signal.SIGHUP)
        d.t.wait()
        is_((d.result()[0]["end"], d.result()[0]["saves"]), ("hangup", "1"), "what is kept is not kept again, and no answer is no yes")


@case
def a_save_that_fails():
    with Desk("", options=["-f", "1"]) as d:
        d.t.expect(KEYS)
        d.t.send("words\x03")
        d.t.expect(QUESTION)
        d.t.send("k")
        d.t.expect("no space: free some, then go on writing")
        ok("words" in d.t.text(), "the text stays on the screen")
        d.t.send(" more")
        d.t.expect("words more")
        ok("no space" in d.t.text(), "and so does the reason")
        d.t.send("\x03")
        d.t.expect(QUESTION)
        d.t.send("k")
        d.t.wait()
        head, text = d.result()
        is_((head["end"], head["saves"], head["failed"], text), ("later", "2", "1", b"words more"), "until it can be kept")
    with Desk("", options=["-f", "9"]) as d:
        d.t.expect(KEYS)
        d.t.send("words")
        d.t.expect("words")
        d.t.signal(signal.SIGTERM)
        d.t.wait()
        head, text = d.result()
        is_((head["end"], head["failed"], text), ("hangup", "1", b"words"), "at a hang-up the caller gets the text all the same")


@case
def hostile_text():
    hostile = b"a\x1b[2J\x1b]0;t\x07\x9b1m\xff\xe2\x80\xae\xc2\x9b\r\x7fz\xef\xbb\xbf"
    with Desk(hostile, cols=100) as d:
        d.t.expect(KEYS)
        shown = "".join(d.t.screen()[2:5])
        is_(shown.replace(" ", ""), "a<U+001B>[2J<U+001B>]0;t<U+0007><9B>1m<FF><U+202E><U+009B><U+000D><U+007F>z<U+FEFF>", "is shown, not obeyed")
        ok(b"\x1b]0;t" not in d.t.raw, "no sequence of it reached the terminal")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1], hostile, "its bytes are kept")
    with Desk("title", options=["-t", "ti\x1b[2Jtle", "-a", "ab\x1b[2Jove"]) as d:
        d.t.expect(KEYS)
        like(d.t.text(), r"ti<U\+001B>\[2Jtle", "the lines around it too")
        d.t.send("\x04")
        d.t.wait()


@case
def hostile_keys():
    with Desk() as d:
        d.t.expect(KEYS)
        d.t.send(b"a\xff\xfe\xc0\x80\xed\xa0\x80\xc2\x9b" + b"\x1b]52;c;AAAA\x07\x1b[?1;2c\x1bP1$r\x1b\\" + "é".encode() + b"b\x00\x1c")
        d.t.expect("aéb")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1].decode(), "aéb", "invalid bytes and answers of the terminal are dropped")


@case
def the_page_over_the_text():
    page = "\n".join("help line %d" % i for i in range(1, 41))
    with Desk("words", options=["-h", page]) as d:
        d.t.expect("^G help now")
        d.t.send("\x1bOP")
        d.t.expect("help line 1")
        ok("words" not in d.t.text(), "the page covers the text")
        d.t.send("\x1b[6~")
        d.t.expect("help line 40")
        d.t.send("q")
        d.t.expect("words")
        d.t.send("\x07")
        d.t.expect("help line 1")
        d.t.send("\x03")
        d.t.expect("words")
        ok("help line" not in d.t.text() and QUESTION not in d.t.text(), "any key goes back, and does nothing else")
        d.t.send("!\x04")
        d.t.wait()
        is_(d.result()[1], b"words!", "the text is untouched")
        left_well(d, "help")
    with Desk("words") as d:
        d.t.expect(KEYS)
        ok("F1" not in d.t.text(), "no page, no key for it")
        d.t.send("\x1bOP!\x04")
        d.t.wait()
        is_(d.result()[1], b"words!", "and the key does nothing")


@case
def no_more_than_max():
    with Desk("12345", options=["-m", "8"]) as d:
        d.t.expect(KEYS)
        d.t.paste("6789")
        d.t.expect("this does not fit")
        d.t.send("678")
        d.t.expect("12345678")
        d.t.send("9")
        d.t.expect("this does not fit")
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1], b"12345678", "what fits is there")


@case
def other_places():
    with Desk("é日\x1b", env={"LC_ALL": "C"}) as d:
        d.t.expect(KEYS)
        is_(d.t.screen()[2], "??<U+001B>", "locale C: a question mark for what it cannot show")
        d.t.send("ü\x04")
        d.t.wait()
        is_(d.result()[1].decode(), "é日\x1bü", "and the bytes are kept")
    with Desk("é", env={"LC_ALL": "POSIX", "COLUMNS": "1", "LINES": "100000", "NO_COLOR": "1"}) as d:
        d.t.expect(KEYS)
        d.t.send("\x04")
        is_(d.t.wait(), 0, "COLUMNS and LINES are not believed")
        colours = [m for m in re.findall(rb"\x1b\[([0-9;]*)m", d.t.raw) if re.search(rb"(^|;)(3|4|9|10)[0-7]", m)]
        is_(colours, [], "no colours")
    for term in ("dumb", "", "nothing-known", None):
        with Desk("words", term=term or "", env={"TERM": term}) as d:
            is_(d.t.wait(), 0, "TERM %r: no crash" % term)
            is_((d.result()[0]["rc"], d.result()[1], d.t.raw), ("-1", b"words", b""), "TERM %r is refused" % term)
    for term in ("linux", "vt100", "screen-256color", "tmux-256color", "rxvt-unicode-256color"):
        with Desk("words", term=term) as d:
            d.t.expect("words")
            d.t.send("!\x04")
            d.t.wait()
            is_(d.result()[1], b"words!", "TERM %s" % term)
            is_([line for line in d.t.scrollback() if line], [], "TERM %s: nothing is left" % term)


@case
def pipes():
    r, w = os.pipe()
    with Desk("words", stdin=os.open("/dev/null", os.O_RDONLY), stdout=w) as d:
        d.t.expect(KEYS)
        d.t.send("!\x04")
        d.t.wait()
        is_(d.result()[1], b"words!", "stdin and stdout may be something else")
    os.close(w)
    is_(os.read(r, 10), b"", "and nothing is written there")
    os.close(r)


@case
def a_large_text():
    text = ("word " * 20 + "\n") * 20000
    with Desk(text) as d:
        d.t.expect(KEYS)
        start = time.monotonic()
        d.t.send("\x1b[1;5H" + "x" * 200 + "\x1b[6~" * 50 + "\x1b[1;5Fend")
        d.t.expect("end")
        took = time.monotonic() - start
        ok(took < 15, "keys in %d bytes are answered (%.2f s)" % (len(text), took))
        d.t.send("\x04")
        d.t.wait()
        is_(d.result()[1].decode(), "x" * 200 + text + "end", "and it is whole")


done()
