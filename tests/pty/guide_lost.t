#!/usr/bin/python3
"""Trying hard to lose a line in a guide: keys that leave in the middle, a full disk, a busy journal, a guide that was changed or is gone."""

import json
import os
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import FELT, Home  # noqa: E402
from term import Term, case, done, is_, like, ok  # noqa: E402

ENTER, DONE, BACK, SKIP, LEAVE, DOWN, F2 = "\r", "\x04", "\x12", "\x13", "\x03", "\x1b[B", "\x1bOQ"
OWN = """guide own 1
title My own
about a try
step day text
ask What was it like?
step which choices
choice one One
choice two Two
other
ask Which one is it?
step tell followup
when day answered
from day
ask Tell someone?
step sentence belief
ask A belief?
step end line
ask And then?
"""


def step(t, words, keys):
    t.expect(words)
    t.settle()
    t.send(keys)


def entries(h, *more):
    return [json.loads(line) for line in h.out("review", "--json", "--text", *more).split("\n") if line]


def own(h, text=OWN):
    path = h.file(".config/felt/guides/own.guide")
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, 0o600)
    return path


def resume(h, *args):
    t = h.at(80, 24, "resume", *args)
    if not args:
        step(t, "go on", ENTER)
    return t


@case
def own_words_and_the_keys_that_leave():
    for name, key in (("skip", SKIP), ("back", BACK)):
        with Home() as h:
            own(h)
            t = h.at(80, 24, "guide", "own")
            step(t, "What was it like", "rain" + DONE)
            step(t, "Which one is it", "2" + ENTER)
            step(t, "Tell someone", BACK)
            step(t, "Which one is it", DOWN + "words of mine" + key)
            if key == BACK:
                step(t, "What was it like", DONE)
                t.expect("words of mine")
                t.send(ENTER)
            step(t, "Tell someone", SKIP)
            step(t, "A belief", "a sentence of mine" + key)
            if key == BACK:
                step(t, "Tell someone", SKIP)
                t.expect("a sentence of mine")
                ok(True, "a sentence of one's own stands there again")
                t.send(ENTER)
            step(t, "And then", BACK)
            step(t, "A belief", ENTER)
            step(t, "And then", "rest" + ENTER)
            step(t, "the whole of it", ENTER)
            is_(t.wait(), 0, name + ": saved")
            t.kill()
            e = entries(h)[0]["fields"]
            is_(e, {"day": "rain", "which": "words of mine", "end": "rest"}, name + ": words of one's own count, also where one of the choices was taken before")
            like(h.out("beliefs"), "a sentence of mine", name + ": and the sentence is in the ledger, also when its step was seen again")


@case
def starting_sentences_do_not_cost_what_was_typed():
    with Home() as h:
        own(h)
        t = h.at(80, 24, "guide", "own")
        step(t, "What was it like", "rain" + DONE)
        step(t, "Which one is it", SKIP)
        step(t, "Tell someone", SKIP)
        step(t, "A belief", "my own sentence" + F2)
        t.expect("I am unlovable")
        t.expect("my own sentence")
        t.settle()
        t.send(LEAVE)
        is_(t.wait(), 0, "left")
        t.kill()
        id = json.loads(h.out("resume", "--json").split("\n")[0])["id"]
        is_(h.run("resume", id, "--keep").returncode, 0, "kept as it is")
        like(h.out("beliefs"), "my own sentence", "the sentence that was typed before the others were asked for")


