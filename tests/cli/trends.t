#!/usr/bin/python3
"""
felt trends, felt review --by: what is drawn, what is said and what is handed out as data are the same figures, in any
time zone; and what makes no sense is refused before a passphrase is asked for.
"""

import datetime
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from felt_at import Home  # noqa: E402
from term import case, done, is_, like, ok  # noqa: E402

FAMILIES = ["joy", "calm", "love", "sadness", "fear", "anger", "shame", "numb", "other.unsure", "other.fine"]
SHOWN = dict(zip(FAMILIES, FAMILIES[:8] + ["not sure", "fine"]))
LETTERS = dict(zip(FAMILIES, "JCLSFAHN?="))
WORDS = ["joy.happy", "calm.steady", "love.tender", "sadness.lonely", "sadness.sad", "fear.anxious", "fear", "anger.bitter", "shame.needy", "numb.numb",
         "other.unsure", "other.fine"]
BELIEF = "0000000000zzz"


def entries(n=120):
    """The same every time: days of 2025 and 2026, zones all over, one to three feelings, now and then none."""
    out, x = [], 12345
    for i in range(n):
        x = (x * 1103515245 + 12345) % 2**31
        zone = [-600, -300, 0, 60, 120, 345, 840][x >> 8 & 7 if (x >> 8 & 7) < 7 else 0]
        when = datetime.datetime(2025, 3, 1, x >> 12 & 15, 30, tzinfo=datetime.timezone(datetime.timedelta(minutes=zone)))
        when += datetime.timedelta(days=i * 5 + (x >> 20) % 4)
        e = {"id": "00000000%05d" % (i + 10), "kind": "entry", "created": when.isoformat(), "date": when.isoformat(), "text": "entry %d" % i, "feelings": []}
        for k in range((x >> 4) % 4):
            word = WORDS[(x >> (5 + 3 * k)) % len(WORDS)]
            if word not in [f["id"] for f in e["feelings"]]:
                f = {"id": word}
                if (x >> k) % 3 and not word.startswith("other"):
                    f["intensity"] = (x >> (6 + k)) % 101
                e["feelings"].append(f)
        if i % 17 == 3:
            e["guide"] = "challenge@1"
            e["fields"] = {"belief-before": x % 101, "belief-after": x % 101 if i % 2 else x % 50, "balanced-belief": 60, "conviction": x % 97,
                           "rival-conviction": x % 31}
            e["beliefs"] = [BELIEF]
            if e["feelings"] and not e["feelings"][0]["id"].startswith("other"):
                e["feelings"][0].setdefault("intensity", 50)
                e["feelings"][0]["after"] = x % 60
            if i % 2:
                e["fields"]["rated-after"] = 4320
        out.append(e)
    return out


class Journal(Home):
    def __enter__(self):
        super().__enter__()
        self.entries = entries()
        belief = {"id": BELIEF, "kind": "belief", "created": "2025-01-01T00:00:00Z", "text": "I am unlovable"}
        text = json.dumps({"schema": "felt-export-1", "exported": "2026-11-22T00:00:00Z", "generator": "test", "entries": self.entries, "beliefs": [belief],
                           "followups": [{"id": "0000000000yy%d" % i, "kind": "followup", "created": "2026-01-01T00:00:00Z", "text": "say it",
                                          "fields": {"outcome": "said"} if i == 2 else {}} for i in range(3)], "words": []})
        r = self.run("import", "json", text=text)
        if r.returncode:
            raise RuntimeError(r.stderr.decode())
        return self

    def data(self, *args):
        return json.loads(self.out("trends", *args, "--json"))


def family(word):
    return word if word.startswith("other.") else word.split(".")[0]


def day(e):
    return e["date"][:10]


@case
def families_are_what_was_written():
    with Journal() as h:
        for by, key in (("day", day), ("month", lambda e: day(e)[:7]), ("year", lambda e: day(e)[:4]),
                        ("week", lambda e: "%d-W%02d" % datetime.date.fromisoformat(day(e)).isocalendar()[:2])):
            want = {}
            for e in h.entries:
                p = want.setdefault(key(e), {"entries": 0, "families": {}})
                p["entries"] += 1
                for f in {family(x["id"]) for x in e["feelings"]}:
                    p["families"][f] = p["families"].get(f, 0) + 1
            got = h.data("families", "--by", by)
            is_([p["period"] for p in got["periods"]], sorted(want), "by %s: the periods with an entry, and no other" % by)
            is_({p["period"]: {k: p[k] for k in ("entries", "families")} for p in got["periods"]}, want, "by %s: entries counted" % by)
            said = h.out("trends", "families", "--by", by, "--plain").split("\n")[1:]
            is_(len(said), len(want), "by %s: a line for each" % by)
            for line, p in zip(said, got["periods"]):
                figures = ", ".join("%s %d" % (SHOWN[f], p["families"][f]) for f in FAMILIES if f in p["families"]) or "no feeling named"
                if line != "%s: %d entr%s; %s" % (p["period"], p["entries"], "y" if p["entries"] == 1 else "ies", figures):
                    is_(line, figures, "by %s: the same as text" % by)


