#!/usr/bin/python3
"""T107 and the round trip: whatever is written comes back byte for byte, and an export imported into a new journal gives the same entries."""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
work = tempfile.mkdtemp(prefix="felt-round-")
os.chmod(work, 0o700)
n = failed = 0


def ok(good, name, *why):
    global n, failed
    n += 1
    failed += not good
    print("ok" if good else "not ok", n, "-", name)
    for w in why if not good else ():
        print("# " + str(w).replace("\n", "\n# ")[:1500])


def felt(journal, *args, stdin=b""):
    env = dict(os.environ, HOME=work, XDG_STATE_HOME=os.path.join(work, "state-" + journal), TZ="America/St_Johns", LC_ALL="C")
    r, w = os.pipe()
    os.write(w, b"a passphrase")
    os.close(w)
    try:
        return subprocess.run([FELT, "--passphrase-fd", str(r), "-j", os.path.join(work, journal), *args], pass_fds=(r,), env=env,
                              input=stdin, capture_output=True, timeout=120)
    finally:
        os.close(r)


def init(journal):
    return felt(journal, "init", "--recovery-to", os.path.join(work, journal + ".rec"), "--kdf-memory", "64M", "--kdf-passes", "2").returncode == 0


NAUGHTY = ["undefined", "null", "\\", "'\"`<>&", "<script>alert(1)</script>", "=1+1|cmd", "../../../etc/passwd", "%s%n%x", "${HOME}`id`", "\t tab \t",
           "ends with blank ", "\n\nlines\n\n", "\r\nCR LF\r\n", "\x1b[2J\x1b]0;t\x07", "\x01\x02\x7f", "\u0085\u009b", "\u2028\u2029", "\u202eevil\u202c",
           "\ufeffBOM", "Z\u0351\u036b\u0343a\u0322\u0321l\u0348g\u0349o" * 30, "e\u0301 vs \u00e9", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "田中さん", "ﷺ", "\u00ad\u200b\u200d",
           "\U000e0041\U000e007f", "שלום עליכם", "\u1680", "\U0010ffff", "\uffff\ufffe", "a" * 1023, "b" * 1024, "c" * 70000, "\u0301starts with a mark", "0" * 200, "-", "--", "."]

ok(init("a.felt"), "a journal")
ids = []
for text in NAUGHTY:
    r = felt("a.felt", "write", "--json", stdin=text.encode())
    ids.append(json.loads(r.stdout)["id"] if r.returncode == 0 else r.stderr)
wrong = [t for t, i in zip(NAUGHTY, ids) if isinstance(i, bytes)]
blank = [t for t in wrong if not t.strip(" \t\r\n")]
ok(wrong == blank, "T107 every string is stored", [ascii(t) for t in wrong])
bad = []
for text, i in zip(NAUGHTY, ids):
    if not isinstance(i, bytes):
        raw = felt("a.felt", "show", "--raw", i)
        if raw.stdout != text.encode():
            bad.append(ascii(text) + " " + ascii(raw.stdout))
ok(not bad, "T107 and shown raw byte for byte", *bad)

exported = {"schema": "felt-export-1", "exported": "2026-11-22T21:14:05+01:00", "generator": "felt 1.0", "entries": [
    {"id": "7kq2m0x9c4tfz", "kind": "entry", "created": "2026-11-22T21:14:05.123+01:00", "date": "2026-11-22T21:10:00+01:00",
     "modified": "2026-11-23T00:00:00+01:00", "title": "a title \u202e", "text": "t\n",
     "feelings": [{"id": "fear.anxious", "intensity": 70, "layer": "surface", "source": "writer", "after": 40},
                  {"id": "calm.steady", "intensity": 10, "source": "suggestion", "only-after": True}, {"id": "other.fine", "source": "import"}],
     "tags": ["work", "=x"], "guide": "challenge@1",
     "fields": {"situation": "s", "evidence-for": ["a", "b"], "evidence-against": [], "belief-before": 85, "belief-after": 60, "balanced-belief": 0},
     "beliefs": ["0000000000005"], "words": 5, "flags": ["imported", "private"], "source": "jrnl:1"}],
    "beliefs": [{"id": "0000000000005", "kind": "belief", "created": "1903-01-03T00:00:00+00:00", "text": "a belief", "fields": {"rival": "a kinder one"}}],
    "followups": [{"id": "0000000000006", "kind": "followup", "created": "2026-11-22T21:14:05+01:00", "text": "say it", "fields": {"with": "Tom"}}],
    "words": []}
del exported["entries"][0]["fields"]["evidence-against"]
path = os.path.join(work, "x.json")
json.dump(exported, open(path, "w"))
r = felt("a.felt", "import", "json", path)
ok(r.returncode == 0, "an export with everything comes in", r.stderr)
r = felt("a.felt", "import", "json", path)
ok(r.returncode == 0 and b"0 " in r.stdout + r.stderr, "a second time it adds nothing", r.stdout, r.stderr)
first = felt("a.felt", "export", "--format", "json", "--with-private")
ok(first.returncode == 0, "export", first.stderr)
got = json.loads(first.stdout)
mine = next((e for e in got["entries"] if e["id"] == "7kq2m0x9c4tfz"), {})
want = dict(exported["entries"][0], words=mine.get("words"))
ok(mine == want, "and comes out as it was", json.dumps(mine), json.dumps(want))
ok([b.get("fields") for b in got["beliefs"]] == [{"rival": "a kinder one"}] and got["followups"][0]["fields"] == {"with": "Tom"}, "beliefs and follow-ups too")

open(os.path.join(work, "first.json"), "wb").write(first.stdout)
ok(init("b.felt"), "a new journal")
r = felt("b.felt", "import", "json", os.path.join(work, "first.json"))
ok(r.returncode == 0, "takes the export", r.stderr)
second = felt("b.felt", "export", "--format", "json", "--with-private")
a, b = json.loads(first.stdout), json.loads(second.stdout)


def same(e):
    e = dict(e)
    e["flags"] = sorted(set(e.get("flags", [])) | {"imported"})
    return e


diff = [(x, y) for x, y in zip(a["entries"], b["entries"]) if same(x) != same(y)]
ok(len(a["entries"]) == len(b["entries"]) and not diff, "and gives the same entries, byte for byte", *diff[:2])
open(os.path.join(work, "second.json"), "wb").write(second.stdout)
ok(init("c.felt"), "a third")
felt("c.felt", "import", "json", os.path.join(work, "second.json"))
third = felt("c.felt", "export", "--format", "json", "--with-private")
strip = lambda x: x.replace(json.loads(x)["exported"].encode(), b"")  # noqa: E731
ok(strip(second.stdout) == strip(third.stdout), "from then on the file itself is the same, byte for byte")
r = felt("a.felt", "export", "--format", "json")
ok(r.returncode == 1, "with private entries it wants to be told (CARE.md 26)", r.returncode, r.stderr)
r = felt("a.felt", "export", "--format", "json", "--without-private")
ok(b"7kq2m0x9c4tfz" not in r.stdout and r.returncode == 0, "and can leave them out")
r = felt("a.felt", "verify")
ok(r.returncode == 0, "verify", r.stderr)
print("1..%d" % n)
subprocess.run(["rm", "-rf", work])
sys.exit(1 if failed else 0)
