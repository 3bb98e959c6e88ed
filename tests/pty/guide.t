#!/usr/bin/python3
"""Guides at a terminal: a thought record and ten minutes of express, with everything that can happen on the way.

What was typed is exactly what is kept, at every size; what was answered survives Ctrl-C, a killed process and a closed terminal.
"""

import glob
import json
import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import FELT, Home  # noqa: E402
from term import ROOT, case, done, is_, like, ok  # noqa: E402

ENTER, DONE, BACK, SKIP, LEAVE, HELP, DOWN = "\r", "\x04", "\x12", "\x13", "\x03", "\x07", "\x1b[B"

# What a step's screen says, and what is answered: (words on the screen, keys).
RECORD = [
    ("What happened?", "Dinner at Ana's, naïve 日本\rand nobody asked" + DONE),
    ("What did you feel", [("lonely" + ENTER, "How strong is it"), ("60" + ENTER, "beneath"), ("1", "chosen: lonely 60"), DONE]),
    ("Compared with when", "2" + ENTER),
    ("What went through", "Nobody wants me\rI am too much" + DONE),
    ("Which of these", "1" + ENTER),
    ("How true does it feel", "85" + ENTER),
    ("makes this feel true", "Nobody asked" + DONE),
    ("does not fit the", "Ana kept me a seat\rTom called on friday" + DONE),
    ("these patterns fit", "3 " + ENTER),
    ("You have seen both", "1" + ENTER),
    ("room for both", "They were tired, and one kept me a seat." + DONE),
    ("new sentence feel", "60" + ENTER),
    ("thought from before", "40" + ENTER),
    ("how strong is it now", [("30" + ENTER, "another feeling"), DONE]),
    ("Compared with when", "1" + ENTER),
    ("one small next step", "write to Ana" + DONE),
    ("belong to a belief", "1" + ENTER),
]
FIELDS = {
    "situation": "Dinner at Ana's, naïve 日本\nand nobody asked",
    "automatic-thoughts": ["Nobody wants me", "I am too much"], "hot-thought": "Nobody wants me",
    "evidence-for": ["Nobody asked"], "evidence-against": ["Ana kept me a seat", "Tom called on friday"], "patterns": ["mind-reading"],
    "ending": "new-view", "balanced": "They were tired, and one kept me a seat.", "compared": "easier", "next-step": "write to Ana",
    "belief-before": 85, "belief-after": 40, "balanced-belief": 60,
}
EXPRESS = [
    ("in your body", "tight jaw" + ENTER),
    ("do you notice first", [("sad" + ENTER, "How strong is it"), ("7/10" + ENTER, "chosen: sad 70"), DONE]),
    ("feeling under it", [("tender" + ENTER, "How strong is it"), (ENTER, "chosen: tender"), DONE]),
    ("Put it in one", "When she left, I felt small and needed a word." + DONE),
    ("who could hear", "Ana" + ENTER),
    ("really say to someone", "I was sad on friday.\rI missed you." + DONE),
    ("smallest true thing", "friday was hard" + ENTER),
    ("say it to someone", "1" + ENTER),
    ("say or try", ENTER),
    ("With whom", ENTER),
    ("a day for it", "2030-05-01" + ENTER),
    ("expect will happen", "she listens" + DONE),
    ("Compared with when", "4" + ENTER),
    ("one word for now", "quiet" + ENTER),
    ("one kind thing", "tea" + ENTER),
]


def press(t, keys):
    """Keys, or a list of (keys, what the screen shows then)."""
    if isinstance(keys, str):
        t.send(keys)
        return
    for part in keys:
        if isinstance(part, str):
            t.send(part)
            continue
        t.send(part[0])
        t.expect(part[1])
        t.settle()


def step(t, words, keys):
    t.expect(words)
    t.settle()
    press(t, keys)


def close(t):
    """The last notice and the page at the end."""
    t.expect("That is all")
    t.settle()
    t.send(ENTER)
    t.expect("the whole of it")
    t.settle()
    t.send(DONE)
    return t.wait()


def entries(h, *more):
    return [json.loads(line) for line in h.out("review", "--json", "--text", *more).split("\n") if line]


