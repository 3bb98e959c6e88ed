#!/usr/bin/python3
"""T100 and the tables of felt export: RFC 4180, whole, and no cell of them is a formula, whatever separator a program takes."""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
work = tempfile.mkdtemp(prefix="felt-csv-")
n = failed = 0
csv.field_size_limit(1 << 24)


def ok(good, name, *why):
    global n, failed
    n += 1
    failed += not good
    print("ok" if good else "not ok", n, "-", name)
    for w in why if not good else ():
        print("# " + str(w).replace("\n", "\n# ")[:1500])


def felt(*args, stdin=b""):
    env = dict(os.environ, HOME=work, XDG_STATE_HOME=os.path.join(work, "state"), TZ="Asia/Kathmandu", LC_ALL="C")
    r, w = os.pipe()
    os.write(w, b"a passphrase")
    os.close(w)
    try:
        return subprocess.run([FELT, "--passphrase-fd", str(r), "-j", os.path.join(work, "j.felt"), *args], pass_fds=(r,), env=env,
                              input=stdin, capture_output=True, timeout=120)
    finally:
        os.close(r)


HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  \t =1", "\"=1+1\"", "\" =1", "' =1", "'=1", "''@1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"x\")",
           "＝1＋1", "－1", "＠x", "＋1", "a\n=1+1", "a\r\n+1", "a;=1", "a; @x", "a\t-1", "a\";=1", "-", "- milk\n- bread", "plain, \"quoted\", 'single'", "a\n\n\nb", "\u2028=1",
           "=1;=2;=3\n=4\t=5", "x" * 40000, "-2-3", "1;2;3", ",=1", "a,=1"]
r = felt("init", "--recovery-to", os.path.join(work, "rec"), "--kdf-memory", "64M", "--kdf-passes", "2")
ok(r.returncode == 0, "a journal", r.stderr)
entries = []
for i, text in enumerate(HOSTILE):
    one = text if "\n" not in text and "\t" not in text and "\r" not in text else "t"
    entries.append({"id": "%013d" % (i + 1), "kind": "entry", "created": "2026-11-22T21:14:05+01:00", "date": "2026-11-22T21:14:%02d+01:00" % i, "title": one[:4000],
                    "text": text, "tags": [one[:60]], "guide": "challenge@1", "source": "x",
                    "feelings": [{"id": "fear.anxious", "intensity": 70, "layer": "under", "source": "writer", "after": 40}],
                    "fields": {"situation": text, "automatic-thoughts": [text, text], "hot-thought": text, "evidence-for": [text], "balanced": text,
                               "belief-before": 85, "belief-after": 60, "rated-after": 4320}, "beliefs": ["7zzzzzzzzzzz0"]})
beliefs = [{"id": "7zzzzzzzzzzz0", "kind": "belief", "created": "2026-11-22T21:14:05+01:00", "date": "2026-11-22", "text": "=a belief"}]
whole = {"schema": "felt-export-1", "exported": "2026-11-22T21:14:05+01:00", "generator": "t", "entries": entries, "beliefs": beliefs, "followups": [], "words": []}
r = felt("import", "json", stdin=json.dumps(whole).encode())
ok(r.returncode == 0, "hostile entries", r.stderr)


def shown(text):
    """What of a text reaches a table before formulas are looked for."""
    text = text.replace("\r\n", "\n").replace("\r", "<U+000D>")
    return text[:-1] if text.endswith("\n") else text


FORMULA = re.compile("[ \"]*([=+@\t\r＝＋－＠]|-(?![ \"]|$))")
FIRST = re.compile("[ \"]*[=+@\t\r＝＋－＠-]")
tables = {}
for table, rows in (("entries", len(HOSTILE) + 1), ("feelings", len(HOSTILE)), ("records", len(HOSTILE))):
    r = felt("export", "--format", "csv", "--table", table)
    ok(r.returncode == 0, "%s: exported" % table, r.stderr)
    text = r.stdout.decode()
    got = tables[table] = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    ok(len(got) == rows and not any(None in row or None in row.values() for row in got), "%s: %d whole rows" % (table, rows), len(got))
    ok(text.count("\r\n") == rows + 1 and "\r" not in text.replace("\r\n", "") and text.endswith("\r\n"), "%s: lines end in CR LF, and nothing else has a CR" % table)
    bad = [cell for row in got for cell in row.values() if FIRST.match(cell)]
    ok(not bad, "T100 %s: no cell begins a formula" % table, *[ascii(b[:60]) for b in bad[:5]])
    # Programs that separate with semicolons or tabs, and do not know quotes.
    for sep, name in ((";", "semicolons"), ("\t", "tabs")):
        bad = [cell for line in re.split("\r?\n", text) for cell in line.split(sep)[1:] if FORMULA.match(cell)]
        bad += [line for line in re.split("\r?\n", text) if FORMULA.match(line)]
        ok(not bad, "T100 %s: nor in a program that takes %s" % (table, name), *[ascii(b[:60]) for b in bad[:5]])


