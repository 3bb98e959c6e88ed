#!/usr/bin/python3
"""T094: clocks that are wrong, days that have no such hour, time zones that are none."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fault"))
import faults  # noqa: E402
from faults import ok  # noqa: E402

CLOCKS = ["1970-01-02 12:00:00", "2016-11-22 12:00:00", "2038-01-19 03:14:06", "2038-01-19 12:00:00", "2076-11-22 12:00:00", "9999-12-30 12:00:00"]


def clock(when):
    return ["faketime", "-f", "@" + when]


def listed(home, *args, wrap=(), **more):
    r = home.felt("review", "--json", "--text", "--reverse", *args, wrap=wrap, **more)
    return r, [json.loads(line) for line in r.stdout.splitlines()] if r.returncode == 0 else None


class Zone(faults.Home):
    """A home in another time zone; None: TZ is not set at all."""
    zone = None

    def env(self):
        env = {k: v for k, v in super().env().items() if k != "TZ"}
        return env if self.zone is None else dict(env, TZ=self.zone)


base, _ = faults.prepared()
if not shutil.which("faketime"):
    ok(True, "clocks # SKIP faketime is not installed")
else:
    home = base.copy()
    wrong = []
    for i, when in enumerate(reversed(CLOCKS)):
        r = home.felt("write", stdin=("under %s" % when).encode(), wrap=clock(when))
        if r.returncode:
            wrong.append((when, r.returncode, r.stderr))
    ok(not wrong, "writing with the clock anywhere between 1970 and 9999", *wrong)
    r, found = listed(home)
    texts = [e["text"] for e in found or []]
    want = ["under " + w for w in CLOCKS[:2]] + faults.TEXTS + ["under " + w for w in CLOCKS[2:]]
    ok(texts == want, "they are shown in the order of their dates, whatever the order of writing", r.stderr, texts)
    ok(b"far in the future" in r.stderr and b"clock" in r.stderr, "  with a word about the clock", r.stderr)
    ok([e["date"][:10] for e in found] == sorted(e["date"][:10] for e in found), "  each with its date", [e["date"] for e in found])
    v = home.felt("verify")
    ok(v.returncode == 0, "  and all of it verifies", v.stderr)
    home.remove()

    home = base.copy()
    r = home.felt("review")
    ok(r.returncode == 0 and b"clock" not in r.stderr, "a clock that is right: not a word", r.stderr)
    for name, when in ("ten years back", CLOCKS[1]), ("in 1970", CLOCKS[0]):
        r, found = listed(home, wrap=clock(when))
        ok(found and len(found) == 3 and b"far in the future" in r.stderr, "the clock %s: everything is shown, with a warning" % name, r.stderr)
    r, found = listed(home, wrap=clock(CLOCKS[4]))
    ok(found and len(found) == 3 and b"clock" not in r.stderr, "fifty years on: everything is shown", r.stderr)
    for when in CLOCKS:
        trial = home.copy()
        wrong = []
        short = found[0]["id"]
        for args, stdin in ((["edit", short], b"changed"), (["edit", "--undo", short], b""), (["tag", short, "--tag", "x"], b""), (["delete", "--yes", found[1]["id"]], b""),
                            (["write", "--locked"], b"x"), (["review"], b""), (["trends"], b""), (["status"], b""), (["backup", trial.path + "/b"], b""), ([], b""),
                            (["key", "rotate", "--yes", "--recovery-to", trial.path + "/r"], b""), (["verify"], b"")):
            r = trial.felt(*args, stdin=stdin, wrap=clock(when), secrets=None if "--locked" in args else faults.PASS)
            if r.returncode:
                wrong.append((args, r.returncode, r.stderr))
        ok(not wrong, "every way of writing and looking, %s" % when, *wrong)
        ok(trial.felt("verify").returncode == 0, "  and back in the present all of it verifies")
        trial.remove()
    home.remove()

# ---- hours that are not, or are twice ----

home = Zone(base.copy().path)
home.zone = "Europe/Berlin"
for day, what in ("2026-03-29 02:30", "that is skipped"), ("2025-10-26 02:30", "that comes twice"):
    r = home.felt("write", "--json", "--date", day, stdin=("at " + day).encode())
    ok(r.returncode in (0, 1), "an hour %s in spring or autumn is taken or refused by name" % what, r.returncode, r.stderr)
r, found = listed(home)
at = [e for e in found if e["text"].startswith("at ")]
ok(all(e["date"][:10] == e["text"][3:13] for e in at) and len(at) >= 1, "  what was taken stands on its day", [(e["text"], e["date"]) for e in at])
ok(home.felt("verify").returncode == 0, "  and verifies")

# ---- time zones ----

plain = [e["id"] for e in found]
for zone in None, "", ":", "Nowhere/Nothing", "../../../etc/passwd", ":/dev/zero", "UTC0", "XYZ-99:99:99", "A" * 5000, "Pacific/Kiritimati", "Pacific/Niue", "\x1b[2J":
    home.zone = zone
    name = ascii(zone if zone is None or len(zone) < 30 else zone[:10] + "...")
    r, found = listed(home)
    ok(found is not None and sorted(e["id"] for e in found) == sorted(plain), "TZ=%s: everything is shown" % name, r.returncode, r.stderr)
    r = home.felt("write", "--json", stdin=b"in some zone")
    ok(r.returncode == 0 and b"\x1b" not in r.stderr, "  and written", r.stderr)
    if r.returncode == 0:
        plain.append(json.loads(r.stdout)["id"])
home.zone = "UTC"
ok(home.felt("verify").returncode == 0, "all of it verifies")
home.remove()
base.remove()
faults.done()