def record_is_right(h, what):
    e = entries(h, "--guide", "challenge")
    is_(len(e), 1, what + ": one entry")
    is_(e and e[0]["fields"], FIELDS, what + ": every field is what was typed")
    is_(e and [(f["id"], f.get("intensity"), f.get("after")) for f in e[0]["feelings"]], [("sadness.lonely", 60, 30)], what + ": the feeling, rated twice")
    is_(e and len(e[0].get("beliefs", [])), 1, what + ": it is filed under a belief")
    is_(h.out("resume"), "", what + ": no draft is left")


def express_is_right(h, name):
    e = entries(h, "--guide", "express")
    is_(e and e[0]["fields"], {
        "notice": "tight jaw", "sentence": "When she left, I felt small and needed a word.", "who": "Ana",
        "say": "I was sad on friday.\nI missed you.", "smallest": "friday was hard", "compared": "unsure", "word": "quiet", "kind": "tea",
    }, name + ": the fields")
    is_(e and [(f["id"], f.get("intensity"), f.get("layer")) for f in e[0]["feelings"]],
        [("sadness.sad", 70, "surface"), ("love.tender", None, "under")], name + ": the feelings and their layers")
    f = [json.loads(line) for line in h.out("followups", "--json").split("\n") if line]
    is_([(x["text"], x["fields"], x["of"]) for x in f], [("friday was hard", {"with": "Ana", "due": "2030-05-01", "expected": "she listens"}, e[0]["id"])],
        name + ": the follow-up")


@case
def a_whole_record():
    for size in ((80, 24), (40, 12)):
        name = "%dx%d" % size
        with Home() as h:
            t = h.at(*size, "challenge")
            for words, keys in RECORD:
                step(t, words, keys)
            is_(close(t), 0, name + ": it is saved")
            is_([line for line in t.scrollback() if line.strip() and not line.startswith("saved ")], [], name + ": nothing of it is left on the screen")
            is_(t.modes(), t.before, name + ": the terminal is as it was")
            record_is_right(h, name)
            like(h.out("beliefs"), "Nobody wants me", name + ": the thought is in the ledger")


@case
def ten_minutes_of_express():
    for size in ((80, 24), (40, 12)):
        name = "express, %dx%d" % size
        with Home() as h:
            t = h.at(*size, "express", "-m", "10")
            for words, keys in EXPRESS:
                step(t, words, keys)
            is_(close(t), 0, name + ": it is saved")
            express_is_right(h, name)


def left_and_resumed(size, command, steps, right):
    with Home() as h:
        name = "%s, %dx%d, left at every step" % (command[0], *size)
        t = h.at(*size, *command)
        for i, (words, keys) in enumerate(steps):
            t.expect(words)
            t.settle()
            if i > 0:
                t.send(LEAVE)
                if t.wait() != 0 or "kept as a draft" not in t.text():
                    ok(False, "left at step %d (%s)" % (i, words), t.text())
                t.kill()
                t = h.at(*size, "resume")
                t.expect("go on")
                t.settle()
                t.send(ENTER)
                t.expect(words)
                t.settle()
            press(t, keys)
        is_(close(t), 0, name + " with ctrl-c and resumed: it is saved")
        t.kill()
        right(h, name)


@case
def left_and_resumed_at_every_step():
    # what is to be said is one step of several questions
    plan = ("say it to someone", [("1" + ENTER, "say or try"), (ENTER, "With whom"), (ENTER, "a day for it"), ("2030-05-01" + ENTER, "expect will happen"), "she listens" + DONE])
    express = EXPRESS[:7] + [plan] + EXPRESS[12:]
    left_and_resumed((80, 24), ["challenge"], RECORD, record_is_right)
    left_and_resumed((40, 12), ["challenge"], RECORD, record_is_right)
    left_and_resumed((80, 24), ["express", "-m", "10"], express, express_is_right)
    left_and_resumed((40, 12), ["express", "-m", "10"], express, express_is_right)