@case
def in_the_middle_of_a_plan():
    answers = [("Tell someone", "1" + ENTER), ("say or try", "\x15call Ana" + ENTER), ("With whom", "Ana" + ENTER)]
    for name, key in (("ctrl-c", LEAVE), ("SIGTERM", None), ("SIGKILL", None), ("closed", None)):
        with Home() as h:
            own(h)
            t = h.at(80, 24, "guide", "own")
            step(t, "What was it like", "rain" + DONE)
            step(t, "Which one is it", SKIP)
            for words, keys in answers:
                step(t, words, keys)
            t.expect("a day for it")
            t.settle()
            if name == "ctrl-c":
                t.send("perhaps soon" + LEAVE)
            elif name == "closed":
                t.close_terminal()
            else:
                os.kill(t.pid, getattr(signal, name))
            t.wait()
            t.kill()
            t = resume(h)
            step(t, "Tell someone", ENTER)
            t.expect("call Ana")
            t.settle()
            t.send(ENTER)
            step(t, "With whom", ENTER)
            step(t, "a day for it", "no day at all" + SKIP)
            step(t, "expect will happen", "she listens" + DONE)
            step(t, "A belief", SKIP)
            step(t, "And then", ENTER)
            step(t, "the whole of it", ENTER)
            is_(t.wait(), 0, name + ": gone on with and saved")
            t.kill()
            f = json.loads(h.out("followups", "--json"))
            is_((f["text"], f["fields"]), ("call Ana", {"with": "Ana", "expected": "she listens"}), name + ": what was answered before is there")


@case
def feelings_rated_again():
    feelings = [{"id": "other.unsure"}, {"id": "sadness.lonely", "intensity": 60}, {"id": "sadness.sad", "intensity": 50}]
    with Home() as h:
        id = h.out("challenge", "--answers", "-", text=json.dumps({"situation": "s", "feelings": feelings}))
        t = h.at(80, 24, "edit", id)
        t.expect("feelings after")
        t.settle()
        row = next(line for line in t.screen() if "feelings after" in line).split()[0]
        t.send(row + ENTER)
        step(t, "lonely: how strong", "30" + ENTER)
        t.expect("sad: how strong")
        t.settle()
        os.kill(t.pid, signal.SIGKILL)
        t.wait()
        t.kill()
        t = resume(h)
        t.expect("feelings after")
        t.settle()
        t.send(row + ENTER)
        step(t, "lonely: how strong", ENTER)
        step(t, "sad: how strong", SKIP)
        step(t, "another feeling", BACK)
        step(t, "sad: how strong", "20" + ENTER)
        step(t, "another feeling", "lonely" + ENTER)  # one that was there before
        step(t, "How strong is it", "35" + ENTER)
        t.expect("chosen: lonely 35")
        t.send(DONE)
        step(t, "look at or change", "1" + ENTER)
        is_(t.wait(), 0, "rated again, killed, resumed, saved")
        t.kill()
        is_([(f["id"], f.get("after")) for f in entries(h)[0]["feelings"]], [("other.unsure", None), ("sadness.lonely", 35), ("sadness.sad", 20)],
            "a rating before the kill is there, and a feeling named twice is one")
        h.run("delete", "--yes", id)
        id = h.out("challenge", "--answers", "-", text=json.dumps({"situation": "s", "feelings": feelings[:1]}))
        t = h.at(80, 24, "edit", id)
        t.expect("feelings after")
        t.settle()
        row = next(line for line in t.screen() if "feelings after" in line).split()[0]
        t.send(row + ENTER)
        step(t, "another feeling", BACK)
        t.expect("look at or change")
        ok(True, "where nothing has a number there is a way back")
        t.kill()


@case
def more_feelings_than_the_picker_holds():
    with Home() as h:
        ids = ["sadness.sad", "sadness.lonely", "sadness.hurt", "fear.afraid", "fear.anxious", "anger.angry", "shame.guilty", "calm.safe", "joy.happy", "love.close"]
        id = h.out("challenge", "--answers", "-", text=json.dumps({"situation": "s", "feelings": [{"id": i, "intensity": 10} for i in ids]}))
        t = h.at(80, 24, "edit", id)
        t.expect("look at or change")
        t.settle()
        row = next(line for line in t.screen() if " feelings" in line and "after" not in line).split()[0]
        t.send(row + ENTER)
        step(t, "What did you feel", DONE)
        step(t, "look at or change", "1" + ENTER)
        t.wait()
        t.kill()
        is_(len(entries(h)[0]["feelings"]), len(ids), "looking at ten feelings loses none")


