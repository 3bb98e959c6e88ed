#!/usr/bin/python3
"""Prompts: nothing is echoed, the terminal is as it was, signals mean what they mean (T064, T065)."""

import os
import signal
import subprocess
import sys
import termios

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from term import Folder, Term, case, demo, done, is_, like, ok  # noqa: E402

SECRET = "correct horse"


class Prompt:
    def __init__(self, what, **more):
        self.folder, self.what, self.more = Folder(), what, more

    def __enter__(self):
        self.folder.__enter__()
        self.t = Term(80, 24, [demo("prompt_demo"), self.what, self.folder.file("out")], **self.more)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.folder.__exit__()

    def result(self):
        return self.folder.read("out").decode()


def echo_is_off(t):
    return not t.modes()[3] & termios.ECHO


@case
def a_secret():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        ok(echo_is_off(p.t), "echo is off")
        p.t.send(SECRET + "é\n")
        is_(p.t.wait(), 0, "the line end ends it")
        like(p.result(), "^rc=0 there=1 .*size=80x24 n=15 text=correct horseé$", "it is what was typed, without the line end")
        is_(p.t.modes(), p.t.before, "the modes are as they were")
        ok("horse" not in p.t.raw.decode(), "nothing is echoed")


@case
def typed_ahead_is_dropped():
    with Prompt("secret", stdin=os.open("/dev/null", os.O_RDONLY)) as p:
        p.t.expect("passphrase:")
        p.t.send("x\x15" + SECRET + "\n")
        p.t.wait()
        like(p.result(), "n=13 text=correct horse$", "stdin is not looked at, and the line can be edited")


@case
def the_end_and_too_much():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.send("\x04")
        p.t.wait()
        like(p.result(), "^rc=-20 ", "ctrl-d: no secret")
        is_(p.t.modes(), p.t.before, "ctrl-d: the modes are as they were")
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.send("x" * 1024 + "\n")
        p.t.wait()
        like(p.result(), "^rc=0 .* n=1024 ", "1024 bytes are fine")
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.send("x" * 1025 + "\n")
        p.t.wait()
        like(p.result(), "^rc=-10 ", "1025 are too many")


@case
def signals_that_end():
    for signo in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        with Prompt("secret") as p:
            p.t.expect("passphrase:")
            p.t.send("half a sec")
            p.t.settle()
            p.t.signal(signo)
            is_(p.t.wait(), -signo, "%s ends the program" % signo.name)
            is_(p.t.modes(), p.t.before, "%s: the modes are as they were" % signo.name)
            ok("half" not in p.t.raw.decode(), "%s: nothing is echoed" % signo.name)
            ok(not os.path.exists(p.folder.file("out")), "%s: nothing came of it" % signo.name)


@case
def control_c():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.send("half\x03")
        is_(p.t.wait(), -signal.SIGINT, "ctrl-c is SIGINT: exit 130 under a shell")
        is_(p.t.modes(), p.t.before, "ctrl-c: the modes are as they were")


@case
def stop_and_go():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.send("half")
        p.t.settle()
        p.t.signal(signal.SIGTSTP)
        p.t.until_stopped()
        p.t.settle()
        is_(p.t.modes(), p.t.before, "stopped: the modes are as they were")
        p.t.foreground()
        p.t.expect(lambda screen: sum(line.startswith("passphrase:") for line in screen) == 2)
        ok(echo_is_off(p.t), "the prompt is shown anew, echo off")
        p.t.send(SECRET + "\n")
        p.t.wait()
        like(p.result(), "text=correct horse$", "what was typed before the stop is forgotten")
        is_(p.t.modes(), p.t.before, "afterwards: the modes are as they were")
        ok("half" not in p.t.raw.decode() and "horse" not in p.t.raw.decode(), "nothing is echoed")


@case
def stopped_without_a_word():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.signal(signal.SIGSTOP)
        p.t.until_stopped()
        termios.tcsetattr(p.t.fd, termios.TCSANOW, p.t.before)  # as a shell does
        p.t.foreground()
        p.t.expect(lambda screen: "passphrase: passphrase:" in screen[0])
        ok(echo_is_off(p.t), "after SIGSTOP, too: echo is off again")
        p.t.send(SECRET + "\n")
        p.t.wait()
        like(p.result(), "text=correct horse$", "and the secret is read")


@case
def a_new_size():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.send("correct ")
        p.t.resize(40, 12)
        p.t.signal(signal.SIGWINCH)
        p.t.settle()
        p.t.send("horse\n")
        p.t.wait()
        like(p.result(), "size=40x12 n=13 text=correct horse$", "a new size disturbs nothing")


@case
def the_terminal_is_closed():
    with Prompt("secret") as p:
        p.t.expect("passphrase:")
        p.t.close_terminal()
        status = p.t.wait()
        ok(status in (0, -signal.SIGHUP), "it does not hang (%r)" % status)


@case
def lines():
    with Prompt("line") as p:
        p.t.send("typed ahead\n")
        p.t.wait()
        like(p.result(), "text=typed ahead$", "what was typed ahead is taken")
    with Prompt("line") as p:
        p.t.expect("title:")
        p.t.send("a title, typed ah\xe9\x7f\x7fahead\n")
        p.t.wait()
        like(p.result(), "text=a title, typed aahead$", "backspace takes a character")
        is_(p.t.modes(), p.t.before, "the modes are as they were")


@case
def questions():
    for answer, yes in (("yes", 1), ("y", 1), (" YES ", 1), ("", 0), ("no", 0), ("yess", 0), ("x" * 5000, 0), ("forget", 0)):
        with Prompt("confirm") as p:
            p.t.expect("(yes/no)")
            p.t.send(answer[:4000] + "\n")
            p.t.wait()
            like(p.result(), "^rc=0 .*yes=%d" % yes, "%.8r is %s" % (answer, "a yes" if yes else "no yes"))
    for answer, yes in (("forget", 1), ("yes", 0), ("y", 0), ("Forget", 0)):
        with Prompt("word") as p:
            p.t.expect("to go on:")
            p.t.send(answer + "\n")
            p.t.wait()
            like(p.result(), "yes=%d" % yes, "%r %s" % (answer, "typed out is a yes" if yes else "is no yes"))
    with Prompt("confirm") as p:
        p.t.expect("(yes/no)")
        p.t.send("\x04")
        p.t.wait()
        like(p.result(), "^rc=-20 .*yes=0", "the terminal's end is no yes")


@case
def shown_and_cleared():
    with Prompt("clear") as p:
        p.t.expect("recovery: AAAA-BBBB<U+001B>[2J")
        ok(True, "what is shown is neutralised")
        p.t.wait()
        is_([line for line in p.t.scrollback() if line], [], "and cleared")
        ok(b"\x1b[3J" in p.t.raw, "the scrollback too, where the terminal can")
    with Prompt("clear", term="dumb") as p:
        p.t.expect("recovery:")
        p.t.wait()
        ok(b"\x1b" not in p.t.raw, "no sequences on a dumb terminal")


@case
def no_terminal():
    for what in ("secret", "line", "confirm"):
        with Folder() as f:
            run = subprocess.run([demo("prompt_demo"), what, f.file("out")], input=b"secret\nyes\n", timeout=10, start_new_session=True)
            is_(run.returncode, 0, "%s without a terminal: no hang" % what)
            like(f.read("out").decode(), "^rc=-20 there=0 yes=0 .*n=0 text=$", "%s: E_NO_SECRET, stdin is left alone" % what)


done()
