#!/usr/bin/python3
"""Measures felt beside floors and beside what a user would otherwise take, and says whether the goals hold.

    bench.py --programs DIR --felt FILE [--work DIR] [--quick] SIZE...

DIR holds felt-bench, keys, gen, floor, empty, run and cipher (see the Makefile).  For each size a diary is generated, imported,
and every operation is run in turns: felt, floor, other tool, felt, floor, other tool, ...  Each run is a whole process,
measured by `run` (wall clock, CPU, peak memory).  What is shown is the median; a ratio is the median of the ratios of
the turns, so that a machine that is busy for a while slows both sides of it.  Goals are held against the ratio of the wall
clock; the ratio of CPU beside it tells what a busy machine hides.

Journals lie on the disk, as users have them (--work, default beside the programs), and are warm in the page cache; only
the keys lie in memory (/dev/shm).  Nothing outside these two folders is written; both are removed at the end.
"""
import argparse
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

MIB = 1024 * 1024
PASSPHRASE = b"correct horse battery\n"
RARE, COMMON = "xylograph", "exactly"
MONTH, NEXT_MONTH = "2020-05", "2020-06"
FIRST_SCREEN = 0.05        # s of browse, above the start of a program that does nothing
TWO_CORES = 1.5            # times faster than on one, where two are idle
MEMORY_GOAL = 10.0          # MiB above the empty program
ONE_BY_ONE = 1000
SYNCS = "fsync,fdatasync,sync_file_range,syncfs,sync,msync"


def die(text):
    print("bench: " + text, file=sys.stderr)
    sys.exit(1)


class Cost:
    """What one run took."""

    def __init__(self, line):
        wall, user, system, peak = line.split()
        self.wall = int(wall) / 1e9
        self.cpu = (int(user) + int(system)) / 1e6
        self.peak = int(peak) / 1024


class Side:
    """One of those that take turns: a command, and what has to be done before each run of it."""

    def __init__(self, name, argv, keys=None, stdin=None, before=None, home=None):
        self.name, self.argv, self.keys, self.stdin, self.before, self.home = name, argv, keys, stdin, before, home
        self.costs = []

    def wall(self):
        return statistics.median(c.wall for c in self.costs)

    def cpu(self):
        return statistics.median(c.cpu for c in self.costs)

    def peak(self):
        return max(c.peak for c in self.costs)


class Goals:
    """What was promised, and whether it holds."""

    def __init__(self):
        self.met, self.missed = 0, []

    def judge(self, what, value, limit, form="%.2f"):
        ok = value <= limit
        if ok:
            self.met += 1
        else:
            self.missed.append("%s: %s, goal %s" % (what, form % value, form % limit))
        return "%s %s" % (form % limit, "ok" if ok else "OVER")