@case
def a_guide_that_was_changed_or_is_gone():
    changed = OWN.replace("guide own 1", "guide own 2").replace("step day text", "step morning text").replace("when day", "when morning") \
        .replace("from day", "from morning").replace("step tell", "step say").replace("step end line", "step end scale")
    for name in ("changed", "gone"):
        with Home() as h:
            path = own(h)
            t = h.at(80, 24, "guide", "own")
            step(t, "What was it like", "rain" + DONE)
            step(t, "Which one is it", SKIP)
            step(t, "Tell someone", "1" + ENTER)
            step(t, "say or try", "\x15call Ana" + ENTER)
            for words in ("With whom", "a day for it"):
                step(t, words, ENTER)
            step(t, "expect will happen", DONE)
            step(t, "A belief", "a sentence of mine" + ENTER)
            step(t, "And then", "sleep" + LEAVE)
            t.wait()
            t.kill()
            id = json.loads(h.out("resume", "--json").split("\n")[0])["id"]
            if name == "gone":
                os.unlink(path)
                t = h.at(80, 24, "resume", id)
                is_(t.wait(), 1, "gone: it says so")
                like(t.text(), "is not here", "gone: in words")
                t.kill()
                is_(h.run("resume", id, "--keep").returncode, 0, "gone: it can be kept as it is")
                e = entries(h)[0]["fields"]
                is_((e["day"], e["end"], e["tell"][0], e["sentence"]), ("rain", "sleep", "call Ana", "a sentence of mine"), "gone: with everything that was typed")
                continue
            own(h, changed)
            t = h.at(80, 24, "resume", id)
            t._until(lambda: t.status is not None or t.alternate, "a step or the end")  # before, ctrl-s stops the terminal
            for _ in range(12):
                t.settle(0.3)
                if "the whole of it" in t.text() or not t.text().strip():
                    break
                t.send(SKIP)
            t.send(DONE)
            t.wait()
            t.kill()
            e = entries(h)[0]["fields"]
            is_((e.get("day"), e.get("end"), e.get("tell", [None])[0]), ("rain", "sleep", "call Ana"), "changed: what no question leads to any more stays")
            like(h.out("beliefs"), "a sentence of mine", "changed: and what one still leads to")


@case
def only_what_the_guide_does_not_know():
    with Home() as h:
        own(h)
        t = h.at(80, 24, "guide", "own")
        step(t, "What was it like", "rain" + DONE)
        step(t, "Which one is it", LEAVE)
        t.wait()
        t.kill()
        own(h, "guide own 2\ntitle t\nabout a\nstep new line\nask Something new?\n")
        t = resume(h)
        step(t, "Something new", SKIP)
        step(t, "the whole of it", DONE)
        t.wait()
        t.kill()
        is_([e["fields"] for e in entries(h)], [{"day": "rain"}], "a draft is not thrown away because its guide asks something else now")


@case
def an_edit_of_an_entry_that_is_gone_or_changed():
    for how in ("saved", "walked", "kept", "changed"):
        with Home() as h:
            id = h.out("challenge", "--answers", "-", text=json.dumps({"situation": "before", "hot-thought": "x"}))
            t = h.at(80, 24, "edit", id)
            t.expect("situation")
            t.settle()
            t.send("2" + ENTER)
            step(t, "What happened", " and after" + DONE)
            t.expect("look at or change")
            t.settle()
            if how == "changed":
                h.run("tag", id, "--tag", "meanwhile")
            else:
                h.run("delete", "--yes", id)
            if how in ("saved", "changed"):
                t.send("1" + ENTER)
                is_(t.wait(), 6, how + ": it is told")
                like(t.text(), "your version is", how + ": in words")
                t.kill()
            else:
                t.send(LEAVE)
                is_(t.wait(), 0, how + ": left")
                t.kill()
                draft = json.loads(h.out("resume", "--json").split("\n")[0])["id"]
            if how == "kept":
                is_(h.run("resume", draft, "--keep").returncode, 0, "kept: it becomes an entry of its own")
            elif how == "walked":
                t = h.at(80, 24, "resume", draft)
                t.expect("^S skip")  # before, ctrl-s stops the terminal
                for _ in range(16):
                    t.settle(0.3)
                    if "the whole of it" in t.text():
                        break
                    t.send(SKIP)
                t.send(DONE)
                is_(t.wait(), 0, "walked: it becomes an entry of its own")
                t.kill()
            e = [x["fields"]["situation"] for x in entries(h)]
            is_(sorted(e), ["before", "before and after"] if how == "changed" else ["before and after"], how + ": what was typed is there")
            is_(h.out("resume"), "", how + ": and no draft")


