#!/usr/bin/python3
"""The pager: read, and nothing left behind (T084)."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, demo, done, is_, like, ok  # noqa: E402


class Page:
    def __init__(self, command="", lines=200, env=None, path=None):
        self.folder, self.command, self.lines, self.env, self.path = Folder(), command, lines, env or {}, path

    def __enter__(self):
        self.folder.__enter__()
        self.home = self.folder.file("home")
        os.mkdir(self.home)
        env = {"HOME": self.home, **self.env}
        if self.path is not None:
            env["PATH"] = self.path
        self.t = Term(80, 24, [demo("pager_demo"), self.command, str(self.lines), self.folder.file("out")], env=env)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.folder.__exit__()

    def result(self):
        return self.folder.read("out").decode()


def nothing_left(p, name):
    is_([line for line in p.t.scrollback() if "canary" in line], [], name + ": nothing on the main screen or above it")
    is_(p.t.alternate, False, name + ": the alternate screen is left")
    is_(os.listdir(p.home), [], name + ": no file")


@case
def less():
    with Page() as p:
        p.t.expect("line 20: canary-7f3a bold")
        is_(p.t.alternate, True, "on the alternate screen")
        ok(p.t.attributes(0, p.t.screen()[0].index("bold")).bold, "our own colours are shown")
        p.t.send(" ")
        p.t.expect("line 40:")
        p.t.send("/line 77\r")
        p.t.expect("line 77:")
        p.t.send("q")
        is_(p.t.wait(), 0, "q ends it")
        like(p.result(), "^begin=0 own=1 bare=0 write=0 pipe=0 end=0$", "and nothing is wrong")
        nothing_left(p, "less")


@case
def left_early():
    with Page(lines=200000) as p:
        p.t.expect("line 20:")
        p.t.send("q")
        is_(p.t.wait(), 0, "left before everything was written")
        like(p.result(), "^begin=0 own=1 bare=0 write=-42 pipe=1 end=0$", "the writer is told by EPIPE")
        nothing_left(p, "left early")


@case
def control_c():
    with Page() as p:
        p.t.expect("line 20:")
        p.t.send("\x03")
        p.t.settle(0.3)
        is_(p.t.status, None, "ctrl-c does not end us")
        p.t.send("q")
        is_(p.t.wait(), 0, "q does")


@case
def hostile_environment():
    with Folder() as f:
        log = f.file("log")
        tool = f.file("tool", "#!/bin/sh\necho ran >>%s\ncat\n" % log)
        os.chmod(tool, 0o755)
        for command, env in (("", {"LESSOPEN": "|-%s %%s" % tool, "LESSCLOSE": tool, "LESS": "-X -F -E -o" + log, "LESSHISTFILE": log,
                                  "LESSKEY": tool, "LESSKEYIN": tool, "EDITOR": tool, "VISUAL": tool, "SHELL": tool}),
                             (tool, {}), ("less -X -o%s" % log, {}), ("sh -c %s" % tool, {}), ("bat", {}), ("'", {})):
            with Page(command, env=env) as p:
                p.t.expect("line 20:")
                p.t.send("!id\rv|$cat >%s\rs%s\r" % (log, log))
                p.t.settle(0.3)
                p.t.send("\x03qq")
                p.t.wait()
                ok(not os.path.exists(log), "PAGER=%r: nothing was run, nothing was written" % command)
                nothing_left(p, "PAGER=%r" % command)


@case
def how_they_are_kept_from_a_shell():
    for name, args, want in (("less", "-R", "LESSSECURE=1"), ("most", "+s", "PAGERSECURE=1"), ("more", "", "MORESECURE=1")):
        with Folder() as f:
            os.chmod(f.file(name, '#!/bin/sh\necho "with $* and $%s"\ncat >/dev/null\n' % want.split("=")[0]), 0o755)
            with Page("/any/where/" + name, path=f.path + ":" + os.environ["PATH"]) as p:
                is_(p.t.wait(), 0, "%s ends" % name)
                like(p.t.text(), "with %s.* and 1" % re.escape(args), "%s: %s %s" % (name, args, want))


@case
def no_pager_at_all():
    with Folder() as f:
        with Page(lines=3, path=f.path) as p:
            is_(p.t.wait(), 0, "nothing installed: the text is shown all the same")
            like(p.result(), "^begin=0 own=0 bare=1 write=0 pipe=0 end=0$", "and the caller is told")
            ok("line 3: canary" in p.t.text(), "on the terminal")


done()
