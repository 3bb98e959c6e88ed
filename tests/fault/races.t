#!/usr/bin/python3
"""T088-T091: many writers at once, a stopped writer, one entry in two editors, the file exchanged under an open journal."""
import fcntl
import json
import os
import pty
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults  # noqa: E402

WRITERS, ROUNDS = 8, 500 if faults.ALL else 7


taken_in = []  # a text that was refused as busy lies sealed outside; whoever unlocks next makes a draft of it, in a commit of its own


def note(r):
    if b"could not be saved before" in r.stderr:
        taken_in.append(r.args)


def entries(home):
    r = home.felt("export", "--format", "json")
    note(r)
    assert r.returncode == 0, r.stderr
    return {e["id"]: e for e in json.loads(r.stdout)["entries"]}


def report(home):
    r = home.felt("verify", "--json")
    note(r)
    return dict(json.loads(r.stdout), status=r.returncode)


def start(home, *args, stdin=b"", wrap=(), env=()):
    """felt in the background."""
    r, w = os.pipe()
    os.write(w, faults.PASS.encode())
    os.close(w)
    p = subprocess.Popen([*wrap, faults.FELT, "--passphrase-fd", str(r), *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, env=dict(home.env(), **dict(env)), pass_fds=(r,), cwd=home.path)
    os.close(r)
    try:
        p.stdin.write(stdin)
        p.stdin.close()
    except BrokenPipeError:
        pass
    p.stdin = None
    return p


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    return None


def child_of(p):
    """The process that strace runs."""
    with open("/proc/%d/task/%d/children" % (p.pid, p.pid)) as f:
        children = f.read().split()
    return int(children[0]) if children else None


def state_of(pid):
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "gone"


def at_rest(p):
    """Waits until the process under strace stands still, stopped, for a second; its id, or None when it ended."""
    still, end = 0, time.monotonic() + 60
    while still < 50 and p.poll() is None and time.monotonic() < end:
        pid = child_of(p)
        still = still + 1 if pid and state_of(pid) in "tT" else 0
        time.sleep(0.02)
    return child_of(p) if still == 50 else None


# ---- T088 ----
home, shared = faults.prepared()
before = report(home)["generation"]


class Writer(threading.Thread):
    """One process after the other, and what was acknowledged."""

    def __init__(self, number):
        super().__init__()
        self.number = number
        self.dice = random.Random(88 + number)
        self.own, self.deleted, self.imported = {}, set(), []
        self.shared, self.conflicts, self.commits, self.refused, self.odd = [], [], 0, 0, []

    def done(self, r, *fine):
        note(r)
        if r.returncode == 0:
            self.commits += 1
            return True
        if r.returncode == 6 and b"another felt is using" in r.stderr:
            self.refused += 1
            self.commits += b"kept as a draft" in r.stderr  # busy for the entry, and free again for its draft
        elif r.returncode not in fine:
            self.odd.append("%s: exit %d: %s" % (r.args[3:], r.returncode, r.stderr.decode()[-300:]))
        return False

    def write(self, text):
        r = home.felt("write", "--json", stdin=text.encode())
        if self.done(r):
            self.own[json.loads(r.stdout)["id"]] = {"text": text, "tags": []}

    def edit(self, text):
        one = self.dice.choice(sorted(self.own))
        if self.done(home.felt("edit", one, stdin=text.encode())):
            self.own[one]["text"] = text

    def edit_shared(self, text):
        r = home.felt("edit", self.dice.choice(shared), stdin=text.encode())
        if self.done(r, 6):
            self.shared.append(text)
        elif r.returncode == 6 and b"another felt is using" not in r.stderr:
            self.conflicts.append(text)
            self.commits += 1

    def tag(self, text):
        one, tag = self.dice.choice(sorted(self.own)), "t%d" % self.dice.randrange(10 ** 6)
        if self.done(home.felt("tag", one, "--tag", tag)):
            self.own[one]["tags"].append(tag)

    def delete(self, text):
        one = self.dice.choice(sorted(self.own))
        if self.done(home.felt("delete", "--yes", one)):
            del self.own[one]
            self.deleted.add(one)

    def bring(self, text):
        lines = ["%s, line %d" % (text, i) for i in range(3)]
        r = home.felt("import", "json", "-", stdin="".join(json.dumps({"date": "1999-01-01", "body": x}) + "\n" for x in lines).encode())
        if self.done(r):
            self.imported += lines

    def run(self):
        try:
            for i in range(ROUNDS):
                what = [self.write, self.write, self.edit, self.edit_shared, self.tag, self.delete, self.bring]
                some = what[self.dice.randrange(len(what))] if ROUNDS > 7 else what[(i + self.number) % 7]
                (some if len(self.own) > 1 or some in (self.write, self.bring, self.edit_shared) else self.write)(
                    "writer %d, round %d" % (self.number, i))
        except Exception as why:  # a thread's own failure is the test's
            self.odd.append(repr(why))


writers = [Writer(i) for i in range(WRITERS)]
for w in writers:
    w.start()
for w in writers:
    w.join()
found, after = entries(home), report(home)
bodies = [e["text"] for e in found.values()]
faults.ok(not [o for w in writers for o in w.odd], "T088: every operation is done or refused as busy (%d done, %d busy)" %
          (sum(w.commits for w in writers), sum(w.refused for w in writers)), *[o for w in writers for o in w.odd])
faults.ok(after["status"] == 0 and after["whole"], "T088: the journal verifies", after)
lost = [(i, e) for w in writers for i, e in w.own.items()
        if i not in found or found[i]["text"] != e["text"] or sorted(found[i].get("tags", [])) != sorted(e["tags"])]
faults.ok(not lost, "T088: every acknowledged entry is there with its last acknowledged text and tags", *lost)
faults.ok(not [i for w in writers for i in w.deleted if i in found], "T088: and every deleted one is gone")
lines = [x for w in writers for x in w.imported]
faults.ok(all(bodies.count(x) == 1 for x in lines), "T088: every imported line is there once (%d)" % len(lines))
known = {e["text"] for w in writers for e in w.own.values()} | set(lines) | {x for w in writers for x in w.shared + w.conflicts} | set(faults.TEXTS)
faults.ok(set(bodies) <= known, "T088: and nothing else", set(bodies) - known)
faults.ok(all(x in bodies for w in writers for x in w.conflicts), "T088: every conflict copy is there")
faults.ok(after["generation"] == before + sum(w.commits for w in writers) + len(taken_in), "T088: the generation counts the commits",
          before, sum(w.commits for w in writers), len(taken_in), after["generation"])
faults.ok(not home.leftovers(), "T088: nothing temporary is left", home.leftovers())

# ---- T089 ----
old = entries(home)


def stopped(home, sync):
    """A writer that stops itself at that sync of its commit, and its process id."""
    log = os.path.join(home.path, "trace-%d" % sync)
    p = start(home, "write", stdin=b"from the one that was stopped",
              wrap=["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=fdatasync", "-e", "inject=fdatasync:signal=STOP:when=%d" % sync])
    return p, at_rest(p)


# A commit syncs its journal twice, with the folder between, then the pages: up to there others may read.
for sync, name, reads in ((1, "before its pages are written", True), (4, "with its pages written and not yet synced", False)):
    p, pid = stopped(home, sync)
    faults.ok(pid, "T089: a writer stops %s" % name)
    if not pid:
        p.communicate()
        continue
    begun = time.monotonic()
    r = home.felt("write", stdin=b"too early")
    took = time.monotonic() - begun
    faults.ok(r.returncode == 6 and b"another felt is using the journal" in r.stderr and 4.5 < took < 60,
              "T089: another writer is told after 5 s, exit 6 (%.1f s)" % took, r)
    if faults.ALL or not reads:
        r = home.felt("review")
        faults.ok(r.returncode == (0 if reads else 6), "T089: a reader %s" % ("goes on" if reads else "is told too"), r)
    os.kill(pid, signal.SIGCONT)
    out, err = p.communicate(timeout=30)
    faults.ok(p.returncode == 0, "T089: it goes on where it stopped", err)
    faults.ok(home.felt("write", stdin=b"in time").returncode == 0 and report(home)["status"] == 0, "T089: and the others after it")
got = sorted(e["text"] for i, e in entries(home).items() if i not in old)
faults.ok(got == ["from the one that was stopped"] * 2 + ["in time"] * 2, "T089: what was acknowledged is there, and only that", got)

# ---- T090 ----
flags = os.path.join(home.path, "flags")
os.mkdir(flags)


def at_terminal(home, *args, env=()):
    """felt in the background with a terminal of its own; its answers come through pipes."""
    r, w = os.pipe()
    os.write(w, faults.PASS.encode())
    os.close(w)
    master, slave = pty.openpty()

    def own_terminal():
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    p = subprocess.Popen([faults.FELT, "--passphrase-fd", str(r), *args], stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         env=dict(home.env(), TERM="xterm", **dict(env)), pass_fds=(r,), cwd=home.path, preexec_fn=own_terminal)
    os.close(r)
    os.close(slave)
    p.master = master
    return p


def seen_on(master, what):
    return select.select([master], [], [], 0)[0] and what in os.read(master, 4096)


def editing(name, *args):
    """An editor that has the entry open until its flag is raised: it may write nothing but its file and the terminal."""
    script = os.path.join(home.path, "editor-" + name)
    with open(script, "w") as f:
        f.write("#!/bin/sh\necho it is open >/dev/tty\ni=0\nwhile [ ! -e %s/go-%s ] && [ $i -lt 600 ]; do sleep 0.05; i=$((i + 1)); done\n"
                "printf 'changed by %s' >\"$1\"\n" % (flags, name, name))
    os.chmod(script, 0o700)
    p = at_terminal(home, *args, env={"EDITOR": script, "VISUAL": script})
    return p, wait_for(lambda: seen_on(p.master, b"it is open") or p.poll() is not None) and p.poll() is None


def let_go(name, p):
    """Raises the flag and answers every question with no: (status, stdout, stderr and what stood on the terminal)."""
    seen, end = b"", time.monotonic() + 30
    open(os.path.join(flags, "go-" + name), "w").close()
    while p.poll() is None and time.monotonic() < end:
        try:
            got = os.read(p.master, 4096) if select.select([p.master], [], [], 0.05)[0] else b""
        except OSError:  # the other end is closed
            time.sleep(0.05)
            continue
        seen += got
        if b"/N]" in got:
            os.write(p.master, b"n\n")
    if p.poll() is None:
        p.kill()
    out, err = p.communicate()
    os.close(p.master)
    return p.returncode, out, err + seen


def versions(home):
    return sorted(e["text"] for e in entries(home).values() if e["text"].startswith("changed"))


r = home.felt("write", "--json", stdin=b"what two will change")
one = json.loads(r.stdout)["id"]
a, a_open = editing("A", "edit", one, "--editor")
b, b_open = editing("B", "edit", one, "--editor")
faults.ok(a_open and b_open, "T090: one entry is open in two editors", *[x.communicate(timeout=5)[1] for x in (a, b) if x.poll() is not None])
first, second = let_go("B", b), let_go("A", a)
faults.ok(first[0] == 0, "T090: the first to save has it", first)
faults.ok(second[0] == 6 and b"another felt is using" not in second[2], "T090: the second: exit 6", second)
found = entries(home)
copies = [e for e in found.values() if e["text"] == "changed by A"]
faults.ok(found[one]["text"] == "changed by B", "T090: the entry holds what was saved first", found[one]["text"])
faults.ok(len(copies) == 1 and copies[0]["id"] != one and "conflict" in copies[0].get("flags", ()), "T090: the other is a conflict copy", copies)
shown = [home.felt("show", i, "--json") for i in (one, copies[0]["id"] if copies else one)]
faults.ok([json.loads(s.stdout)["text"] for s in shown if s.returncode == 0] == ["changed by B", "changed by A"], "T090: both are readable", shown)
faults.ok(copies and copies[0]["id"][:4].encode() in second[1] + second[2], "T090: and the second is told its id", second)
c, c_open = editing("C", "edit", one, "--editor")
r = home.felt("edit", one, stdin=b"changed by a pipe")
third = let_go("C", c)
faults.ok(c_open and r.returncode == 0 and third[0] == 6 and versions(home) == ["changed by A", "changed by C", "changed by a pipe"],
          "T090: an editor against a pipe", r, third, versions(home))
d, d_open = editing("D", "edit", one, "--editor")
r = home.felt("delete", "--yes", one)
fourth = let_go("D", d)
faults.ok(d_open and r.returncode == 0 and "changed by D" in versions(home), "T090: an entry deleted while it is edited: the text is kept", r, fourth,
          versions(home))
faults.ok(report(home)["status"] == 0, "T090: the journal verifies")

# ---- T091 ----
shutil.copy(home.journal, home.journal + ".twin")  # the same journal, another file
stranger, _ = faults.prepared()


def exchanged(name, how, undo):
    """The file is exchanged while an editor has the entry open: not one word may be lost, and "saved" only where it was."""
    before = entries(home)
    p, opened = editing(name, "write", "--editor")
    how()
    status, out, err = let_go(name, p)
    text = "changed by " + name
    there = os.path.exists(home.journal) and home.felt("export", "--format", "json")
    saved = there and there.returncode == 0 and text in there.stdout.decode()
    undo()
    again = home.felt("write", stdin=("after " + name).encode())
    drafts = home.felt("resume").stdout.decode()
    faults.ok(opened and (status == 0) <= bool(saved), "T091: %s: it is not called saved where it is not (exit %d)" % (name, status), out, err)
    faults.ok(saved or text in drafts, "T091: %s: the words are a draft after the next unlock" % name, err, again, drafts)
    faults.ok(status in (0, 3, 4, 5, 6) and b"changed by" not in err, "T091: %s: the exit status says why" % name, status, err)
    faults.ok(again.returncode == 0 and set(before) <= set(entries(home)), "T091: %s: and the journal goes on" % name, again)


aside = home.journal + ".aside"


def put_aside():
    os.rename(home.journal, aside)


def put_back():
    if os.path.exists(home.journal):
        os.unlink(home.journal)
    os.rename(aside, home.journal)


exchanged("moved", put_aside, put_back)
exchanged("stranger", lambda: (put_aside(), shutil.copy(stranger.journal, home.journal)), put_back)
exchanged("folder", lambda: os.rename(os.path.dirname(home.journal), home.path + "/data2"),
          lambda: os.rename(home.path + "/data2", os.path.dirname(home.journal)))


def in_commit(how, call):
    """The path leads elsewhere while the commit is under way."""
    trial = home.copy()
    log = os.path.join(trial.path, "trace")
    p = start(trial, "write", stdin=b"written into a file that was moved away",
              wrap=["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=fdatasync", "-e", "inject=fdatasync:signal=STOP:when=%d" % call])
    pid = at_rest(p)
    how(trial)
    if pid:
        os.kill(pid, signal.SIGCONT)
    out, err = p.communicate(timeout=30)
    return trial, p.returncode, out, err


def by_rename(trial):
    shutil.copy(trial.journal, trial.journal + ".new")
    os.rename(trial.journal + ".new", trial.journal)


for how, name in ((by_rename, "replaced by rename"), (lambda t: os.unlink(t.journal), "unlinked"),
                  (lambda t: os.rename(os.path.dirname(t.journal), t.path + "/elsewhere"), "moved with its folder")):
    for call in (1, 2, 3) if faults.ALL else (2,):
        trial, status, out, err = in_commit(how, call)
        faults.ok(status != 0, "T091: %s within the commit (sync %d): not called saved" % (name, call), status, out, err)
        if os.path.exists(trial.journal):
            r = trial.felt("verify", trial.journal)
            faults.ok(r.returncode in (0, 3), "T091: and what stands there now verifies, or says what it is: %s" % name, r)
        trial.remove()
stranger.remove()
home.remove()
faults.done()