@case
def a_kept_change_is_no_unfinished_entry():
    with Home() as h:
        own(h)
        for guide in (True, False):
            id = h.out("guide", "own", "--answers", "-", text=json.dumps({"day": "before"}))
            t = h.at(80, 24, "edit", id)
            t.expect("look at or change")
            t.settle()
            t.send("2" + ENTER)
            step(t, "What was it like", " and after" + DONE)
            step(t, "look at or change", LEAVE)
            t.wait()
            t.kill()
            draft = json.loads(h.out("resume", "--json").split("\n")[0])["id"]
            if not guide:
                os.unlink(h.file(".config/felt/guides/own.guide"))
            is_(h.run("resume", draft, "--keep").returncode, 0, "a draft of a change, kept; guide there: %s" % guide)
            e = [x for x in entries(h) if x["id"] == id][0]
            is_((e["fields"], e.get("tags")), ({"day": "before and after"}, None), "it is the change, and not unfinished")


@case
def nowhere_to_keep_it():
    """The journal is busy and the state folder cannot be written: the writer stays at the step, once."""
    with Home() as h:
        t = h.at(80, 24, "express")
        t.expect("in your body")
        t.settle()
        db = sqlite3.connect(h.file("journal.felt"), isolation_level=None)
        db.execute("begin immediate")
        t.send("tight jaw" + ENTER)
        t.expect("not kept yet", 15)
        t.settle()
        t.send(LEAVE)
        t.expect("lies sealed", 15)
        is_(t.wait(15), 0, "a busy journal: it lies sealed beside the pins")
        t.kill()
        db.execute("rollback")
        lost = [n for n in os.listdir(h.file(".local/state/felt")) if n.startswith("lost-")]
        is_(len(lost), 1, "in one file")
        ok(b"tight jaw" not in open(h.file(".local/state/felt/" + lost[0]), "rb").read(), "and not in the clear")
        t = resume(h)
        step(t, "least wrong", BACK)
        t.expect("tight jaw")
        ok(True, "the next felt takes it in, and goes on at the same step")
        t.kill()
        if os.getuid() == 0:
            return
        t = h.at(80, 24, "express")
        t.expect("in your body")
        t.settle()
        db.execute("begin immediate")
        os.chmod(h.file(".local/state/felt"), 0o500)
        t.send("cold hands" + ENTER)
        t.expect("not kept yet", 15)
        t.send(LEAVE)
        t.expect("could not be kept", 15)
        ok(True, "nowhere to keep it: the writer stays, and is told")
        db.execute("rollback")
        os.chmod(h.file(".local/state/felt"), 0o700)
        t.send(LEAVE)
        is_(t.wait(15), 0, "then it can be kept")
        t.kill()


@case
def saving_fails_at_the_end():
    with Home() as h:
        t = h.at(80, 24, "challenge", "--short")
        step(t, "What happened", "the meeting" + DONE)
        step(t, "What did you feel", "sad" + ENTER)
        step(t, "How strong is it", "95" + ENTER)
        step(t, "beneath", "1")
        t.expect("chosen: sad 95")
        t.send(DONE)
        t.expect("That is a lot")
        t.settle()
        db = sqlite3.connect(h.file("journal.felt"), isolation_level=None)
        db.execute("begin immediate")
        t.send("2" + ENTER)  # two minutes of express
        t.expect("the whole of it", 20)
        t.settle()
        db.execute("rollback")
        t.send(DONE)
        t.expect("in your body")
        ok(True, "saving failed once, and the choice still leads to express")
        is_([e["fields"] for e in entries(h)], [{"situation": "the meeting"}], "the record is saved")
        t.kill()


