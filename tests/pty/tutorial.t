#!/usr/bin/python3
"""The thought record in README.md: a made-up one, walked as it is shown there.

    FELT_README_UPDATE=1 tests/pty/tutorial.t     writes it into README.md anew
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import Home  # noqa: E402
from term import ROOT, case, done, is_, ok  # noqa: E402

ENTER, DONE, SKIP = "\r", "\x04", "\x13"
README = os.path.join(ROOT, "README.md")
RECORD = [
    ("What happened?", "Dinner at Ana's. They talked about a trip, and nobody asked me." + DONE),
    ("What did you feel", "lonely" + ENTER), ("How strong is it", "70" + ENTER), ("beneath", "1"), ("chosen: lonely 70", DONE),
    ("Compared with when", SKIP),
    ("What went through", "They did not want me there\rI am too much" + DONE),
    ("Which of these", "1" + ENTER),
    ("How true does it feel", "85" + ENTER),
    ("makes this feel true", "Nobody asked what I have been doing" + DONE),
    ("does not fit the", "Ana kept a seat for me\rTom wrote on Friday" + DONE),
    ("these patterns fit", "3 " + ENTER),
    ("You have seen both", "1" + ENTER),
    ("room for both", "They were full of their trip, and one of them kept me a seat." + DONE),
    ("new sentence feel", "60" + ENTER),
    ("thought from before", "45" + ENTER),
    ("how strong is it now", "40" + ENTER), ("another feeling", DONE),
    ("Compared with when", "1" + ENTER),
    ("one small next step", "Write to Ana that the seat was kind" + DONE),
    ("belong to a belief", SKIP),
    ("That is all", ENTER),
]
SHOWN = "does not fit the"  # the step whose screen is in README.md, as it stands before it is left


def indented(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(("    " + line).rstrip() for line in lines)


def no_days(text):
    """What differs from day to day: the date and the id."""
    text = re.sub(r"[a-z]{3} \d{1,2} [a-z]{3} \d{4}, \d\d:\d\d", "sun 22 nov 2026, 21:10", text)
    return re.sub(r"\b[0-9a-hjkmnp-tv-z]{13}\b", "7kq2m0x9c4tfz", text)


def compare(readme, begin, end, shown, name):
    where = readme.find(begin)
    if not ok(where >= 0, "README.md has " + name):
        return readme
    where += len(begin)
    stop = readme.index(end, where)
    if os.environ.get("FELT_README_UPDATE"):
        return readme[:where] + shown + readme[stop:]
    is_(readme[where:stop], shown, "README.md shows %s as it is" % name)
    return readme


@case
def the_record_in_the_readme():
    with Home() as h, open(README, encoding="utf-8") as f:
        readme = f.read()
        t = h.at(80, 24, "challenge")
        for words, keys in RECORD:
            t.expect(words)
            t.settle()
            if words == SHOWN:
                t.send(keys[:-1])
                t.settle(0.3)
                screen = t.screen()
                keys = keys[-1]
            t.send(keys)
        t.expect("the whole of it")
        t.settle()
        t.send(DONE)
        is_(t.wait(), 0, "it is walked and saved")
        t.kill()
        id = h.out("review", "--json").split('"id":"')[1][:13]
        t = h.at(80, 60, "show", id, env={"PAGER": "cat"})
        t.wait()
        shown = t.screen()
        t.kill()
    new = compare(readme, "    $ felt challenge\n", "\n\nAt the end", indented(screen), "a step of the record")
    new = compare(new, "    $ felt show 7kq2\n", "\n\nThat record", no_days(indented(shown)), "the record")
    if new != readme:
        with open(README, "w", encoding="utf-8") as f:
            f.write(new)


done()
