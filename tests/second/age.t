#!/usr/bin/python3
"""T103, T104: age of Debian opens what felt's library seals, and felt's library opens what age seals; recipients that are none are refused.

Without age the part that compares the two is skipped; felt with felt is tried all the same.
"""
import hashlib
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEMO = os.path.join(os.path.abspath(os.environ.get("FELT_UNIT", os.path.join(ROOT, "build", "unit"))), "age_demo")
AGE, KEYGEN = shutil.which("age"), shutil.which("age-keygen")
SIZES = [0, 1, 65535, 65536, 65537, 10 << 20]
BIG = 32 << 20
# Two keys that were made for this test.
KEYS = [("AGE-SECRET-KEY-1TN8FZ90XVKEAEK60TLYK02JY8D2HMT3LMS373YZ97JWK4GFFKK9QEZ0T7S", "age1m88lx32ukvl44xghr2wl68f2px5tlcypcf0d5jcgpf95lem6xc5qgyff67"),
        ("AGE-SECRET-KEY-1HPC8GPHYTF6YTM56HG7SCVHA859V4RXMVX6ADCMRNC48SQWJUR8SDKZ3FN", "age1e54at4vw8e9hqw4yr9nuxy7xj286w9l8la7ke9hzmrkk5jx4hg2qsu245h")]
count = failed = 0
work = tempfile.mkdtemp(prefix="felt-age-")


def ok(good, name, *why):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name))
    for line in why if not good else ():
        print("# " + str(line)[:300].replace("\n", "\n# "))


def skip(name, why):
    global count
    count += 1
    print("ok %d - %s # SKIP %s" % (count, name, why))


def run(argv, given):
    r = subprocess.run(argv, input=given, capture_output=True, timeout=300)
    return r.returncode, r.stdout, r.stderr.decode(errors="replace")


def at(name, content=None):
    path = os.path.join(work, name)
    if content is not None:
        with open(path, "wb") as f:
            f.write(content)
    return path