@case
def stopped_and_continued():
    with Home() as h:
        t = h.at(80, 24, "challenge")
        t.expect("What happened")
        t.settle()
        t.send("half a line")
        t.settle()
        t.signal(signal.SIGTSTP)
        t.until_stopped()
        like(h.out("resume", "--json"), "challenge@1", "a draft before the stop")
        t.foreground()
        t.expect("half a line")
        t.send(DONE)
        t.expect("What did you feel")
        ok(True, "stopped and continued")
        t.kill()


@case
def back_while_locked():
    with Home() as h:
        t = Term(80, 24, [FELT, "challenge", "--short", "--locked"], env=h.env)
        step(t, "What happened", "the meeting" + DONE)
        step(t, "What did you feel", SKIP)
        step(t, "Compared with when", SKIP)
        step(t, "Which thought weighs", "I failed" + ENTER)
        for words in ("one thing that happened that", "one thing that does not", "room for both", "Compared with when"):
            step(t, words, SKIP)
        step(t, "That is all", BACK)
        t.expect("Compared with when")
        ok(True, "the way back leads past the ledger, which is locked")
        t.kill()


@case
def what_happened_is_not_lost():
    with Home() as h:
        h.out("guide", "trust", "--answers", "-", text=json.dumps({"step": "ask", "try": {"what": "ask him"}}))
        id = json.loads(h.out("followups", "--json"))["id"]
        for name in ("ctrl-c", "SIGTERM"):
            t = h.at(80, 24, "followups", id)
            step(t, "You had thought of", "1" + ENTER)
            step(t, "What happened", "he came " + name)
            t.settle()
            if name == "ctrl-c":
                t.send(LEAVE)
            else:
                os.kill(t.pid, signal.SIGTERM)
            is_(t.wait(), 0 if name == "ctrl-c" else 130, name + " in what happened")
            t.kill()
            f = json.loads(h.out("followups", "--all", "--json"))["fields"]
            like(f.get("happened", ""), "he came .*" + name, "what was typed is kept")


@case
def a_sentence_cut_off():
    with Home() as h:
        t = h.at(80, 24, "beliefs", "add")
        t.expect("would like to follow")
        t.settle()
        ok("it is kept" not in t.text(), "nothing says that ctrl-c keeps it")
        t.send("I manage alone")
        t.settle()
        os.kill(t.pid, signal.SIGTERM)
        is_(t.wait(), 130, "SIGTERM while a sentence is typed")
        t.kill()
        like(h.out("beliefs"), "I manage alone", "it is in the ledger")


@case
def filed_under_a_belief_from_the_start():
    with Home() as h:
        for _ in range(2):
            h.out("challenge", "--answers", "-", text=json.dumps({"hot-thought": "I am too much", "belief": "I am too much"}))
        id = json.loads(h.out("beliefs", "--json").split("\n")[0])["id"]
        t = h.at(80, 24, "challenge", "--belief", id)
        step(t, "has been here before", LEAVE)
        is_(t.wait(), 0, "ctrl-c where it says that the thought was here before leaves the guide")
        like(t.text(), "nothing was answered", "and keeps nothing")
        t.kill()
        is_(h.out("resume"), "", "no draft of a belief alone")
        t = h.at(80, 24, "challenge", "--short", "--belief", id)
        step(t, "has been here before", ENTER)
        step(t, "What happened", "again" + DONE)
        step(t, "What did you feel", "sad" + ENTER)
        step(t, "How strong is it", "95" + ENTER)
        step(t, "beneath", "1")
        t.expect("chosen: sad 95")
        t.send(DONE)
        step(t, "That is a lot", "1" + ENTER)
        is_(t.wait(), 0, "stopped early")
        t.kill()
        is_([e.get("beliefs") for e in entries(h) if e["fields"].get("situation") == "again"], [[id]], "it is filed under its belief all the same")


done()
