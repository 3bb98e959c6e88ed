#!/usr/bin/python3
"""The user's own editor: the text comes back, and no copy of it stays anywhere (T072 to T076, T079)."""

import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from editors import CANARY, HOSTILE, KEYS, press  # noqa: E402
from term import Folder, Term, case, demo, diag, done, is_, like, ok  # noqa: E402

NO_JAIL = [demo("deny_demo"), "landlock=ENOSYS", "--"]
# Without user namespaces, as in many containers: the folder lies where others can see it.
IN_SIGHT = [demo("deny_demo"), "unshare=EPERM", "--"]


class Edit:
    """An editor run: a HOME on disk, a runtime folder in memory of our own."""

    def __init__(self, command, text="before\n", config=None, wrap=(), runtime=True, options=(), cols=80, **more):
        self.folder, self.command, self.text, self.config = Folder(), command, text, config or {}
        self.wrap, self.options, self.more, self.cols = list(wrap), list(options), more, cols
        self.runtime = "/dev/shm/felt-test-%d" % os.getpid() if runtime is True else runtime

    def __enter__(self):
        self.folder.__enter__()
        self.home = self.folder.file("home")
        for path, content in self.config.items():
            path = os.path.join(self.home, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as f:
                f.write(content)
        os.makedirs(os.path.join(self.home, "backup"), exist_ok=True)
        if self.runtime == "/dev/shm/felt-test-%d" % os.getpid():
            os.makedirs(self.runtime, mode=0o700, exist_ok=True)
        argv = self.wrap + [demo("edit_demo")] + (["-r", self.runtime] if self.runtime else []) + self.options + [
            self.command, self.folder.file("in", self.text), self.folder.file("out")]
        self.t = Term(self.cols, 24, argv, env={"HOME": self.home, "XDG_RUNTIME_DIR": self.runtime or ""}, **self.more)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.folder.__exit__()
        for name in self.left() if self.runtime == "/dev/shm/felt-test-%d" % os.getpid() else []:
            path = os.path.join(self.runtime, name)
            if os.path.islink(path):
                os.unlink(path)
            shutil.rmtree(path, ignore_errors=True)

    def left(self):
        """What is still in the folder in memory."""
        return sorted(n for n in os.listdir(self.runtime) if n.startswith("felt"))

    def script(self, name, body):
        return self.folder.file(name, body)

    def result(self):
        head, text = self.folder.read("out").split(b"\n", 1)
        return head.decode(), text

    def copies(self, word=CANARY):
        run = subprocess.run(["grep", "-rla", word, self.home], capture_output=True, text=True)
        return run.stdout.split()


def scripted(name, body):
    """A command whose editor is a shell script that gets the file as $1."""
    path = os.path.join(SCRIPTS.path, name)
    with open(path, "w") as f:
        f.write("#!/bin/sh\n" + body + "\n")
    os.chmod(path, 0o755)
    return path


SCRIPTS = Folder().__enter__()

def use(name, config, wrap, what):
    with Edit(name, config=config, wrap=wrap) as e:
        seen, typed = KEYS[name]
        e.t.expect(seen, 20)
        e.t.settle(0.6)
        press(e.t, typed)
        try:
            e.t.wait(20)
        except Exception:
            diag(e.t.picture())
            raise
        head, text = e.result()
        ok(head.startswith("rc=0 changed=1") and CANARY.encode() in text and text.endswith(b"before\n"), "%s %s: the text comes back" % (name, what), head + repr(text))
        is_(e.copies(), [], "%s %s: no copy on disk" % (name, what))
        is_(e.left() + stray(e), [], "%s %s: nothing left in memory" % (name, what))


def stray(e):
    """Folders of this one where everybody can see them."""
    return [n for n in os.listdir("/dev/shm") if n.startswith("felt_%d_" % e.t.pid)]


def lives(pid):
    """One that nobody has asked how it ended is still listed."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@case
def real_editors():
    for name in ("joe", "kak"):  # the five others go through whole sessions in session.t
        if shutil.which(name) is None:
            diag("%s is not installed" % name)
            continue
        for wrap, jail in ((), "jail"), (NO_JAIL, "no jail"):
            for config, how in ({}, "default"), (HOSTILE[name], "hostile"):
                try:
                    use(name, config, wrap, "%s, %s" % (how, jail))
                except Exception as problem:
                    ok(False, "%s %s, %s" % (name, how, jail), problem)


@case
def a_plain_editor():
    with Edit(scripted("append", 'echo after >>"$1"')) as e:
        is_(e.t.wait(), 0, "it runs")
        is_(e.result(), ("rc=0 changed=1 subject=", b"before\nafter\n"), "what it wrote comes back")
        is_(e.left(), [], "the folder is gone")
    with Edit(scripted("nothing", "true"), text="no line end") as e:
        e.t.wait()
        is_(e.result(), ("rc=0 changed=0 subject=", b"no line end"), "nothing done, nothing changed")
    with Edit(scripted("touch", 'cat "$1" >"$1.x"; mv "$1.x" "$1"'), text="no line end") as e:
        e.t.wait()
        is_(e.result(), ("rc=0 changed=0 subject=", b"no line end"), "a file that was replaced by its like is unchanged")


@case
def what_the_editor_finds():
    look = scripted("look", 'exec >"$1"; pwd; echo "$1"; env | grep -E "TMPDIR|XDG_"; ls -ld "${1%/*}"; ls /proc/self/fd; grep core.file /proc/self/limits; cat /proc/self/coredump_filter; grep -E "NoNewPrivs|Seccomp:|CapEff" /proc/self/status')
    for wrap, how in ((), "hidden"), (IN_SIGHT, "in sight"):
        with Edit(look, wrap=wrap) as e:
            e.t.wait()
            text = e.result()[1].decode()
            like(text, r"^%s\n" % re.escape(os.getcwd()), "%s: it runs where felt runs" % how)
            like(text, r"/felt_\d+_\d+/entry\.md\n", "%s: a file entry.md in a folder with pid and start time" % how)
            like(text, r"drwx------", "%s: that is ours alone" % how)
            for name in ("TMPDIR", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
                like(text, r"%s=%s/felt_" % (name, e.runtime if wrap else "/dev/shm"), "%s: %s points into it" % (how, name))
            like(text, r"\n0\n1\n2\n3\n(?!\d)", "%s: no descriptor but 0, 1 and 2 (3 is the listing's own)" % how)
            like(text, r"core file size +1 +1 +bytes\s*\n0+\n", "T080 %s: the limit that stops piped core handlers too, and nothing to dump" % how)
            like(text, r"NoNewPrivs:\s1", "%s: in a jail" % how)
            like(text, r"Seccomp:\s2", "%s: behind the barrier" % how)
            like(text, r"CapEff:\s0+\n", "%s: without a privilege in there" % how) if not wrap else None
    with Edit(scripted("hidden", 'exec >"$1"; id -u; grep -c " /dev/shm .* felt " /proc/self/mountinfo; ls /dev/shm | wc -l')) as e:
        e.t.wait()
        lines = e.result()[1].decode().split("\n")
        is_(lines[:3], [str(os.geteuid()), "1", "1"], "hidden: a file system of its own, with nothing else in it, for the same user")
    with Edit(scripted("micro", 'for f; do :; done; ls "$MICRO_CONFIG_HOME" >>"$f"; cat "$MICRO_CONFIG_HOME/settings.json" >>"$f"'),
              config={".config/micro/settings.json": '{"tabsize": 3}\n', ".config/micro/backups/old": "x"}) as e:
        e.t.wait()
        like(e.result()[1].decode(), r'settings\.json[^$]*"tabsize": 3', "micro finds its settings in a folder where it may write")
    # standard error in a file, as of an alias that keeps a log
    with Edit(scripted("complains", 'cat "$1" >&2; echo after >>"$1"'), text=CANARY + "\n", wrap=["sh", "-c", 'exec "$@" 2>>"$HOME/log"', "sh"]) as e:
        e.t.expect(CANARY)
        e.t.wait()
        is_((e.result()[0], e.copies()), ("rc=0 changed=1 subject=", []), "what it complains of goes to the terminal, not into a file that was open already")
    with Edit(scripted("out", 'echo x >"$HOME/copy" || exit 0; exit 5')) as e:
        e.t.wait()
        is_((e.result()[0], os.path.exists(e.home + "/copy")), ("rc=0 changed=0 subject=", False), "it can write nowhere else")


@case
def editors_that_fail():
    with Edit(scripted("fail", 'echo half >>"$1"; exit 1')) as e:
        e.t.wait()
        head, text = e.result()
        like(head, r"^rc=-42 changed=1 subject=fail ended with status 1$", "status 1 is said")
        is_(text, b"before\nhalf\n", "and what could be read is there")
    with Edit(scripted("dies", 'echo half >>"$1"; kill -9 $$')) as e:
        e.t.wait()
        like(e.result()[0], r"^rc=-42 changed=1 subject=dies was ended by signal 9$", "killed is said")
        is_(e.result()[1], b"before\nhalf\n", "and what could be read is there")
        is_(e.left(), [], "nothing left in memory")
    with Edit(scripted("raw", "stty raw -echo; exit 3")) as e:
        e.t.wait()
        is_(e.t.modes(), e.t.before, "the terminal is as it was")


@case
def the_file_is_replaced():
    """T074."""
    for name, body, code, said in (
            ("link", 'rm "$1"; ln -s /etc/passwd "$1"', -57, "something else"),
            ("fifo", 'rm "$1"; mkfifo "$1"', -57, "something else"),
            ("folder", 'rm "$1"; mkdir "$1"', -57, "something else"),
            ("big", 'truncate -s 68157440 "$1"', -57, "longer than 64 MiB"),
            ("gone", 'rm "$1"', -42, "removed")):
        with Edit(scripted(name, body), wrap=IN_SIGHT) as e:
            e.t.wait()
            head, text = e.result()
            like(head, "^rc=%d changed=0 subject=.*%s" % (code, said), "%s: refused" % name)
            is_(text, b"before\n", "%s: the text is what it was" % name)
            kept = e.left()
            if code == -57:
                ok(len(kept) == 1 and kept[0].startswith("felt-kept-") and kept[0] in head, "%s: kept, and said where" % name, head)
            else:
                is_(kept, [], "%s: nothing to keep" % name)
    # What is hidden ends with felt: what can be kept is copied out.
    for name, body, said in (("big", 'truncate -s 68157440 "$1"', "longer than 64 MiB"), ("link", 'cp "$1" "$1.x"; rm "$1"; ln -s /etc/passwd "$1"', "something else")):
        with Edit(scripted(name, body)) as e:
            e.t.wait()
            head, kept = e.result()[0], e.left()
            like(head, "^rc=-57 changed=0 subject=.*%s.*kept in" % said, "hidden, %s: refused" % name)
            ok(len(kept) == 1 and kept[0].startswith("felt-kept-") and kept[0] in head, "hidden, %s: kept outside, and said where" % name, head)
            files = [os.path.join(e.runtime, kept[0], f) for f in ("entry.md", "entry.md.x") if kept]
            ok(any(os.path.isfile(f) and not os.path.islink(f) and os.path.getsize(f) in (7, 68157440) for f in files), "hidden, %s: whole, no link" % name)
    # More than is copied (128 MiB, 100 files), or more than there is room for: what there is of it stays, and felt says that it is a part.
    small = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=8m,mode=700 none "$0" && "$@"; cp -r "$0" "$0.out"', "/dev/shm/felt-test-%d" % os.getpid()]
    for name, body, wrap, where in (("two", 'truncate -s 68157440 "$1"; truncate -s 68157440 "$1.x"', [], ""), ("small", 'head -c 68157440 /dev/zero >"$1"', small, ".out")):
        if wrap and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
            ok(True, "hidden, small # SKIP no user namespaces")
            continue
        with Edit(scripted(name, body), wrap=wrap) as e:
            e.t.wait(30)
            like(e.result()[0], "^rc=-57 changed=0 subject=.*longer than 64 MiB; only a part of it could be kept, in /dev/shm/felt-test", "hidden, %s: only a part is kept, and that is said" % name)
            kept = glob.glob(e.runtime + where + "/felt-kept-*/entry.md*")
            ok(sum(os.path.getsize(f) for f in kept) > 4 << 20, "hidden, %s: the part is there" % name, kept)
            shutil.rmtree(e.runtime + where)
            os.makedirs(e.runtime, mode=0o700, exist_ok=True)
    with Edit(scripted("link", 'rm "$1"; ln -s /etc/passwd "$1"')) as e:
        e.t.wait()
        like(e.result()[0], "^rc=-57 changed=0 subject=.*something else.*no text to keep", "hidden: nothing to keep is said too")
        is_(e.left(), [], "hidden: and nothing is left")
    with Edit(scripted("bytes", r'printf "a\000\377" >"$1"')) as e:
        e.t.wait()
        is_(e.result(), ("rc=0 changed=1 subject=", b"a\x00\xff"), "bytes are the caller's to check")


@case
def commands():
    """T075."""
    for command, code, said, why in (
            ("", -1, "set VISUAL or EDITOR", "none"),
            ("nosuchthing -x", -1, "nosuchthing: not found", "not there"),
            ("'open quote", -1, "not closed", "a quote that is not closed"),
            ("/etc/passwd", -1, "not found", "no program"),
            ("code --wait", -57, "already running", "a server"),
            ("emacsclient -t", -57, "already running", "another"),
            ("vim --remote-wait", -57, "already running", "a third")):
        name = command.split(" ")[0]
        with Folder() as bin:
            path = os.environ["PATH"]
            if name in ("code", "emacsclient"):
                with open(bin.file(name, "#!/bin/sh\nexit 0\n")) as f:
                    os.chmod(f.name, 0o755)
                os.environ["PATH"] = bin.path + ":" + path
            try:
                with Edit(command) as e:
                    e.t.wait()
                    like(e.result()[0], "^rc=%d changed=0 subject=.*%s" % (code, said), "%s: %r" % (why, command))
                    is_(e.left(), [], "%s: nothing was made" % why)
            finally:
                os.environ["PATH"] = path
    with Edit(scripted("code", 'echo after >>"$1"'), options=["-s"]) as e:
        e.t.wait()
        is_(e.result(), ("rc=0 changed=1 subject=", b"before\nafter\n"), "a server when the config says so")
    append = scripted("with blanks", 'echo "$1" >>"$3"')
    with Edit("'%s' 'two  words' \"$x\"" % append) as e:
        e.t.wait()
        is_(e.result()[1], b"before\ntwo  words\n", "quotes and blanks, nothing expanded")
    with Edit(scripted("unknown", 'echo after >>"$1"'), wrap=NO_JAIL) as e:
        e.t.wait()
        like(e.result()[0], "^rc=-57 changed=0 subject=unknown: not known", "an unknown editor without a jail is refused")
    with Edit("cat") as e:
        e.t.wait()
        is_(e.result(), ("rc=0 changed=0 subject=", b"before\n"), "cat changes nothing")


@case
def nothing_from_the_current_folder():
    """A folder of somebody else's, a PATH that names it: an empty part, a dot, a relative one."""
    with Folder() as trap:
        os.makedirs(trap.file("bin"))
        for name in "ed-felt", "bin/ed-felt":
            with open(trap.file(name, '#!/bin/sh\necho trapped >>"$1"\n')) as f:
                os.chmod(f.name, 0o755)
        own = os.path.join(SCRIPTS.path, "own")
        os.mkdir(own)
        with open(os.path.join(own, "ed-felt"), "w") as f:
            f.write('#!/bin/sh\necho own >>"$1"\n')
            os.chmod(f.name, 0o755)
        path, here = os.environ["PATH"], os.getcwd()
        os.chdir(trap.path)
        try:
            for first in "", ".", "bin", "./bin", "../" + os.path.basename(trap.path):
                os.environ["PATH"] = "%s:%s:%s" % (first, own, path)
                with Edit("ed-felt") as e:
                    e.t.wait()
                    is_(e.result()[1], b"before\nown\n", "PATH=%s:...: not the one that lies in the current folder" % first)
            for only in "", ".", "bin:":
                os.environ["PATH"] = only
                with Edit("ed-felt") as e:
                    e.t.wait()
                    like(e.result()[0], "^rc=-1 changed=0 subject=ed-felt: not found", "PATH=%s: found nowhere" % only)
        finally:
            os.chdir(here)
            os.environ["PATH"] = path


@case
def folders():
    with Folder() as disk:
        os.chmod(disk.path, 0o700)
        link = disk.file("link")
        os.symlink("/dev/shm", link)
        bad = "/dev/shm/felt-test-open-%d" % os.getpid()
        os.makedirs(bad, exist_ok=True)
        os.chmod(bad, 0o755)
        where = scripted("where", 'echo "$1" >"$1"')
        try:
            for runtime, why in ((disk.path, "on disk"), (link, "a link"), (bad, "open to others"), ("relative", "relative"), (None, "none")):
                with Edit(where, runtime=runtime, wrap=IN_SIGHT) as e:
                    e.t.wait()
                    like(e.result()[1].decode(), "^/dev/shm/felt_", "runtime folder %s: /dev/shm instead" % why)
        finally:
            shutil.rmtree(bad)
    with Edit(scripted("x", "true"), wrap=[demo("deny_demo"), "fstatfs=ENOSYS", "--"]) as e:
        e.t.wait()
        like(e.result()[0], "^rc=-57 changed=0 subject=no folder in memory", "no memory to be told: refused")
    for call in ("mkdirat", "write"):
        full = IN_SIGHT + ["strace", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=%s:error=ENOSPC:when=1" % call]
        with Edit(scripted("x", "true"), wrap=full) as e:
            e.t.wait()
            like(e.result()[0], "^rc=-43 changed=0", "full at %s: said" % call)
            is_((e.result()[1], e.left()), (b"before\n", []), "full at %s: the text is there, nothing is left" % call)
    # A name that is taken: the demo's pid is known before it begins to make the folder.
    for what in ("folder", "link"):
        with Folder() as f:
            runtime = "/dev/shm/felt-test-%d" % os.getpid()
            os.makedirs(runtime, mode=0o700, exist_ok=True)
            make = "mkdir $d" if what == "folder" else "ln -s /tmp $d"
            start = 'd=%s/felt_$$_$(cut -d" " -f22 /proc/$$/stat); %s; exec "$@"' % (runtime, make)
            with Edit(scripted("x", "true"), wrap=IN_SIGHT + ["sh", "-c", start, "sh"]) as e:
                e.t.wait()
                like(e.result()[0], "^rc=-57 changed=0 subject=.*is there already", "a %s with its name: refused" % what)


@case
def a_jail_that_cannot_be_made():
    """The system can, and yet it fails, as when files run out: then there is no editor without it."""
    for call, when, why in (("landlock_create_ruleset", "3+", "no rules"), ("landlock_add_rule", "1+", "no rule for the folder")):
        inject = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=%s:error=EMFILE:when=%s" % (call, when)]
        with Edit(scripted("leak", 'cp "$1" "$HOME/leak"; echo after >>"$1"'), wrap=IN_SIGHT + inject) as e:
            e.t.wait()
            like(e.result()[0], "^rc=-[0-9]+ changed=0 subject=", "%s: refused" % why)
            is_((e.result()[1], e.left()), (b"before\n", []), "%s: the text is there, nothing is left" % why)
            ok(not os.path.exists(e.home + "/leak"), "%s: and no editor has written where it may not" % why)


@case
def signals():
    with Edit(scripted("slow", 'trap "" INT; echo half >>"$1"; echo ready; sleep 30')) as e:
        e.t.expect("ready")
        e.t.send("\x03")
        e.t.settle(0.3)
        is_(e.t.status, None, "ctrl-c is the editor's")
        e.t.signal(signal.SIGTERM)
        is_(e.t.wait(), 0, "SIGTERM goes on to it")
        head, text = e.result()
        like(head, "^rc=-70 changed=1", "and felt is told")
        is_((text, e.left()), (b"before\nhalf\n", []), "what could be read comes back")


@case
def killed():
    """T073: where it is hidden, nothing is left when felt is killed, and the editor does not live on at the terminal."""
    with Edit(scripted("sleep", 'echo %s >>"$1"; echo $$ >"$TMPDIR/pid"; echo "ready $$"; exec sleep 60' % CANARY)) as e:
        e.t.expect("ready")
        pid = int(re.search(r"ready (\d+)", e.t.text()).group(1))
        ok(lives(pid), "the editor runs")
        os.kill(e.t.pid, signal.SIGKILL)
        e.t.wait()
        end = time.monotonic() + 20
        while lives(pid) and time.monotonic() < end:
            time.sleep(0.02)
        ok(not lives(pid), "felt killed: the editor is told and ends")
        is_(e.left() + stray(e), [], "felt killed: nothing is left, without any sweeping")
        ok(not any(" felt " in line for line in open("/proc/self/mountinfo")), "and nothing was ever mounted where others are")


@case
def on_a_disk():
    """Only who asks for it gets a place on a disk, and only where there is no memory."""
    for options, wrap, code in ((["-d"], [demo("deny_demo"), "unshare=EPERM", "fstatfs=ENOSYS", "--"], 0), (["-d"], [], 0),
                                ([], [demo("deny_demo"), "unshare=EPERM", "fstatfs=ENOSYS", "--"], -57)):
        with Folder() as disk:
            place = disk.file("scratch")
            with Edit(scripted("where", 'echo "$1" >"$1"'), wrap=wrap, options=options + [place] if options else []) as e:
                e.t.wait()
                head, text = e.result()
                like(head, "^rc=%d " % code, "%s %s: %d" % (options, "no memory" if wrap else "memory", code))
                if code == 0:
                    ok(text.decode().startswith(place + "/felt_" if wrap else "/dev/shm/felt_"), "on the disk only where there is no memory", text)
                is_(os.listdir(place) if os.path.isdir(place) else [], [], "and nothing stays there")


@case
def sweeping():
    with Edit(scripted("sleep", 'mkdir -p "$TMPDIR/deep"; echo %s >"$TMPDIR/deep/x"; ln -s /etc/passwd "$TMPDIR/l"; echo ready; sleep 60' % CANARY), wrap=IN_SIGHT) as e:
        e.t.expect("ready")
        sweep = [demo("edit_demo"), "-r", e.runtime, "-w"]
        subprocess.run(sweep, check=True)
        is_(len(e.left()), 1, "what is in use is left alone")
        os.kill(e.t.pid, signal.SIGKILL)
        e.t.wait()
        is_(len(e.left()), 1, "killed: the folder is left")
        for name in ("felt_%d_1" % os.getpid(), "felt_x_1", "felt_1_1x", "felt-kept-1_1"):
            os.mkdir(os.path.join(e.runtime, name))
        os.symlink("/tmp", os.path.join(e.runtime, "felt_999999999_1"))
        subprocess.run(sweep, check=True)
        is_(sorted(e.left()), ["felt-kept-1_1", "felt_1_1x", "felt_999999999_1", "felt_x_1"],
            "the next start removes it, and what has a dead name; no link, no other name")
        ok(os.path.exists("/etc/passwd"), "no link is followed")


@case
def the_file_cannot_be_read():
    """An error of the disk is no reason to wipe the only copy of a text."""
    script = scripted("appends", "echo %s >>\"$1\"" % CANARY)
    log = os.path.join(SCRIPTS.path, "reads")
    with Edit(script, wrap=["strace", "-qq", "-o", log, "-e", "trace=read"]) as e:
        e.t.wait(20)
    with open(log) as f:
        reads = [line for line in f if line.startswith("read(")]
    which = [i for i, line in enumerate(reads, 1) if CANARY in line]
    is_(len(which), 1, "what the editor left is read once")
    with Edit(script, wrap=["strace", "-qq", "-o", "/dev/null", "-e", "trace=read", "-e", "inject=read:error=EIO:when=%d" % which[0]]) as e:
        e.t.wait(20)
        head, _ = e.result()
        kept = [n for n in e.left() if n.startswith("felt-kept-")]
        is_(len(kept), 1, "a file that cannot be read is kept")
        with open(os.path.join(e.runtime, kept[0], "entry.md")) as f:
            ok(CANARY in f.read(), "with the text in it")
        ok(kept[0] in head, "and the message says where", head)


shutil.rmtree("/dev/shm/felt-test-%d" % os.getpid(), ignore_errors=True)
SCRIPTS.__exit__()
done()
