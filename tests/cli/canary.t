#!/usr/bin/python3
"""T071, T083, T109: a canary in title, text, tag and feeling passes through every command; every byte that felt writes is watched.

strace shows each write of felt and its children with the file it goes to.  The canary may be in tmpfs, on a terminal, or on stdout where
the command is there to show it; nowhere else.  Then everything below HOME, /tmp and /var/tmp is searched.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FELT = os.environ.get("FELT_NATIVE", os.path.join(ROOT, "build", "felt"))
CANARY = "Kanarienvogel" + os.urandom(6).hex()
SECRET = "a passphrase with a Wellensittich " + os.urandom(6).hex()
home = tempfile.mkdtemp(prefix="felt-canary-")
os.chmod(home, 0o700)
n = failed = 0


def ok(good, name, *why):
    global n, failed
    n += 1
    failed += not good
    print("ok" if good else "not ok", n, "-", name)
    for w in why if not good else ():
        print("# " + str(w).replace("\n", "\n# ")[:1500])


def forms(word):
    plain = word.encode()
    return [plain, plain.lower(), plain[::-1], plain.hex().encode(), word.encode("utf-16-le")]


def felt(*args, stdin=b"", shows=False, secret=True):
    """Runs under strace; complains when the canary or the passphrase goes anywhere but where it may."""
    log = os.path.join("/dev/shm", "felt-canary-%d" % os.getpid())
    env = {"HOME": home, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "FELT_JOURNAL": home + "/j.felt"}
    r, w = os.pipe()
    os.write(w, SECRET.encode())
    os.close(w)
    out = subprocess.run(["strace", "-f", "-y", "-s", "1000000", "-o", log, "-e",
                          "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile,execve,msync", FELT, *(("--passphrase-fd", str(r)) if secret else ()), *args],
                         env=env, input=stdin, capture_output=True, pass_fds=(r,), timeout=120)
    os.close(r)
    leaks = []
    for line in open(log, errors="replace"):
        if CANARY in line or SECRET in line or CANARY.lower() in line:
            target = re.search(r"\w+\((\d+)<([^>]*)>", line)
            if target and target.group(1) == "1" and "pipe" in target.group(2) and shows and SECRET not in line:
                continue
            leaks.append(line[:300])
    os.unlink(log)
    name = "felt " + " ".join(a for a in args if CANARY not in a)
    ok(out.returncode == 0, name + " works", out.stderr.decode())
    ok(not leaks, "T071 %s writes it nowhere" % name, *leaks)
    ok(CANARY.encode() not in out.stderr and SECRET.encode() not in out.stderr, "T109 nor on stderr", out.stderr.decode())
    return out


def search_disk():
    hits = []
    for top in (home, "/tmp", "/var/tmp"):
        for folder, folders, files in os.walk(top):
            folders[:] = [f for f in folders if os.path.join(folder, f) != "/proc"]
            for f in files:
                path = os.path.join(folder, f)
                try:
                    if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > 64 << 20 or (top == "/tmp" and os.path.getmtime(path) < started):
                        continue
                    data = open(path, "rb").read()
                except OSError:
                    continue
                if any(form in data for form in forms(CANARY) + forms(SECRET)):
                    hits.append(path)
    return hits


started = __import__("time").time() - 1
felt("init", "--recovery-to", home + "/rec", "--kdf-memory", "64M", "--kdf-passes", "2")
text = (CANARY + " in a text\n" + "more lines of it\n" * 40).encode()
i = json.loads(felt("write", "--json", "--tag", "t", stdin=text).stdout)["id"]
felt("edit", i, stdin=text + b"edited")
felt("edit", "--undo", i)
felt("tag", i, "--tag", "u", "+anxious:50")
felt("search", stdin=CANARY.encode(), shows=True)
felt("search", "--json", stdin=CANARY.encode(), shows=True)
felt("review", shows=True)
felt("review", "--json", "--text", shows=True)
felt("show", i, shows=True)
felt("export", "--format", "json", shows=True)
felt("export", "--format", "md", shows=True)
felt("export", "--format", "txt", shows=True)
lines = json.dumps({"date": "1903-01-03", "title": CANARY, "body": CANARY + " imported"}).encode() + b"\n"
felt("import", "json", "-", stdin=lines)
many = b"".join(json.dumps({"date": "1903-01-%02d" % (d % 28 + 1), "body": CANARY + " %d " % d + "x" * (d * 37 % 5000)}).encode() + b"\n" for d in range(300))
felt("import", "json", "-", stdin=many)
felt("share", "--yes", "-o", home + "/p.html", "--words-to", home + "/words", "--choices", "-", stdin=json.dumps({"to": CANARY, "note": CANARY, "aliases": {"lines": CANARY}}).encode())
felt("share", "--log", shows=True)
felt("share", "--preview", shows=True)
felt("verify")
felt("backup", home + "/b.felt")
felt("status")
felt("key", "list")
felt("delete", "--yes", i)
felt("restore", "--yes", home + "/b.felt")
felt("key", "recovery", "--recovery-to", home + "/rec2")
felt("write", "--locked", "--tag", "t", stdin=text, secret=False)
felt("review", "-n", "1", shows=True)
felt("write", "--locked", stdin=text, secret=False)
felt("key", "rotate", "--yes", "--recovery-to", home + "/rec3")
felt("key", "export", home + "/keys")
hits = search_disk()
ok(not hits, "T071 nothing of it lies on the disk", *hits)

# T083: what others see of a running process.
r, w = os.pipe()
proc = subprocess.Popen([FELT, "--passphrase-fd", str(r), "write"], env={"HOME": home, "LC_ALL": "C.UTF-8", "FELT_JOURNAL": home + "/j.felt"}, pass_fds=(r,),
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
os.write(w, SECRET.encode())
os.close(w)
proc.stdin.write(CANARY.encode())
proc.stdin.flush()
__import__("time").sleep(0.5)
seen = b""
for what in ("cmdline", "environ", "comm"):
    try:
        seen += open("/proc/%d/%s" % (proc.pid, what), "rb").read()
    except PermissionError:
        pass
proc.communicate()
ok(seen and not any(form in seen for form in forms(CANARY) + forms(SECRET)), "T083 neither command line nor environment shows it")

# The test can fail: a file with the canary is found.
with open(home + "/found", "w") as f:
    f.write(CANARY)
ok(set(search_disk()) == {home + "/found"}, "and the search would have found it")
print("1..%d" % n)
subprocess.run(["rm", "-rf", home])
sys.exit(1 if failed else 0)
