#!/usr/bin/python3
"""T115: the second reader, written from FORMAT.md alone, opens what felt made; felt opens what it made, unusual forms included."""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FELT = os.environ.get("FELT", os.path.join(ROOT, "build", "felt"))
SECOND = ["/usr/bin/python3", os.path.join(HERE, "felt2.py")]
work = tempfile.mkdtemp(prefix="felt-second-")
os.chmod(work, 0o700)
phrase = os.path.join(work, "phrase")
with open(phrase, "w") as f:
    f.write("p and q, r")
n = failed = 0


def ok(good, name, *why):
    global n, failed
    n += 1
    failed += not good
    print("ok" if good else "not ok", n, "-", name)
    for w in why if not good else ():
        print("# " + str(w).replace("\n", "\n# ")[:2000])


def felt(*args, stdin=b"", journal="a.felt"):
    env = dict(os.environ, HOME=work, XDG_STATE_HOME=os.path.join(work, "state"), TZ="Europe/Berlin", LC_ALL="C.UTF-8")
    with open(phrase, "rb") as secret:
        return subprocess.run([FELT, "--passphrase-fd", str(secret.fileno()), "-j", os.path.join(work, journal), *args],
                              pass_fds=(secret.fileno(),), env=env, input=stdin, capture_output=True, timeout=120)


def second(*args, stdin=b""):
    return subprocess.run(SECOND + list(args), input=stdin, capture_output=True, timeout=300)


def dump(journal, strict=True):
    r = second("dump", os.path.join(work, journal), "--passphrase-file", phrase, *(["--strict"] if strict else []))
    return r, [json.loads(line) for line in r.stdout.splitlines()]


vectors = second("vectors")
ok(vectors.returncode == 0 and b"known answers hold" in vectors.stdout, "the second reader knows the known answers", vectors.stderr)

# ---- what felt made ----
r = felt("init", "--recovery-to", os.path.join(work, "recovery"), "--kdf-memory", "64M", "--kdf-passes", "2")
ok(r.returncode == 0, "felt makes a journal", r.stderr)
texts = ["a line", "zwei Zeilen\nmit Umlauten: äöü\n", "x" * 1023, "y" * 5000, "\u0007 bell and \u202e bidi", "z" * 1200000]
ids = []
for text in texts:
    r = felt("write", "--json", "--feeling", "anxious:70", "--feeling", "lonely", "--tag", "work", stdin=text.encode())
    ids.append(json.loads(r.stdout)["id"] if r.returncode == 0 else None)
ok(None not in ids, "felt writes", r.stderr)
r, rows = dump("a.felt")
ok(r.returncode == 0, "the second reader opens it, strictly", r.stderr)
ok({x["id"]: x["text"] for x in rows} == dict(zip(ids, texts)), "the same texts under the same ids")
ok(all([(f["id"], f["intensity"]) for f in x["feelings"]] == [("fear.anxious", 70), ("sadness.lonely", None)] for x in rows), "the same feelings")

felt("edit", ids[0], stdin=b"changed")
felt("delete", "--yes", ids[1])
felt("tag", ids[2], "-lonely", "+calm:3/5", "--untag", "work")
excerpt = os.path.join(ROOT, "tests", "data", "barbellion.jsonl")
r = felt("import", "json", excerpt)
ok(r.returncode == 0, "felt imports the diary", r.stderr)
felt("write", stdin=b"after the import")
r, rows = dump("a.felt")
ok(r.returncode == 0, "and opens it after edit, delete, tag, import", r.stderr)
kinds = [x["kind"] for x in rows]
ok(kinds.count(2) == 1 and kinds.count(8) >= 1, "one tombstone, the previous versions", kinds)
diary = [json.loads(line) for line in open(excerpt, encoding="utf-8") if line.strip()]
have = {x.get("text") for x in rows if x["kind"] == 1}
ok(all(d["body"] in have for d in diary), "every entry of the diary, byte for byte")
sheet = open(os.path.join(work, "recovery")).read()
with open(os.path.join(work, "key"), "w") as f:
    f.write(re.search(r"([0-9A-Z]{4}-){8}[0-9A-Z]{4}", sheet).group(0) + "\n")
