#!/usr/bin/python3
"""Every example of the manual pages is run, and what the page shows below it is what the program says.

In each page the lines of literal blocks that begin with "$ " are typed, in order, into one shell with a HOME of its own.  What stands below such
a line, up to the next one or the end of the block, is compared with the output (both streams), line by line:

    ...                 alone on a line: any lines; at the end of a line: any rest of it
    4c2c41tyb704k       what looks like an id stands for one; the same id for the same one all through the page
    /home/anna          the HOME of the test

A page that makes no journal itself finds one, and a program that gives its passphrase.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FELT = os.path.abspath(os.environ.get("FELT", os.path.join(ROOT, "build", "felt")))
PAGES = ["felt.1", "felt-export.5", "felt-guide.5", "felt-journal.5", "felt-security.7"]
PASSPHRASE = "six small words in a row"
MARK = "-- end of an example --"
PATIENCE = 180
ID = re.compile(r"(?<![0-9A-Za-z-])(?=[0-9]*[a-z])(?=[a-z]*[0-9])(?:[0-9a-hjkmnp-tv-z]{13}|[0-9a-hjkmnp-tv-z]{8})(?![0-9A-Za-z-])")

count = failed = 0


def ok(good, name, *why):
    global count, failed
    count += 1
    print("%s %d - %s" % ("ok" if good else "not ok", count, name.replace("#", "\\#")))
    if not good:
        failed += 1
        for line in why:
            print("# " + line)
    sys.stdout.flush()


def plain(line):
    """A line of a literal block as it is shown."""
    return line.replace("\\&", "").replace("\\e", "\\").replace("\\-", "-")


def examples(path):
    """[(command, expected lines)] of one page."""
    found, literal = [], False
    with open(path, encoding="utf-8") as f:
        for line in f.read().split("\n"):
            if line.startswith(".Bd -literal"):
                literal, mine = True, False
            elif line.startswith(".Ed"):
                literal = False
            elif literal and line.startswith("$ "):
                found.append((plain(line[2:]), []))
                mine = True
            elif literal and mine:
                found[-1][1].append(plain(line))
    # An empty line before the end of a block or before the next command is layout.
    for _, lines in found:
        while lines and not lines[-1]:
            lines.pop()
    return found


class Shell:
    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="felt-examples-")
        self.home = os.path.join(self.top, "home")
        tools = os.path.join(self.top, "bin")
        os.mkdir(self.home, 0o700)
        os.mkdir(tools)
        os.symlink(FELT, os.path.join(tools, "felt"))
        self.env = {"HOME": self.home, "PATH": tools + ":/usr/local/bin:/usr/bin:/bin", "TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8",
                    "TERM": "dumb"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        self.script = []

    def close(self):
        shutil.rmtree(self.top)

    def journal(self):
        """For a page that takes one for granted."""
        config = os.path.join(self.home, ".config", "felt")
        os.makedirs(config)
        with open(os.path.join(self.top, "passphrase"), "w") as f:
            f.write(PASSPHRASE + "\n")
        with open(os.path.join(config, "config"), "w") as f:
            f.write("passphrase_command = cat %s/passphrase\n" % self.top)
        r = subprocess.run(["sh", "-c", "felt init --passphrase-fd 3 --recovery-to ../recovery --kdf-memory 64M --kdf-passes 2 3<../passphrase"],
                           env=self.env, cwd=self.home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if r.returncode:
            print("Bail out! no journal: " + r.stdout.decode())
            sys.exit(1)

    def run(self, commands):
        """Types them into one shell without a terminal; [(status, output)]."""
        script = "".join("{ %s\n} </dev/null 2>&1\nprintf '\\n%%s %%s\\n' '%s' $?\n" % (c, MARK) for c in commands)
        try:
            r = subprocess.run(["sh", "-c", script], env=self.env, cwd=self.home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True, timeout=PATIENCE)
            text = r.stdout.decode("utf-8", "backslashreplace")
        except subprocess.TimeoutExpired as e:
            text = (e.stdout or b"").decode("utf-8", "backslashreplace") + "\n(too slow)"
        parts = re.split(r"\n%s (\d+)\n" % re.escape(MARK), text)
        done = [(int(parts[i + 1]), parts[i]) for i in range(0, len(parts) - 1, 2)]
        return done + [(-1, parts[-1])] * (len(commands) - len(done))


class Same:
    """Compares; knows which id of the page is which of the program."""

    def __init__(self):
        self.ids = {}

    def line(self, want, got):
        rest = want.endswith("...") and want != "..."
        want = want[:-3].rstrip() if rest else want
        pattern, at, asked = "", 0, []
        for m in ID.finditer(want):
            pattern += re.escape(want[at:m.start()]) + "([0-9a-hjkmnp-tv-z]{%d})" % len(m.group())
            asked.append(m.group())
            at = m.end()
        m = re.fullmatch(pattern + re.escape(want[at:]) + (".*" if rest else ""), got)
        if not m:
            return False
        for page, real in zip(asked, m.groups()):
            if self.ids.setdefault(page[:8], real[:8]) != real[:8]:
                return False
        return True

    def lines(self, want, got):
        if not want:
            return not got
        if want[0] == "...":
            return any(self.lines(want[1:], got[i:]) for i in range(len(got) + 1))
        return bool(got) and self.line(want[0], got[0]) and self.lines(want[1:], got[1:])


for page in PAGES:
    found = examples(os.path.join(ROOT, "man", page))
    ok(bool(found), "%s has examples" % page)
    shell, same = Shell(), Same()
    if not any(re.search(r"\bfelt init\b", c) for c, _ in found):
        shell.journal()
    for (command, want), (status, out) in zip(found, shell.run([c for c, _ in found])):
        got = [line.rstrip() for line in out.replace(shell.home, "/home/anna").split("\n")]  # blanks at the end cannot be seen
        while got and not got[-1]:
            got.pop()
        ok(status == 0 and same.lines(want, got), "%s: %s" % (page, command), "exit status %d" % status, "shown on the page:",
           *["  " + s for s in want], "printed:", *["  " + s for s in got])
    shell.close()
print("1..%d" % count)
sys.exit(1 if failed else 0)
