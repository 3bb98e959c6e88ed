#!/usr/bin/python3
"""CARE.md at a terminal: what felt says and does to a person in guides, drafts, the ledger, follow-ups, help and on today's page.

What the built-in guides say word for word is held by tests/unit/test_guides.c; here it is walked.
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from felt_at import FELT, Home  # noqa: E402
from term import Folder, Term, case, done, is_, like, ok  # noqa: E402

ENTER, DONE, BACK, SKIP, LEAVE, F2 = "\r", "\x04", "\x12", "\x13", "\x03", "\x1bOQ"


def step(t, words, *keys):
    t.expect(words)
    t.settle()
    for i, key in enumerate(keys):
        t.send(key)
        t.settle()


def entries(h, *more):
    return [json.loads(line) for line in h.out("review", "--json", "--text", *more).split("\n") if line]


def begin(h, *args, cols=80, rows=24, **more):
    """A guide at its first step: only then do keys belong to it."""
    t = h.at(cols, rows, *args, **more)
    t.expect("^S skip")
    t.settle()
    return t


def begin_resumed(h):
    t = h.at(80, 24, "resume")
    step(t, "go on", ENTER)
    t.expect("^S skip")
    return t


def to(t, words, most=25):
    """Skips until the screen shows the words; all screens on the way."""
    seen = []
    for _ in range(most):
        t.settle()
        seen.append(t.text())
        if words in t.text():
            return seen
        t.send(SKIP)
    ok(False, "there is a step that says: " + words, "\n".join(seen[-2:]))
    return seen


def record(h, **more):
    answers = {"situation": "dinner", "hot-thought": "Nobody wants me", "belief-before": 85, "evidence-for": ["nobody asked"], **more}
    return h.out("challenge", "--answers", "-", text=json.dumps(answers))


# ---- ratings ----

@case
def the_first_rating_is_not_shown_before_the_second():
    """CARE.md 4."""
    with Home() as h:
        t = begin(h, "challenge")
        step(t, "What happened?", SKIP)
        step(t, "What did you feel", "sad" + ENTER, "7" + ENTER)
        ok("7 of 100. For 7 of 10 type 7/10." in t.text(), "a bare 7 is echoed before it counts")
        t.send(ENTER)
        step(t, "beneath", "1", DONE)
        step(t, "Compared", SKIP)
        step(t, "What went through", "Nobody wants me" + DONE)
        step(t, "Which of these", "1" + ENTER)
        t.expect("How true does it feel right now?")
        t.settle()
        for word in ("0  not at all", "25  a little", "50  half", "75  mostly", "100  completely"):
            ok(word in t.text(), "belief has words of its own: " + word)
        t.send("mostly" + ENTER)
        step(t, "makes this feel true", SKIP)
        seen = to(t, "thought from before")
        ok("75" not in t.text().replace("75  mostly", ""), "the first number is not shown", t.text())
        t.send("75" + ENTER)
        t.expect("how strong is it now")
        t.settle()
        ok("before 75, now 75; the same number is a result too" in t.text(), "then both are, and the same number is a result too", t.text())
        ok("70" not in t.text() and " 7 " not in t.text(), "nor is that of the feeling")
        t.send("60" + ENTER)
        t.expect("another feeling")
        t.settle()
        ok("sad: before 7, now 60" in t.text(), "it is, once the second is given")
        ok(not any(re.search(r"\d:\d\d|\d+ min", screen) for screen in seen), "no clock is shown on the way (CARE.md 9)")
        t.kill()


# ---- the closing question ----

@case
def before_it_closes_every_guide_asks():
    """CARE.md 7."""
    for args in (("challenge",), ("challenge", "--short"), ("express",), ("express", "-m", "5"), ("express", "-m", "10"), ("guide", "recognize"),
                 ("guide", "compassion"), ("guide", "trust"), ("guide", "session")):
        with Home() as h:
            t = begin(h, *args)
            if "challenge" in args:
                step(t, "What happened?", "dinner" + DONE)
            seen = to(t, "That is all")
            asked = [i for i, screen in enumerate(seen) if "Compared with when you began" in screen]
            ok(asked and all(word in seen[asked[-1]] for word in ("Easier", "About the same", "Heavier", "Can't tell")), " ".join(args) + ": it asks, with four answers")
            is_(sum("That is all" in screen for screen in seen[:asked[-1]]) if asked else None, 0, " ".join(args) + ": before it closes")
            t.kill()


@case
def who_skips_it_at_the_end_has_not_answered():
    for last, want in ((SKIP, None), ("1" + ENTER, "easier")):
        with Home() as h:
            t = begin(h, "challenge", "--short")
            step(t, "What happened?", "dinner" + DONE)
            step(t, "What did you feel", SKIP)
            step(t, "Compared with when", "3" + ENTER)
            step(t, "It is heavier than when you began.", "2" + ENTER)
            step(t, "Which thought weighs", SKIP)
            step(t, "Compared with when", last)
            step(t, "That is all", LEAVE)
            t.wait()
            t.kill()
            t = begin_resumed(h)
            step(t, "That is all", ENTER)
            step(t, "the whole of it")
            is_("heavier" in t.text().lower(), False, "the page at the end does not answer for the writer")
            t.send(ENTER)
            t.wait()
            t.kill()
            is_(entries(h)[0]["fields"].get("compared"), want, "the last answer counts: %s" % want)
    with Home() as h:
        t = begin(h, "challenge", "--short")
        step(t, "What happened?", "dinner" + DONE)
        step(t, "What did you feel", SKIP)
        step(t, "Compared with when", "3" + ENTER)
        step(t, "It is heavier than when you began.", "1" + ENTER)
        is_(t.wait(), 0, "stopped there: it is saved")
        t.kill()
        is_(entries(h)[0]["fields"], {"situation": "dinner", "compared": "heavier"}, "with the answer of the only time it was asked")


# ---- the page at the end ----

@case
def the_page_at_the_end():
    """Evidence side by side, ratings before -> after, no verdict; an empty list is never the empty side of a balance (CARE.md 11)."""
    for cols, rows in ((80, 40), (40, 12)):
        with Home() as h:
            t = begin(h, "challenge", cols=cols, rows=rows)
            step(t, "What happened?", "dinner" + DONE)
            step(t, "What did you feel", "lonely" + ENTER, "60" + ENTER, "1", DONE)
            step(t, "Compared", SKIP)
            step(t, "What went through", SKIP)
            step(t, "Which thought weighs", "Nobody wants me" + ENTER)
            step(t, "How true does it feel", "85" + ENTER)
            step(t, "makes this feel true", "nobody asked" + DONE)
            to(t, "thought from before")
            t.send("40" + ENTER)
            step(t, "how strong is it now", "30" + ENTER)
            step(t, "another feeling", DONE)
            to(t, "belong to a belief")
            t.send("1" + ENTER)
            step(t, "That is all", ENTER)
            t.expect("the whole of it")
            text = ""
            for _ in range(12):
                t.settle()
                text += t.text() + "\n"
                t.send(" ")
            name = "%dx%d: " % (cols, rows)
            like(text, r"lonely 60 -> 30", name + "a feeling before -> after")
            like(text, r"felt true: 85 -> 40 of 100", name + "and the thought")
            if cols == 80:
                like(text, r"evidence for +\| evidence against\n +- nobody asked +\| nothing noted", name + "evidence side by side")
            else:
                like(text, r"evidence against\nnothing noted", name + "one after the other where there is no room")
            like(text, r"belief\n *Nobody wants me", name + "the belief it is filed under")
            t.kill()


# ---- the ledger ----

@case
def starting_sentences_only_when_asked_for():
    """CARE.md 17."""
    first = ("I am unlovable", "Relying on others is weakness")
    with Home() as h:
        t = begin(h, "challenge")
        step(t, "What happened?", "dinner" + DONE)
        to(t, "Which thought weighs")
        t.send("I failed" + ENTER)
        to(t, "belong to a belief")
        ok(not any(s in t.text() for s in first), "they are not there at first")
        t.send(F2)
        t.expect(first[0])
        ok(all(s in t.text() for s in first), "they are once they are asked for")
        t.kill()


@case
def both_sentences_and_two_questions():
    """CARE.md 17."""
    with Home() as h:
        id = h.out("beliefs", "add", text="I have to manage alone\n")
        h.out("beliefs", "rival", id, text="and not always\n")
        t = begin(h, "beliefs", "rate", id)
        step(t, "I have to manage alone", "70" + ENTER)
        step(t, "and not always", "30" + ENTER)
        is_(t.wait(), 0, "both are rated")
        like(t.text(), "felt beliefs show %s" % id[:8], "and it says where they are seen")
        t.kill()
        t = begin(h, "beliefs", "ask", id)
        t.expect("What did this rule once protect you from, and what does it cost now?")
        ok("I have to manage alone" in t.text(), "the sentence that is asked about stands above")
        step(t, "What did this rule", SKIP)
        step(t, "How might you wave evidence away", SKIP)
        is_(t.wait(), 0, "both can be left")
        like(t.text(), "nothing was changed", "then nothing was changed, and it says so")
        t.kill()
        t = begin(h, "beliefs", "ask", id)
        step(t, "What did this rule", "being laughed at" + ENTER)
        step(t, "How might you wave evidence away", ENTER)
        t.wait()
        is_(t.text().count("changed"), 1, "one answer is one change")
        t.kill()
        is_(json.loads(h.out("beliefs", "--json"))["fields"].get("once"), "being laughed at", "it is kept")
        done_ = h.run("beliefs")
        like(done_.stderr.decode(), "felt beliefs show ID", "the list says how to go on")
        t = h.at(80, 24, "beliefs", "retire", id)
        t.wait()
        like(t.text(), "felt beliefs restore %s" % id[:8], "what was put away comes back, and it says how")
        t.kill()
        like(h.run("beliefs").stderr.decode(), "--all", "a ledger with nothing but what was put away is not called empty")
        t = h.at(80, 24, "delete", id)
        t.expect("delete it?")
        like(t.text(), "the belief of", "what is deleted is called what it is")
        ok("manage alone" not in t.text(), "and not by its words")
        t.send("n\r")
        t.wait()
        t.kill()


# ---- follow-ups ----

@case
def only_on_a_yes_and_never_overdue():
    """CARE.md 16."""
    with Home() as h:
        t = begin(h, "guide", "trust")
        step(t, "a little closer to", "Tom" + ENTER)
        step(t, "small step towards", "ask him" + ENTER)
        step(t, "expect will happen", SKIP)
        step(t, "note later what happened", "2" + ENTER)
        ok("Compared with when" in t.text(), "a no is not asked about: the guide goes on", t.text())
        to(t, "the whole of it")
        t.send(ENTER)
        t.wait()
        t.kill()
        is_(h.out("followups", "--all", "--json"), "", "and nothing is remembered")
        h.out("guide", "trust", "--answers", "-", text=json.dumps({"step": "ask him", "try": {"what": "ask him", "due": "2020-01-01"}}))
        both = h.out("followups") + h.out()
        like(both, r"(?m)^  1 to come back to +felt followups", "a day that has gone by: it waits, no more")
        ok(not re.search("overdue|late|missed|days ago", both), "and nothing says that it is late", both)


@case
def an_outcome_is_evidence_only_if_chosen():
    """CARE.md 16: for, against, both or neither, noted as one time."""
    with Home() as h:
        belief = h.out("beliefs", "add", text="Relying on others is weakness\n")

        def plan(what):
            h.out("guide", "trust", "--answers", "-", text=json.dumps({"step": what, "try": {"what": what}}))
            return json.loads(h.out("followups", "--json").split("\n")[0])["id"]

        def evidence():
            return h.out("beliefs", "show", belief)

        for which, side, want in (("2", None, None), (SKIP, None, None), ("1", "4", None), ("1", "2", r"evidence against\n  - he came \(|evidence against\n  - he came  \(one time")):
            t = begin(h, "followups", plan("ask him"))
            step(t, "ask him", "1" + ENTER)
            step(t, "What happened, and how did they respond?", "he came" + DONE)
            step(t, "say something about a belief you follow", which + ("" if which == SKIP else ENTER))
            if side:
                t.expect("one time")
                ok("Relying on others" in t.text(), "the sentence stands there")
                step(t, "one time", side + ENTER)
            is_(t.wait(), 0, "saved")
            t.kill()
            if want:
                like(evidence(), r"evidence against\n  - he came  \(one time, ", "against it: it is noted as one time")
                like(evidence(), r"evidence for\n  nothing noted", "and on no other side")
            else:
                ok("he came" not in evidence(), "not chosen (%r %r): it is no evidence" % (which, side))
        id = plan("ask again")
        is_(h.run("followups", id, "--outcome", "said", "--evidence", "for", text="she smiled").returncode, 1, "a script has to say of what")
        is_(h.run("followups", id, "--outcome", "said", "--evidence", "for", "--belief", belief, text="she smiled").returncode, 0, "and can")
        like(evidence(), r"evidence for\n  - she smiled  \(one time, ", "it is there")
        is_(h.run("followups", id, "--belief", belief).returncode, 1, "a belief alone says nothing")
        t = begin(h, "followups", plan("say it"))
        step(t, "You had thought of saying or trying something:", "3" + ENTER)
        is_(t.wait(), 0, "not now")
        t.kill()
        like(h.out("followups"), "say it  not now", "it stays, in words")


# ---- help at hand ----

CARD = [("What tells you", "I stop answering"), ("helped a little before", "cold water, then the dog"), ("with people in it", "the library"),
        ("Somebody you could", "Tom, 0123"), ("A sentence that is ready", "Can you stay with me a while?"), ("Your therapist", "Dr. M, 0456"),
        ("emergency number", "112"), ("out of reach", "the car keys")]


def tree(path):
    return sorted((os.path.join(a, f), os.stat(os.path.join(a, f)).st_mtime_ns) for a, _, files in os.walk(path) for f in files)


@case
def help_now_and_its_card():
    """CARE.md 19: 80x24, no journal, no passphrase, recorded nowhere; the card is in the clear only after that was said."""
    with Folder() as d:
        world = {"HOME": d.path, "TZ": "UTC", **{n: None for n in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "FELT_JOURNAL", "NO_COLOR", "PAGER")}}

        def felt(*args):
            return Term(80, 24, [FELT, *args], env=world)

        t = felt("help-now")
        is_(t.wait(), 0, "without a journal")
        like(t.text(), r"(?s)emergency number where you live.*somebody near.*help lines by country", "the number where one lives, somebody near, a directory")
        ok(not re.search(r"\d{3}", t.text()), "and no number of felt's own", t.text())
        t.kill()
        is_(tree(d.path), [], "that it was read is recorded nowhere")
        t = felt("help-now", "--edit")
        t.expect("not sealed")
        ok("What tells you" not in t.text(), "first it says that the card is not sealed")
        t.send("n\r")
        is_(t.wait(), 0, "no is an answer")
        t.kill()
        is_(tree(d.path), [], "then nothing is written")
        t = felt("help-now", "--edit")
        step(t, "Go on?", "y\r")
        for words, line in CARD:
            step(t, words, line + "\r")
        is_(t.wait(), 0, "the card is made")
        t.kill()
        kept = tree(d.path)
        t = felt("help-now")
        is_(t.wait(), 0, "it is shown")
        shown = t.text()
        t.kill()
        is_([line for _, line in CARD if line not in shown], [], "all of it")
        ok(len([line for line in t.scrollback() if line.strip()]) <= 24 and "This is a hard moment" in shown, "on one screen of 80x24", shown)
        is_(tree(d.path), kept, "and that it was read is recorded nowhere")


@case
def the_card_is_offered_once():
    with Home() as h:
        os.unlink(h.file("journal.felt"))
        for name in ("recovery",):
            os.unlink(h.file(name))
        t = Term(80, 24, [FELT, "init", "--recovery-to", h.file("recovery"), "--kdf-memory", "64M", "--kdf-passes", "2"], env=h.env)
        for _ in range(2):
            t.expect("passphrase")
            t.settle(0.5)
            t.send("open sesame, slowly\r")
        t.expect("Some days are hard. Would you like to note what helps you then")
        t.settle()
        t.send("n\r")
        is_(t.wait(), 0, "init offers the card, and leaving it is an answer")
        like(t.text(), "your journal is ready", "the journal stands")
        t.kill()
        t = h.at(80, 24)
        t.wait()
        ok("Some days are hard" not in t.text(), "it is not offered again")
        t.kill()


# ---- today, drafts ----

@case
def one_of_several_drafts_is_chosen_by_its_number():
    """CARE.md 21: today counts them and says nothing of what is in them; resume offers to go on, keep or throw away."""
    with Home() as h:
        for words in ("first dinner", "second dinner", "third dinner"):
            t = begin(h, "challenge")
            step(t, "What happened?", words + DONE)
            step(t, "What did you feel", LEAVE)
            t.wait()
            t.kill()
        t = h.at(80, 24)
        t.wait()
        like(t.text(), r"3 unfinished +felt resume", "felt says how many wait")
        ok("dinner" not in t.text() and "challenge" not in t.text(), "and nothing of what is in them", t.text())
        t.kill()
        for env in ({}, {"TERM": "dumb"}):
            t = h.at(80, 24, "resume", env=env)
            t.expect("which one?")
            t.settle()
            row = [line for line in t.screen() if "second dinner" in line]
            like(row and row[0] or "", r"^ ?2  \d{4}-\d\d-\d\d  ", "they are numbered")
            for wrong in ("0", "4", "x", "-1", "1x"):
                t.send(wrong + "\r")
                t.settle()
            is_(t.text().count("which one?"), 6, "another number is asked for again")
            t.send("2\r")
            t.expect("go on")
            like(t.text(), "keep as an entry.*throw it away.*later", "then what to do with it")
            t.settle()
            t.send("q\r")
            is_(t.wait(), 0, "and it can be left for later")
            t.kill()
        t = h.at(40, 12, "resume")
        step(t, "which one?", "2\r")
        step(t, "go on", ENTER)
        t.expect("^S skip")
        t.settle()
        ok("What did you feel" in t.text(), "it goes on at the same step")
        t.send(BACK)
        t.expect("second dinner")
        ok(True, "of the draft that was chosen")
        t.kill()
        for answer in ("\r", "\x04"):
            t = h.at(80, 24, "resume")
            step(t, "which one?", answer)
            is_(t.wait(), 0, "none of them is an answer too")
            t.kill()
        t = h.at(80, 24, "resume", "--keep")
        step(t, "which one?", "3\r")
        is_(t.wait(), 0, "--keep asks which one as well")
        t.kill()
        is_([(e["fields"], e["tags"]) for e in entries(h)], [({"situation": "first dinner"}, ["unfinished"])], "and keeps that one")
        t = h.at(80, 24, "resume", "--discard")
        step(t, "which one?", "1\r")
        step(t, "throw this draft away", "y\r")
        is_(t.wait(), 0, "so does --discard")
        t.kill()
        like(h.out("resume"), r"^\S+  \S+  challenge: second dinner$", "one is left; from a pipe it is listed without a number")
        t = h.at(80, 24, "resume")
        t.expect("go on")
        ok("which one?" not in t.text() and not re.search(r"(?m)^ 1  ", t.text()), "one alone needs no number")
        t.kill()


@case
def what_is_unfinished_is_not_said_to_be_nowhere():
    with Home() as h:
        like(h.run("search", text="zebra").stderr.decode(), "^nothing here has these words$", "nothing is there")
        t = begin(h, "challenge")
        step(t, "What happened?", "a zebra" + DONE)
        step(t, "What did you feel", LEAVE)
        t.wait()
        t.kill()
        like(h.run("search", text="zebra").stderr.decode(), "unfinished is not searched: felt resume", "search says what it did not look at")
        like(h.run("review").stderr.decode(), "nothing is finished here yet; felt resume", "review does not say that nothing was written")
        h.write("a lion")
        is_(h.run("search", text="lion").stderr.decode(), "", "where something is found, nothing is said")


@case
def a_record_says_what_it_is_filed_under():
    with Home() as h:
        id = record(h, belief="Nobody stays", patterns=["none"])
        like(h.out("show", id), r"(?m)^belief\nNobody stays$", "show names the belief")
        like(h.out("show", id), "none of these", "and that none of the patterns fits")


done()