def back(cell):
    """Only the marks were added: without each ' that felt may add, texts are the same."""
    return cell.replace("'", "")


by_id = {row["id"]: row for row in tables["entries"]}
bad = [ascii(t[:50]) for e, t in zip(entries, HOSTILE) if back(by_id[e["id"]]["text"]) != back(shown(t))]
ok(not bad, "nothing but marks was added to a text", *bad)
ok(by_id["0000000000029"]["text"] == HOSTILE[28] and by_id["0000000000028"]["text"] == "'- milk\n- bread", "a plain text is as it was, a list keeps its lines",
   by_id["0000000000029"]["text"], by_id["0000000000028"]["text"])
row = tables["feelings"][0]
ok([row[k] for k in ("word", "family", "feeling", "intensity", "afterwards", "layer", "source")] == ["anxious", "fear", "fear.anxious", "70", "40", "under", "writer"],
   "a row of a feeling", row)
ok([row[k] for k in ("date", "time", "utc")] == ["2026-11-22", "21:14:00", "2026-11-22T20:14:00Z"], "its time, and the moment", row)
row = tables["records"][28]
ok([row[k] for k in ("belief-before", "belief-after", "balanced-belief", "rated-after", "beliefs")] == ["85", "60", "", "4320", "'=a belief"], "a row of a record", row)
ok(row["automatic-thoughts"] == HOSTILE[28] + "\n" + HOSTILE[28], "a list has one item a line", row["automatic-thoughts"])
r = felt("export", "--table", "feelings", "--on", "1999", "--without-private")
ok(r.returncode == 0 and r.stdout == b"id,date,time,utc,word,family,feeling,intensity,afterwards,layer,source\r\n", "nothing found: the names alone", r.stdout)
for words in (("--table", "feelings", "--format", "json"), ("--table", "x"), ("--table", "feelings", "-F", "md"), ("--format", "xls")):
    r = felt("export", *words)
    ok(r.returncode == 1 and not r.stdout, "refused: %s" % " ".join(words), r.returncode, r.stderr)
# A belief that is private: its sentence stays here unless it is asked for, also where an entry names it.
for e in whole["entries"]:
    e["id"] = "1" + e["id"][1:]
whole["entries"] = [dict(whole["entries"][0], beliefs=["7zzzzzzzzzzz1"], date="2026-10-01")]
whole["beliefs"] = [dict(beliefs[0], id="7zzzzzzzzzzz1", text="PRIVATE belief", flags=["private"])]
r = felt("import", "json", stdin=json.dumps(whole).encode())
ok(r.returncode == 0, "a private belief", r.stderr)
for args, there in (([], False), (["--without-private"], False), (["--with-private"], True)):
    for form in ("md", "txt", "csv"):
        r = felt("export", "--on", "2026-10-01", "--format", form, *args)
        ok(r.returncode == 0 and (b"PRIVATE belief" in r.stdout) == there and b"7zzzzzzzzzzz1" not in r.stdout, "%s with a filter %s: its sentence %s" %
           (form, " ".join(args), "comes along" if there else "stays"), r.stderr, r.stdout[-300:])
r = felt("export", "--format", "md")
ok(r.returncode == 1, "without a filter it is asked about", r.returncode)
r = felt("export", "--format", "md", "--without-private")
ok(r.returncode == 0 and b"PRIVATE belief" not in r.stdout, "and can be left out", r.stderr)
shutil.rmtree(work)
print("1..%d" % n)
sys.exit(1 if failed else 0)
