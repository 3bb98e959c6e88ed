#!/usr/bin/python3
"""T104: a third implementation, in JavaScript (npm package age-encryption), opens what felt's library seals, and the other way round.

It is fetched once into build/; without a registry within reach this is skipped.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEMO = os.path.join(os.path.abspath(os.environ.get("FELT_UNIT", os.path.join(ROOT, "build", "unit"))), "age_demo")
VERSION = "0.3.1"
HOME = os.path.join(ROOT, "build", "age-js")
PACKAGE = os.path.join(HOME, "node_modules", "age-encryption")
SCRIPT = """
const [index, how, secret, from, to] = process.argv.slice(1);
const fs = await import("node:fs"), age = await import(index);
const plain = fs.readFileSync(from), text = plain.toString("latin1");
if (how.startsWith("open")) {
	const d = new age.Decrypter();
	if (how === "open-passphrase") d.addPassphrase(secret); else d.addIdentity(secret);
	const sealed = text.startsWith("-----BEGIN") ? age.armor.decode(text) : plain;
	fs.writeFileSync(to, await d.decrypt(sealed));
} else {
	const e = new age.Encrypter();
	if (how === "seal-passphrase") { e.setPassphrase(secret); e.setScryptWorkFactor(10); } else e.addRecipient(secret);
	const sealed = await e.encrypt(plain);
	fs.writeFileSync(to, how === "seal-armor" ? age.armor.encode(sealed) : sealed);
}
"""
count = failed = 0


def ok(good, name, *why):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name))
    for line in why if not good else ():
        print("# " + str(line)[-600:].replace("\n", "\n# "))


def skip_all(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


def fetch():
    there = os.path.join(PACKAGE, "package.json")
    if os.path.exists(there) and '"version": "%s"' % VERSION in open(there).read():
        return
    if not shutil.which("npm"):
        skip_all("npm, which fetches it, is not installed")
    os.makedirs(HOME, exist_ok=True)
    try:
        r = subprocess.run(["npm", "install", "--prefix", HOME, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000",
                            "age-encryption@" + VERSION],
                           capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)
    except subprocess.TimeoutExpired:
        skip_all("the npm registry is too slow, so age-encryption is not there")
    if r.returncode or not os.path.exists(there):
        # Whatever a network may do is a reason to skip; a version that is gone or another one is a defect of this test.
        if not re.search(r"\bE404\b|ETARGET|EINTEGRITY|ENOVERSIONS", r.stderr):
            skip_all("npm could not fetch it, so age-encryption is not there: " + " ".join(r.stderr.split())[-200:])
        ok(False, "the package is fetched", r.stderr)
        print("1..%d" % count)
        sys.exit(1)


if not shutil.which("node"):
    skip_all("node is not installed")
fetch()
keys = re.search(r'KEYS = \[\("([^"]*)", "([^"]*)"\)', open(os.path.join(ROOT, "tests", "second", "age.t")).read())
secret, recipient = keys.group(1), keys.group(2)
work = tempfile.mkdtemp(prefix="felt-age-")


def at(name, content=None):
    path = os.path.join(work, name)
    if content is not None:
        with open(path, "wb") as f:
            f.write(content)
    return path


def js(how, word, given):
    if os.path.exists(at("to")):
        os.unlink(at("to"))
    r = subprocess.run(["node", "--input-type=module", "-e", SCRIPT, os.path.join(PACKAGE, "dist", "index.js"), how, word, at("from", given), at("to")],
                       capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    return (open(at("to"), "rb").read() if os.path.exists(at("to")) else None), r.stderr.decode()


def felt(args, given):
    r = subprocess.run([DEMO] + args, input=given, capture_output=True, timeout=120)
    return (r.stdout if r.returncode == 0 else None), r.stderr.decode()


at("key", secret.encode())
at("words", b"some words")
try:
    for n in (0, 1, 65535, 65536, 65537, 1 << 20):
        text = os.urandom(n)
        for armor in (False, True):
            name = "%d bytes%s" % (n, ", armored" if armor else "")
            sealed, err = felt(["seal"] + ["-a"] * armor + [recipient], text)
            back, err = js("open", secret, sealed)
            ok(back == text, "%s: age-encryption opens what felt sealed" % name, err)
            sealed, err = js("seal-armor" if armor else "seal", recipient, text)
            back, err = felt(["open", at("key")], sealed)
            ok(back == text, "%s: felt opens what age-encryption sealed" % name, err)
    sealed, err = felt(["seal", "-p", at("words"), "10"], b"text")
    back, err = js("open-passphrase", "some words", sealed)
    ok(back == b"text", "a passphrase: age-encryption opens what felt sealed", err)
    sealed, err = js("seal-passphrase", "some words", b"text")
    back, err = felt(["open", "-p", at("words")], sealed)
    ok(back == b"text", "a passphrase: felt opens what age-encryption sealed", err)
finally:
    shutil.rmtree(work)
print("1..%d" % count)
sys.exit(1 if failed else 0)
