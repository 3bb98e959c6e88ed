"""
A person at a terminal, for tests: drives a real program in a pseudo-terminal and sees its screen.

    from term import Term, demo, ok, is_, done
    t = Term(80, 24, [demo("compose_demo"), text, result])
    t.expect("^D done")                 # waits until the screen shows it; fails with the screen after PATIENCE
    t.send("hello")
    t.screen()                          # list of lines
    t.resize(40, 12); t.signal(signal.SIGTERM); t.close_terminal()
    t.wait()                            # exit status; negative: the signal it died of
    done()                              # the TAP plan

The program is a job of a small session leader, as under a shell: it has its own process group in the foreground and
can be stopped and continued.  pyte knows no alternate screen, so there are two screens here, and the main one has a
scrollback that is looked at (law 4 of composer.h).
"""

import errno
import fcntl
import glob
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
import traceback

import pyte

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("FELT_UNIT") or os.environ.get("FELT_BUILD", os.path.join(ROOT, "build"))
# What is waited for comes at once or, on a machine with much else to do, late: only a test that fails waits so long.
PATIENCE = float(os.environ.get("FELT_PATIENCE", "60"))

_ALT_IN = re.compile(rb"\x1b\[\?(?:1049|1047|47)h")
_ALT_OUT = re.compile(rb"\x1b\[\?(?:1049|1047|47)l")
_ALT = re.compile(rb"\x1b\[\?(?:1049|1047|47)[hl]")
# SU and SD, and
# REP, the character before it so many times more: pyte does not know them, and ncurses writes with them.
_SWITCH = re.compile(rb"\x1b\[([0-9]*)([ST])|" + _ALT.pattern)
_REPEAT = re.compile(rb"([ -~])\x1b\[([0-9]+)b")
# What pyte 0.8 stumbles over: xterm's window operations, CSI with > or =, private SGR, DCS.
_UNKNOWN = re.compile(rb"\x1b\[[>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*m|\x1b\[[0-9;]*t|\x1bP[^\x1b]*\x1b\\\\")


def demo(name):
    """The path of a program that was built for the tests."""
    for folder in (BUILD, os.path.join(BUILD, "unit")):
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    print("Bail out! %s is not built below %s (FELT_UNIT)" % (name, BUILD))
    sys.exit(1)


class Timeout(Exception):
    pass


