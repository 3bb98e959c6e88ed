#!/usr/bin/python3
"""felt share without a terminal: what is in a packet, what is not, in every form; names; the log; files that are in the way."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FELT = os.path.abspath(os.environ.get("FELT", os.path.join(ROOT, "build", "felt")))
KEYS = re.search(r'KEYS = \[\("([^"]+)", "(age1[^"]+)"\)', open(os.path.join(ROOT, "tests", "second", "age.t")).read())
work = tempfile.mkdtemp(prefix="felt-share-")
n = failed = 0


def ok(good, name, *why):
    global n, failed
    n += 1
    failed += not good
    print("ok" if good else "not ok", n, "-", name)
    for w in why if not good else ():
        print("# " + str(w).replace("\n", "\n# ")[:1500])


def path(name):
    return os.path.join(work, name)


def felt(*args, stdin=b"", journal="j.felt"):
    r, w = os.pipe()
    os.write(w, b"a passphrase\n")
    os.close(w)
    env = {"HOME": work, "TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    try:
        return subprocess.run([FELT, "--passphrase-fd", str(r), "-j", path(journal), *args], pass_fds=(r,), env=env, input=stdin, cwd=work,
                              capture_output=True, timeout=120, start_new_session=True)
    finally:
        os.close(r)


def entry(i, date, text="", **more):
    return dict({"id": "6zzzzzzzzzz%02d" % i, "kind": "entry", "created": "2020-11-%02dT10:00:00+01:00" % i, "date": date, "text": text}, **more)


WHOLE = {"schema": "felt-export-1", "exported": "2026-11-22T21:14:05+01:00", "generator": "t", "entries": [
    entry(1, "2026-10-01", "Ana was here. ANA laughed, and ana's coat, Ana’s hat; Anabel not. I waited for Ana.", title="About Ana", tags=["ana", "post"],
          feelings=[{"id": "sadness.lonely", "intensity": 70}, {"id": "sadness.missing-ana"}]),
    entry(2, "2026-10-02", "PRIVATETEXT with Ana", title="PRIVATETITLE", tags=["privatetag"], flags=["private"], feelings=[{"id": "anger.furious", "intensity": 33}]),
    entry(3, "2026-10-03T09:30:00+02:00", guide="challenge@1", title="TITLE3", beliefs=["7zzzzzzzzzzz0"],
          feelings=[{"id": "fear.anxious", "intensity": 71, "after": 37, "source": "suggestion"}],
          fields={"situation": "SITUATION with Ana Maria", "automatic-thoughts": ["THOUGHT one"], "hot-thought": "HOT", "evidence-for": ["FOR one", "FOR Ana"],
                  "evidence-against": ["AGAINST one"], "ending": "kept", "belief-before": 85, "belief-after": 61, "rated-after": 4320, "conviction": 77}),
    entry(4, "2026-10-04", "Filed under what is private", beliefs=["7zzzzzzzzzzz1"], fields={"conviction": 13}),
    entry(5, "2026-10-05", "Filed under a belief", beliefs=["7zzzzzzzzzzz0"], fields={"conviction": 59}),
    entry(6, "2026-09-01", "SEPTEMBER"),
], "beliefs": [
    {"id": "7zzzzzzzzzzz0", "kind": "belief", "created": "2026-10-01T10:00:00+02:00", "text": "BELIEF that Ana leaves", "fields": {"rival": "RIVAL of Ana"}},
    {"id": "7zzzzzzzzzzz1", "kind": "belief", "created": "2026-10-01T10:00:00+02:00", "text": "PRIVATEBELIEF", "flags": ["private"]},
    {"id": "7zzzzzzzzzzz2", "kind": "belief", "created": "2026-10-01T10:00:00+02:00", "text": "LONEBELIEF"},
], "followups": [
    {"id": "5zzzzzzzzzz01", "kind": "followup", "created": "2026-10-04T10:00:00+02:00", "text": "FOLLOWUP: tell Ana", "of": "6zzzzzzzzzz01",
     "fields": {"with": "Ana", "expected": "EXPECTED of Ana", "outcome": "said", "happened": "HAPPENED with Ana"}},
    {"id": "5zzzzzzzzzz02", "kind": "followup", "created": "2026-10-04T10:00:00+02:00", "text": "PRIVATEFOLLOWUP", "of": "6zzzzzzzzzz02"},
    {"id": "5zzzzzzzzzz03", "kind": "followup", "created": "2026-10-04T10:00:00+02:00", "text": "PRIVATESELF", "of": "6zzzzzzzzzz01", "flags": ["private"]},
], "words": []}
PRIVATE = re.compile(rb"PRIVATE|privatetag|furious")


def journal(name="j.felt"):
    r = felt("init", "--recovery-to", path(name + ".rec"), "--kdf-memory", "64M", "--kdf-passes", "2", journal=name)
    ok(r.returncode == 0, "a journal", r.stderr)
    r = felt("import", "json", stdin=json.dumps(WHOLE, ensure_ascii=False).encode(), journal=name)
    ok(r.returncode == 0, "with all kinds of things", r.stderr)


count = 0


def packet(*args, choices=None, how="open", status=0, journal="j.felt"):
    """Lets a packet leave; what it says in the clear, and what felt said."""
    global count
    count += 1
    to, words = path("p%d" % count), path("w%d" % count)
    argv = ["share", "--yes", "-o", to, *args]
    if choices is not None:
        argv += ["--choices", "-"]
    if how == "open":
        argv += ["--open"]
    elif how == "age":
        argv += ["--age", KEYS.group(2)]
    else:
        argv += ["--words-to", words]
    r = felt(*argv, stdin=json.dumps(choices, ensure_ascii=False).encode() if choices is not None else b"", journal=journal)
    if r.returncode != status:
        ok(False, "share %s: status %d, not %d" % (" ".join(args), r.returncode, status), r.stderr.decode())
    if r.returncode:
        return b"", r
    if how == "open":
        return open(to, "rb").read(), r
    if how == "age":
        with open(path("key"), "w") as f:
            f.write(KEYS.group(1) + "\n")
        return subprocess.run(["age", "-d", "-i", path("key"), to], capture_output=True).stdout, r
    out = subprocess.run(["node", os.path.join(HERE, "share_open.mjs"), to, open(words).read().strip()], capture_output=True)
    return out.stdout, r


def log():
    return [json.loads(line) for line in felt("share", "--log", "--json").stdout.splitlines()]


journal()
FORMS = ["open"] + (["sealed"] if shutil.which("node") else []) + (["age"] if shutil.which("age") else [])

# ---- what is private is in no form; the writer is told how many ----
for how in FORMS:
    page, r = packet(how=how)
    ok(b"BELIEF" in page and b"SITUATION" in page and b"SEPTEMBER" in page, how + ": what was chosen is there", page[:300])
    ok(not PRIVATE.search(page), how + ": nothing private", PRIVATE.findall(page))
    ok(b"1 that you keep private was held back" in r.stderr, how + ": the writer is told", r.stderr)
    ok(not re.search(rb"held back|1 private|6zzzzzzzzzz|7zzzzzzzzzz|5zzzzzzzzzz", page), how + ": the page is not, and has no ids")
    ok(b"LONEBELIEF" not in page, how + ": a belief without an entry stays")
    ok(b"FOLLOWUP: tell" in page and b"HAPPENED" in page, how + ": a follow-up of an entry goes along")
    ok(page.count(b'"datetime":"2026-10-02"') + page.count(b'datetime="2026-10-02"') == 0, how + ": nor its day")
    ok(not re.search(rb">13<|\"13\"", page), how + ": how true a private belief felt stays")
    if how == "sealed":
        # Of what is sealed, only the letters of base64 are there: three of them are "Ana" once in a few packets.
        raw = re.sub(rb"[A-Za-z0-9+/=]{20,}", b"", open(path("p%d" % count), "rb").read())
        ok(not re.search(rb"BELIEF|lonely|Ana|SITUATION|2026-10", raw), "not a byte of it outside of the envelope")
        ok(re.fullmatch(rb"([a-z]{3,8}-){7}[a-z]{3,8}\n", open(path("w%d" % count), "rb").read()), "eight words in a file of their own")
        ok(os.stat(path("w%d" % count)).st_mode & 0o777 == 0o600, "that is its writer's alone")
    if how == "age":
        ok(not re.search(rb"BELIEF|lonely|SITUATION|<html", open(path("p%d" % count), "rb").read()), "nothing readable in the age file")
    ok(os.stat(path("p%d" % count)).st_mode & 0o777 == 0o600, how + ": the file too")
    ok(log()[0]["digest"] == hashlib.sha256(open(path("p%d" % count), "rb").read()).hexdigest(), how + ": the log has the file's digest")

# ---- filters ----
page, r = packet("--on", "2026-10-03")
ok(b"Drawn from the one entry" in page and b"SITUATION" in page and b"SEPTEMBER" not in page, "a day")
ok(b"The period chosen" in page and b"held back" not in r.stderr, "the period stands there, and nothing private was in it", r.stderr)
ok(b"FOLLOWUP" not in page, "a follow-up of an entry that stays stays")
page, r = packet("--limit", "2")
ok(b"Drawn from the 2 entries" in page and b"Filed under a belief" in page and b"held back" not in r.stderr, "the newest two, and no private one among them", r.stderr)
page, r = packet("--feeling", "lonely")
ok(b"Drawn from the one entry" in page and b"About" in page, "a feeling")
page, r = packet("--on", "2026-10-02", status=1)
ok(b"kept private" in r.stderr and log()[0]["ids"] != ["6zzzzzzzzzz02"], "only a private one: nothing leaves", r.stderr)
page, r = packet("--on", "1903", status=1)
ok(b"no entry is chosen" in r.stderr, "nothing found", r.stderr)

# ---- less of it ----
page, r = packet(choices={"drop": ["6zzzzzzzzzz03"], "to": "T"})
ok(b"SITUATION" not in page and b"2026-10-03" not in page, "an entry that is dropped")
ok(b">77<" not in page and b">59<" in page, "its conviction is in no picture and no table")
page, r = packet("--on", "2026-10", choices={"drop": ["7zzzzzzzzzzz0"]})
ok(b"BELIEF" not in page and b"RIVAL" not in page and b">59<" not in page and b"SITUATION" in page, "a belief that is dropped, with what was felt about it")
page, r = packet(choices={"drop": ["5zzzzzzzzzz01"]})
ok(b"FOLLOWUP" not in page and b"About" in page, "a follow-up that is dropped")
page, r = packet("--on", "2026-10-03", choices={"dates-only": ["6zzzzzzzzzz03"]})
ok(not re.search(rb"SITUATION|TITLE3|THOUGHT|HOT|FOR|AGAINST|challenge|nothing noted", page), "a date, feelings and ratings: no text", page[-3000:])
ok(b"anxious" in page and b"71" in page and b"37" in page and b"85" in page and b"61" in page, "feelings and ratings are there", page[-3000:])
page, r = packet("--on", "2026-10-03", choices={"leave-out": {"6zzzzzzzzzz03": ["evidence-for", "situation", "title"]}})
ok(not re.search(rb"FOR one|SITUATION|TITLE3|Evidence for", page) and b"AGAINST one" in page and b"nothing noted" not in page,
   "fields that stay are not there and not mentioned", page[-3000:])
page, r = packet("--on", "2026-10-01", choices={"leave-out": {"6zzzzzzzzzz01": ["feelings", "tags", "text"]}})
ok(not re.search(rb"lonely|missing|post|laughed", page) and b"About" in page, "feelings, tags and text that stay", page[-2000:])
for what, choices, why in (
        ("a key that is not known", {"alias": {}}, b"unknown key 'alias'"), ("an id that is not there", {"drop": ["6zzzzzzzzzzzz"]}, b"6zzzzzzzzzzzz"),
        ("an id of several", {"drop": ["6zzz"]}, b"6zzz"), ("a part that is not there", {"leave-out": {"6zzzzzzzzzz03": ["situaton"]}}, b"no part that is called 'situaton'"),
        ("a text instead of a list", {"drop": "6zzzzzzzzzz03"}, b"not a list"), ("an alias that is a number", {"aliases": {"Ana": 1}}, b"neither a text nor null"),
        ("an alias of nothing", {"aliases": {"Ana": ""}}, None), ("a name in its alias", {"aliases": {"Ana": "dear Ana"}}, b"still hold"),
        ("two lines for a name", {"to": "a\nb"}, b"one line"), ("a list", [], b"one object")):
    before = len(log())
    page, r = packet(choices=choices, status=1 if why else 0)
    ok(why is None or (why in r.stderr and b"Ana" not in r.stderr and len(log()) == before and not os.path.exists(path("p%d" % count))), what + " is refused", r.stderr)
r = felt("share", "--yes", "--open", "-o", path("ident"), "--choices", "-", stdin=b'{"drop":["6zzzzzzzzzz02"]}')
ok(r.returncode == 0, "an id that the filters or privacy left out anyway is no mistake", r.stderr)

# ---- names ----
page, r = packet(choices={"to": "Ana’s therapist", "from": "M.", "note": "Ana knows. ANA!", "aliases": {"Ana": "my friend", "Ana Maria": "my aunt"}})
body = page.replace("Ana’s therapist".encode(), b"")
ok(not re.search(rb"\bana\b", body, re.I), "the name is nowhere, but where it was written for the page", re.findall(rb".{30}\bana\b.{30}", body, re.I | re.S))
ok(b"my friend was here. MY FRIEND laughed, and my friend" in page and b"Anabel not" in page, "in a text, in any case, whole words")
ok(b"SITUATION with my aunt" in page and b"FOR my friend" in page, "the longer one first; in fields")
ok(b"About my friend" in page and b"<bdi>my friend</bdi>, <bdi>post</bdi>" in page, "in a title, in a tag")
ok(b"BELIEF that my friend leaves" in page and b"RIVAL of my friend" in page, "in a belief and its rival")
ok(b"tell my friend" in page and b"HAPPENED with my friend" in page and b"EXPECTED of my friend" in page, "in a follow-up")
ok(b"missing my friend" in page, "in a word of one's own")
ok(b"my friend knows. MY FRIEND!" in page, "in the note")
page, r = packet(choices={"to": "T"})
ok(b"my friend was here" in page, "kept for next time")
r = felt("share", "--preview")
ok(b"Ana -> my friend" in r.stdout and b"my friend was here" in r.stdout and r.returncode == 0, "the preview says which", r.stdout[:600], r.stderr)
page, r = packet(choices={"aliases": {"ANA": None, "Ana Maria": None}})
ok(b"Ana was here" in page, "taken away again")
page, r = packet()
ok(b"Ana was here" in page, "for good")
raw = b"".join(open(os.path.join(d, f), "rb").read() for d, _, files in os.walk(work) for f in files if f.startswith("j.felt") or "felt/" in d)
ok(b"my friend" not in raw and b"Ana Maria" not in raw and b"Ana was" not in raw, "names and aliases stand nowhere in the clear")

# ---- the preview: the same, and nothing leaves ----
before, files = len(log()), sorted(os.listdir(work))
r = felt("share", "--preview", "--on", "2026-10", "--choices", "-", stdin=json.dumps({"to": "T", "note": "NOTE", "aliases": {"Ana": "X"}, "drop": ["6zzzzzzzzzz05"]}).encode())
ok(re.search(rb'Ana -> X, \d+ times\n    it stands there as "Ana Maria" too\n', r.stdout) and b"let the whole of it be replaced" in r.stdout, "and points at what stands beside one", r.stdout[:900])
text = r.stdout.decode()
ok(r.returncode == 0 and "One entry that you keep private was held back" in text and not re.search("PRIVATE|SEPTEMBER|Filed under a belief", text), "what leaves, and for the writer how many stay", text[:500])
ok(all(w in text for w in ("NOTE", "SITUATION with X Maria", "HOT", "FOR one", "AGAINST one", "BELIEF that X leaves", "RIVAL of X", "FOLLOWUP: tell X", "lonely 70", "77 of 100")), "every text of it", text)
ok("may have to act" in text and "leave it out and talk about it" in text, "with the words before sealing")
ok(len(log()) == before and sorted(os.listdir(work)) == files, "and nothing left")
head, packet_text, tail = re.split("={40}\n", text)
page, r = packet("--on", "2026-10", choices={"to": "T", "note": "NOTE", "aliases": {"Ana": "X"}, "drop": ["6zzzzzzzzzz05"]})
plain = re.sub(rb"<[^>]*>", b" ", page).decode()
for word in set(re.findall(r"\b[A-Z]{3,}\b", plain)) - {"HTML", "DOCTYPE"}:
    if word not in text:
        ok(False, "law 2: the page has '%s', the preview has not" % word)
ok(not re.search(r"held back", plain), "law 2: looked at word by word")

# ---- the log, and since the last one ----
ok(log()[0]["to"] == "T" and log()[0]["since"] == "2026-10-01" and "6zzzzzzzzzz03" in log()[0]["ids"] and "6zzzzzzzzzz02" not in log()[0]["ids"], "the log", log()[0])
r = felt("share", "--log")
ok(r.stdout.decode().count("  for ") == len(log()) and b"for T  5 pieces since 2026-10-01" in r.stdout, "the log for people", r.stdout[:300])
journal("k.felt")
r = felt("share", "--yes", "--open", "-o", path("k0"), "--since-last", journal="k.felt")
ok(r.returncode == 1 and b"no packet before" in r.stderr and not os.path.exists(path("k0")), "since the last one, and there is none", r.stderr)
page, r = packet("--on", "2026-09", choices={"to": "Dr. W"}, journal="k.felt")
ok(b"New since" not in page, "the first one has nothing to compare with")
page, r = packet("--since-last", status=1, journal="k.felt")
ok(b"nothing was written since the last packet" in r.stderr, "nothing new", r.stderr)
felt("write", "--date", "2020-01-01", stdin=b"BACKDATED", journal="k.felt")
felt("write", "--keep-private", stdin=b"PRIVATENEW", journal="k.felt")
page, r = packet("--since-last", journal="k.felt")
ok(b"BACKDATED" in page and b"SITUATION" not in page and b"1 that you keep private was held back" in r.stderr, "what was written since then, whatever day it is of", r.stderr)
ok(b"For <bdi>Dr. W</bdi>" in page and b"New since the last packet" in page and b"1 entry" in page, "for the one reader there is", page[:2000])
packet("--on", "2026-10-01", choices={"to": "Other"}, journal="k.felt")
page, r = packet("--since-last", status=1, journal="k.felt")
ok(b'"to" in --choices' in r.stderr, "two readers: which one is asked", r.stderr)
felt("write", stdin=b"NEWEST", journal="k.felt")
page, r = packet("--since-last", choices={"to": "dr. w"}, journal="k.felt")
ok(b"NEWEST" in page and b"BACKDATED" not in page, "for the first, however the name is written", r.stderr)
page, r = packet("--since-last", choices={"to": "Nobody"}, status=1, journal="k.felt")
ok(b"no packet for this reader" in r.stderr and b"Nobody" not in r.stderr, "a reader who had none", r.stderr)
page, r = packet("--on", "2026-10-01", choices={"to": "Other"}, journal="k.felt")
ok(b"Nothing in this one is new" in page, "the same again is not new")

# ---- files that are in the way, words that make no sense ----
before = len(log())
with open(path("there"), "w") as f:
    f.write("mine")
os.symlink(path("there"), path("link"))
os.symlink(path("nowhere"), path("dangling"))
os.mkfifo(path("fifo"))
for what in ("there", "link", "dangling", "fifo", "out"):
    if what == "out":
        os.mkdir(path("out"))
    r = felt("share", "--yes", "--open", "-o", path(what))
    ok(r.returncode == 5, "T086: not over %s" % what, r.stderr)
    r = felt("share", "--yes", "-o", path("fresh"), "--words-to", path(what))
    ok(r.returncode == 5 and not os.path.exists(path("fresh")), "T086: nor the words", r.stderr)
ok(open(path("there")).read() == "mine" and not os.path.lexists(path("nowhere")), "T086: what was there is as it was")
r = felt("share", "--yes", "-o", path("out/no/such"), "--words-to", path("words"))
ok(r.returncode != 0 and not os.path.exists(path("words")), "a folder that is not there: no words of nothing are left", r.stderr)
for args, why in ((("--yes",), "add -o FILE"), ((), "there is no terminal"), (("-o", path("x")), "--preview shows it"), (("--yes", "-o", path("x")), "--words-to FILE"),
                  (("--yes", "--open-here"), "waits for Enter"), (("--yes", "-o", "-", "--open"), "a packet is one"), (("--open", "--age", KEYS.group(2), "--yes", "-o", path("x")), "different ways"),
                  (("--yes", "--open-here", "-o", path("x")), "leaves no file"), (("--yes", "--open", "-o", path("x"), "--words-to", path("y")), "only a sealed page"),
                  (("--yes", "-o", path("x"), "--words-to", path("x")), "no seal"), (("--yes", "--open", "-o", path("x.age")), "ends in .age"),
                  (("--yes", "--open", "-o", path("x"), "--armor"), "form of sealed files"), (("--yes", "--age", "age1no", "-o", path("x")), "not a recipient"), (("--log", "--yes"), "does not go with"),
                  (("--log", "--on", "2026"), "takes no filters"), (("--yes", "--open", "-o", path("j.felt")), "file of its own")):
    r = felt("share", *args)
    ok(r.returncode == 1 and why in r.stderr.decode() and not os.path.exists(path("x")), "refused: %s" % why, r.stderr)
r = felt("share", "--yes", "--open", "-o", path("x"), "--choices", path("none"))
ok(r.returncode == 4 and not os.path.exists(path("x")), "choices that are not there", r.stderr)
ok(len(log()) == before, "none of these is in the log")
ok(not [f for f in os.listdir(work) if f.startswith(".")and "felt-" in f], "no temporary is left")

# ---- log and names are backed up, and in no export ----
r = felt("export", "--with-private")
ok(b"my friend" not in r.stdout and b"digest" not in r.stdout and b"aliases" not in r.stdout and b"Dr. W" not in r.stdout, "neither log nor names are exported", r.stderr)
ok(felt("backup", path("copy.felt")).returncode == 0 and len([json.loads(x) for x in felt("share", "--log", "--json", journal="copy.felt").stdout.splitlines()]) == len(log()), "a backup has the log")
ok(b"Ana -> X" in felt("share", "--preview", journal="copy.felt").stdout, "and the names")
r = felt("verify")
ok(r.returncode == 0, "all of it verifies", r.stdout, r.stderr)
shutil.rmtree(work)
print("1..%d" % n)
sys.exit(1 if failed else 0)