@case
def killed_after_every_step():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        for i, (words, keys) in enumerate(RECORD):
            t.expect(words)
            t.settle()
            if i > 0:
                os.kill(t.pid, signal.SIGKILL)
                t.wait()
                t.kill()
                t = h.at(80, 24, "resume")
                t.expect("go on")
                t.settle()
                t.send(ENTER)
                t.expect(words)
                t.settle()
            press(t, keys)
        is_(close(t), 0, "killed after every answered step and resumed: it is saved")
        t.kill()
        record_is_right(h, "killed after every step")


@case
def back_skip_and_resize():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        for words, keys in RECORD[:6]:
            step(t, words, keys)
        t.expect("makes this feel true")
        t.send("a first version")
        t.resize(40, 12)
        t.expect("a first version")
        t.send(BACK)  # what was typed is kept, though the step was left by the back door
        t.expect("How true does it feel")
        t.settle()
        t.send(BACK)
        t.expect("Which of these")
        t.settle()
        t.send("2" + ENTER)
        t.expect("How true does it feel")
        t.expect("I am too much")
        t.settle()
        t.send(ENTER)
        t.expect("a first version")
        ok(True, "going back changes an answer and loses none that came later")
        t.resize(80, 24)
        t.settle()
        t.send(SKIP)  # a step with something in it is not emptied by a key
        for _ in range(30):
            t.settle()
            if "That is all" in t.text():
                break
            t.send(SKIP)
        is_(close(t), 0, "every other step can be skipped")
        e = entries(h, "--guide", "challenge")[0]["fields"]
        is_(e.get("hot-thought"), "I am too much", "the changed answer counts")
        is_(e.get("evidence-for"), ["a first version"], "what was typed is kept")
        is_(e.get("belief-before"), 85, "and what was answered")


@case
def nothing_answered_is_nothing_kept():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        t.expect("What happened?")
        t.settle()
        t.send(LEAVE)
        is_(t.wait(), 0, "left at once")
        like(t.text(), "nothing was answered", "it says so")
        t.kill()
        is_(h.out("resume"), "", "no draft")
        is_(entries(h), [], "no entry")


@case
def the_short_form_and_the_offers():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        t.expect("What happened?")
        t.settle()
        t.send("\x1bOQ")  # F2
        step(t, "What happened?", "the meeting" + DONE)
        step(t, "What did you feel", [("sad" + ENTER, "How strong is it"), ("95" + ENTER, "beneath"), ("1", "chosen: sad 95"), DONE])
        step(t, "That is a lot", "3" + ENTER)
        step(t, "Compared with when", "3" + ENTER)
        step(t, "It is heavier", "2" + ENTER)
        step(t, "Which thought weighs", "I failed" + ENTER)
        step(t, "one thing that happened that", "I was late" + DONE)
        step(t, "one thing that does not", "They thanked me" + DONE)
        step(t, "room for both", "I was late and they thanked me." + DONE)
        step(t, "Compared with when", "3" + ENTER)
        step(t, "It is heavier", "1" + ENTER)  # stop here
        is_(t.wait(), 0, "stopped at an offer: it is saved")
        e = entries(h, "--guide", "challenge")[0]
        is_(e["fields"], {"situation": "the meeting", "hot-thought": "I failed", "evidence-for": ["I was late"], "evidence-against": ["They thanked me"],
                          "balanced": "I was late and they thanked me.", "compared": "heavier"}, "the short form's fields")
        t.kill()
        t = h.at(80, 24, "challenge", "--short")
        step(t, "What happened?", "again" + DONE)
        step(t, "What did you feel", [("sad" + ENTER, "How strong is it"), ("95" + ENTER, "beneath"), ("1", "chosen: sad 95"), DONE])
        step(t, "That is a lot", "2" + ENTER)  # two minutes of express
        t.expect("in your body")
        is_(len(entries(h, "--guide", "challenge")), 2, "the record is saved before express begins")
        t.kill()


@case
def help_is_one_key_away():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        t.expect("What happened?")
        t.settle()
        t.send("half a line" + HELP)
        t.expect("hard moment")
        t.settle()
        t.send("q")
        t.expect("half a line")
        ok(True, "ctrl-g shows the page over the step and comes back")
        t.kill()