class Term:
    def __init__(self, cols, rows, argv, env=None, cwd=None, term="xterm-256color", stdin=None, stdout=None):
        self.cols, self.rows = cols, rows
        self.main = pyte.HistoryScreen(cols, rows, history=10000)
        self.alt = pyte.Screen(cols, rows)
        self.alternate = False
        self.entered = 0                 # how often the alternate screen was taken
        self.raw = b""                   # everything that was written
        self._held = b""
        self._last = b""
        self._stream = {False: pyte.ByteStream(self.main), True: pyte.ByteStream(self.alt)}
        self.status = None
        self.stopped = False
        self._events = b""
        world = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TERM": term, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                 "HOME": os.environ.get("FELT_TEST_HOME", "/nonexistent")}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):  # how check.sh wants the sanitizers
            if name in os.environ:
                world[name] = os.environ[name]
        for name, value in (env or {}).items():
            if value is None:
                world.pop(name, None)
            else:
                world[name] = value
        self.fd, slave = pty.openpty()
        self._size(slave)
        event_r, event_w = os.pipe()
        order_r, order_w = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            try:
                os.close(self.fd)
                os.close(event_r)
                os.close(order_w)
                _lead(slave, event_w, order_r, argv, world, cwd, stdin, stdout)
            finally:
                os._exit(99)
        os.close(slave)
        os.close(event_w)
        os.close(order_r)
        self._event_fd, self._order_fd = event_r, order_w
        self.before = termios.tcgetattr(self.fd)
        self.pid = None
        self._until(lambda: self.pid is not None, "the program to start")

    # ---- what comes out ----

    def _feed(self, data):
        self.raw += data
        data = self._held + data
        # A sequence may be torn between two reads.
        cut = data.rfind(b"\x1b", max(0, len(data) - 24))
        self._held = b""
        if cut >= 0 and not re.match(rb"\x1b(\[[0-9;?>=]*[@-~]|\][^\x07]*\x07|[^\[\]P])", data[cut:]):
            self._held, data = data[cut:], data[:cut]
            if not data:
                return
        data = _UNKNOWN.sub(b"", data)
        if self._last and re.match(rb"\x1b\[[0-9]+b", data):
            data = _REPEAT.sub(lambda m: m.group(1) * int(m.group(2)), self._last + data, count=1)
        data = _REPEAT.sub(lambda m: m.group(1) * (int(m.group(2)) + 1), data)
        self._last = data[-1:] if re.match(rb"[ -~]", data[-1:]) else b""
        while data:
            m = _SWITCH.search(data)
            self._stream[self.alternate].feed(data[:m.start()] if m else data)
            if not m:
                return
            if m.group(2):
                self._scroll(int(m.group(1) or 1), m.group(2) == b"S")
                data = data[m.end():]
                continue
            self.alternate = bool(_ALT_IN.match(m.group()))
            if self.alternate:
                self.entered += 1
                self.alt.reset()
            data = data[m.end():]

    def _scroll(self, n, up):
        screen = self.alt if self.alternate else self.main
        y = screen.cursor.y
        top, bottom = screen.margins or (0, self.rows - 1)
        screen.cursor.y = bottom if up else top
        for _ in range(n):
            screen.index() if up else screen.reverse_index()
        screen.cursor.y = y

    def pump(self, seconds=0.05):
        """Takes in what the program writes, for at most so long."""
        end = time.monotonic() + seconds
        while True:
            fds = [fd for fd in (self.fd, self._event_fd) if fd is not None]
            ready = select.select(fds, [], [], max(0, end - time.monotonic()))[0] if fds else []
            if not ready:
                return
            if self.fd in ready:
                try:
                    data = os.read(self.fd, 65536)
                except OSError as e:
                    if e.errno != errno.EIO:
                        raise
                    data = b""
                if data:
                    self._feed(data)
                elif self._event_fd is None:
                    return
                else:
                    time.sleep(0.01)
            if self._event_fd in ready:
                self._event()

    def _event(self):
        data = os.read(self._event_fd, 4096)
        if not data:
            os.close(self._event_fd)
            self._event_fd = None
        self._events += data
        while b"\n" in self._events:
            line, self._events = self._events.split(b"\n", 1)
            what, number = line.decode().split()
            if what == "pid":
                self.pid = int(number)
            elif what == "stopped":
                self.stopped = True
            elif what == "continued":
                self.stopped = False
            elif what == "exit":
                self.status = int(number)

    def _until(self, true, what, seconds=None):
        end = time.monotonic() + max(seconds or 0, PATIENCE)
        while not true():
            if time.monotonic() > end:
                raise Timeout("waited for %s; the screen:\n%s" % (what, self.picture()))
            self.pump(0.02)

    def screen(self):
        shown = self.alt if self.alternate else self.main
        return [line.rstrip() for line in shown.display]

    def cursor(self):
        shown = self.alt if self.alternate else self.main
        return shown.cursor.y, shown.cursor.x

    def scrollback(self):
        """Everything that is left on the main screen and above it."""
        lines = ["".join(row[x].data for x in range(self.cols)).rstrip() for row in self.main.history.top]
        return lines + [line.rstrip() for line in self.main.display]

    def text(self):
        return "\n".join(self.screen())

    def picture(self):
        return "\n".join("#   |" + line for line in self.screen())

    def expect(self, what, seconds=None):
        """Waits until the screen shows the string, or the function of the screen is true."""
        if isinstance(what, str):
            self._until(lambda: what in self.text(), repr(what), seconds)
        else:
            self._until(lambda: what(self.screen()), getattr(what, "__name__", "it"), seconds)

    def expect_gone(self, what, seconds=None):
        self._until(lambda: what not in self.text(), "%r to go" % what, seconds)

    def busy(self):
        """Is a program in front at work, or waiting for its turn?  Where the system does not tell: no."""
        try:
            front, waiting = os.tcgetpgrp(self.fd), [self.pid]
        except (OSError, TypeError):  # closed
            return False
        for pid in waiting:
            for task in glob.glob("/proc/%d/task/*" % pid):
                try:
                    with open(task + "/stat") as f, open(task + "/children") as g:
                        state, _, group = f.read().rsplit(")", 1)[1].split()[:3]
                        waiting += map(int, g.read().split())
                except OSError:
                    continue
                if state in "RD" and int(group) == front:
                    return True
        return False

    def settle(self, seconds=0.15):
        """Until nothing has been written for a while, and nobody is about to: a machine with much to do may keep a program waiting for longer."""
        end = time.monotonic() + PATIENCE
        while True:
            n = len(self.raw)
            self.pump(seconds / 2)
            idle = not self.busy()
            self.pump(seconds / 2)
            if len(self.raw) == n and idle and not self.busy() or time.monotonic() > end:
                return

    def attributes(self, row, column):
        return (self.alt if self.alternate else self.main).buffer[row][column]

    # ---- what goes in ----

    def send(self, data):
        data = data.encode() if isinstance(data, str) else data
        while data:
            ready = select.select([self.fd], [self.fd], [], PATIENCE)
            if not ready[0] and not ready[1]:
                raise Timeout("nobody reads what is typed; the screen:\n" + self.picture())
            if self.fd in ready[0]:
                self.pump(0)
            if self.fd in ready[1]:
                data = data[os.write(self.fd, data[:1024]):]

    def paste(self, text):
        data = text.encode() if isinstance(text, str) else text
        self.send(b"\x1b[200~" + data + b"\x1b[201~")

    def _size(self, fd):
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.cols, 0, 0))

    def resize(self, cols, rows):
        self.cols, self.rows = cols, rows
        self.main.resize(rows, cols)
        self.alt.resize(rows, cols)
        self._size(self.fd)

    def signal(self, signo):
        os.kill(self.pid, signo)

    def foreground(self):
        """As `fg`: the terminal's modes as they were left, the job in front, SIGCONT."""
        os.write(self._order_fd, b"fg\n")
        self._until(lambda: not self.stopped, "the job to go on")

    def until_stopped(self):
        self._until(lambda: self.stopped, "the job to stop")

    def modes(self):
        return termios.tcgetattr(self.fd)

    def close_terminal(self):
        os.close(self.fd)
        self.fd = None

    def wait(self, seconds=None):
        self._until(lambda: self.status is not None, "the program to end", seconds)
        if self.fd is not None:
            self.settle(0.05)
        os.write(self._order_fd, b"bye\n")
        os.close(self._order_fd)
        os.waitpid(self.leader, 0)
        return self.status

    def kill(self):
        if self.status is None and self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()


