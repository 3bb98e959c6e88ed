#!/usr/bin/python3
"""
felt browse at a terminal: screens of a real diary, every key, what another felt writes meanwhile, what is left behind.
DESIGN.md 3; CARE.md 11, 14; T084, T096, T097, T098.

    FELT_BROWSE_UPDATE=1 tests/pty/browse.t     writes tests/golden/browse/ and the picture in README.md anew
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import FELT, Home  # noqa: E402
from term import ROOT, case, done, is_, like, ok  # noqa: E402

UP, DOWN, RIGHT, LEFT, DELETE = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[3~"
HOME, END, PAGE_DOWN = "\x1b[H", "\x1b[F", "\x1b[6~"
ESC = "\x1b"
UPDATE = bool(os.environ.get("FELT_BROWSE_UPDATE"))
GOLDEN = os.path.join(ROOT, "tests", "golden", "browse")
ID = re.compile(r"\([0-9a-z]{8}\)")
ID_ALONE = re.compile(r"\b[0-7][0-9a-hjkmnp-tv-z]{7}\b")  # 63 bits: it begins with 0 to 7, and may be digits alone


class Diary(Home):
    """The real diary, tagged by the suggestion."""

    def __enter__(self):
        super().__enter__()
        with open(os.path.join(ROOT, "tests", "data", "barbellion.jsonl"), "rb") as f:
            self.run("import", "json", "-", text=f.read())
        self.run("suggest", "--auto")
        return self


class Looking:
    """felt browse, open."""

    def __init__(self, home, cols=80, rows=24, *args, shows="? keys", **more):
        self.home, self.size, self.args, self.shows, self.more = home, (cols, rows), args, shows, more

    def __enter__(self):
        self.t = self.home.at(*self.size, "browse", *self.args, **self.more)
        self.t.expect(self.shows)
        self.t.settle()
        return self

    def __exit__(self, *_):
        self.t.kill()

    def send(self, keys):
        self.t.send(keys)
        self.t.settle(0.25 if keys.endswith(ESC) else 0.12)
        return self.t.screen()

    def selected(self):
        rows = [line for line in self.t.screen() if line.startswith("> ")]
        return rows[0][2:] if rows else None

    def quit(self):
        self.t.send("\x03")
        self.t.settle()
        if self.t.status is None:  # a line that was being typed
            self.t.send("\x03")
        return self.t.wait()


def masked(lines):
    return [ID.sub("(--------)", line) for line in lines]


def marked(t):
    """What stands on the screen bold and underlined."""
    found = []
    for y in range(t.rows):
        word = ""
        for x in range(t.cols):
            cell = t.alt.buffer[y][x]
            if cell.bold and cell.underscore:
                word += cell.data
            elif word:
                found.append(word)
                word = ""
        if word:
            found.append(word)
    return found


def golden(name, shown):
    """shown: [(title, lines)]."""
    path = os.path.join(GOLDEN, name)
    text = "".join("== %s\n%s\n" % (title, "\n".join(masked(lines)).rstrip("\n")) for title, lines in shown)
    if UPDATE:
        os.makedirs(GOLDEN, exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    with open(path, encoding="utf-8") as f:
        want = f.read()
    for a, b in zip(text.split("\n== "), want.split("\n== ")):
        ok(a == b, "%s: %s" % (name, a.split("\n")[0].replace("== ", "")), "got:\n%s\nwant:\n%s" % (a, b))
    is_(text.count("\n== "), want.count("\n== "), name + ": as many screens")


def picture(lines):
    """README.md shows a session as it is."""
    path = os.path.join(ROOT, "README.md")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    shown = "\n".join(("    " + line).rstrip() for line in lines)
    # ids are made anew at every import
    mask = re.compile(r"(?<=\()[0-9a-hjkmnp-tv-z]{8}(?=\))")
    begin, end = "    $ felt browse fear sadness --on 1911\n", "\n\n`felt write"
    where = text.find(begin)
    if not ok(where >= 0, "README.md has a picture of browse"):
        return
    stop = text.index(end, where)
    if UPDATE:
        text = text[:where] + begin + shown + text[stop:]
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        stop = text.index(end, where)
    is_(mask.sub("--------", text[where + len(begin):stop]), mask.sub("--------", shown), "README.md shows the session as it is")


@case
def screens_of_a_real_diary():
    with Diary() as h:
        for cols, rows in ((80, 24), (132, 43), (40, 12)):
            with Looking(h, cols, rows) as b:
                shown = [("the list", b.t.screen()), ("the second entry, read", b.send("j\r"))]
                b.send(ESC)
                shown.append(("a search", b.send("/garden -baby")))
                b.send("\r")
                shown.append(("its second hit, read", b.send("j\r")))
                is_(b.quit(), 0, "ctrl-c leaves")
                golden("%dx%d" % (cols, rows), shown)
                is_([line for line in b.t.scrollback() if line], [], "T084 nothing is left, %dx%d" % (cols, rows))
        with Looking(h, 80, 24, "fear", "sadness", "--on", "1911") as b:
            picture(b.t.screen())


@case
def moving():
    with Diary() as h, Looking(h) as b:
        first = b.selected()
        like(first, r"^1917-10-12", "the newest entry is selected")
        b.send(DOWN + DOWN + UP)
        like(b.selected(), "^1917-10-03", "arrows")
        b.send("jjk")
        like(b.selected(), "^1917-10-02", "j and k")
        b.send(END)
        like(b.selected(), "^1903-", "end")
        b.send(HOME)
        is_(b.selected(), first, "home")
        b.send(PAGE_DOWN)
        like(b.selected(), "^1917-01-01", "page down: a screen of the list")
        b.send("b")
        is_(b.selected(), first, "b: back by a screen")
        b.send("\r")
        like(b.t.screen()[1], r"^fri 12 oct 1917 \(", "enter: the entry alone")
        b.t.resize(80, 10)
        b.t.signal(signal.SIGWINCH)
        b.t.settle()
        second = b.t.screen()[3]
        b.send(DOWN)
        is_(b.t.screen()[2], second, "down scrolls it")
        b.send("n")
        like(b.t.screen()[1], r"^wed 3 oct 1917 \(", "n: the next entry, from its beginning")
        b.send(LEFT)
        like(b.selected(), "^1917-10-03", "left: the list again, at that entry")
        b.send("?")
        b.t.expect("Looking around")
        b.send("x")
        ok("Looking around" not in b.t.text() and "delete" not in b.t.screen()[-2], "any key leaves the page of keys, and does nothing else")
        b.t.send("q")
        is_(b.t.wait(), 0, "q quits")


@case
def searching():
    with Home() as h:
        h.write("César ate soup in the evening.", "--date", "2026-11-01")
        h.write("A cafe\u0301, and then rain.", "--date", "2026-11-02")
        h.write("Nobody rang. I made SOUP in the evening, soup again.", "--date", "2026-11-03")
        h.write("\n".join("line %d" % i for i in range(60)) + "\nthe soup at the end", "--date", "2026-11-04")
        with Looking(h) as b:
            b.send(DOWN)
            b.send("/so")
            b.t.expect("1 of 3 found in 4 entries")
            b.t.expect("search: so")
            b.send("up")
            ok("the soup at the end" in b.t.text(), "a match far down in the entry is scrolled to")
            ok("soup" in marked(b.t), "and marked", marked(b.t))
            b.send("\r" + DOWN)
            like(b.selected(), "^2026-11-03", "enter keeps the search; the keys move again")
            is_(sorted(set(marked(b.t))), ["SOUP", "soup"], "every match is marked, as it was written")
            b.send("/" + "\x15" + "cesar")
            b.t.expect("1 of 1 found in 4 entries")
            is_(marked(b.t)[:1], ["César"], "accents do not matter")
            b.send("\x15" + "CAF\u00c9")
            is_([m.strip() for m in marked(b.t)][:1], ["caf\u00e9" if "caf\u00e9" in "".join(marked(b.t)) else "cafe\u0301"], "nor how a letter is put together, nor case")
            b.send("\x15" + '"in the evening" -rang')
            b.t.expect("1 of 1 found in 4 entries")
            is_(marked(b.t)[:1], ["in the evening"], "a phrase, and a word that must not occur")
            b.send("\x15" + '"the in')
            b.t.expect("nothing here has these words")
            b.send("\x15" + "-")
            b.t.expect("4 entries")
            b.send(ESC)
            b.t.expect("search: soup")
            b.send(ESC)
            b.t.expect("of 4 entries")
            ok(b.selected() is not None, "esc: everything again")


@case
def the_entry_that_was_selected_stays():
    with Diary() as h, Looking(h) as b:
        b.send("jjjj")
        was = b.selected()
        b.send("/zzzzzz")
        b.t.expect("0 found")
        b.send(ESC)
        is_(b.selected(), was, "after a search that was taken back")


@case
def filters():
    with Home() as h:
        h.write("one", "--date", "2026-10-01", "--feeling", "lonely:70")
        h.write("two", "--date", "2026-10-15", "--feeling", "anxious")
        h.write("three", "--date", "2026-11-01", "--feeling", "sad@under")
        with Looking(h) as b:
            b.send("f")
            b.t.expect("Which feeling")
            b.t.settle()
            b.send("lonely\r")
            b.t.settle()
            ok("How strong" not in b.t.text(), "for a filter no intensity is asked")
            b.t.send("\x04")
            b.t.expect("1 of 1 entry")
            ok("feeling: lonely" in b.t.screen()[0] and "one" in b.selected(), "f: only entries with the feeling")
            b.send("c")
            b.t.expect("of 3 entries")
            b.send("d2026-10\r")
            b.t.expect("of 2 entries")
            ok("days: 2026-10" in b.t.screen()[0], "d: only the days, which the title says")
            b.send("d2026-10-10 .. 2026-11-01\r")
            b.t.expect("days: 2026-10-10 .. 2026-11-01")
            ok("of 2 entries" in b.t.text() and "three" in b.selected(), "from a day to a day")
            b.send("dsomeday\r")
            ok("of 2 entries" in b.t.screen()[0] and "someday" in "\n".join(b.t.screen()[-3:]), "what is no day is said, and changes nothing")
            b.send("d\r")
            b.t.expect("of 3 entries")
            b.send("g2026-10-20\r")
            ok("two" in b.selected(), "g: the day, or the entry before it")
            b.send("uchallenge\r")
            b.t.expect("nothing here matches")
            ok("guide: challenge" in b.t.screen()[0], "u: only entries of a guide")
            b.send("c")
            b.t.expect("of 3 entries")
        with Looking(h, 80, 24, "sadness", "--since", "2026-10-10") as b:
            ok("1 of 1 entry" in b.t.screen()[0] and "three" in b.selected(), "filters of the command line")
        with Looking(h, 80, 24, "sad@under", "-n", "5") as b:
            is_(b.t.screen()[0], "1 of 1 entry  feeling: sad (under)  at most 5", "the title says all of them")
        for cols, rows in ((40, 12), (20, 8)):
            with Looking(h, cols, rows) as b:
                b.send("d2026-10")
                is_(b.t.screen()[-1], "> 2026-10", "%dx%d: what is typed is seen" % (cols, rows))
                ok("days (2026-11" in b.t.text(), "%dx%d: and what is asked stands above it" % (cols, rows))
                b.send("\r")
                b.t.expect("of 2 entries")


@case
def changing():
    with Home() as h:
        first = h.write("a day", "--date", "2026-11-01")
        h.write("another day", "--date", "2026-11-02")
        with Looking(h) as b:
            b.send("j")
            ok("a day" in b.selected(), "an entry")
            b.t.send("e")
            b.t.expect("^D done")
            b.t.send(" with soup")
            b.t.settle()
            b.t.send("\x04")
            b.t.expect("saved; felt edit --undo")
            ok("a day with soup" in b.selected(), "e: the text is another one, and shown")
            is_(h.out("show", "--raw", first), "a day with soup", "and saved")
            b.t.send("t")
            b.t.expect("Which feeling")
            b.t.settle()
            b.send("lonely\r")
            b.send("70\r")
            b.send("\r")
            b.t.settle()
            b.t.send("\x04")
            b.t.expect("saved;")
            ok("lonely 70" in b.selected(), "t: a feeling, shown in the list")
            b.t.send("x")
            b.t.expect("delete for good")
            ok("a day with soup" not in b.t.text() and first[:8] in b.t.text(), "x asks, by day and id and not by text")
            ok("reaches this journal only" in b.t.text(), "and says how far deleting reaches")
            b.t.send("\r")
            b.t.expect("nothing was deleted")
            b.t.send(DELETE)
            b.t.expect("delete for good")
            b.t.settle()
            b.t.send("y\r")
            b.t.expect("is deleted")
            ok("1 of 1 entry" in b.t.screen()[0], "it is gone from the list")
            is_(h.run("show", first).returncode, 1, "and from the journal")
            is_(b.quit(), 0, "quit")
            left = [line for line in b.t.scrollback() if line]
            is_(left, [], "T084 nothing of it is left on the main screen")


@case
def another_felt_writes_meanwhile():
    with Home() as h:
        for i in range(30):
            h.write("entry %d" % i, "--date", "2026-10-%02d" % (i + 1))
        with Looking(h) as b:
            b.send("jjj")
            was = b.selected()
            new = h.write("written beside it", "--date", "2026-11-05")
            ok(len(new) == 13, "the journal is free for another felt")
            b.t.expect("5 of 31 entries", 8)
            is_(b.selected(), was, "the list follows, and its reader stays where they were")
            b.send(HOME)
            ok("written beside it" in b.selected(), "the new entry is there")
            h.run("delete", "--yes", new)
            b.t.expect("of 30 entries", 8)
            ok("entry 29" in b.selected(), "one that was deleted meanwhile is not")
            b.send("/entry 1")
            b.t.expect("found in 30 entries")
            found = int(re.search(r"of (\d+) found", b.t.screen()[0]).group(1))
            h.write("entry 1 again", "--date", "2026-11-06")
            b.t.expect("%d found in 31 entries" % (found + 1), 8)
            ok(True, "a search that stands finds what is new")


@case
def resizing():
    with Diary() as h, Looking(h) as b:
        b.send("jj")
        was = b.selected()[:10]
        for cols, rows in ((132, 43), (40, 12), (20, 5), (7, 3), (1, 1), (300, 90), (80, 24)):
            b.t.resize(cols, rows)
            b.t.signal(signal.SIGWINCH)
            b.t.settle()
            b.send("\r")
            b.send(LEFT)
        ok(b.selected()[:10] == was and "? keys" in b.t.screen()[-1], "every size, and back at the same entry")
        b.t.resize(132, 43)
        b.t.settle()
        ok(any("\u2502" in line for line in b.t.screen()), "wide: side by side")
        is_(b.quit(), 0, "and it ends well")


RECORD = {"schema": "felt-export-1", "exported": "2026-11-22T00:00:00Z", "generator": "felt 1.0", "beliefs": [], "followups": [], "words": [],
          "entries": [{"id": "7kq2m0x9c4tfz", "kind": "entry", "created": "2026-11-20T20:00:00+00:00", "date": "2026-11-20T20:00:00+00:00",
                       "feelings": [{"id": "sadness.lonely", "intensity": 80, "source": "writer", "after": 40}],
                       "guide": "challenge@1",
                       "fields": {"situation": "nobody rang", "automatic-thoughts": ["they forgot me"], "hot-thought": "they forgot me",
                                  "evidence-for": ["the telephone was silent all day", "nobody wrote either"],
                                  "patterns": ["mind-reading"], "ending": "new-view", "balanced": "they may be busy, and I miss them",
                                  "compared": "easier", "rated-after": 4320, "belief-before": 85, "belief-after": 60, "balanced-belief": 55}}]}


@case
def a_thought_record():
    with Home() as h:
        done_ = h.run("import", "json", "-", text=json.dumps(RECORD))
        is_(done_.returncode, 0, "imported")
        with Looking(h, 132, 43) as b:
            screen = "\n".join(b.t.screen())
            like(screen, r"evidence for +\| evidence against", "wide: evidence for and against side by side")
            like(screen, r"- the telephone was silent all day +\| nothing noted", "an empty list is nothing noted")
            ok("lonely 80 -> 40" in screen and "felt true: 85 -> 60 of 100" in screen, "ratings before and after")
            ok("rated again 3 days later" in screen, "rated again 3 days later")
            ok("patterns that may fit" in screen and "mind reading" in screen, "patterns in words")
            b.t.resize(40, 12)
            b.t.signal(signal.SIGWINCH)
            b.t.settle()
            seen = list(b.send("\r"))
            for _ in range(12):
                seen += b.send(PAGE_DOWN)
            text = "\n".join(seen)
            ok("evidence for\n- the telephone was silent all day\n" in text, "narrow: below each other")
            like(text, r"evidence against\nnothing noted", "and nothing noted there too")
        shown = h.out("show", "7kq2m0x9")
        ok("evidence against\nnothing noted" in shown and "rated again 3 days later" in shown and "lonely 80 -> 40" in shown,
           "felt show says the same, below each other in a pipe")


@case
def hostile_text():
    text = ("a\x1b[2J\x1b]0;title\x07\x1b]52;c;aGk=\x07\x1bPq\x1b\\\u009b31m\x08\x0f\x7f\r over\u202egnp\u200f\u2028\U000e0041\ufeff "
            + "e" + "\u0301" * 10000 + " end")
    with Home() as h:
        h.write(text, "--tag", "tag")
        h.write("\u65e5\u672c\u8a9e " * 30 + "\u05e9\u05dc\u05d5\u05dd")
        for size in ((80, 24), (40, 12), (132, 43)):
            with Looking(h, *size) as b:
                b.send("\r")
                b.send(ESC)
                b.send("j\r")
                b.send(ESC)
                b.t.send("/\x1b]0;evil\x07over\u202e")
                b.t.settle()
                b.t.send("\x03")
                b.t.settle()
                b.quit()
                raw = b.t.raw
                for bad in (b"\x1b]", b"\x1bP", b"\x07", b"\x0f", "\u009b".encode(), "\u202e".encode(), "\u2028".encode(), "\ufeff".encode()):
                    ok(bad not in raw, "T096, T097 %dx%d: no %r reaches the terminal" % (*size, bad))
                ok(all(len(line) <= size[0] for line in b.t.screen()), "no line is longer than the screen")


@case
def locales_and_terminals():
    with Home() as h:
        h.write("caf\u00e9 \u65e5\u672c")
        for name in ("C", "POSIX", "C.UTF-8", "de_DE.ISO-8859-1"):
            with Looking(h, env={"LC_ALL": name}) as b:
                ok("1 of 1 entry" in b.t.text(), "T098 LC_ALL=" + name)
                is_(b.quit(), 0, "and ends well")
        for columns in ("0", "1", "100000"):
            with Looking(h, env={"COLUMNS": columns, "LINES": columns}) as b:
                ok("? keys" in b.t.screen()[-1], "T098 COLUMNS=" + columns)
        for term in ("dumb", ""):
            t = h.at(80, 24, "browse", term=term)
            is_(t.wait(), 1, "T098 TERM=%r: refused" % term)
            ok("felt review" in t.text() and "passphrase" not in t.text(), "before the passphrase, with what serves instead")
        for args in (["--plain"], ["--json"]):
            t = h.at(80, 24, "browse", *args)
            is_(t.wait(), 1, "%s: refused" % args[0])
            ok("felt review" in t.text(), "with what serves instead")
        is_(h.run("browse").returncode, 1, "in a pipe: refused")


@case
def the_terminal_goes_away():
    with Diary() as h:
        before = h.out("verify", "--json")
        for how in ("hangup", "closed", "term"):
            for busy in ("", "/o"):
                with Looking(h) as b:
                    b.t.send(busy)
                    if how == "closed":
                        b.t.close_terminal()
                    else:
                        b.t.signal(signal.SIGHUP if how == "hangup" else signal.SIGTERM)
                    status = b.t.wait()
                    ok(status in (130, -signal.SIGHUP, -signal.SIGTERM), "%s%s: it ends (%d)" % (how, " while searching" if busy else "", status))
        is_(h.out("verify", "--json"), before, "the journal is as it was")
        is_([name for name in os.listdir(h.path) if name.endswith("-journal")], [], "no journal of SQLite's is left")


@case
def a_hangup_while_editing_keeps_the_text():
    with Home() as h:
        h.write("a day")
        with Looking(h) as b:
            b.t.send("e")
            b.t.expect("^D done")
            b.t.send(" nobody shall lose this")
            b.t.settle()
            b.t.signal(signal.SIGHUP)
            b.t.wait()
        listed = h.run("resume")
        draft = ID_ALONE.search((listed.stdout + listed.stderr).decode())
        if ok(draft is not None, "there is a draft", listed.stderr.decode()):
            ok("a day nobody shall lose this" in h.out("show", draft.group(0)), "with the text")


@case
def stopped_and_gone_on():
    with Diary() as h, Looking(h) as b:
        b.t.signal(signal.SIGTSTP)
        b.t.until_stopped()
        ok(not b.t.alternate, "stopped: the main screen, and nothing on it")
        is_([line for line in b.t.scrollback() if "1917" in line], [], "of the diary")
        b.t.foreground()
        b.t.expect("? keys")
        b.send("j")
        like(b.selected(), "^1917-10-03", "it goes on")


@case
def a_row_that_does_not_open():
    with Home() as h:
        for i in range(3):
            h.write("entry %d" % i, "--date", "2026-10-%02d" % (i + 1))
        db = sqlite3.connect(h.env["FELT_JOURNAL"])
        rows = db.execute("SELECT id, row FROM entry ORDER BY id").fetchall()
        ids = {h.out("review", "--json", "--on", "2026-10-02").split('"')[3]: 1}
        alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
        number = 0
        for c in list(ids)[0]:
            number = number * 32 + alphabet.index(c)
        for id_, row in rows:
            if id_ == number:
                db.execute("UPDATE entry SET row = ? WHERE id = ?", (row[:60] + bytes([row[60] ^ 1]) + row[61:], id_))
        db.commit()
        db.close()
        with Looking(h) as b:
            b.send("j")
            b.t.expect("does not open")
            ok("2026-10-02" in b.selected(), "its line stands in the list, and it is said that it does not open")
            b.send("/entry")
            b.t.expect("2 found in 3 entries, 1 did not open")
            ok(True, "a search passes it over, and says so")
            is_(b.quit(), 3, "the exit status tells")


@case
def tmux_history():
    if not shutil.which("tmux"):
        ok(True, "no tmux here # SKIP")
        return
    with Diary() as h:
        socket = "felt-browse-%d" % os.getpid()
        env = {k: v for k, v in os.environ.items() if k not in h.env and k != "TMUX"}
        env.update({k: v for k, v in h.env.items() if v is not None})
        env["LC_ALL"] = "C.UTF-8"

        def tmux(*args):
            return subprocess.run(["tmux", "-u", "-L", socket, "-f", "/dev/null", *args], env=env, capture_output=True, text=True).stdout

        def until(what, there=True):
            end = time.monotonic() + 60
            while time.monotonic() < end:
                if (what in tmux("capture-pane", "-p")) == there:
                    return True
                time.sleep(0.05)
            return False
        tmux("new-session", "-d", "-x", "80", "-y", "24", "env -u TMUX FELT=%s sh" % FELT)
        tmux("send-keys", "PS1='ready> '; clear; tmux clear-history 2>/dev/null", "Enter")
        time.sleep(0.5)
        tmux("clear-history")
        tmux("send-keys", '"$FELT" browse --passphrase-fd 9 9<"$HOME/passphrase"', "Enter")
        ok(until("? keys"), "browse within tmux")
        for key in ("j", "Enter", "Space", "Space"):
            tmux("send-keys", key)
        ok(until("1917-09-04", False), "an entry there")
        tmux("send-keys", "Escape")
        ok(until("1917-09-04"), "and the list again")  # before the next key: an escape with a key behind it is another one
        tmux("send-keys", "-l", "/owl")
        ok(until("found in 68"), "a search there")
        tmux("send-keys", "C-c")
        time.sleep(0.2)
        tmux("send-keys", "q")
        time.sleep(0.2)
        tmux("send-keys", "q")
        ok(until("ready>"), "and out again")
        is_(tmux("display", "-p", "#{history_size}").strip(), "0", "T084 tmux has 0 lines of history")
        ok("1917" not in tmux("capture-pane", "-p", "-S", "-"), "T084 nothing of the diary is left")
        # tmux shows a joined picture in two columns, for ncurses it has eight: what stood behind it must go all the same
        h.write("family \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\u2764\ufe0f\U0001f44d\U0001f3fd end", "--date", "2026-10-02")
        h.write("x" * 300, "--date", "2026-10-01")
        tmux("send-keys", "C-u")
        tmux("send-keys", '"$FELT" browse --on 2026-10 --passphrase-fd 9 9<"$HOME/passphrase"', "Enter")
        ok(until("? keys"), "joined pictures within tmux")
        tmux("send-keys", "j")
        ok(until("2 of 2"), "an entry full of letters")
        tmux("send-keys", "k")
        ok(until("1 of 2"), "and back")
        time.sleep(0.2)
        rows = [line for line in tmux("capture-pane", "-p").split("\n") if "family" in line]
        is_(rows, ["> 2026-10-02  " + rows[1], "family \U0001f468\U0001f469\U0001f467\U0001f466\u2764\U0001f44d end"], "nothing of another entry stays beside it")
        tmux("send-keys", "q")
        tmux("kill-server")


done()