@case
def two_at_one_draft():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        step(t, *RECORD[0])
        t.expect("What did you feel")
        t.settle()
        other = h.run("resume", "--keep")
        is_(other.returncode, 1, "without a terminal it asks which one")
        like(h.out("resume"), "^[0-9-]{10}  [0-9a-z]{8}  challenge: Dinner", "the list names the guide, and how it begins")
        id = json.loads(h.out("resume", "--json").split("\n")[0])["id"]
        u = h.at(80, 24, "resume", id)
        is_(u.wait(), 6, "the second felt is told")
        like(u.text(), "open in it", "in words")
        u.kill()
        is_(h.run("resume", id, "--keep").returncode, 6, "--keep does not take it away either")
        t.send(LEAVE)
        is_(t.wait(), 0, "the first goes on")
        t.kill()
        is_(h.run("resume", id, "--keep").returncode, 0, "afterwards it can be kept as it is")
        e = entries(h)[0]
        is_((e["tags"], e["fields"]), (["unfinished"], {"situation": FIELDS["situation"]}), "as an entry marked unfinished")


@case
def changing_an_answer():
    with Home() as h:
        answers = dict(FIELDS, feelings=[{"id": "sadness.lonely", "intensity": 60}])
        id = h.out("challenge", "--answers", "-", text=json.dumps(answers))
        t = h.at(80, 24, "edit", id)
        t.expect("look at or change")
        t.settle()
        t.send(LEAVE)
        is_(t.wait(), 0, "looked at and left")
        t.kill()
        is_(h.out("resume"), "", "nothing is left behind by looking")
        t = h.at(80, 24, "edit", id)
        t.expect("evidence for")
        t.settle()
        row = next(line for line in t.screen() if "evidence for" in line).split()[0]
        t.send(row + ENTER)
        t.expect("makes this feel true")
        t.settle()
        t.send("\rand one more" + DONE)
        t.expect("look at or change")
        t.settle()
        t.send(LEAVE)
        is_(t.wait(), 0, "left in the middle of a change")
        t.kill()
        is_(entries(h)[0]["fields"]["evidence-for"], ["Nobody asked"], "the entry is as it was")
        t = h.at(80, 24, "resume")
        t.expect("go on")
        t.settle()
        t.send(ENTER)
        t.expect("look at or change")
        t.settle()
        t.send("1" + ENTER)
        is_(t.wait(), 0, "resumed and saved")
        t.kill()
        is_(entries(h)[0]["fields"], dict(FIELDS, **{"evidence-for": ["Nobody asked", "and one more"]}), "one field differs, every other is as it was")
        is_(h.out("resume"), "", "and the draft is gone")
        is_(h.run("edit", id, "--undo").returncode, 0, "it can be taken back")
        is_(entries(h)[0]["fields"], FIELDS, "then it is as before")


@case
def in_lines():
    for more in ({"plain": True}, {"term": "dumb"}):
        with Home() as h:
            t = h.at(80, 24, "express", *(["--plain"] if more.get("plain") else []), **({"term": "dumb"} if more.get("term") else {}))
            for words, line in (("in your body", "cold hands"), ("least wrong", ":skip"), ("Compared with when", "2"), ("one word for now", "calm"),
                                ("one kind thing", "tea"), ("That is all", ""), ("whole of it", "")):
                t.expect(words)
                t.settle(0.3)
                t.send(line + "\r")
            is_(t.wait(), 0, "%s: walked in lines" % more)
            is_(t.entered, 0, "%s: without a full screen" % more)
            t.kill()
            is_(entries(h)[0]["fields"], {"notice": "cold hands", "compared": "same", "word": "calm", "kind": "tea"}, "%s: the fields" % more)