def typed(argv, answers):
    """Runs argv with a terminal of its own, and types an answer whenever it asks for a passphrase."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(argv[0], argv)
    seen = b""
    try:
        for answer in answers:
            seen, until = b"", time.time() + 60
            while b"passphrase" not in seen.lower() or not seen.rstrip(b"\x1b[K ").endswith(b":"):
                piece = os.read(fd, 4096)
                if not piece or time.time() > until:
                    break
                seen += piece
            time.sleep(0.2)  # the prompt is written before the echo is off
            os.write(fd, answer + b"\n")
        while os.read(fd, 4096):
            pass
    except OSError:
        pass
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


texts = {n: os.urandom(n) for n in SIZES}
for i, (secret, recipient) in enumerate(KEYS):
    at("key%d" % i, ("# a key of this test\n\n%s\n" % secret).encode())
both = [r for _, r in KEYS]
try:
    for n in SIZES + [BIG]:
        text = texts.get(n) or os.urandom(n)
        for armor in ([], ["-a"]):
            name = "%d bytes%s" % (n, ", armored" if armor else "")
            status, sealed, err = run([DEMO, "seal"] + armor + both, text)
            ok(status == 0, "T103 %s: sealed, re-opened and compared" % name, err)
            status, back, err = run([DEMO, "open", at("key1")], sealed)
            ok(status == 0 and back == text, "T103 %s: opened with the second of two keys" % name, err)
            at("sealed", sealed)
            status, back, err = run([DEMO, "again", at("key0"), at("sealed")], b"")
            ok(status == 0 and back == text, "T103 %s: and read once more from the end to the beginning" % name, err)
            if n == BIG:
                continue
            if not AGE:
                skip("T104 age with " + name, "age is not installed")
                continue
            status, back, err = run([AGE, "-d", "-i", at("key0"), at("sealed")], b"")
            ok(status == 0 and back == text, "T104 %s: age opens what felt sealed" % name, err)
            for recipients in (both[:1], both):
                argv = [AGE, "-e"] + armor
                for r in recipients:
                    argv += ["-r", r]
                status, sealed, err = run(argv, text)
                status, back, err = run([DEMO, "open", at("key0")], sealed)
                ok(status == 0 and back == text, "T104 %s: felt opens what age sealed for %d" % (name, len(recipients)), err)

    # CR LF in an armor, and both kinds of line ends.
    status, sealed, err = run([DEMO, "seal", "-a"] + both, texts[65537])
    at("sealed", sealed.replace(b"\n", b"\r\n"))
    status, back, err = run([DEMO, "again", at("key0"), at("sealed")], b"")
    ok(status == 0 and back == texts[65537], "an armor with CR LF is read again at any place", err)
    at("sealed", sealed.replace(b"\n", b"\r\n", 500))
    status, back, err = run([DEMO, "open", at("key0")], open(at("sealed"), "rb").read())
    ok(status == 0 and back == texts[65537], "lines may end in two ways", err)
    status, back, err = run([DEMO, "again", at("key0"), at("sealed")], b"")
    ok(status == 1 and not back and "some of its lines end in LF" in err, "but then not at any place", err)

    # A passphrase, at the cost that is written: once by each side.
    secret = "two words, é".encode()
    at("passphrase", secret)
    status, sealed, err = run([DEMO, "seal", "-p", at("passphrase"), "18"], texts[65537])
    ok(status == 0, "T104 sealed with a passphrase", err)
    status, back, err = run([DEMO, "open", at("key0")], sealed)
    ok(status == 1 and "with a passphrase" in err, "a key does not open it, and it says why", err)
    at("wrong", secret + b" ")
    status, cheap, err = run([DEMO, "seal", "-p", at("passphrase"), "10"], b"x")
    status, back, err = run([DEMO, "open", "-p", at("wrong")], cheap)
    ok(status == 1 and back == b"" and "does not open it" in err, "another passphrase does not", err)
    status, back, err = run([DEMO, "open", "-p", at("passphrase")], cheap)
    ok(status == 0 and back == b"x", "the right one does", err)
    if AGE:
        at("sealed", sealed)
        status = typed([AGE, "-d", "-o", at("back"), at("sealed")], [secret])
        ok(status == 0 and open(at("back"), "rb").read() == texts[65537], "T104 age opens it with that passphrase", status)
        at("text", texts[65536])
        status = typed([AGE, "-p", "-a", "-o", at("from-age"), at("text")], [secret, secret])
        ok(status == 0, "age seals with a passphrase", status)
        status, back, err = run([DEMO, "open", "-p", at("passphrase")], open(at("from-age"), "rb").read())
        ok(status == 0 and back == texts[65536], "T104 felt opens it", err)
    else:
        skip("T104 age with a passphrase", "age is not installed")

    # Whatever is changed in a sealed file, it does not open, and what was given out before is a beginning.
    status, sealed, err = run([DEMO, "seal"] + both, b"a" * 70000)
    silent = longer = 0
    spots = list(range(0, 700, 3)) + list(range(700, len(sealed), 4999)) + [len(sealed) - 1]
    for spot in spots:
        changed = bytearray(sealed)
        changed[spot] ^= 1 << spot % 8
        status, back, err = run([DEMO, "open", at("key0")], bytes(changed))
        silent += status == 0
        longer += back not in (b"", b"a" * 65536)
    ok(silent == 0 and longer == 0, "no changed byte passes, at %d places" % len(spots), silent, longer)
    shorter = [n for n in list(range(0, 700, 7)) + [65536, 65552, len(sealed) - 17, len(sealed) - 1]
               if run([DEMO, "open", at("key0")], sealed[:n])[0] == 0]
    ok(not shorter, "no part of it passes for the whole", shorter)
    ok(run([DEMO, "open", at("key0")], sealed + b"\n")[0] == 1, "nothing may stand behind it")

    # Recipients that are none.
    good = KEYS[0][1]
    bad = [(good[:-1] + "q", "checksum"), (good[:20] + good[20:].upper(), "capital and small"), (good.upper(), "small letters"), (" " + good, "not a recipient"),
           (good + " ", "not a recipient"), (good[:30] + " " + good[31:], "not a recipient"), (good[:-1], "checksum"), ("", "not a recipient"), ("age1", "not a recipient"),
           ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "checksum"), ("age1pq1qqqq", "libsodium 1.0.22"), ("age1tag1qqqq", "P-256"),
           ("age1tagpq1qqqq", "ML-KEM and P-256"), ("age1yubikey1qqqq", "plugin"), ("ssh-ed25519 AAAA", "ssh"), (KEYS[0][0], "secret key"), ("github:somebody", "fetches nothing"),
           # bech32 of 32 zero bytes, and of the point of order 8 that begins with e0: both known to everybody.
           ("LOW0", "low order"), ("LOW8", "low order")]
    alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

    def bech32(prefix, data):
        bits = int.from_bytes(data, "big") << (-len(data) * 8) % 5
        values = [bits >> 5 * i & 31 for i in reversed(range((len(data) * 8 + 4) // 5))]
        check = 1
        for v in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values + [0] * 6:
            top = check >> 25
            check = (check & 0x1ffffff) << 5 ^ v
            for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
                check ^= g if top >> i & 1 else 0
        check ^= 1
        return prefix + "1" + "".join(alphabet[v] for v in values + [check >> 5 * (5 - i) & 31 for i in range(6)])

    low = {"LOW0": bech32("age", bytes(32)), "LOW8": bech32("age", bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"))}
    status, out, err = run([DEMO, "seal", bech32("age", bytes([9] + [0] * 31))], b"x")
    ok(status == 0, "a recipient made here is taken", err)
    for recipient, why in bad:
        status, out, err = run([DEMO, "seal", low.get(recipient, recipient)], b"x")
        ok(status == 1 and out == b"" and why in err and KEYS[0][0] not in err, "T104 refused: %s (%s)" % (recipient[:24], why), err)
    status, out, err = run([DEMO, "seal", bech32("age", bytes([9] * 31))], b"x")
    ok(status == 1 and "too short" in err, "T104 refused: a key of 31 bytes", err)
    # Key files that are none; nothing of them is repeated.
    for content, why in ((KEYS[0][0][:-1] + "Q", "checksum"), (KEYS[0][0].lower(), "not a key"), ("", "no key"), ("# only a comment\n", "no key"), (good, "not a key"),
                         ("AGE-SECRET-KEY-PQ-1QQQQ", "ML-KEM"), ("AGE-PLUGIN-YUBIKEY-1QQQ", "plugin"), ("-----BEGIN OPENSSH PRIVATE KEY-----", "another program"),
                         ("age-encryption.org/v1\n-> scrypt", "passphrase of its own"), (" " + KEYS[0][0], "not a key")):
        at("bad", content.encode())
        status, out, err = run([DEMO, "open", at("bad")], sealed)
        ok(status == 1 and why in err and KEYS[0][0][20:40] not in err.upper(), "a key file that is none: %s" % why, err)
finally:
    shutil.rmtree(work)
print("1..%d" % count)
sys.exit(1 if failed else 0)