def _lead(slave, event_w, order_r, argv, env, cwd, stdin, stdout):
    """The session leader: starts the job, tells what becomes of it, and brings it to the front when asked."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(slave, os.getpid())
        # A shell that runs the tests in the background has them ignore some of these, and what is ignored is inherited.
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        if cwd:
            os.chdir(cwd)
        for fd, other in ((0, stdin), (1, stdout), (2, None)):
            os.dup2(slave if other is None else other, fd)
        os.closerange(3, 256)
        try:
            os.execvpe(argv[0], argv, env)
        finally:
            os._exit(98)
    try:
        os.setpgid(job, job)
    except OSError:
        pass
    os.write(event_w, b"pid %d\n" % job)
    os.set_blocking(order_r, False)
    over = False
    while True:
        if not over:
            pid, status = os.waitpid(job, os.WUNTRACED | os.WCONTINUED | os.WNOHANG)
            if pid and os.WIFSTOPPED(status):
                os.write(event_w, b"stopped %d\n" % os.WSTOPSIG(status))
            elif pid and os.WIFCONTINUED(status):
                os.write(event_w, b"continued 0\n")
            elif pid:
                over = True
                code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
                os.write(event_w, b"exit %d\n" % code)
        if select.select([order_r], [], [], 0.01)[0]:
            order = os.read(order_r, 64)
            if order.startswith(b"fg"):
                try:
                    os.tcsetpgrp(slave, job)
                except OSError:
                    pass
                os.kill(-job, signal.SIGCONT)
            elif not order or order.startswith(b"bye"):
                os._exit(0)


# ---- TAP ----

_count = 0
_failed = 0


def diag(text):
    for line in str(text).split("\n"):
        print("# " + line, flush=True)


def ok(condition, name, more=None):
    global _count, _failed
    _count += 1
    print("%sok %d - %s" % ("" if condition else "not ", _count, name), flush=True)
    if not condition:
        _failed += 1
        where = traceback.extract_stack()[:-1]
        frame = [f for f in where if not f.filename.endswith("term.py")][-1]
        diag("%s line %d" % (os.path.basename(frame.filename), frame.lineno))
        if more is not None:
            diag(more)
    return bool(condition)


def is_(got, want, name):
    return ok(got == want, name, "got:  %r\nwant: %r" % (got, want))


def like(got, pattern, name):
    return ok(re.search(pattern, got) is not None, name, "got:  %r\nwant: /%s/" % (got, pattern))


def case(function):
    """Runs one test function; what it raises is a failure, not the end."""
    diag(function.__name__.replace("_", " "))
    try:
        function()
    except Exception as e:  # noqa: a time-out included
        ok(False, function.__name__.replace("_", " "), "".join(traceback.format_exception_only(type(e), e)))
    return function


def done():
    print("1..%d" % _count, flush=True)
    sys.exit(1 if _failed or not _count else 0)


class Folder:
    """A fresh folder, gone at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="felt-pty-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def file(self, name, content=None):
        path = os.path.join(self.path, name)
        if content is not None:
            with open(path, "wb") as f:
                f.write(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name):
        with open(os.path.join(self.path, name), "rb") as f:
            return f.read()