@case
def a_record_in_lines():
    with Home() as h:
        t = h.at(80, 24, "challenge", "--plain")
        for words, line in (("What happened?", "Dinner\rnobody asked\r:done"), ("What did you feel", ":skip"), ("Compared with when", "2"),
                            ("What went through", "Nobody wants me\rI am too much\r"), ("Which of these", "1"), ("How true does it feel", "85"),
                            ("makes this feel true", "Nobody asked\r"), ("does not fit the", "Ana kept me a seat\rTom called\r"), ("these patterns fit", "3"),
                            ("You have seen both", ":back"), ("these patterns fit", ""), ("You have seen both", "1"), ("room for both", "They were tired.\r:done"),
                            ("new sentence feel", "60"), ("thought from before", "40"), ("Compared with when", "1"), ("one small next step", "write to Ana\r:done"),
                            ("belong to a belief", "1"), ("That is all", ""), ("Going on saves", "")):
            t.expect(words)
            t.settle(0.4)
            t.send(line + "\r")
        is_(t.wait(), 0, "a record in lines: it is saved")
        is_(t.entered, 0, "without a full screen")
        t.kill()
        is_(entries(h)[0]["fields"], {
            "situation": "Dinner\nnobody asked", "automatic-thoughts": ["Nobody wants me", "I am too much"], "hot-thought": "Nobody wants me",
            "evidence-for": ["Nobody asked"], "evidence-against": ["Ana kept me a seat", "Tom called"], "patterns": ["mind-reading"], "ending": "new-view",
            "balanced": "They were tired.", "compared": "easier", "next-step": "write to Ana", "belief-before": 85, "belief-after": 40, "balanced-belief": 60,
        }, "every field is what was typed")


@case
def left_in_lines():
    with Home() as h:
        t = h.at(80, 24, "challenge", "--plain")
        t.expect("What happened?")
        t.settle()
        t.send("\x03")
        is_(t.wait(), 130, "in lines, ctrl-c before a word: it ends")
        ok("kept as a draft" not in t.text(), "and nothing is said to be kept")
        t.kill()
        is_(h.out("resume"), "", "there is no draft")
        t = h.at(80, 24, "challenge", "--plain")
        t.expect("What happened?")
        t.settle()
        t.send("nobody asked\r")
        t.settle()
        t.send("\x03")
        is_(t.wait(), 130, "in lines, ctrl-c within a text: it ends")
        ok("goes on at the same step" in t.text(), "it is said where the draft is", t.text())
        t.kill()
        t = h.at(80, 24, "resume", "--plain")
        t.expect("enter: go on")
        t.settle()
        t.send("\r")
        t.expect("so far:")
        ok("nobody asked" in t.text(), "and what was written is there")
        t.settle()
        t.send("and more\r:done\r")
        t.expect("What did you feel")
        t.settle()
        t.send("\x03")
        is_(t.wait(), 130, "the same at a later step of what was resumed")
        ok("goes on at the same step" in t.text(), "it is said there too", t.text())
        t.kill()


@case
def a_day_that_has_gone_by():
    with Home() as h:
        t = h.at(80, 24, "guide", "trust")
        step(t, "a little closer to", SKIP)
        step(t, "small step towards", "ask him" + ENTER)
        step(t, "expect will happen", SKIP)
        step(t, "note later what happened", "1" + ENTER)
        step(t, "say or try", ENTER)
        step(t, "With whom", ENTER)
        step(t, "a day for it", "yesterday" + ENTER)
        t.expect("that day has gone by")
        ok(True, "a plan looks ahead: a day that has gone by is said")
        t.settle()
        t.send("\x15" + "2031-05-02" + ENTER)
        t.expect("thought of for fri 2 may 2031")
        ok(True, "and the day that is kept is shown")
        t.kill()


@case
def the_third_time():
    with Home() as h:
        for _ in range(2):
            h.out("challenge", "--answers", "-", text=json.dumps({"hot-thought": "I am too much", "belief": "I am too much"}))
        id = json.loads(h.out("beliefs", "--json").split("\n")[0])["id"]
        is_(len(h.out("beliefs").split("\n")), 1, "the same thought is one belief")
        t = h.at(80, 24, "challenge", "--short")
        step(t, "What happened?", "again" + DONE)
        step(t, "What did you feel", SKIP)
        step(t, "Compared with when", SKIP)
        step(t, "Which thought weighs", "i am TOO much." + ENTER)
        t.expect("has been here before")
        ok(True, "at the third record it is said that the thought was here before")
        t.kill()
        t = h.at(80, 24, "challenge", "--belief", id[:6])
        t.expect("has been here before")
        ok(True, "and at once when the belief is named")
        t.kill()


