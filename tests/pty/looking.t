#!/usr/bin/python3
"""
Looking back at a terminal: the screens of review, trends and of felt alone, as they are, at three sizes.

The journal is a real diary (tests/data), its feelings those of `felt suggest --auto`.  What the screens should look like stands in
tests/golden/screens, ids as ********; FELT_GOLDEN=write writes it anew, to be read before it is believed.
"""

import json
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import Home  # noqa: E402
from term import Term, case, done, is_, ok  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOLDEN = os.path.join(ROOT, "tests", "golden", "screens")
DIARY = os.path.join(ROOT, "tests", "data", "barbellion.jsonl")
SIZES = ((80, 24), (132, 43), (40, 12))
VIEWS = ([], ["trends"], ["trends", "families"], ["trends", "families", "--by", "month", "--on", "1911"], ["trends", "year", "1911"],
         ["trends", "together"], ["trends", "words"], ["trends", "joy", "sadness"], ["trends", "records"], ["trends", "beliefs"],
         ["trends", "--on", "1912-05-30"], ["review", "--on", "1911"], ["review", "--by", "month", "--since", "1917"],
         ["review", "--by", "family", "-n", "6"], ["review", "--by", "guide", "-n", "3"])
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;aGk=\x07\x1bP1$r\x1b\\\x1b[6n\u202eevil\u009b1m\b\x7f\r\ufeff\U000e0041" + "e" + "\u0301" * 50
ID = re.compile(r"(?<=^\d{4}-\d\d-\d\d  )[0-9a-hjkmnp-tv-z]{8}(?= |$)", re.M)
# Colours, and what less says to a terminal; nothing else may come out.
KNOWN = re.compile(rb"\x1b\[[0-9;]*m|\x1b\[K|\x1b\[\?1049[hl]|\x1b\[\?1[hl]|\x1b=|\x1b>|\x1b\[22;0;0t|\x1b\[23;0;0t|\x1b\[H|\x1b\[2?J|\x1b\[m|"
                   rb"\x1b\[[0-9;]*H|\x1b\[\?2004[hl]|\x1b\[[0-9]*d|\x1bM|\x1b\[L|\x1b\[[0-9;]*r")


def cells(line):
    """Places on the screen: a mark stands in the place of its base."""
    return sum(not unicodedata.combining(c) for c in line)


def name(view):
    return " ".join(["felt"] + view)


def shown(h, cols, rows, view, **more):
    """The screen when nothing more comes, and the terminal."""
    t = h.at(cols, rows, *view, **more)
    if h.paged(t, rows):
        t.settle(0.2)
    screen = "\n".join(t.screen()).rstrip()
    return ID.sub("********", screen), t


class Diary(Home):
    def __enter__(self):
        super().__enter__()
        self.env["TZ"] = "Europe/Berlin"
        # `felt` alone tells of this day in other years: the diary has an entry on every sixth day of the year, and a picture shows none of them.
        os.makedirs(self.file(".config/felt"), mode=0o700)
        self.file(".config/felt/config", "today_past = off\n")
        with open(DIARY, "rb") as f:
            self.run("import", "json", text=f.read())
        self.run("suggest", "--auto")
        return self

    @staticmethod
    def paged(t, rows):
        """Until it has ended, or shows a page."""
        t._until(lambda: t.status is not None or (t.alternate and len(t.screen()[-1]) > 0), "a page or the end")
        return t.alternate

    def leave(self, t):
        if t.status is None:
            t.send("q")
        return t.wait()


def today(screen):
    return re.sub(r"^\w+ \d+ \w+ \d+$", "sun 22 nov 2026", screen, flags=re.M)


@case
def screens_as_they_were_drawn():
    with Diary() as h:
        for cols, rows in SIZES:
            path = os.path.join(GOLDEN, "%dx%d.txt" % (cols, rows))
            drawn = {}
            for view in VIEWS:
                screen, t = shown(h, cols, rows, view)
                drawn[name(view)] = screen if view else today(screen)
                ok(all(cells(line) <= cols for line in t.screen()), "%dx%d %s: no line is wider" % (cols, rows, name(view)))
                h.leave(t)
                if t.entered:
                    is_([line for line in t.scrollback() if line], [], "%dx%d %s: paged, and nothing stays" % (cols, rows, name(view)))
            if os.environ.get("FELT_GOLDEN") == "write":
                with open(path, "w", encoding="utf-8") as f:
                    f.write("".join("== %s\n%s\n\n" % pair for pair in drawn.items()))
            with open(path, encoding="utf-8") as f:
                want = dict(re.findall(r"^== (.*)\n((?:(?!== ).*\n)*)", f.read(), re.M))
            is_(set(want), set(drawn), "%dx%d: the same screens" % (cols, rows))
            for view, screen in drawn.items():
                is_(screen, want.get(view, "").rstrip("\n"), "%dx%d %s" % (cols, rows, view))


@case
def the_first_page_is_one_screen():
    with Diary() as h:
        for cols, rows in SIZES + ((20, 5), (30, 8), (1000, 60)):
            screen, t = shown(h, cols, rows, ["trends"])
            if rows >= 12:
                ok(not t.entered, "trends at %dx%d needs no pager" % (cols, rows), screen)
            h.leave(t)


@case
def colour_carries_nothing():
    with Diary() as h:
        for view in (["trends"], ["trends", "year", "1911"], ["trends", "words"], ["review", "--on", "1911"]):
            base, t = shown(h, 80, 24, view)
            h.leave(t)
            ok(b"\x1b[38;5;" in t.raw or b"\x1b[48;5;" in t.raw or view[0] == "review", name(view) + ": 256 colours where there are")
            for what, more in (("16 colours", {"term": "xterm"}), ("NO_COLOR", {"env": {"NO_COLOR": "1"}}), ("dumb", {"term": "dumb"}),
                               ("locale C", {"env": {"LC_ALL": "C"}}), ("COLUMNS=0", {"env": {"COLUMNS": "0"}}),
                               ("COLUMNS=1", {"env": {"COLUMNS": "1"}}), ("COLUMNS=100000", {"env": {"COLUMNS": "100000"}})):
                screen, t = shown(h, 80, 24, view, **more)
                h.leave(t)
                is_(screen, base, "%s: %s shows the same" % (name(view), what))
                if what == "16 colours":
                    ok(b";5;" not in t.raw, name(view) + ": 16 colours are none of the 256")
                if what in ("NO_COLOR", "dumb"):
                    ok(b"\x1b" not in t.raw, "%s: %s has no escape" % (name(view), what), t.raw[:300])
            screen, t = shown(h, 80, 24, view + ["--plain"], term="dumb")
            h.leave(t)
            ok(b"\x1b" not in t.raw, name(view) + " --plain: no escape")


@case
def what_was_found_is_in_sight():
    with Diary() as h:
        for cols, rows in ((132, 43), (80, 24), (40, 12), (20, 12)):
            t = h.at(cols, rows, "search")
            t.expect("search for:")
            t.send("night -garden\r")
            h.paged(t, rows)
            t.settle(0.2)
            lines = [line for line in t.screen()[1 if not t.entered else 0:] if line and "more" not in line and not line.startswith("search")]
            if cols < 60:
                ok(all(re.match(r"\d{4}-\d\d-\d\d  \w{8}$", line) for line in lines[::2]), "%dx%d: a line for the day" % (cols, rows), lines)
                lines = lines[1::2]
            ok(lines and all("night" in line.lower() for line in lines), "%dx%d: each shows the word" % (cols, rows), lines)
            h.leave(t)


@case
def hostile_journal():
    """T096, T097: whatever stands in titles, tags, sentences and guides, the terminal is told nothing by it."""
    with Home() as h:
        bad = HOSTILE
        entries = [{"id": "0000000000001", "kind": "entry", "created": "2026-11-20T10:00:00+01:00", "title": bad, "text": bad, "tags": ["#" * 3],
                    "guide": "ch\u202eallenge@1", "feelings": [{"id": "fear.anxious", "intensity": 70, "after": 40}, {"id": "what.ever"}],
                    "fields": {"belief-before": 80, "belief-after": 80, "conviction": 60, "rated-after": 4000}, "beliefs": ["0000000000003"]},
                   {"id": "0000000000002", "kind": "entry", "created": "2026-11-21T10:00:00+01:00", "title": "漢字" * 60, "text": "e\u0301" * 300,
                    "feelings": [{"id": "fear.anxious", "intensity": 20}], "fields": {"conviction": 30}, "beliefs": ["0000000000003"]},
                   {"id": "0000000000004", "kind": "entry", "created": "2026-11-21T11:00:00+01:00", "text": "שלום עולם " * 20,
                    "feelings": [{"id": "sadness.lonely", "intensity": 20, "layer": "under"}]}]
        beliefs = [{"id": "0000000000003", "kind": "belief", "created": "2026-11-01T10:00:00+01:00", "text": bad + " I am unlovable"}]
        done_ = h.run("import", "json", text=json.dumps({"schema": "felt-export-1", "exported": "2026-11-22T00:00:00Z", "generator": "t",
                                                        "entries": entries, "beliefs": beliefs, "followups": [], "words": []}))
        is_(done_.returncode, 0, "it is taken in: " + done_.stderr.decode())
        h.leave = Diary.leave.__get__(h)
        h.paged = Diary.paged
        for cols, rows in ((80, 24), (40, 12), (20, 5)):
            for view in (["trends"], ["trends", "families"], ["trends", "feelings", "anxious", "sadness@under"], ["trends", "year"], ["trends", "together"],
                         ["trends", "words"], ["trends", "records"], ["trends", "beliefs"], ["review"], ["review", "--by", "guide"],
                         ["review", "--by", "day", "--text"], []):
                screen, t = shown(h, cols, rows, view)
                t.settle(0.1)
                h.leave(t)
                left = KNOWN.sub(b"", t.raw)
                ok(b"\x1b" not in left and b"\x07" not in left and b"\xc2\x9b" not in left and "\u202e".encode() not in left,
                   "%dx%d %s: marks, not orders" % (cols, rows, name(view)), left[:400])
                ok(all(cells(line) <= cols for line in t.screen()), "%dx%d %s: within its columns" % (cols, rows, name(view)))
        screen, t = shown(h, 80, 24, ["review"])
        h.leave(t)
        lines = screen.split("\n")
        is_(len(lines), 3, "one line for each, however wide its characters", )
        ok(lines[1].startswith("2026-11-21  ********  anxious ▂20  漢字"), "double width is cut at a whole character", lines[1])


@case
def nothing_and_one():
    with Home() as h:
        h.leave = Diary.leave.__get__(h)
        h.paged = Diary.paged
        for view in ([], ["trends"], ["trends", "year"], ["trends", "records"], ["trends", "words"], ["trends", "lonely"], ["review", "--by", "family"]):
            screen, t = shown(h, 80, 24, view)
            is_(h.leave(t), 0, name(view) + ": an empty journal is fine")
            if view:
                is_(screen, "nothing is written here yet; felt write begins", name(view) + ": says how to begin")
        h.write("one", "--date", "2026-11-20", "--feeling", "numb:40")
        want = {"trends": ["1 entry, 2026-11-20", "", "numb     █████", "         2026", "a column a week; the highest is 1 entry", "", "words    numb 1"],
                "trends year": ["2026: 1 entry"], "trends lonely": ["lonely: not named here"], "trends words": ["1 different word in 1 entry",
                "numb     numb 1"], "trends together": ["no two feelings are named in the same entry"], "trends numb": ["numb, any word of it: named in 1 entry, 40 of 100", "100"]}
        for view, lines in want.items():
            screen, t = shown(h, 80, 24, view.split())
            h.leave(t)
            is_(screen.split("\n")[:len(lines)], lines, "%s: one entry" % view)
        h.write("two", "--date", "2026-11-28", "--feeling", "numb:60", "--feeling", "empty:20", "--feeling", "numb.")
        screen, t = shown(h, 80, 24, ["trends", "numb"])
        h.leave(t)
        lines = screen.split("\n")
        is_((lines[0], lines[-1].split()), ("numb, any word of it: named in 2 entries, from 20 to 60", ["2026-11-20", "25"]), "entries are counted, and days named")
        is_(h.out("trends", "together"), "entries that name both\n                      1   2\n 1 numb\n 2 empty              1\n 3 numb (family)      1   1",
            "the family is not taken for its word")
        is_(h.out("trends", "numb", "--plain"), "2026-11-20: numb (family), 1 entry, 40 of 100\n2026-11-28: numb (family), 1 entry, from 20 to 60", "as text")


@case
def narrow_screens():
    """What a terminal breaks by itself is not laid out; and no number is cut."""
    record = {"schema": "felt-export-1", "exported": "2026-11-22T00:00:00Z", "generator": "t", "beliefs": [], "followups": [], "words": [], "entries": [
        {"id": "0000000000001", "kind": "entry", "created": "2026-11-20T10:00:00+01:00", "guide": "challenge@1", "text": "",
         "fields": {"hot-thought": "h", "belief-before": 80, "belief-after": 40},
         "feelings": [{"id": "shame.self-conscious", "intensity": 70, "after": 100}]},
        {"id": "0000000000002", "kind": "entry", "created": "2026-11-20T11:00:00+01:00", "title": "a title of many words that goes on for a while", "text": "t",
         "tags": ["one-tag", "another-tag", "a-third-tag"], "feelings": [{"id": "shame.self-conscious"}, {"id": "sadness.disappointed", "intensity": 5}]}]}
    with Diary() as h:
        h.run("import", "json", text=json.dumps(record))
        for cols in (20, 30, 40):
            for view in (["trends"], ["trends", "families"], ["trends", "words"], ["trends", "records"], ["trends", "together"], ["trends", "year", "1911"],
                         ["trends", "joy"], ["trends", "delighted"], ["review", "--on", "1911"], ["review", "--text", "--on", "1911-12"],
                         ["show", "0000000000002"]):
                screen, t = shown(h, cols, 99, view)
                h.leave(t)
                raw = re.sub(rb"\x1b\[[0-9;]*m", b"", t.raw).split(b"\x1b[K")[-1].decode().replace("\r", "").split("\n")
                ok(max(map(cells, raw)) <= cols, "%d columns: %s breaks its lines itself" % (cols, name(view)), [line for line in raw if cells(line) > cols])
                if view == ["trends", "words"]:
                    is_(re.findall(r"\d+", screen), re.findall(r"\d+", re.sub(r"\(family\)", "", h.out("trends", "words"))), "%d columns: no number is cut" % cols)
                if view == ["review", "--on", "1911"]:
                    lines = screen.split("\n")
                    ok(len(lines) == 12 and all(line.startswith("  ") for line in lines[1::2]), "%d columns: each has its first line" % cols, screen)
                if view == ["trends", "records"] and cols < 30:
                    ok("  hot thought\n     80 →  40\n  self-conscious\n     70 → 100" in screen, "before and after without bars", screen)


done()
