#!/usr/bin/python3
"""The vocabulary page at a terminal: in the pager, at two widths, without colour, in plain lines."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import FELT  # noqa: E402
from term import Term, case, done, is_, like, ok  # noqa: E402

WIDE = """\
feelings
None of these is good or bad. Read until one line sounds like it; "it is close
to this" is near enough, and so is a family alone. If no word comes, the body
may know first.

joy
Something is as you wish, or more; energy rises and wants to move or be shared.
  happy           Life feels light and warm right now; quieter than delighted,
                  and it needs no occasion.
                  body: easy smile, warm chest
  delighted       Something lovely took you by surprise and lights you up;
                  brighter and shorter than happy.
                  body: wide eyes, a smile you cannot hold back""".split("\n")
NARROW = """\
feelings
None of these is good or bad. Read until
one line sounds like it; "it is close to
this" is near enough, and so is a family
alone. If no word comes, the body may
know first.

joy
Something is as you wish, or more;
energy rises and wants to move or be
shared.""".split("\n")
WORD = """\
lonely, of the family sadness
  You want someone there and nobody is,
  maybe even among people; left out
  needs a group.
  body: hollow chest, cold arms""".split("\n")


def page(cols, rows, *args, env=None, term="xterm-256color"):
    return Term(cols, rows, [FELT, "feelings", *args], env=env, term=term)


@case
def the_page_in_the_pager():
    for cols, rows, want in ((80, 24, WIDE), (40, 12, NARROW)):
        t = page(cols, rows)
        t.expect(want[-1])
        is_(t.screen()[:len(want)], want, "%dx%d: it begins like this" % (cols, rows))
        is_(t.alternate, True, "%dx%d: on the alternate screen" % (cols, rows))
        t.send("G")
        t.expect("--family F adds one of your own" if cols == 80 else "adds one of")
        ok(all(len(line) <= cols for line in t.screen()), "%dx%d: nothing is cut" % (cols, rows))
        t.send("q")
        is_(t.wait(), 0, "%dx%d: q leaves" % (cols, rows))
        is_([line for line in t.scrollback() if line], [], "%dx%d: nothing is left" % (cols, rows))


@case
def colour_carries_nothing():
    t = page(80, 24, env={"NO_COLOR": "1"})
    t.expect(WIDE[-1])
    is_(t.screen()[:len(WIDE)], WIDE, "NO_COLOR: the same page")
    ok(b"\x1b[33m" not in t.raw, "without colour")
    t.send("q")
    t.wait()
    t = page(80, 24)
    t.expect(WIDE[-1])
    ok(b"\x1b[33m" in t.raw, "with colour where it may be")
    t.send("q")
    t.wait()


@case
def plain_lines():
    t = page(80, 24, "--plain", "lonely")
    is_(t.wait(), 0, "--plain needs no pager")
    like(t.scrollback()[0], "^lonely, of the family sadness$", "and begins with the word")
    ok(b"\x1b" not in t.raw, "without a single escape")


@case
def one_word():
    t = page(40, 40, "lonely", term="dumb")
    t.wait()
    is_(t.screen()[:5], WORD, "40 columns: one word")
    like("\n".join(t.screen()), "(?m)^close to it$", "with its neighbours")


done()