@case
def bars_are_as_high_as_the_figures():
    with Journal() as h:
        got = h.data("families", "--by", "month")
        lines = h.out("trends", "families", "--by", "month").split("\n")
        most = max(max(p["families"].values(), default=0) for p in got["periods"])
        like(lines[-1], r"^a column a month; the highest is %d entries$" % most, "the highest is named")
        first = got["periods"][0]["period"]
        months = [int(p["period"][:4]) * 12 + int(p["period"][5:]) - int(first[:4]) * 12 - int(first[5:]) for p in got["periods"]]
        wide = 71 // (months[-1] + 1)
        blocks = " ▁▂▃▄▅▆▇█"
        rows = {}
        for i, line in enumerate(lines):
            label = line[:9].strip()
            if label in SHOWN.values():
                rows[label] = (lines[i - 1], line)
        wrong = []
        for m, p in zip(months, got["periods"]):
            for f in FAMILIES:
                v = p["families"].get(f, 0)
                high = sum(blocks.index((row.ljust(80))[9 + m * wide]) for row in rows.get(SHOWN[f], ("", "")))
                eighths = v * 16 // most + (v * 16 % most * 2 >= most) if v < most else 16
                if high != (0 if v == 0 else max(1, min(eighths, 15)) if v < most else 16):
                    wrong.append((p["period"], f, v, high))
        is_(wrong, [], "every bar")


@case
def a_year_is_its_days():
    with Journal() as h:
        got = h.data("year", "2025")
        lines = h.out("trends", "year", "2025").split("\n")
        grid = {}
        for month, line in enumerate(lines[2:14]):
            for d in range(31):
                cell = line.ljust(70)[4 + 2 * d:6 + 2 * d].strip()
                if cell:
                    grid["2025-%02d-%02d" % (month + 1, d + 1)] = cell
        is_(grid, {d["date"]: "".join(LETTERS[f] for f in d["leading"]) or "." for d in got["days"]}, "the letters of each day")
        want = {}
        for e in h.entries:
            if e["date"].startswith("2025"):
                want.setdefault(day(e), []).append({family(x["id"]) for x in e["feelings"]})
        is_(sorted(grid), sorted(want), "days without an entry are plain background")
        leading = {}
        for d, sets in want.items():
            counts = {f: sum(f in s for s in sets) for f in FAMILIES}
            order = sorted((f for f in FAMILIES if counts[f]), key=lambda f: (-counts[f], FAMILIES.index(f)))
            alone = order and counts[order[0]] > sum(counts.values()) - counts[order[0]]
            leading[d] = order[:1 if alone else 2]
        is_({d["date"]: d["leading"] for d in got["days"]}, leading, "who leads")
        is_(h.data("year")["year"], 2026, "without a year, the latest that has an entry")


@case
def what_comes_together():
    with Journal() as h:
        want = {}
        for e in h.entries:
            ids = sorted((f["id"] for f in e["feelings"]))
            for i, a in enumerate(ids):
                for b in ids[i + 1:]:
                    want[(a, b)] = want.get((a, b), 0) + 1
        got = {tuple(sorted(p["feelings"])): p["entries"] for p in h.data("together")["together"]}
        is_(got, want, "pairs")
        words = {w["word"]: w["id"] for w in h.data("words")["words"]}
        lines = h.out("trends", "together").split("\n")[2:]
        names = [line[3:19].strip() for line in lines]
        drawn = {}
        for i, line in enumerate(lines):
            for k, v in enumerate(line[19:].split()):
                if v != "·":
                    drawn[tuple(sorted((words[names[i]], words[names[k]])))] = int(v)
        is_(drawn, {p: n for p, n in want.items() if all(x in [words[w] for w in names] for x in p)}, "the matrix")
        for line in h.out("trends", "together", "--plain").split("\n"):
            a, b, n = re.match(r"(.*) and (.*): (\d+) entr", line).groups()
            if want.pop(tuple(sorted((words[a], words[b])))) != int(n):
                is_(line, n, "as text")
        is_(want, {}, "every pair as text")