@case
def the_ledger_and_followups():
    with Home() as h:
        t = h.at(80, 24, "beliefs", "add")
        t.expect("would like to follow")
        t.settle()
        ok("^C leave" in t.text() and "it is kept" not in t.text(), "a question of its own does not say that it keeps what is left")
        t.send("half a sentence\x03")
        is_((t.wait(), h.out("beliefs", "--all")), (0, ""), "for it keeps nothing")
        t.kill()
        t = h.at(80, 24, "beliefs", "add")
        step(t, "would like to follow", "I have to manage alone" + ENTER)
        is_(t.wait(), 0, "a belief is added")
        t.kill()
        b = json.loads(h.out("beliefs", "--json"))
        is_((b["kind"], b["text"]), ("belief", "I have to manage alone"), "it is what was typed")
        is_(h.run("beliefs", "add", text="i have to manage ALONE\n").returncode, 1, "the same sentence is not added twice")
        t = h.at(80, 24, "beliefs", "rate", b["id"])
        t.expect("How true does it feel")
        t.settle()
        ok("^C leave" in t.text() and "it is kept" not in t.text(), "nor does a rating")
        step(t, "How true does it feel", "70" + ENTER)
        is_(t.wait(), 0, "it is rated")
        t.kill()
        is_(h.run("beliefs", "rate", b["id"], "--conviction", "50").returncode, 0, "rated again by a script")
        is_(h.run("beliefs", "rival", b["id"], text="and I do not have to\n").returncode, 0, "a kinder sentence")
        page = json.loads(h.out("beliefs", "show", b["id"], "--json"))
        is_([r["conviction"] for r in page["ratings"]], [70, 50], "both ratings are there, in order")
        is_(page["belief"]["fields"]["rival"], "and I do not have to", "and the kinder sentence")
        like(h.out("beliefs", "show", b["id"]), "nothing noted", "an empty side says nothing noted")
        is_(h.run("beliefs", "retire", b["id"]).returncode, 0, "retired")
        is_(h.out("beliefs"), "", "it is not listed then")
        like(h.out("beliefs", "--all"), r"\(put away\)", "but with --all")
        is_(h.run("beliefs", "restore", b["id"]).returncode, 0, "and comes back")

        h.out("guide", "trust", "--answers", "-", text=json.dumps({"who": "Tom", "step": "ask him for a lift", "expect": "he says no", "try": {"what": "ask him for a lift", "with": "Tom"}}))
        e = entries(h, "--guide", "trust")[0]
        f = json.loads(h.out("followups", "--json"))
        t = h.at(80, 24, "followups", f["id"])
        step(t, "ask him for a lift", "1" + ENTER)
        step(t, "What happened", "he came at once" + DONE)
        step(t, "about a belief you follow", "2" + ENTER)  # none of these
        is_(t.wait(), 0, "how it went is noted")
        t.kill()
        is_(h.out("followups"), "", "it waits no more")
        f = json.loads(h.out("followups", "--all", "--json"))
        is_((f["fields"]["outcome"], f["fields"]["happened"], f["of"]), ("said", "he came at once", e["id"]), "outcome and what happened")


LATER = next((p for p in glob.glob("/usr/lib/*/faketime/libfaketime.so.1")), None)


def later(h, *args):
    return h.at(80, 24, *args, env={"LD_PRELOAD": LATER, "FAKETIME": "+3d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"})


@case
def rated_again_days_later():
    """CARE.md 14: the time between the two ratings, and not until the record was finished."""
    with open(FELT, "rb") as f:
        if LATER is None or b"__asan_init" in f.read():
            return
    for name, cut, want in (("between the ratings", 12, "4320"), ("after both", 14, None)):
        with Home() as h:
            t = h.at(80, 24, "challenge")
            for words, keys in RECORD[:cut]:
                step(t, words, keys)
            step(t, RECORD[cut][0], LEAVE)
            t.wait()
            t.kill()
            t = later(h, "resume")
            step(t, "go on", ENTER)
            for words, keys in RECORD[cut:]:
                step(t, words, keys)
            step(t, "That is all", ENTER)
            t.expect("the whole of it")
            t.settle()
            is_("rated again 3 days later" in t.text(), want is not None, "three days %s: what the page at the end says" % name)
            t.send(DONE)
            is_(t.wait(), 0, "three days %s: saved" % name)
            t.kill()
            got = entries(h)[0]["fields"].get("rated-after")
            is_(got is None if want is None else got is not None and 4320 <= int(got) < 4330, True, "three days %s: %s" % (name, got))
            text = h.out("show", entries(h)[0]["id"])
            is_("rated again 3 days later" in text, want is not None, "three days %s: what show says" % name)