r = second("verify", os.path.join(work, "a.felt"), "--recovery-file", os.path.join(work, "key"))
ok(r.returncode == 0, "and with the recovery key felt wrote", r.stderr)
felt("backup", os.path.join(work, "backup.felt"))
r, copy = dump("backup.felt")
ok(r.returncode == 0 and copy == rows, "a backup is the same journal", r.stderr)

# ---- what the second reader made ----
lines = "".join(json.dumps({"created": [1795382045000, 60], "date": [1795382045000 - i * 86400000, 60], "title": "title %d" % i, "text": "row %d" % i,
                            "tags": ["t"], "fields": [[0, "situation", "s"], [1, "evidence-for", "one"], [1, "evidence-for", "two"]],
                            "guide": "challenge@1",
                            "feelings": [{"id": "calm.steady", "intensity": 30, "layer": 2, "source": 1, "moment": 0}]}) + "\n" for i in range(150))
for variant in ["plain", "packs-of-3", "higher-minor", "feature-16", "carried", "unknown-low", "eight-slots"]:
    name = "made-%s.felt" % variant
    extra = [] if variant == "plain" else ["--variant", variant]
    made = second("make", os.path.join(work, name), "--passphrase-file", phrase, *extra, stdin=lines.encode())
    r = felt("verify", journal=name)
    ok(made.returncode == 0 and r.returncode == 0, "felt verifies: " + variant, made.stderr, r.stderr)
    r = felt("export", "--format", "json", journal=name)
    got = {e["title"]: (e["text"], e["fields"]["evidence-for"], e["feelings"][0]["id"]) for e in json.loads(r.stdout)["entries"]} if r.returncode == 0 else {}
    ok(got == {"title %d" % i: ("row %d" % i, ["one", "two"], "calm.steady") for i in range(150)}, "and reads every entry: " + variant, r.stderr)
    r = felt("write", journal=name, stdin=b"felt was here")
    again, rows = dump(name, strict=variant not in ("carried", "unknown-low", "higher-minor"))
    ok(r.returncode == 0 and again.returncode == 0 and len(rows) == 151, "and writes so that the second reader agrees: " + variant, r.stderr, again.stderr)

# ---- rotated, by either ----
r = felt("key", "rotate", "--yes", "--recovery-to", os.path.join(work, "recovery2"))
r2 = felt("key", "rotate", "--yes", "--recovery-to", os.path.join(work, "recovery3"))
before = rows = dump("backup.felt")[1]
again, rows = dump("a.felt")
ok(r.returncode == r2.returncode == again.returncode == 0, "the second reader opens what felt rotated twice, strictly", r.stderr, r2.stderr, again.stderr)
settings = {f[2]: [v[2] for v in x["fields"] if v[1] == "old"] for x in rows if x["kind"] == 3 for f in x["fields"] if f[1] == "name"}
ok(sorted(settings) == ["import", "inbox"] and all([v.split()[0] for v in old] == ["1", "2"] for old in settings.values()), "with the old keys in settings rows", settings)
ok([x for x in rows if x["kind"] != 3] == before, "and every row as it was before")
made = second("make", os.path.join(work, "turned.felt"), "--passphrase-file", phrase, "--variant", "rotated", stdin=lines.encode())
r = felt("verify", "--json", journal="turned.felt")
ok(made.returncode == 0 and r.returncode == 0 and json.loads(r.stdout)["whole"], "felt verifies what the second reader made as if rotated twice", made.stderr, r.stderr)
r = felt("review", "--text", journal="turned.felt")
ok(b"waited for two epochs" in r.stdout, "takes in a box of an earlier epoch", r.stderr)
line = json.dumps({"date": "1903-01-02", "body": "an old line"}).encode()
r = felt("import", "json", "--json", stdin=line + b"\n", journal="turned.felt")
ok(json.loads(r.stdout or b"{}").get("added") == 0, "knows what was imported in an earlier epoch", r.stdout, r.stderr)
r = felt("key", "rotate", "--yes", "--recovery-to", os.path.join(work, "recovery4"), journal="turned.felt")
again, rows = dump("turned.felt")
ok(r.returncode == 0 and again.returncode == 0 and len(rows) == 154, "rotates it once more, and the second reader opens that", r.stderr, again.stderr, len(rows))

print("1..%d" % n)
subprocess.run(["rm", "-rf", work])
sys.exit(1 if failed else 0)