@case
def words_are_listed():
    with Journal() as h:
        want = {}
        for e in h.entries:
            for f in e["feelings"]:
                want[f["id"]] = want.get(f["id"], 0) + 1
        got = h.data("words")
        is_({w["id"]: w["entries"] for w in got["words"]}, want, "each with its entries")
        text = h.out("trends", "words")
        like(text, r"^%d different words in %d entries\n" % (len(want), sum(1 for e in h.entries if e["feelings"])), "how many")
        figures = re.findall(r"(?:^\w[\w ]{8}|[ ,] +|^ +)([a-z][a-z ,-]*?) (\d+)(?=,|$)", text.split("\n", 1)[1], re.M)
        is_({w.strip(): int(n) for w, n in figures}, {w["word"]: w["entries"] for w in got["words"]}, "the same as drawn")
        ok(not re.search("[%↑↓→]", text), "no arrow, no percentage")


@case
def feelings_as_rated():
    with Journal() as h:
        got = h.data("sadness", "fear.anxious", "--by", "month")["feelings"]
        for pick, fits in zip(got, (lambda x: family(x) == "sadness", lambda x: x == "fear.anxious")):
            want = {}
            for e in h.entries:
                mine = [f for f in e["feelings"] if fits(f["id"])]
                if mine:
                    p = want.setdefault(day(e)[:7], {"named": 0, "values": []})
                    p["named"] += 1  # entries, however many of its words
                    p["values"] += [f["intensity"] for f in mine if "intensity" in f]
            is_([(p["period"], p["named"], p["rated"], p.get("lowest"), p.get("highest")) for p in pick["periods"]],
                [(m, w["named"], len(w["values"]), min(w["values"], default=None), max(w["values"], default=None)) for m, w in sorted(want.items())],
                "%s: lowest and highest of each month" % pick["id"])
        title = h.out("trends", "sadness").split("\n")[0]
        every = [p for p in got[0]["periods"]]
        named, rated = (sum(p[what] for p in every) for what in ("named", "rated"))
        is_(title, "sadness, any word of it: named in %d entries, %sfrom %d to %d" % (named, "%d ratings, " % rated if rated < named else "",
            min(p["lowest"] for p in every if p["rated"]), max(p["highest"] for p in every if p["rated"])), "the picture says the same")
        said = h.out("trends", "sadness", "--by", "month", "--plain").split("\n")
        is_(len(said), len(every), "a line for each month")
        under = h.run("trends", "lonely@under", "--json")
        is_(json.loads(under.stdout)["feelings"][0].get("layer"), "under", "a layer may be asked for")


@case
def records_and_beliefs():
    with Journal() as h:
        mine = [e for e in h.entries if "guide" in e]
        got = h.data("records")["records"]
        is_([(r["id"], r["belief-before"], r["belief-after"], r["balanced-belief"]) for r in got],
            [(e["id"], e["fields"]["belief-before"], e["fields"]["belief-after"], 60) for e in mine], "before and after, oldest first")
        is_([r.get("rated-after") for r in got], [e["fields"].get("rated-after") for e in mine], "and when they were rated again")
        drawn = h.out("trends", "records")
        is_([tuple(map(int, x)) for x in re.findall(r"^  hot thought +(\d+) [^→]*→ +(\d+) ?", drawn, re.M)],
            [(r["belief-before"], r["belief-after"]) for r in got], "drawn")
        is_(drawn.count("rated again 3 days later"), sum("rated-after" in r for r in got), "rated again 3 days later, where it was")
        is_(h.out("trends", "records", "--plain").count("rated again 3 days later"), sum("rated-after" in r for r in got), "as text too")
        beliefs = h.data("beliefs")["beliefs"]
        is_([(b["id"], b["text"]) for b in beliefs], [(BELIEF, "I am unlovable")], "the sentence of the belief")
        is_([(p["date"], p["value"]) for p in beliefs[0]["conviction"]], [(day(e), e["fields"]["conviction"]) for e in mine], "each conviction")
        drawn = h.out("trends", "beliefs").split("\n")
        is_(drawn[:2], ["I am unlovable", "how true it felt: first %d on %s, latest %d on %s" % (mine[0]["fields"]["conviction"], day(mine[0]),
            mine[-1]["fields"]["conviction"], day(mine[-1]))], "drawn")
        ok(any("⠀" < c <= "⣿" for c in "".join(drawn)), "as a line in braille")
        h.run("delete", BELIEF, "--yes")
        r = h.run("trends", "beliefs")
        is_(r.returncode, 0, "a belief that was deleted")
        like(r.stdout.decode(), "^a belief that is no longer here", "is said")


