#!/usr/bin/python3
"""The manual says what the program says of itself: commands, usage, options, filters, topics, exit codes, settings; and its pages are sound.

What `felt COMMAND --help` prints is made from the tables of the program; the page is written by hand.  Neither may have what the other lacks.
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
COMMAND = re.compile(r"^\.It Nm(?: Cm ([a-z-]+))?$")

count = failed = 0
home = tempfile.mkdtemp(prefix="felt-man-")


def ok(good, name, *why):
    global count, failed
    count += 1
    print("%s %d - %s" % ("ok" if good else "not ok", count, name))
    if not good:
        failed += 1
        for line in why:
            print("# " + line)


def same(name, program, page):
    """Two sets: what only one of them has is named."""
    ok(program == page, name, "only the program: %s" % sorted(program - page), "only the page: %s" % sorted(page - program))


def run(*argv, **more):
    env = {"HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb", "MANWIDTH": "78"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    env.update(more)
    r = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, timeout=60)
    return r.returncode, r.stdout.decode()


def felt(*words):
    status, out = run(FELT, *words)
    if status:
        print("Bail out! felt %s: %d: %s" % (" ".join(words), status, out))
        sys.exit(1)
    return out


# ---- what the program says ----

def option_rows(text, title):
    """{("d", "date", "D"), ...} below a title of --help."""
    rows, inside = set(), False
    for line in text.split("\n"):
        if not line.startswith(" "):
            inside = line == title or (inside and not line)
        m = re.match(r"  (?:-(.), |    )--([a-z-]+)(?: (\S+))?(?:  .*|)$", line) if inside else None
        if m:
            rows.add((m.group(1) or "", m.group(2), m.group(3) or ""))
    return rows


# ---- what the page says ----

def plain(s):
    return re.sub(r"\\\(ba", "|", s).replace("\\&", "").replace("\\-", "-")


def page_lines(name):
    with open(os.path.join(ROOT, "man", name), encoding="utf-8") as f:
        return f.read().split("\n")


def sections(lines):
    """{"OPTIONS": [lines], ...}"""
    out, name = {}, None
    for line in lines:
        if line.startswith(".Sh "):
            name = line[4:]
            out[name] = []
        elif name:
            out[name].append(line)
    return out


def page_options(lines):
    """The .It Fl lines: .It Fl d , -date Ar D"""
    rows = set()
    for line in lines:
        m = re.match(r"\.It Fl (?:(.) , )?-([a-z-]+)(?: Ar (\S+))?$", plain(line))
        if m:
            rows.add((m.group(1) or "", m.group(2), m.group(3) or ""))
        elif line.startswith(".It Fl"):
            rows.add(("?", line, ""))
    return rows


def page_commands(lines):
    """{"write": [lines of its item], ..., "today": [...]}"""
    out, name = {}, None
    for line in lines:
        m = COMMAND.match(line)
        if m:
            name = m.group(1) or "today"
            out[name] = []
        elif line.startswith(".Ss "):
            name = None
        elif name:
            out[name].append(line)
    return out


# ---- the comparison ----

page = page_lines("felt.1")
parts = sections(page)
described = page_commands(parts["COMMANDS"])
helped = set()
overview = felt("--help")
for line in overview.split("options that every command takes")[0].split("\n"):
    m = re.match(r"  felt(?: ([a-z-]+))?  +\S", line)
    if m:
        helped.add(m.group(1) or "today")
ok(len(helped) > 10, "--help lists the commands", overview[:2000])
same("commands", helped, set(described))
same("options that every command takes", option_rows(overview, "options that every command takes"), page_options(parts["OPTIONS"]))

synopsis = run("mandoc", "-T", "utf8", "-O", "width=200", os.path.join(ROOT, "man", "felt.1"))[1]
synopsis = re.sub(".\b", "", synopsis).split("SYNOPSIS\n")[1].split("\n\n")[0]
usages, filters = set(), None
for name in sorted(helped):
    text = felt(name, "--help")
    usages.add(re.match(r"usage: (.*)", text).group(1))
    same("options of %s" % name, option_rows(text, "options"), page_options(described.get(name, [])))
    takes = option_rows(text, "which entries")
    says = any(line.startswith(".Sx FILTERS ") for line in described.get(name, []))
    ok(bool(takes) == says, "%s says whether it takes the filters" % name)
    if takes:
        same("filters of %s" % name, takes, page_options(parts["FILTERS"]))
same("synopsis", usages, {line.strip() for line in synopsis.split("\n")})

topics = set(re.sub(r"\s+", " ", overview.split("More: felt help ")[1].split("\n\n")[0]).split(", "))
same("topics of help", topics, set(re.search(r"topic: ([a-z, -]+)\.", " ".join(described["help"])).group(1).split(", ")))
codes = set(re.findall(r"^ +(\d+)  ", felt("help", "exit-codes"), re.M))
same("exit codes", codes, {line[4:] for line in parts["EXIT STATUS"] if re.match(r"\.It \d+$", line)})
with open(os.path.join(ROOT, "src", "cli", "config.c"), encoding="utf-8") as f:
    known = set(re.findall(r'\{ "([a-z_]+)", (?:NULL, )*&c->', f.read()))
same("settings of the configuration", known, {line[7:] for line in parts["CONFIGURATION"] if line.startswith(".It Ic ")})
with open(os.path.join(ROOT, "src", "cli", "env.c"), encoding="utf-8") as f:
    read = set(re.findall(r'(?:variable\(|folder\(ctx, )"([A-Z_]+)"', f.read()))
named = {w for line in parts["ENVIRONMENT"] if line.startswith(".It Ev ") for w in re.findall(r"[A-Z_]{2,}", line)}
ok(read <= named, "variables of the environment", "not in the page: %s" % sorted(read - named))

# ---- the pages themselves ----

for name in PAGES:
    path = os.path.join(ROOT, "man", name)
    status, out = run("mandoc", "-T", "lint", "-W", "warning", path)
    ok(status == 0 and not out, "%s is clean mdoc" % name, *out.split("\n")[:20])
    if shutil.which("man") and shutil.which("groff"):
        status, out = run("man", "--warnings", "-P", "cat", "-l", path)
        ok(status == 0 and "warning:" not in out, "%s can be read with man" % name, *[s for s in out.split("\n") if "warning" in s][:20])
    for other, section in re.findall(r"^\.Xr (felt\S*) (\d)", "\n".join(page_lines(name)), re.M):
        if "%s.%s" % (other, section) not in PAGES:
            ok(False, "%s refers to %s(%s), which is not there" % (name, other, section))
    for line in page_lines(name):
        m = re.match(r"\.Pa (tests/\S+)", line)
        if m and not os.path.exists(os.path.join(ROOT, m.group(1))):
            ok(False, "%s names %s, which is not there" % (name, m.group(1)))
    for section in re.findall(r"^\.(?:Pq |Pq see )?Sx ([A-Z][A-Za-z ]*[A-Za-z])", "\n".join(page_lines(name)), re.M):
        ok(any(line in (".Sh " + section, ".Ss " + section) for line in page_lines(name)), "%s: the section %s" % (name, section))
with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as f:
    paths = set(re.findall(r"(?<![\w/])(?:src|tests|man|include)/[\w./-]*\w", f.read()))
gone = [p for p in sorted(paths) if not os.path.exists(os.path.join(ROOT, p))]
ok(len(paths) > 10 and not gone, "README.md names what is there", *gone)
shutil.rmtree(home)
print("1..%d" % count)
sys.exit(1 if failed else 0)
