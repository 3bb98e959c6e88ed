#!/usr/bin/python3
"""T105: the public test vectors of age (C2SP CCTV, npm package cctv-age, data only): every one in scope ends as it says, with the payload it says.

The vectors are fetched once into build/; without a registry within reach they are skipped, and the excerpt in tests/unit/test_age.c is what is
left.  Vectors that need ML-KEM (hybrid recipients) are out of scope and named.
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEMO = os.path.join(os.path.abspath(os.environ.get("FELT_UNIT", os.path.join(ROOT, "build", "unit"))), "age_demo")
VERSION = "0.2.0"
HOME = os.path.join(ROOT, "build", "age-vectors")
INDEX = os.path.join(HOME, "node_modules", "cctv-age", "index.js")
# How many there are of that version, so that a list that was cut short is noticed.
WHOLE, IN_SCOPE, X25519_ALONE, SCRYPT, ARMOR = 143, 124, 67, 25, 32
DUMP = """
const [index, to] = process.argv.slice(1);
const fs = await import("node:fs"), vectors = await import(index);
for (const [name, bytes] of Object.entries(vectors)) fs.writeFileSync(to + "/" + name, bytes);
"""
count = failed = 0


def ok(good, name, *why):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name))
    for line in why if not good else ():
        print("# " + str(line))


def skip_all(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


def fetch():
    if os.path.exists(INDEX) and '"version": "%s"' % VERSION in open(os.path.join(os.path.dirname(INDEX), "package.json")).read():
        return
    if not shutil.which("npm"):
        skip_all("npm, which fetches the vectors, is not installed")
    os.makedirs(HOME, exist_ok=True)
    try:
        r = subprocess.run(["npm", "install", "--prefix", HOME, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000",
                            "cctv-age@" + VERSION],
                           capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)
    except subprocess.TimeoutExpired:
        skip_all("the npm registry is too slow, so the public vectors are not there")
    if r.returncode or not os.path.exists(INDEX):
        # Whatever a network may do is a reason to skip; a version that is gone or another one is a defect of this test.
        if not re.search(r"\bE404\b|ETARGET|EINTEGRITY|ENOVERSIONS", r.stderr):
            skip_all("npm could not fetch it, so the public vectors are not there: " + " ".join(r.stderr.split())[-200:])
        ok(False, "the vectors are fetched", *r.stderr.split("\n")[-12:])
        print("1..%d" % count)
        sys.exit(1)


def outcome(status, said):
    """What felt's library said, as one of the vectors' classes."""
    if status == 0:
        return "success"
    code, _, subject = said.partition(" ")
    if subject.startswith("age armor"):
        return "armor failure"
    if subject.startswith("age payload"):
        return "payload failure"
    if subject == "age header: it was altered":
        return "HMAC failure"
    if subject.startswith("age header"):
        return "header failure"
    return "no match" if code == "-23" else said


if not shutil.which("node"):
    skip_all("node, which reads the package, is not installed")
fetch()
work = tempfile.mkdtemp(prefix="felt-age-")
try:
    subprocess.run(["node", "--input-type=module", "-e", DUMP, INDEX, work], check=True, stdin=subprocess.DEVNULL)
    names = sorted(os.listdir(work))
    ok(len(names) == WHOLE, "the package has %d vectors" % WHOLE, len(names))
    ran = {"armor": 0, "scrypt": 0, "x25519": 0}
    for name in names:
        head, _, body = open(os.path.join(work, name), "rb").read().partition(b"\n\n")
        keys = [line.split(": ", 1) for line in head.decode().split("\n")]
        want = dict(keys)
        if want.get("compressed") == "zlib":
            body = zlib.decompress(body)
        if "hybrid" in name:
            count += 1
            print("ok %d - %s # SKIP out of scope: needs ML-KEM-768" % (count, name))
            continue
        passphrases = [v for k, v in keys if k == "passphrase"]
        identities = [v for k, v in keys if k == "identity"]
        secret = os.path.join(work, ".secret")
        # Two passphrases, or both kinds: the header is refused before either is looked at.
        with open(secret, "w") as f:
            f.write(passphrases[0] if passphrases else "\n".join(identities) + "\n")
        if not passphrases and not identities:
            with open(secret, "w") as f:
                f.write("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n")
        r = subprocess.run([DEMO, "open"] + (["-p"] if passphrases else []) + [secret], input=body, capture_output=True, timeout=120)
        said = r.stderr.decode().split("\n")[0]
        got = outcome(r.returncode, said)
        good = got == want["expect"]
        why = ["want: " + want["expect"], "got: %s (%s)" % (got, said), want.get("comment", "")]
        if "payload" in want and hashlib.sha256(r.stdout).hexdigest() != want["payload"]:
            good = False
            why.append("another payload: %d bytes" % len(r.stdout))
        elif "payload" not in want and r.stdout and want["expect"] != "armor failure":
            good = False
            why.append("%d bytes were given out" % len(r.stdout))
        ok(good, "%s: %s" % (name, want["expect"]), *why)
        ran["armor" if name.startswith("armor") else "scrypt" if name.startswith("scrypt") else "x25519"] += 1
    ok(ran == {"armor": ARMOR, "scrypt": SCRYPT, "x25519": X25519_ALONE} and sum(ran.values()) == IN_SCOPE,
       "%d of them are in scope, and ran" % IN_SCOPE, ran)
finally:
    shutil.rmtree(work)
print("1..%d" % count)
sys.exit(1 if failed else 0)
