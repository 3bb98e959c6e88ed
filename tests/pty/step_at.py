"""
One step of a guide at a terminal: step_demo with a folder for its answer.

    class Step(Demo):
        def __init__(self, face, *options): ...     # calls Demo.__init__ with what step_demo is handed
    with Step("text") as d:
        d.t                                         # the Term
        d.ended("a line\\r", ":done\\r")            # ("answered", "a line")
"""

from term import Folder, Term, demo


class Demo:
    def __init__(self, *options, face, shown, text="", cols=80, rows=24, **more):
        """shown: what the screen has when the step is there, as Term.expect takes it."""
        self.folder = Folder()
        self.options, self.face, self.shown, self.text, self.size, self.more = options, face, shown, text, (cols, rows), more

    def __enter__(self):
        self.folder.__enter__()
        self.t = Term(*self.size, [demo("step_demo"), *self.options, self.face, self.folder.file("in", self.text), self.folder.file("out")],
                      **self.more)
        self.t.expect(self.shown)
        self.t.settle(0.05)
        return self

    def __exit__(self, *_):
        self.t.kill()
        self.folder.__exit__()

    def result(self):
        head, text = self.folder.read("out").split(b"\n", 1)
        return dict(pair.split("=") for pair in head.decode().split()), text.decode()

    def ended(self, *keys):
        for key in keys:
            self.t.settle(0.04)
            self.t.send(key)
        self.t.wait()
        head, text = self.result()
        return head["end"], text
