#!/usr/bin/python3
"""The picker at a real terminal: `felt tag ID` alone lets its writer choose."""

import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import Home  # noqa: E402
from term import case, done, is_, like, ok  # noqa: E402

UP, DOWN, RIGHT, LEFT, DELETE = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[3~"
START = "Which feeling is it?"


class Picking:
    """An entry, and the picker over it."""

    def __init__(self, cols=80, rows=24, *options, **more):
        self.size, self.options, self.more = (cols, rows), options, more

    def __enter__(self):
        self.home = Home().__enter__()
        self.id = self.home.write("a day")
        self.t = self.home.at(*self.size, "tag", self.id, *self.options, **self.more)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.home.__exit__()

    def feelings(self):
        entry = json.loads(self.home.out("show", self.id, "--json"))
        return [(f["id"], f.get("intensity"), f.get("layer")) for f in entry.get("feelings", [])]

    def screen(self):
        self.t.settle()
        return self.t.screen()


FIRST_80 = [
    "Which feeling is it?",
    "",
    ">",
    "",
    "> joy ...         Something is as you wish, or more; energy rises and wants to m",
    "  calm ...        Nothing presses; body and thoughts have room.",
    "  love ...        Warmth between you and someone: going out, coming in, or misse",
    "  sadness ...     Something dear is gone, out of reach or not as hoped; everythi",
    "  fear ...        Something may go wrong or come too near; the body makes ready.",
    "  anger ...       Something is in the way or crosses a line; strength gathers to",
    "  shame ...       Something about you is seen, or could be, and you want to hide",
    "  numb ...        Feeling is turned low or off, often because there was too much",
    "  numb            Feeling seems switched off, like a limb that fell asleep; unli",
    "  not sure        You cannot tell, or not yet. That is a whole answer.",
    "  all right       All right, nothing special. It need not be more than that.",
    "", "", "", "",
    "Something is as you wish, or more; energy rises and wants to move or be shared.",
    "", "", "",
    "type or arrows  enter: choose  n numb  ? not sure  del: undo  ^D done  esc: back",
]
FIRST_40 = [
    "Which feeling is it?",
    ">",
    "> joy ...",
    "  calm ...",
    "  love ...",
    "  sadness ...",
    "  fear ...",
    "Something is as you wish, or more;",
    "energy rises and wants to move or be",
    "shared.",
    "",
    "enter  n numb  ? not sure  ^D done  esc",
]


@case
def the_first_page():
    for size, want in (((80, 24), FIRST_80), ((40, 12), FIRST_40)):
        with Picking(*size) as p:
            p.t.expect(START)
            is_(p.screen(), want, "%dx%d: families, numb and not sure" % size)
            is_(p.t.alternate, True, "on the alternate screen")


@case
def no_colour_is_needed():
    with Picking(env={"NO_COLOR": "1"}) as p:
        p.t.expect(START)
        is_(p.screen(), FIRST_80, "NO_COLOR: the same page")
        ok(b"\x1b[3" not in p.t.raw.split(START.encode())[-1].replace(b"\x1b[3;", b"").replace(b"\x1b[3d", b""), "and no colour in it")
        p.t.send(DOWN)
        p.t.expect("> calm")
        ok("> joy" not in p.t.text(), "the chosen row is marked by a character, not by colour alone")


@case
def typing_filters_words_descriptions_and_body_cues():
    with Picking() as p:
        p.t.expect(START)
        p.t.send("lonely")
        p.t.expect("> lonely")
        is_(p.screen()[4:7], [
            "> lonely          sadness  You want someone there and nobody is, maybe even amon",
            "  longing         love     You miss or want someone or something dear; lonely is",
            "  left out        sadness  Others are together and you are not counted in; lonel",
        ], "the word itself first, then lines that name it")
        is_(p.t.screen()[19:22], [
            "You want someone there and nobody is, maybe even among people; left out needs a",
            "group.",
            "body: hollow chest, cold arms",
        ], "its whole line and its body cue below")
        p.t.send("\x15tight chest")
        p.t.expect("> anxious")
        ok(p.screen()[5].startswith("  "), "a body cue finds its word")
        p.t.send("\x15tired")
        p.t.expect("drained")
        is_([line[2:10].strip() for line in p.screen()[4:7]], ["sad", "flat", "drained"], "a word the list lacks finds what it may stand for")
        p.t.send("\x15xyz")
        p.t.expect("no word here has that")
        p.t.send("\x1b")
        p.t.expect("> joy")
        is_(p.screen(), FIRST_80, "esc takes the filter away")


@case
def from_family_to_word_with_arrows():
    with Picking() as p:
        p.t.expect(START)
        p.t.send(DOWN * 3 + "\r")
        p.t.expect("sadness: which word?")
        is_([line[2:16].strip() for line in p.screen()[4:13]],
            ["sad", "lonely", "disappointed", "hurt", "grieving", "rejected", "left out", "hopeless", "just sadness"], "its words, and the family alone")
        p.t.send(LEFT)
        p.t.expect("> sadness")
        ok(True, "left goes back to the family")
        p.t.send(RIGHT + DOWN * 8 + "\r")
        p.t.expect("How strong is it: sadness?")
        p.t.send("\r")
        p.t.expect("is there another feeling beneath it?")
        p.t.send("\r")
        p.t.expect("> that is all")
        p.t.send("\r")
        is_(p.t.wait(), 0, "that is all")
        is_(p.feelings(), [("sadness", None, None)], "a family alone is an answer, without a number")


@case
def intensity():
    with Picking() as p:
        p.t.expect(START)
        p.t.send("lonely\r")
        p.t.expect("How strong is it: lonely?")
        p.t.send("7\r")
        p.t.expect("7 of 100. For 7 of 10 type 7/10.")
        ok("How strong" in p.t.text(), "a bare number from 1 to 10 is echoed before it counts")
        p.t.send("/10")
        p.t.expect("] 70 of 100")
        p.t.send("\r\r")
        p.t.expect("that is all")
        p.t.send("sad\r" + UP)
        p.t.expect("] 50 of 100")
        p.t.send(RIGHT + UP)
        p.t.expect("[#############-------] 65 of 100")
        p.t.send("\r")
        p.t.expect("chosen: lonely 70, sad 65")
        p.t.send("hurt\r")
        p.t.expect("How strong is it: hurt?")
        p.t.send("quite a bit\r")
        p.t.expect("0 to 100, 70%, 7/10, 3/5, or slight to overwhelming")
        p.t.send("\x15strong\r")
        p.t.expect("hurt 80")
        p.t.send("\x04")
        p.t.wait()
        is_(p.feelings(), [("sadness.lonely", 70, None), ("sadness.sad", 65, None), ("sadness.hurt", 80, None)], "several feelings with their numbers")


@case
def a_bare_number_can_be_meant():
    with Picking() as p:
        p.t.expect(START)
        p.t.send("lonely\r")
        p.t.expect("How strong")
        p.t.send("7\r")
        p.t.expect("7 of 100.")
        p.t.send("\r")
        p.t.expect("beneath it?")
        p.t.send("\r\x04")
        p.t.wait()
        is_(p.feelings(), [("sadness.lonely", 7, None)], "enter again takes it")
    with Picking() as p:
        p.t.expect(START)
        p.t.send("lonely\r")
        p.t.expect("How strong")
        p.t.send("7\r")
        p.t.expect("type 7/10")
        p.t.send("7/10")
        p.t.expect("] 70 of 100")
        p.t.send("\r\r\x04")
        p.t.wait()
        is_(p.feelings(), [("sadness.lonely", 70, None)], "what the echo proposes is typed anew, not behind the 7")


@case
def a_number_behind_the_word():
    for typed, strong in (("lonely:80", 80), ("lonely: 8/10", 80), ("lonel:80%", 80), ("lonely:strong", 80), ("lonely:", None)):
        with Picking() as p:
            p.t.expect(START)
            p.t.send(typed)
            p.t.expect("lonely ")
            p.t.send("\r")
            p.t.expect("beneath it?" if strong else "How strong")
            p.t.send("\r\x04" if strong else "\r\r\x04")
            p.t.wait()
            is_(p.feelings(), [("sadness.lonely", strong, None)], "%s: the part behind the colon is how strong it is" % typed)
    with Picking() as p:
        p.t.expect(START)
        p.t.send("lonely:8\r")
        p.t.expect("8 of 100. For 8 of 10 type 8/10.")
        p.t.send("8/10\r")
        p.t.expect("beneath it?")
        p.t.send("\rsad:quince\r")
        p.t.expect("0 to 100, 70%, 7/10, 3/5")
        p.t.send("\x1540\r")
        p.t.expect("sad 40")
        p.t.send("sadness:30")
        p.t.expect("sadness")
        p.t.send("\r\x04")
        p.t.wait()
        is_(p.feelings()[:2], [("sadness.lonely", 80, None), ("sadness.sad", 40, None)], "a bare 8 is echoed, what is no number is said so")
        is_(p.feelings()[2][1], 30, "a family with a number is the family alone")


@case
def layers_are_asked_once():
    with Picking() as p:
        p.t.expect(START)
        p.t.send("angry\r\r")
        p.t.expect("angry: is there another feeling beneath it?")
        is_(p.screen()[2:5], ["> 1 only this one", "  2 yes, another one lies beneath it", "  3 this one lies beneath another"], "three answers")
        p.t.send("2")
        p.t.expect("What lies beneath angry?")
        p.t.send("hurt\r\r")
        p.t.expect("chosen: angry (surface), hurt (under)")
        ok("beneath" not in p.t.text(), "and it is not asked again")
        p.t.send("sad\r\r")
        p.t.expect("hurt (under), sad")
        p.t.send("\x04")
        p.t.wait()
        is_(p.feelings(), [("anger.angry", None, "surface"), ("sadness.hurt", None, "under"), ("sadness.sad", None, None)], "both layers are kept")


@case
def numb_and_not_sure_are_near():
    with Picking(40, 12) as p:
        p.t.expect(START)
        p.t.send("n")
        p.t.expect("> numb")
        p.t.send("\r\r")
        p.t.expect("> that is all")
        ok("beneath" not in p.t.text(), "no layer is asked after numb")
        p.t.send("\r")
        p.t.wait()
        is_(p.feelings(), [("numb.numb", None, None)], "n, enter: numb")
    with Picking(40, 12) as p:
        p.t.expect(START)
        p.t.send("?")
        p.t.expect("> not sure")
        p.t.send("\r")
        p.t.expect("> that is all")
        p.t.send("\r")
        p.t.wait()
        is_(p.feelings(), [("other.unsure", None, None)], "?, enter: not sure, without a number or a layer")


@case
def taking_out_and_leaving():
    with Picking() as p:
        p.t.expect(START)
        p.t.send("angry\r\r\r")
        p.t.expect("chosen: angry")
        p.t.send("angry")
        p.t.expect(">*angry")
        p.t.send(DELETE)
        p.t.expect("taken out again")
        ok("chosen" not in p.t.text(), "it is gone from the chosen")
        p.t.send("\r\r\x1b")
        p.t.expect("chosen: angry")
        p.t.send("\x1b")
        p.t.expect("esc again: leave without them")
        p.t.send("\x1b")
        is_(p.t.wait(), 0, "esc twice leaves")
        is_(p.feelings(), [], "and nothing was chosen")
        is_([line for line in p.t.scrollback() if line], ["nothing was changed"], "nothing of it is left on the screen")
        is_(p.t.modes(), p.t.before, "the terminal is as it was")


@case
def small_screens_scroll():
    with Picking(40, 12) as p:
        p.t.expect(START)
        p.t.send(DOWN * 9)
        p.t.expect("> not sure")
        is_(p.screen()[2:7], ["  anger ...", "  shame ...", "  numb ...", "  numb", "> not sure"], "the list follows")
        p.t.resize(80, 24)
        p.t.signal(signal.SIGWINCH)
        p.t.expect("  joy ...")
        ok("> not sure" in p.t.text(), "a larger screen shows more of it")
    with Picking(20, 5) as p:
        p.t.expect("> joy")
        p.t.send("lonely\r")
        p.t.expect("How strong")
        ok(True, "20x5 still works")


@case
def a_hang_up_changes_nothing():
    with Picking() as p:
        p.t.expect(START)
        p.t.send("angry\r\r\r")
        p.t.expect("chosen: angry")
        p.t.signal(signal.SIGTERM)
        is_(p.t.wait(), 130, "a signal ends it")
        is_(p.feelings(), [], "nothing was chosen")
        is_(p.t.modes(), p.t.before, "the terminal is as it was")


@case
def in_lines():
    for options, term in ((("--plain",), "xterm-256color"), ((), "dumb")):
        with Picking(80, 24, *options, term=term) as p:
            p.t.expect("n numb, ? not sure, + families, enter: none\nwhich feeling? a word, or part of its line:")
            ok(b"\x1b[" not in p.t.raw, "%s: no cursor is moved" % term)
            p.t.send("lonely\r")
            p.t.expect("how strong is it: lonely? 0 to 100, or 7/10 (enter: no number)")
            p.t.send("7\r")
            p.t.expect("7 of 100. For 7 of 10 type 7/10. (enter: take it)")
            p.t.send("7/10\r")
            p.t.expect("1, 2 or 3 (enter: 1)")
            like(p.t.text(), "lonely: is there another feeling beneath it\\?\n1 only this one\n2 yes, another one lies beneath it\n3 this one lies beneath",
                 "the layer, in lines")
            p.t.send("\r")
            p.t.expect("another one? (enter: that is all)")
            p.t.send("?\r")
            p.t.expect(lambda screen: screen.count("another one? (enter: that is all) ?") == 1 and "another one? (enter: that is all)" in screen)
            p.t.send("\r")
            is_(p.t.wait(), 0, "an empty line ends it")
            is_(p.feelings(), [("sadness.lonely", 70, None), ("other.unsure", None, None)], "what was said in lines")


@case
def a_list_in_lines():
    with Picking(80, 24, "--plain") as p:
        p.t.expect("part of its line:")
        p.t.send("+\r")
        p.t.expect("11 all right")
        p.t.send("4\r")
        p.t.expect("9 just sadness: the family alone is an answer too")
        p.t.send("2\r")
        p.t.expect("how strong is it: lonely?")
        p.t.send("\r\r\r")
        p.t.expect("saved")
        p.t.wait()
        is_(p.feelings(), [("sadness.lonely", None, None)], "family by number, word by number")


@case
def own_words_are_there():
    with Home() as h:
        h.run("feelings", "add", "creeped", "out", "--family", "fear")
        h.run("feelings", "move", "hurt", "--family", "anger")
        id = h.write("a day")
        t = h.at(80, 24, "tag", id)
        t.expect(START)
        t.send("creep")
        t.expect("> creeped out     fear")
        t.send("\x15anger\r")
        t.expect("anger: which word?")
        ok("> hurt " in t.text(), "a moved word is found in its new family")
        t.send("\x1b\x1b")
        t.wait()


done()