class Bench:
    def __init__(self, args):
        self.args = args
        self.programs = os.path.abspath(args.programs)
        self.felt = os.path.abspath(args.felt)
        self.work = os.path.abspath(args.work or os.path.join(self.programs, "work"))
        self.secret = tempfile.mkdtemp(prefix="felt-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.goals = Goals()
        self.env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": os.path.join(self.work, "home"), "LC_ALL": "C.UTF-8",
                    "TZ": "UTC", "NO_COLOR": "1"}
        self.empty_peak = 0
        self.sets = {}

    def program(self, name):
        return os.path.join(self.programs, name)

    def environment(self, home=None):
        env = dict(self.env)
        if home:
            env["HOME"] = home
        return env

    # ---- running ----

    def run_once(self, side):
        if side.before:
            side.before()
        argv = [self.program("run")]
        if side.keys:
            argv += ["-k", side.keys]
        if side.stdin:
            argv += ["-i", side.stdin]
        p = subprocess.run(argv + side.argv, env=self.environment(side.home), stdout=subprocess.PIPE, text=True)
        if p.returncode:
            die("%s failed: %s" % (side.name, " ".join(side.argv)))
        return Cost(p.stdout)

    def turns(self, sides, seconds, least=5, most=61):
        """As many rounds as the time allows; an odd number, after a first one that does not count."""
        begin = time.monotonic()
        for side in sides:
            self.run_once(side)
        took = time.monotonic() - begin
        if self.args.quick:
            seconds, least, most = seconds / 4, 3, 15
        rounds = max(least, min(most, int(seconds / max(took, 1e-6)))) | 1
        for _ in range(rounds):
            for side in sides:
                side.costs.append(self.run_once(side))
        return rounds

    def tool(self, argv, keys=None, stdin=None, home=None, capture=False, pass_fd=None):
        """A step of preparation, not measured."""
        def give_keys():
            if keys:
                fd = os.open(keys, os.O_RDONLY)
                os.dup2(fd, 3)
        p = subprocess.run(argv, env=self.environment(home), stdin=open(stdin, "rb") if stdin else subprocess.DEVNULL,
                           stdout=subprocess.PIPE if capture else subprocess.DEVNULL, stderr=subprocess.PIPE,
                           preexec_fn=give_keys if keys else None, close_fds=not keys, pass_fds=(pass_fd,) if pass_fd else ())
        if p.returncode:
            die("%s: %s" % (" ".join(argv), p.stderr.decode(errors="replace").strip()))
        return p.stdout

    # ---- journals ----

    def new_journal(self, folder, home):
        """An empty journal with the default key derivation, and its keys in memory."""
        os.makedirs(folder, mode=0o700, exist_ok=True)
        journal = os.path.join(folder, "journal.felt")
        keys = os.path.join(self.secret, "keys-" + os.path.basename(folder))
        passphrase = os.path.join(self.secret, "passphrase")
        with open(passphrase, "wb") as f:
            f.write(PASSPHRASE)
        fd = os.open(passphrase, os.O_RDONLY)
        self.tool([self.felt, "-j", journal, "init", "--passphrase-fd", str(fd), "--recovery-to", os.path.join(self.secret,
                  "recovery-" + os.path.basename(folder))], home=home, pass_fd=fd)
        os.close(fd)
        self.tool([self.program("keys"), journal, keys], stdin=passphrase)
        return journal, keys

    def prepare(self, n):
        d = os.path.join(self.work, str(n))
        home = self.env["HOME"]
        os.makedirs(home, mode=0o700, exist_ok=True)
        s = Set(n, d)
        s.journal, s.keys = self.new_journal(d, home)
        s.json = os.path.join(d, "diary.json")
        with open(s.json, "wb") as f:
            subprocess.run([self.program("gen"), str(n)], stdout=f, stderr=subprocess.DEVNULL, check=True)
        s.empty = os.path.join(d, "empty.felt")
        shutil.copy(s.journal, s.empty)
        os.chmod(s.empty, 0o600)
        self.tool([self.program("felt-bench"), "-q", "-j", s.journal, "import", "json", s.json], keys=s.keys)
        s.db = os.path.join(d, "cipher.db")
        self.tool([self.program("cipher"), "import", s.db, s.json])
        s.identity = os.path.join(self.secret, "age-%d" % n)
        self.tool(["age-keygen", "-o", s.identity])
        recipient = [l for l in open(s.identity) if "public key" in l][0].split()[-1]
        s.age = os.path.join(d, "diary.age")
        self.tool(["age", "-r", recipient, "-o", s.age, s.json])
        s.text = os.path.join(d, "text")
        with open(s.json, encoding="utf-8") as f:
            f.readline()
            with open(s.text, "w", encoding="utf-8") as out:
                out.write((json.loads(f.readline().rstrip(",\n"))["text"] * 40)[:1100] + "\n")
        for name in RARE, COMMON:
            with open(os.path.join(self.work, name), "w") as f:
                f.write(name + "\n")
        self.same_answers(s)
        self.sets[n] = s
        return s

    def same_answers(self, s):
        """A floor that did something else would be no floor: the same export, the same number of hits, a journal that verifies."""
        felt = [self.program("felt-bench"), "-j", s.journal]
        ours = self.tool(felt + ["export", "-F", "json"], keys=s.keys, capture=True).split(b"\n", 1)[1]
        floor = self.tool([self.program("floor"), "export", s.journal], keys=s.keys, capture=True).split(b"\n", 1)[1]
        if ours != floor:
            die("the floor's export is another one")
        s.json_lines = len(ours)
        for word in RARE, COMMON:
            hits = self.tool(felt + ["search"], keys=s.keys, stdin=os.path.join(self.work, word), capture=True).count(b"\n")
            floor = int(self.tool([self.program("floor"), "search", s.journal, word], keys=s.keys, capture=True))
            other = self.tool([self.program("cipher"), "search", s.db, word], capture=True).count(b"\n")
            if not hits == floor == other:
                die("%d, %d and %d hits for one word" % (hits, floor, other))
        for ours, other in ((["--feeling", "anxious"], ["feeling", s.db, "fear.anxious"]), (["--feeling", "fear"], ["feeling", s.db, "fear%"]),
                            (["--on", MONTH], ["date", s.db, MONTH, NEXT_MONTH])):
            a = self.tool(felt + ["review"] + ours, keys=s.keys, capture=True).count(b"\n")
            b = self.tool([self.program("cipher")] + other, capture=True).count(b"\n")
            if a != b:
                die("%d and %d entries for %s" % (a, b, ours[1]))
            s.matches[ours[1]] = a
        for ours, floor in ([], []), (["--by", "family"], ["family"]):
            a = self.tool(felt + ["review"] + ours, keys=s.keys, capture=True).count(b"\n")
            b = self.tool([self.program("floor"), "review", s.journal] + floor, keys=s.keys, capture=True).count(b"\n")
            if a != b:
                die("%d and %d lines of a review" % (a, b))
        copy, home = s.path("floor.felt"), s.path("floor-home")
        fresh(s.empty, copy)
        self.tool([self.program("floor"), "import", copy, s.json], keys=s.keys)
        self.tool([self.program("floor"), "write", copy, s.path("pin")], keys=s.keys, stdin=s.text)
        self.tool([self.program("felt-bench"), "-j", copy, "verify"], keys=s.keys, home=home)

    # ---- the table ----

    def row(self, name, sides, seconds, goals, what, least=9, most=61):
        """goals: the limit for each side but the first, None where there is none."""
        self.turns(sides, seconds, least, most)
        felt, said = sides[0], []
        for side, limit in zip(sides[1:], goals):
            ratio = statistics.median(a.wall / b.wall for a, b in zip(felt.costs, side.costs))
            work = statistics.median(a.cpu / max(b.cpu, 1e-6) for a, b in zip(felt.costs, side.costs))
            goal = "goal " + self.goals.judge("%s, %s against %s" % (what, name, side.name), ratio, limit) if limit else ""
            said.append("%-10s %9s %9s %6.2f %6.2f  %s" % (side.name, span(side.wall()), span(side.cpu()), ratio, work, goal))
        over = felt.peak() - self.empty_peak
        ok = self.goals.judge("%s, %s: MiB above an empty program" % (what, name), over, MEMORY_GOAL, "%.1f").split()[1]
        print(("%-20s %9s %9s %5.1f %-4s  %s" % (name, span(felt.wall()), span(felt.cpu()), over, ok, said[0])).rstrip())
        for line in said[1:]:
            print((" " * 54 + line).rstrip())
        sys.stdout.flush()
        return felt

    def operations(self, s):
        n, what = s.n, "%s entries" % format(s.n, ",")
        felt = [self.program("felt-bench"), "-j", s.journal]
        floor, cipher = self.program("floor"), self.program("cipher")

        def ours(*args, **more):
            return Side("felt", felt + list(args), keys=s.keys, **more)

        def base(*args, **more):
            return Side("floor", [floor] + list(args), keys=s.keys, **more)

        def other(*args, **more):
            return Side("sqlcipher", [cipher] + list(args), **more)

        print("\n%s: journal %.1f MiB, JSON lines %.1f MiB" % (what, os.path.getsize(s.journal) / MIB, s.json_lines / MIB))
        print("%-20s %9s %9s %-10s  %-10s %9s %9s %6s %6s" % ("operation", "wall", "cpu", "MiB over", "against", "wall", "cpu", "ratio", "of cpu"))
        start = Side("empty", [self.program("empty")])
        self.row("start", [Side("felt", [self.program("felt-bench"), "--version"]), start], 3, [1.5], what, most=301)
        self.writes(s, what)
        shown = self.row("last 20", [ours("review", "-n", "20"), base("list", s.journal), other("last", s.db)], 4, [2, None], what)
        self.row("by date (%s)" % format(s.matches[MONTH], ","), [ours("review", "--on", MONTH), base("list", s.journal),
                 other("date", s.db, MONTH, NEXT_MONTH)], 4, [2, None], what)
        beside = 1.5 if n >= 100000 else 1.0
        self.row("a feeling (%s)" % format(s.matches["anxious"], ","), [ours("review", "--feeling", "anxious"), base("list", s.journal),
                 other("feeling", s.db, "fear.anxious")], 4, [2, beside], what)
        self.row("a family (%s)" % format(s.matches["fear"], ","), [ours("review", "--feeling", "fear"), base("list", s.journal),
                 other("feeling", s.db, "fear%")], 4, [2, beside], what)
        self.row("all (%s)" % format(n, ","), [ours("review"), base("review", s.journal)], 4, [2], what)
        self.row("all by family", [ours("review", "--by", "family"), base("review", s.journal, "family")], 4, [2], what)
        self.row("trends", [ours("trends"), base("list", s.journal)], 4, [2], what)
        self.row("trends of a feeling", [ours("trends", "anxious", "fear"), base("list", s.journal)], 4, [2], what)
        self.row("20 by family", [ours("review", "--by", "family", "-n", "20"), base("list", s.journal)], 4, [2], what)
        for name, word in ("rare word", RARE), ("common word", COMMON):
            asked = os.path.join(self.work, word)
            grep = Side("age | grep", ["sh", "-c", "age -d -i %s %s | grep -ic %s" % (s.identity, s.age, word)])
            found = self.row(name, [ours("search", stdin=asked), base("search", s.journal, word), other("search", s.db, word), grep], 8,
                     [1.4, 0.7, None], what)
        self.on_cores(s, what, ours, base)
        self.first_screen(s, what)
        self.row("export", [ours("export", "-F", "json"), base("export", s.journal)], 8, [1.5], what)
        copy, bare, db = s.path("import.felt"), s.path("bare.felt"), s.path("import.db")
        self.row("import", [Side("felt", [self.program("felt-bench"), "-q", "-j", copy, "import", "json", s.json], keys=s.keys,
                                 home=s.path("import-home"), before=lambda: self.fresh_journal(s, copy)),
                            base("import", bare, s.json, before=lambda: fresh(s.empty, bare)),
                            other("import", db, s.json, before=lambda: gone(db))], 12, [None, None], what, least=3, most=15)
        self.row("verify", [ours("verify"), base("verify", s.journal)], 8, [None], what)
        if n == 10000:
            self.open_for_a_while(s)
            self.held("last 20 (T110)", shown, 0.15)
            self.held("common word (T110)", found, 0.5)
            self.held("write (T110)", s.write, 0.1)
        size = os.path.getsize(s.journal) / s.json_lines
        print("%-20s %9.2f of the JSON lines, goal %s" % ("file", size, self.goals.judge("%s: file after an import" % what, size, 2.3)))
        sys.stdout.flush()

    def open_for_a_while(self, s):
        """After `felt unlock` a review costs what it costs with the keys in hand: 2 ms more at most."""
        home = s.path("unlocked-home")
        os.makedirs(home, mode=0o700, exist_ok=True)
        fd = os.open(os.path.join(self.secret, "passphrase"), os.O_RDONLY)
        p = subprocess.run([self.felt, "-q", "-j", s.journal, "--passphrase-fd", str(fd), "unlock", "--for", "1h"], env=self.environment(home), pass_fds=(fd,))
        os.close(fd)
        if p.returncode:
            print("%-20s not measured: there is no keyring here" % "after felt unlock")
            return
        try:
            cached = Side("felt", [self.felt, "-j", s.journal, "review"], home=home)
            in_hand = Side("in hand", [self.program("felt-bench"), "-j", s.journal, "review"], keys=s.keys, home=home)
            self.turns([cached, in_hand], 10, least=21, most=101)
            # the quarter of the runs that were disturbed least: two milliseconds are less than what a busy machine adds
            more = (statistics.quantiles([c.wall for c in cached.costs])[0] - statistics.quantiles([c.wall for c in in_hand.costs])[0]) * 1000
            print("%-20s %9s; with the keys in hand %s: %.2f ms more (cpu %.2f ms), goal %s" % ("after felt unlock", span(cached.wall()),
                  span(in_hand.wall()), more, (cached.cpu() - in_hand.cpu()) * 1000,
                  self.goals.judge("%s entries: review after felt unlock, ms more than with the keys in hand" % format(s.n, ","), more, 2.0)))
        finally:
            subprocess.run([self.felt, "-q", "-j", s.journal, "lock"], env=self.environment(home))

    def on_cores(self, s, what, ours, base):
        """A search on one core beside the floor on one, and on two beside one where two are idle."""
        asked = os.path.join(self.work, RARE)
        if not shutil.which("taskset"):
            print("%-20s not measured, there is no taskset" % "one core")
            return

        def on(cores, side, name):
            return Side(name, ["taskset", "-c", cores] + side.argv, keys=s.keys, stdin=side.stdin)
        one = on("0", ours("search", stdin=asked), "felt")
        self.row("rare word, one core", [one, on("0", base("search", s.journal, RARE), "floor")], 6, [1.4], what)
        usable = sorted(os.sched_getaffinity(0))
        if len(usable) < 2:
            print("%-20s not measured, this machine has one core" % "two cores")
            return
        two = on("%d,%d" % tuple(usable[:2]), ours("search", stdin=asked), "felt")
        one.costs = []
        self.turns([two, one], 6, 9)
        times = statistics.median(a.wall / b.wall for a, b in zip(one.costs, two.costs))
        # whoever else works takes the second core: then the figure says nothing
        idle = os.getloadavg()[0] < 1.2
        goal = "goal %s" % self.goals.judge("%s: search on two cores against one" % what, 1 / times, 1 / TWO_CORES) if idle else "no goal: the machine is busy"
        print("%-20s %9s  %.2f times faster than on one  %s" % ("  on two cores", span(two.wall()), times, goal))

    def screen_time(self, argv, keys):
        """From the start of the program to the line of keys on a terminal."""
        begin = time.monotonic()
        pid, fd = pty.fork()
        if pid == 0:
            os.dup2(os.open(keys, os.O_RDONLY), 3)
            os.set_inheritable(3, True)
            os.execve(argv[0], argv, dict(self.environment(), TERM="xterm-256color"))
        seen = b""
        while b"keys" not in seen and time.monotonic() - begin < 30:
            if select.select([fd], [], [], 1)[0]:
                try:
                    seen += os.read(fd, 65536)
                except OSError:
                    break
        took = time.monotonic() - begin
        if b"keys" not in seen:
            die("browse shows nothing: %s" % seen[-300:])
        # of its own memory: what wait4 tells has that of this program in it, which it was forked from
        with open("/proc/%d/status" % pid) as f:
            peak = int(re.search(r"VmHWM:\s*(\d+)", f.read()).group(1)) / 1024
        os.kill(pid, signal.SIGTERM)
        while True:
            try:
                if not os.read(fd, 65536):
                    break
            except OSError:
                break
        os.waitpid(pid, 0)
        os.close(fd)
        return took, peak

    def first_screen(self, s, what):
        start = Side("start", [self.program("felt-bench"), "--version"])
        self.turns([start], 1, least=9)
        argv = [self.program("felt-bench"), "-j", s.journal, "browse"]
        self.screen_time(argv, s.keys)
        runs = [self.screen_time(argv, s.keys) for _ in range(9 if self.args.quick else 21)]
        took = statistics.median(r[0] for r in runs) - start.wall()
        print("%-20s %9s above the start, goal %s s; peak %.1f MiB" % ("browse, 1st screen", span(took),
              self.goals.judge("%s: browse's first screen" % what, took, FIRST_SCREEN, "%.3f"), max(r[1] for r in runs)))
        sys.stdout.flush()

    def held(self, name, side, limit):
        print("%-20s %9s, goal %s s" % (name, span(side.wall()), self.goals.judge(name, side.wall(), limit)))

    def fresh_journal(self, s, copy):
        """The pin of this machine goes with the journal: an empty copy is older than what was imported the round before."""
        fresh(s.empty, copy)
        shutil.rmtree(s.path("import-home"), ignore_errors=True)
        os.makedirs(s.path("import-home"), mode=0o700)

    def writes(self, s, what):
        ours, bare, db = s.path("write.felt"), s.path("write-bare.felt"), s.path("write.db")
        for a, b in (s.journal, ours), (s.journal, bare), (s.db, db):
            fresh(a, b)
        home = s.path("write-home")
        pins = s.path("pins")
        os.makedirs(home, mode=0o700, exist_ok=True)
        os.makedirs(pins, mode=0o700, exist_ok=True)
        os.sync()
        argv = [self.program("felt-bench"), "-j", ours, "write", "--feeling", "anxious:70", "--feeling", "lonely:40"]
        s.write = Side("felt", argv, keys=s.keys, stdin=s.text, home=home)
        self.row("write", [s.write, Side("floor", [self.program("floor"), "write", bare, os.path.join(pins, "pin")], keys=s.keys, stdin=s.text),
                           Side("sqlcipher", [self.program("cipher"), "write", db], stdin=s.text)], 8, [1.5, None], what)
        syncs = self.syncs(argv, s, home)
        if syncs is not None:
            print("%-20s %9d, goal %s" % ("  its syncs", syncs, self.goals.judge("%s: syncs of a write" % what, syncs, 7, "%d")))
        self.locked_write(s, ours, home, what)

    def locked_write(self, s, journal, home, what):
        """Without the passphrase: no memory for a derivation, one commit."""
        argv = [self.felt, "-q", "-j", journal, "write", "--locked"]
        side = Side("felt", argv, stdin=s.text, home=home)
        self.turns([side], 2)
        print("%-20s %9s %9s" % ("write --locked", span(side.wall()), span(side.cpu())))
        log = s.path("locked")
        if not shutil.which("strace"):
            return
        self.tool(["strace", "-f", "-qq", "-s", "4096", "-e", "trace=mmap,unlink,unlinkat", "-e", "signal=none", "-o", log] + argv, stdin=s.text, home=home)
        calls = open(log).read()
        commits = len(re.findall(r"unlink\w*\(.*= 0$", calls, re.M))
        largest = max(int(n) for n in re.findall(r"mmap\([^,]*, (\d+), PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS", calls)) / MIB
        print("%-20s %9d, goal %s" % ("  its commits", commits, self.goals.judge("%s: commits of a locked write" % what, commits, 1, "%d")))
        print("%-20s %9.1f, goal %s" % ("  largest piece, MiB", largest, self.goals.judge("%s: memory of a locked write, MiB" % what, largest, 8, "%.0f")))

    def syncs(self, argv, s, home):
        log = s.path("syncs")
        if not shutil.which("strace"):
            print("  its syncs: not counted, there is no strace")
            return None
        self.tool(["strace", "-f", "-qq", "-e", "trace=" + SYNCS, "-e", "signal=none", "-o", log] + argv, keys=s.keys, stdin=s.text, home=home)
        return sum("sync(" in line for line in open(log))

    # ---- what is measured once ----

    def compare_sizes(self):
        few, many = self.sets[min(self.sets)], self.sets[max(self.sets)]
        if few.n == many.n:
            return
        few.write.costs, many.write.costs = [], []
        os.sync()
        self.turns([many.write, few.write], 10)
        ratio = statistics.median(a.wall / b.wall for a, b in zip(many.write.costs, few.write.costs))
        print("write at %s against %s entries: %s, %s: %.2f, goal %s" % (format(many.n, ","), format(few.n, ","), span(many.write.wall()),
              span(few.write.wall()), ratio, self.goals.judge("write at the largest against the smallest", ratio, 1.3)))

    def one_by_one(self):
        """Each entry by a felt of its own, as a diary comes to be."""
        s = self.sets.get(ONE_BY_ONE)
        if not s:
            return
        home = s.path("single-home")
        folder = s.path("single")
        journal, keys = self.new_journal(folder, home)
        text = s.path("one")
        begin = time.monotonic()
        entries = json.load(open(s.json, encoding="utf-8"))["entries"]
        for e in entries:
            with open(text, "w", encoding="utf-8") as f:
                f.write(e["text"])
            argv = [self.program("felt-bench"), "-q", "-j", journal, "write", "--date", e["date"]]
            for x in e["feelings"]:
                argv += ["--feeling", x["id"] + (":%d" % x["intensity"] if "intensity" in x else "")]
            for tag in e.get("tags", []):
                argv += ["--tag", tag]
            self.tool(argv, keys=keys, stdin=text, home=home)
        took = time.monotonic() - begin
        lines = self.tool([self.program("felt-bench"), "-j", journal, "export", "-F", "json"], keys=keys, home=home, capture=True)
        size = os.path.getsize(journal) / len(lines.split(b"\n", 1)[1])
        print("%s entries written one by one (%.0f s): file %.2f of the JSON lines, goal %s" % (format(len(entries), ","), took, size,
              self.goals.judge("file, written one by one", size, 2.6)))

    def derivation(self):
        s = self.sets[min(self.sets)]
        passphrase = os.path.join(self.secret, "passphrase")
        felt = Side("felt", [self.felt, "-j", s.journal, "--passphrase-fd", "0", "review", "-n", "1"], stdin=passphrase)
        own = Side("libsodium", [self.program("floor"), "pwhash", "3", str(256 * MIB)])
        self.turns([felt, own], 30, least=7, most=21)
        ratio = statistics.median(a.wall / b.wall for a, b in zip(felt.costs, own.costs))
        print("key derivation (3 passes, 256 MiB): a whole felt review %s, libsodium's crypto_pwhash %s: %.3f, goal %s" % (span(felt.wall()),
              span(own.wall()), ratio, self.goals.judge("key derivation against libsodium's own", ratio, 1.05)))

    def main(self):
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work, mode=0o700)
        begin = time.monotonic()
        try:
            empty = Side("empty", [self.program("empty")])
            self.turns([empty], 1, least=11)
            self.empty_peak = statistics.median(c.peak for c in empty.costs)
            print("felt-bench beside floors and other tools; medians of runs in turns, whole processes, files warm, journals in %s" % self.work)
            print("%d cores, load %.1f at the beginning; an empty program with the same libraries: %s, %.1f MiB" % (
                os.cpu_count(), os.getloadavg()[0], span(empty.wall()), self.empty_peak))
            for n in self.args.sizes:
                self.operations(self.prepare(n))
            print()
            self.compare_sizes()
            self.one_by_one()
            self.derivation()
        finally:
            if not self.args.keep:
                shutil.rmtree(self.work, ignore_errors=True)
            shutil.rmtree(self.secret, ignore_errors=True)
        print("\n%d goals met, %d missed; %.0f s" % (self.goals.met, len(self.goals.missed), time.monotonic() - begin))
        for line in self.goals.missed:
            print("  over: " + line)


class Set:
    """The files of one size."""

    def __init__(self, n, folder):
        self.n, self.folder, self.matches = n, folder, {}

    def path(self, name):
        return os.path.join(self.folder, name)


def gone(path):
    if os.path.exists(path):
        os.unlink(path)


def fresh(source, copy):
    gone(copy)
    shutil.copy(source, copy)
    os.chmod(copy, 0o600)


def span(seconds):
    return "%.2f s" % seconds if seconds >= 1 else "%.1f ms" % (seconds * 1000)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--programs", required=True)
    p.add_argument("--felt", required=True)
    p.add_argument("--work")
    p.add_argument("--quick", action="store_true", help="fewer rounds")
    p.add_argument("--keep", action="store_true", help="leave the journals there")
    p.add_argument("sizes", nargs="+", type=int)
    Bench(p.parse_args()).main()


if __name__ == "__main__":
    main()
