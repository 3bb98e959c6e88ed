#!/usr/bin/python3
"""T113: a great many boxes taken in by one transaction, killed on the way and taken in again.  10,000 of them; 100,000 with FELT_TRIALS=1."""
import glob
import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import time

import nacl.bindings as nb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402

N = 100000 if faults.ALL else 10000
LIMIT = 60


def boxes(journal, pk):
    for ident in range(1, N + 1):
        meta = struct.pack("<HI", 1, 10) + struct.pack("<qh", 1700000000000 + ident, 0)
        text = b"number %d" % ident
        plain = b"FELTINB1" + journal + struct.pack("<QQBBHI", ident, 1, 1, 0, 0, len(meta)) + meta + struct.pack("<HI", 1, len(text)) + text + b"\x80"
        yield ident, nb.crypto_box_seal(plain + bytes(2048 - len(plain)), pk)


def waiting(home):
    con = sqlite3.connect(home.journal)  # rolls back what was cut in two
    try:
        return con.execute("SELECT count(*) FROM inbox").fetchone()[0]
    finally:
        con.close()


def generation(home):
    return json.loads(home.felt("verify", "--json").stdout)["generation"]


home, _ = faults.prepared()
pin = [f for f in glob.glob(home.path + "/.local/state/felt/pin-*") if not f.endswith(".lock")][0]
pk = bytes.fromhex([line.split()[1] for line in open(pin) if line.startswith("pk ")][0])
con = sqlite3.connect(home.journal)
with con:
    con.executemany("INSERT INTO inbox VALUES(?,?)", boxes(bytes.fromhex(os.path.basename(pin)[4:]), pk))
con.close()
before = generation(home)

trial = home.copy()
begin = time.monotonic()
r = trial.felt("review", "-n", "1")
took = time.monotonic() - begin
faults.ok(r.returncode == 0 and b"%d written while locked are in the journal now" % N in r.stderr, "%d boxes are taken in" % N, r.stderr)
faults.ok(took < LIMIT, "within %d s (%.1f s)" % (LIMIT, took))
faults.ok(waiting(trial) == 0 and generation(trial) == before + 1, "by one transaction")
trial.remove()

for part in 0.3, 0.6, 0.9:
    trial = home.copy()
    read, write = os.pipe()
    os.write(write, faults.PASS.encode())
    os.close(write)
    p = subprocess.Popen([faults.FELT, "--passphrase-fd", str(read), "review", "-n", "1"], env=trial.env(), pass_fds=(read,), stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    os.close(read)
    time.sleep(took * part)
    p.send_signal(signal.SIGKILL)
    p.wait()
    left = waiting(trial)
    faults.ok(left in (0, N), "killed after %d %% of the time: all or nothing" % (100 * part), left)
    r = trial.felt("review", "-n", "1")
    faults.ok(r.returncode == 0 and waiting(trial) == 0, "  and the next one takes in what waits", r.stderr)
    v = json.loads(trial.felt("verify", "--json").stdout)
    faults.ok(v["whole"] and v["entries"] == N + len(faults.TEXTS) and v["generation"] == before + 1, "  each of them once", v)
    trial.remove()
home.remove()
faults.done()