@case
def any_time_zone():
    with Journal() as h:
        base = [h.out("trends", *view.split(), "--json") for view in ("families --by day", "year 2025", "sadness --by day", "beliefs")]
        for zone in ("Pacific/Auckland", "America/Anchorage", "Asia/Kathmandu"):
            h.env["TZ"] = zone
            is_([h.out("trends", *view.split(), "--json") for view in ("families --by day", "year 2025", "sadness --by day", "beliefs")], base,
                "%s: a day stays the day where it was written" % zone)


@case
def filters():
    with Journal() as h:
        some = [e for e in h.entries if any(family(f["id"]) == "fear" and f.get("intensity", -1) >= 40 for f in e["feelings"])]
        is_(h.data("--feeling", "fear", "--min", "40")["entries"], len(some), "--feeling, --min")
        is_(h.data("--guide", "challenge")["entries"], sum("guide" in e for e in h.entries), "--guide")
        is_(h.data("--belief", BELIEF[:10])["entries"], sum("beliefs" in e for e in h.entries), "--belief")
        got = h.data("families", "--limit", "10", "--by", "day")
        is_(got["periods"][-1]["period"], day(h.entries[-1]), "--limit is of the newest")
        is_(got["entries"], 10, "so many")
        is_(h.data("families", "--limit", "3", "--reverse", "--by", "day")["from"], day(h.entries[0]), "--reverse: of the oldest")
        is_(h.data("--since", "2026", "--until", "2026-02")["until"][:4], "2026", "--since, --until")
        is_(h.data("--on", "1999")["entries"], 0, "nothing is an answer")
        both = [e for e in h.entries if {"sadness", "fear"} <= {family(f["id"]) for f in e["feelings"]}]
        is_(h.data("--feeling", "sadness", "--feeling", "fear", "--all")["entries"], len(both), "--all")


@case
def review_in_groups():
    with Journal() as h:
        def groups(*args):
            return [json.loads(line) for line in h.out("review", "--json", *args).split("\n")]
        one = {e["id"]: e for e in groups()}
        is_(len(one), len(h.entries), "without groups: one object a line")
        for by, key in (("day", day), ("month", lambda e: day(e)[:7]), ("week", lambda e: "%d-W%02d" % datetime.date.fromisoformat(day(e)).isocalendar()[:2])):
            got = groups("--by", by)
            want = []
            for e in reversed(h.entries):
                if not want or want[-1][0] != key(e):
                    want.append((key(e), []))
                want[-1][1].append(e["id"])
            is_([(g["group"], [e["id"] for e in g["entries"]]) for g in got], want, "by %s" % by)
            ok(all(one[e["id"]] == e for g in got for e in g["entries"]), "by %s: the entries are whole" % by)
        got = {g["group"]: [e["id"] for e in g["entries"]] for g in groups("--by", "family")}
        want = {f: [e["id"] for e in reversed(h.entries) if f in {family(x["id"]) for x in e["feelings"]}] for f in FAMILIES}
        want[""] = [e["id"] for e in reversed(h.entries) if not e["feelings"]]
        is_(list(got), [f for f in FAMILIES + [""] if want[f]], "families in their order, none at the end")
        is_(got, {f: ids for f, ids in want.items() if ids}, "each family with its entries")
        got = {g["group"]: len(g["entries"]) for g in groups("--by", "guide")}
        is_(got, {"challenge": sum("guide" in e for e in h.entries), "": sum("guide" not in e for e in h.entries)}, "by guide")
        text = h.out("review", "--by", "family", "--limit", "20", "--reverse")
        lines = [line for line in text.split("\n") if line]
        want = sum(max(1, len({family(f["id"]) for f in e["feelings"]})) for e in h.entries[:20])
        is_(sum(line[0] in "12" for line in lines), want, "as text: every entry under each of its families")
        is_(len(groups("--by", "family", "--text")[0]["entries"][0]["text"]) > 0, True, "--text")


