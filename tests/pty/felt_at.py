"""
felt itself at a terminal: a fresh HOME with a journal, commands in a pipe and commands in a pseudo-terminal.

    with Home() as h:
        id = h.write("nobody rang")              # from a pipe
        t = h.at(80, 24, "tag", id)              # a Term
"""

import os
import subprocess

from term import BUILD, Folder, Term

FELT = os.path.abspath(os.environ.get("FELT", os.path.join(BUILD, "felt")))
SHELL = 'exec "$0" "$@" --passphrase-fd 9 9<"$HOME/passphrase"'


class Home(Folder):
    def __enter__(self):
        super().__enter__()
        self.env = {"HOME": self.path, "FELT_JOURNAL": self.file("journal.felt"), "TZ": "UTC", "XDG_RUNTIME_DIR": None}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "NO_COLOR", "VISUAL", "EDITOR", "PAGER"):
            self.env[name] = None
        self.file("passphrase", "open sesame, slowly\n")
        done = self.run("init", "--recovery-to", self.file("recovery"), "--kdf-memory", "64M", "--kdf-passes", "2")
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode())
        return self

    def run(self, *args, text=b""):
        world = {k: v for k, v in os.environ.items() if k not in self.env}
        world.update({k: v for k, v in self.env.items() if v is not None})
        text = text.encode() if isinstance(text, str) else text
        return subprocess.run(["/bin/sh", "-c", SHELL, FELT, *args], input=text, env=world, capture_output=True, timeout=300)

    def out(self, *args, text=b""):
        return self.run(*args, text=text).stdout.decode().strip()

    def write(self, text, *options):
        return self.out("write", *options, text=text)

    def at(self, cols, rows, *args, env=None, **more):
        return Term(cols, rows, ["/bin/sh", "-c", SHELL, FELT, *args], env={**self.env, **(env or {})}, **more)