@case
def the_last_screen_has_the_dim_line():
    """CARE.md 20."""
    with Home() as h:
        t = h.at(80, 24, "guide", "compassion")
        for _ in range(6):
            t.settle()
            is_("Too much tonight" in t.text(), "That is all" in t.text(), "the line stands on the last screen alone")
            if "That is all" in t.text():
                break
            t.send(SKIP)
        t.kill()
        t = h.at(80, 24, "challenge", "--short")
        step(t, "What happened?", "the meeting" + DONE)
        step(t, "What did you feel", [("sad" + ENTER, "How strong is it"), ("95" + ENTER, "beneath"), ("1", "chosen: sad 95"), DONE])
        t.expect("That is a lot")
        t.expect("Too much tonight? felt help-now")
        ok(True, "and where a choice can end the guide")
        t.kill()


EVERY = [
    ("What was today like", "rain\rand wind" + DONE),
    ("Where are you now", ENTER),  # its default
    ("goes through your mind", "one thought\rthe other" + DONE),
    ("weighs the most", "a third of my own" + ENTER),
    ("How true does it feel", "7/10" + ENTER),
    ("What do you feel first", [("sad" + ENTER, "How strong is it"), ("40" + ENTER, "chosen: sad 40"), DONE]),
    ("feeling under it", [("tender" + ENTER, "How strong is it"), (ENTER, "chosen: tender"), DONE]),
    ("your body say", "12" + ENTER),
    ("Did you sleep", "2" + ENTER),
    ("short rest may help", ENTER),
    ("all in all", [("calm" + ENTER, "How strong is it"), ("20" + ENTER, "beneath"), ("1", "chosen: calm 20"), DONE]),
    ("calm: how strong is it now", "35" + ENTER),
    ("another feeling", DONE),
    ("true does it feel now", "55" + ENTER),
    ("belong to a belief", "nobody has time" + ENTER),
    ("like to tell someone", "1" + ENTER),
    ("say or try", ENTER),
    ("With whom", "Tom" + ENTER),
    ("a day for it", SKIP),
    ("expect will happen", ENTER + DONE),
    ("That is all for today", ENTER),
]


@case
def every_kind_of_step_in_a_guide_of_ones_own():
    for size in ((80, 24), (40, 12)):
        name = "every kind, %dx%d" % size
        with Home() as h:
            folder = h.file("elsewhere/felt/guides")
            os.makedirs(folder, mode=0o700)
            shutil.copy(os.path.join(ROOT, "tests/data/guides/every-kind.guide"), folder)
            os.chmod(os.path.join(folder, "every-kind.guide"), 0o600)
            h.env["XDG_CONFIG_HOME"] = h.file("elsewhere")
            t = h.at(*size, "guide", "every-kind")
            for words, keys in EVERY:
                step(t, words, keys)
            step(t, "the whole of it", DONE)
            is_(t.wait(), 0, name + ": saved")
            t.kill()
            e = entries(h, "--guide", "every-kind")[0]
            is_(e["fields"], {"day": "rain\nand wind", "place": "at home", "thoughts": ["one thought", "the other"], "hot-thought": "a third of my own", "true-now": 70,
                              "signs": ["tired", "tense"], "good-sleep": "no", "true-later": 55}, name + ": the fields")
            is_([(f["id"], f.get("intensity"), f.get("layer"), f.get("after")) for f in e["feelings"]],
                [("sadness.sad", 40, "surface", None), ("love.tender", None, "under", None), ("calm.calm", 20, None, 35)], name + ": the feelings")
            f = json.loads(h.out("followups", "--json"))
            is_((f["text"], f["fields"]["with"], f["of"]), ("at home", "Tom", e["id"]), name + ": the follow-up")
            like(h.out("beliefs"), "nobody has time", name + ": the belief")


done()