@case
def many_entries_in_groups():
    """More than waits at a time: several passes, the same groups."""
    with Home() as h:
        text, want = [], {}
        for i in range(9000):
            fs = [WORDS[i * 7 % 10], WORDS[i * 3 % 10]] if i % 5 else []
            for f in {family(x) for x in fs} or {""}:
                want.setdefault(f, []).append(i)
            text.append({"id": "0000000%06d" % (i + 1), "kind": "entry", "created": "2020-01-01T00:00:00Z", "date": "%d-01-%02d" % (1000 + i, 1 + i % 28),
                         "title": "%d " % i + "long title " * 60, "feelings": [{"id": f} for f in dict.fromkeys(fs)]})
        r = h.run("import", "json", text=json.dumps({"schema": "felt-export-1", "exported": "2026-11-22T00:00:00Z", "generator": "t", "entries": text,
                                                    "beliefs": [], "followups": [], "words": []}))
        is_(r.returncode, 0, "taken in " + r.stderr.decode())
        got, group = {}, None
        for line in h.out("review", "--by", "family").split("\n"):
            m = re.match(r"(\d{4})-\d\d-\d\d  \w{8}", line)
            if m:
                got[group].append(int(m.group(1)) - 1000)
            elif line:
                group = "" if line == "no feeling named" else line
                ok(group not in got, "%s is there once" % (group or "none"))
                got[group] = []
        is_(list(got), [f for f in FAMILIES + [""] if f in want], "all groups, in order")
        ok(all(got[f] == want[f][::-1] for f in want), "each with its entries, newest first")
        for more, fits in ((["-n", "5000"], lambda i: i >= 4000), (["-n", "5000", "--reverse"], lambda i: i < 5000)):
            text = h.out("review", "--by", "family", *more)
            lines = [int(m) - 1000 for m in re.findall(r"^(\d{4})-\d\d-\d\d  \w{8}", text, re.M)]
            mine = [i for f in want for i in want[f] if fits(i)]
            ok(sorted(lines) == sorted(mine), "%s: the limit is of the entries, not of the groups" % " ".join(more), (len(lines), len(mine)))


@case
def today_counts():
    with Journal() as h:
        got = json.loads(h.out("--json"))
        is_(got["followups"], 2, "follow-ups without an outcome")
        text = h.out()
        like(text, r"(?m)^  2 to come back to +felt followups$", "are said")
        like(text, r"(?m)^Too much tonight\? felt help-now$", "and where help is")
        ok("say it" not in text and not re.search("entry [0-9]", text), "no text")
    with Home() as h:
        midnight = 86400 - time.time() % 86400
        if midnight < 60:
            time.sleep(midnight)  # what follows is of one day
        now = datetime.datetime.now(datetime.timezone.utc).date()
        for back in (1, 3):
            h.write("then", "--date", "%d-%02d-%02d" % (now.year - back, now.month, min(now.day, 28) if now.month == 2 else now.day))
        if (now.month, now.day) != (2, 29):
            like(h.out(), r"(?m)^  1 entry from this day in %d +felt review --on %s$" % (now.year - 1, now.replace(year=now.year - 1)), "this day in another year")
        os.makedirs(os.path.join(h.path, ".config", "felt"), mode=0o700)
        with open(os.path.join(h.path, ".config", "felt", "config"), "w") as f:
            f.write("today_past = off\n")
        ok("from this day in" not in h.out(), "today_past = off hides it")


@case
def refused():
    with Home() as h:
        for args, words in ((["trends", "--by", "hour"], "--by is"), (["trends", "year", "x"], "wants a year"), (["trends", "year", "2026", "x"], "no more words"),
                            (["trends", "families", "lonely"], "no more words"), (["trends", "feelings"], "wants feelings"), (["trends", "1911"], "--on 1911"),
                            (["trends", "year", "--by", "week"], "does not go"), (["trends", "together", "--by", "week"], "does not go"),
                            (["trends"] + ["happy"] * 9, "at most 8"), (["review", "--by", "year"], "--by is")):
            r = h.run(*args)
            is_(r.returncode, 1, " ".join(args[:4]))
            like(r.stderr.decode(), re.escape(words), "says why")
        r = h.run("trends", "blurry")
        is_(r.returncode, 1, "a word that nobody added")
        h.run("feelings", "add", "blurry", "--family", "numb")
        is_(h.run("trends", "blurry").returncode, 0, "an own word")


done()
