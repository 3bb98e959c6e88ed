#!/usr/bin/python3
"""damage: hostile and damaged journals, made from a good one, for TRIALS.md T041-T045, T048, T049, T052, T054-T059.

    damage.py list
    damage.py CASE SRC DST --passphrase-file P [--older OLDSRC]

`list` prints: case, trial, exit codes allowed for a full read (`felt verify`), what a write must do, a remark.
The exit codes hold for the passphrase in P.  With --older, OLDSRC is an older state of the same journal and SRC the
newer one; without it DST becomes the newer state of SRC first.  T057-T059 and F3 are sealed anew with the right keys,
in row, pack and manifest alike, so that only the named rule is broken.
T049 takes any byte (0-159) and bit (0-7), T056-feature any bit (0-31): `list` shows a sample.
"""
import argparse
import os
import re
import secrets
import shutil
import sqlite3
import struct
import sys

sys.dont_write_bytecode = True
import felt2                                       # noqa: E402
from felt2 import PACK, ROW, build_pack, build_plain, build_run, pad, parse_run   # noqa: E402

CASES = {}


def case(name, codes, write="-", remark=""):
    def add(function):
        CASES[name] = (function, codes, write, remark)
        return function
    return add


class Damage:
    """DST under way: con, j (unlocked on first use), the older state."""

    def __init__(self, args):
        shutil.copyfile(args.src, args.dst)
        os.chmod(args.dst, 0o600)
        self.con = sqlite3.connect(args.dst, isolation_level=None)
        self.con.execute("BEGIN IMMEDIATE")
        self.given = bool(args.older)
        self.old = sqlite3.connect("file:%s?mode=ro" % (args.older or args.src), uri=True, isolation_level=None)
        with open(args.passphrase_file, "rb") as f:
            self.secret = felt2.passphrase_bytes(f.read())
        self._j = None

    @property
    def j(self):
        if self._j is None:
            self._j = felt2.Journal(self.con).unlock(1, self.secret, True)
        return self._j

    def sql(self, text, *values):
        return self.con.execute(text, values)

    def one(self, text, *values, con=None):
        return (con or self.con).execute(text, values).fetchone()[0]

    def plain(self, ident):
        """kind, flags, meta, body of a row."""
        sealed = self.one("SELECT row FROM entry WHERE id=?", ident)
        return felt2.read_plain(*self.j.open_part(ROW, ident, sealed))

    def victims(self, n):
        """The first n ids of live entries with a body."""
        ids = []
        for pack in self.j.all_packs().values():
            ids += [h[0] for h in pack if h[1] == 1]
        felt2.need(len(ids) >= n, "-", "SRC has fewer than %d entries" % n, 1)
        return sorted(ids)[:n]

    def change(self, ident, kind=None, flags=None, meta=None, body=None, plain=None, padded=None, epoch=None, head=None):
        """Seal a row anew, whole or as given, and name it in its pack.  `head` changes what the pack says."""
        k, f, m, b = self.plain(ident)
        k, f = k if kind is None else kind, f if flags is None else flags
        m, b = m if meta is None else meta, b if body is None else body
        sealed = self.j.put_part(ROW, ident, plain or build_plain(k, f, m, b), padded, epoch)
        named = [ident, k, f, sealed[:40], m]
        for i, value in (head or {}).items():
            named[i] = value
        self.repack(lambda heads: [named if h[0] == ident else h for h in heads], holding=ident)

    def repack(self, function, holding=None, number=None):
        """Replace the heads of one pack and seal it anew."""
        for n, sealed in self.con.execute("SELECT n,pack FROM digest").fetchall():
            heads = felt2.read_pack(*self.j.open_part(PACK, n, sealed))
            if n == number or holding in [h[0] for h in heads]:
                self.j.put_part(PACK, n, build_pack(function(heads)))
                return n
        raise felt2.Refused(1, "-", "no such pack")

    def edit(self, ident, tombstone=False):
        """A proper edit: one commit, one generation."""
        lamport, now = self.j.lamport + 1, struct.pack("<qh", 1800000000000, 0)
        own = struct.pack("<Q", lamport)
        _, _, meta, body = self.plain(ident)
        keep = {} if tombstone else {t: v for t, v in parse_run(meta, {7, 8, 11, 12, 16}, "") if t < 3 or t == 6}
        keep.update({3: now, 4: own, 5: self.j.device, 16: self.j.device + own})
        items = build_run(sorted(keep.items()))
        self.change(ident, kind=2 if tombstone else None, meta=items, body=b"" if tombstone else None)
        self.j.put_manifest(lamport=lamport)

    def rekey(self, secret):
        """A proper change of the passphrase: slots, mac, spare, manifest."""
        j = self.j
        new = felt2.build_slot(j.rk, j.id, 1, secret, 2, 64 << 20)
        j.put_header(j.header, [new] + [s for s in j.slots if s[0:2] != b"\x01\x01"])
        j.put_manifest()

    def newer(self, tombstone=False):
        """(an id whose row is newer in DST than in the older state, its pack)."""
        if self.given:
            for ident, row in self.con.execute("SELECT id,row FROM entry").fetchall():
                was = self.old.execute("SELECT row FROM entry WHERE id=?", (ident,)).fetchone()
                if was and was[0] != row and (not tombstone or self.plain(ident)[0] == 2):
                    break
            else:
                raise felt2.Refused(1, "-", "OLDSRC has no such older row")
        else:
            ident = self.victims(1)[0]
            self.edit(ident, tombstone)
        return ident, self.repack_number(ident)

    def repack_number(self, ident):
        return next(n for n, heads in self.j.all_packs().items() if ident in [h[0] for h in heads])

    def put_back(self, row=None, pack=None):
        for table, column, key, value in (("entry", "row", "id", row), ("digest", "pack", "n", pack)):
            if value is not None:
                old = self.one("SELECT %s FROM %s WHERE %s=?" % (column, table, key), value, con=self.old)
                self.sql("UPDATE %s SET %s=? WHERE %s=?" % (table, column, key), old, value)

    def put_back_all(self, *tables):
        for table in tables:
            self.sql("DELETE FROM " + table)
            for row in self.old.execute("SELECT * FROM " + table):
                self.sql("INSERT INTO %s VALUES(?,?)" % table, *row)

    def put_back_journal(self, *columns):
        for column in columns:
            self.sql("UPDATE journal SET %s=?" % column, self.one("SELECT %s FROM journal" % column, con=self.old))

    def set_header(self, header, slots=None):
        """Another header or other slots, with a right mac, spare and manifest."""
        j = self.j
        keep = j.id, j.epoch, j.major
        j.put_header(header, slots or j.slots)
        j.id, j.epoch, j.major = keep
        j.put_manifest()


# ---- T000: controls, whole journals made in the ways the cases below begin -------------------------------------

case("T000-copy", "0", "works")(lambda d: None)
case("T000-edited", "0", "works")(lambda d: d.edit(d.victims(1)[0]))
case("T000-deleted", "0", "works", "a tombstone")(lambda d: d.edit(d.victims(1)[0], tombstone=True))
case("T000-rekeyed", "0", "works", "the same passphrase set again")(lambda d: d.rekey(d.secret))
case("T000-passphrase-changed", "2", "refused", 'opens with P + " new" only')(lambda d: d.rekey(d.secret[:1000] + b" new"))
case("T000-resealed", "0", "works", "one row, its pack and the manifest sealed again")(
    lambda d: (d.change(d.victims(1)[0]), d.j.put_manifest()))


# ---- T041-T045: rows, packs and manifests taken away, swapped, brought back ------------------------------------

@case("T041-row-deleted", "3")
def _(d):
    d.sql("DELETE FROM entry WHERE id=?", d.victims(1)[0])


@case("T041-pack-deleted", "3")
def _(d):
    d.sql("DELETE FROM digest WHERE n=(SELECT max(n) FROM digest)")


@case("T041-row-and-pack-deleted", "3")
def _(d):
    ident = d.victims(1)[0]
    d.sql("DELETE FROM digest WHERE n=?", d.repack_number(ident))
    d.sql("DELETE FROM entry WHERE id=?", ident)


@case("T041-all-deleted", "3")
def _(d):
    d.sql("DELETE FROM entry")
    d.sql("DELETE FROM digest")


def swap(d, table, column, key, a, b):
    va, vb = (d.one("SELECT %s FROM %s WHERE %s=?" % (column, table, key), x) for x in (a, b))
    d.sql("UPDATE %s SET %s=? WHERE %s=?" % (table, column, key), vb, a)
    d.sql("UPDATE %s SET %s=? WHERE %s=?" % (table, column, key), va, b)


@case("T042-rows-swapped", "3")
def _(d):
    swap(d, "entry", "row", "id", *d.victims(2))


@case("T042-packs-swapped", "3", remark="SRC needs two packs")
def _(d):
    numbers = [n for n, in d.sql("SELECT n FROM digest ORDER BY n LIMIT 2")]
    felt2.need(len(numbers) == 2, "-", "SRC has one pack only", 1)
    swap(d, "digest", "pack", "n", *numbers)


@case("T043-older-row", "3")
def _(d):
    d.put_back(row=d.newer()[0])


@case("T043-older-pack", "3")
def _(d):
    d.put_back(pack=d.newer()[1])


@case("T043-older-row-and-pack", "3")
def _(d):
    d.put_back(*d.newer())


@case("T043-deleted-resurrected", "3")
def _(d):
    d.put_back(row=d.newer(tombstone=True)[0])


@case("T043-deleted-resurrected-with-pack", "3")
def _(d):
    d.put_back(*d.newer(tombstone=True))


@case("T044-row-under-new-id", "3")
def _(d):
    ident = d.victims(1)[0]
    d.sql("INSERT INTO entry SELECT ?,row FROM entry WHERE id=?", secrets.randbits(62) + 1, ident)


@case("T044-row-moved-to-new-id", "3", remark="renamed, so that the count holds")
def _(d):
    d.sql("UPDATE entry SET id=? WHERE id=?", secrets.randbits(62) + 1, d.victims(1)[0])


@case("T044-pack-under-new-number", "3")
def _(d):
    d.sql("INSERT INTO digest SELECT (SELECT max(n)+1 FROM digest),pack FROM digest WHERE n=?",
          d.one("SELECT min(n) FROM digest"))


@case("T044-pack-moved-to-new-number", "3")
def _(d):
    d.sql("UPDATE digest SET n=n+1000 WHERE n=(SELECT min(n) FROM digest)")


@case("T044-row-of-other-journal", "3", remark="same id, other keys and journal id")
def _(d):
    ident = d.victims(1)[0]
    other = felt2.Journal(d.con)
    other.keys(secrets.token_bytes(32))
    other.id, other.epoch, other.major = secrets.token_bytes(16), 1, felt2.MAJOR
    other.put_part(ROW, ident, build_plain(*d.plain(ident)))


@case("T044-row-of-other-epoch", "3", remark="pack and manifest name it: only its AD is wrong")
def _(d):
    d.change(d.victims(1)[0], epoch=d.j.epoch + 1)
    d.j.put_manifest()


@case("T045-old-manifest", "3", remark="old manifest, new rows and packs")
def _(d):
    d.newer()
    d.put_back_journal("manifest")


@case("T045-old-rows-and-packs", "3", remark="new manifest, old rows, old packs")
def _(d):
    d.newer()
    d.put_back_all("entry", "digest")


@case("T045-new-header", "3", remark="old rows, packs and manifest, new header (same passphrase set again)")
def _(d):
    d.newer()
    if not d.given or d.j.mac == d.one("SELECT mac FROM journal", con=d.old):
        d.rekey(d.secret)
    d.put_back_all("entry", "digest")
    d.put_back_journal("manifest")


# ---- T048: old slots back --------------------------------------------------------------------------------------

def old_slots(*parts):
    def function(d):
        if not d.given:
            d.rekey(d.secret[:1000] + b" new")
        d.put_back_all("slot")
        d.put_back_journal(*[p for p in parts if p != "spare"])
        if "spare" in parts:
            d.put_back_all("spare")
    return function


for i in range(8):
    parts = [p for bit, p in enumerate(("header", "mac", "spare")) if i >> bit & 1]
    case("T048-" + "-".join(["slots"] + parts), "2|3", remark="P is the old passphrase; the new one is P + \" new\" "
         "and must still open" if "spare" not in parts else "P is the old passphrase")(old_slots(*parts))


# ---- T049: a bit of the header ---------------------------------------------------------------------------------

def flip(where, byte, bit):
    def turned(value):
        value = bytearray(value)
        value[byte] ^= 1 << bit
        return bytes(value)

    def function(d):
        if where != "spare":
            d.sql("UPDATE journal SET header=?", turned(d.one("SELECT header FROM journal")))
        if where != "journal":
            d.sql("UPDATE spare SET copy=?", turned(d.one("SELECT copy FROM spare")))
    return function


def flip_codes(where, byte):
    if where != "both":
        return "0|3", "warns, repairs (T049; T034 says exit 3)"
    return ("2|3|5", "5 by section 2 (major, features)") if byte in (8, 9, 12, 13) else ("2|3", "")


for where in "both", "journal", "spare":
    for byte in 0, 7, 8, 10, 12, 14, 16, 31, 32, 39, 40, 71, 72, 95, 96, 127, 128, 143, 144, 159:
        codes, remark = flip_codes(where, byte)
        case("T049-%s-%d-%d" % (where, byte, byte % 8), codes, remark=remark)(flip(where, byte, byte % 8))


# ---- T054: the schema ------------------------------------------------------------------------------------------

def schema(name, *statements, tamper=False):
    @case("T054-" + name, "5")
    def _(d):
        d.con.execute("COMMIT")
        d.con.execute("PRAGMA writable_schema=%d" % tamper)
        for statement in statements:
            d.con.execute(statement)
        d.con.execute("PRAGMA writable_schema=0")
        d.con.execute("BEGIN")


schema("trigger", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END")
schema("view", "CREATE VIEW v AS SELECT * FROM entry")
schema("view-for-table", "DROP TABLE inbox", "CREATE VIEW inbox AS SELECT 1 AS id, x'00' AS box")
schema("index", "CREATE INDEX i ON entry(length(row))")
schema("extra-table", "CREATE TABLE extra(a)")
schema("missing-table", "DROP TABLE inbox")
schema("generated-column", "ALTER TABLE entry ADD COLUMN g ANY GENERATED ALWAYS AS (length(row)) VIRTUAL")
schema("altered-text", "UPDATE sqlite_schema SET sql=replace(sql,'entry(id','entry( id') WHERE name='entry'", tamper=True)
schema("altered-not-strict", "UPDATE sqlite_schema SET sql=replace(sql,' STRICT','') WHERE name='entry'", tamper=True)
schema("altered-check", "UPDATE sqlite_schema SET sql=replace(sql,'one=1','one=abs(one)') WHERE name='spare'", tamper=True)
schema("sqlite_sequence", "CREATE TABLE s(a INTEGER PRIMARY KEY AUTOINCREMENT)", "DROP TABLE s")
schema("sqlite_stat1", "ANALYZE")
schema("virtual-table", "INSERT INTO sqlite_schema VALUES('table','v','v',0,'CREATE VIRTUAL TABLE v USING nosuch(a)')",
       tamper=True)
schema("nonsense", "INSERT INTO sqlite_schema VALUES('table','v','v',2,'this is not SQL')", tamper=True)


# ---- T055: slots nobody should derive --------------------------------------------------------------------------

def slots(name, function, codes="3|5", only=None, remark="both copies, mac made anew"):
    """function(records) gives the records to write; a slot row keeps the id of its record, as far as it has one."""
    @case("T055-" + name, codes, remark=remark)
    def _(d):
        j = d.j
        recs = function(list(j.slots))
        mac = felt2.header_mac(j.k[1], j.header, recs)
        if only != "spare":
            d.sql("DELETE FROM slot")
            for rec in recs:
                d.sql("INSERT INTO slot VALUES(?,?)", rec[32:48], rec)
        if only is None:
            d.sql("UPDATE journal SET mac=?", mac)
            j.mac = mac
            j.put_manifest()
        if only != "journal":
            d.sql("UPDATE spare SET copy=?", felt2.spare_of(j.header, mac, recs))


def each_passphrase_slot(function):
    return lambda recs: [function(r) if r[1] == 1 else r for r in recs]


def field(offset, fmt, value):
    return each_passphrase_slot(lambda r: r[:offset] + struct.pack(fmt, value) + r[offset + struct.calcsize(fmt):])


slots("mem-2^40", field(8, "<Q", 1 << 40))
slots("mem-2^63", field(8, "<Q", 1 << 63))
slots("mem-2^64-1", field(8, "<Q", (1 << 64) - 1))
slots("mem-0", field(8, "<Q", 0))
slots("mem-4G+1", field(8, "<Q", (4 << 30) + 1))
slots("mem-8K-1", field(8, "<Q", 8191))
slots("ops-0", field(4, "<I", 0))
slots("ops-17", field(4, "<I", 17))
slots("ops-2^32-1", field(4, "<I", (1 << 32) - 1))
slots("1000-slots", lambda recs: recs + [recs[0][:32] + secrets.token_bytes(128) for _ in range(1000 - len(recs))])
slots("9-slots", lambda recs: recs + [recs[0][:32] + secrets.token_bytes(88) + bytes(40) for _ in range(9 - len(recs))])
slots("no-slot", lambda recs: [], "2|3|5")
slots("slot-159", each_passphrase_slot(lambda r: r[:159]))
slots("slot-161", each_passphrase_slot(lambda r: r + b"\0"))
slots("slot-159-one-copy", each_passphrase_slot(lambda r: r[:159]), "0|3|5", "journal", "the spare is whole")
slots("slot-159-spare-only", each_passphrase_slot(lambda r: r[:159]), "0|3|5", "spare", "the journal is whole")
slots("version-2", field(0, "<B", 2))
slots("version-0", field(0, "<B", 0))
slots("type-0", field(1, "<B", 0))
slots("type-3", field(1, "<B", 3))
slots("type-255", field(1, "<B", 255))
slots("not-zero-at-end", each_passphrase_slot(lambda r: r[:159] + b"\x01"), "3")


# ---- T056: versions and features (older than min-format needs a pin: not here) ---------------------------------

def remade(name, offset, fmt, function, codes, write="-"):
    @case("T056-" + name, codes, write)
    def _(d):
        """The header changed, the inbox key sealed anew under it, a right mac, spare and manifest."""
        h = bytearray(d.j.header)
        struct.pack_into(fmt, h, offset, function(struct.unpack_from(fmt, h, offset)[0]))
        head = bytes(h[:72])
        d.set_header(head + felt2.unfixed(felt2.seal(d.j.k[6], b"FELTINSK" + head, d.j.inbox_secret)) + bytes(16))


remade("minor+1", 10, "<H", lambda v: v + 1, "0", "works; the minor stays")
remade("minor-65535", 10, "<H", lambda v: 65535, "0", "works; the minor stays")
remade("major+1", 8, "<H", lambda v: v + 1, "5", "refused")
remade("major-0", 8, "<H", lambda v: 0, "5", "refused")
for bit in range(32):
    remade("feature-%d" % bit, 12, "<I", lambda v, bit=bit: v | 1 << bit, "5" if bit < 16 else "0",
           "refused" if bit < 16 else "works; the bit stays")


# ---- T057: runs of type, length, value -------------------------------------------------------------------------

STARRED = {7, 8, 11, 12, 16}


def meta(name, function, codes="3", write="-", remark="", trial="T057"):
    """function(list of (type, value)) gives the bytes of the meta."""
    @case("%s-%s" % (trial, name), codes, write, remark)
    def _(d):
        ident = d.victims(1)[0]
        d.change(ident, meta=function(parse_run(d.plain(ident)[2], STARRED, "meta")))
        d.j.put_manifest()


def with_value(*items):
    """Replace these types, keeping the order."""
    kinds = {t for t, _ in items}
    return lambda m: build_run(sorted([i for i in m if i[0] not in kinds] + list(items), key=lambda i: i[0]))


def raw(kind, length, value=b""):
    return struct.pack("<HI", kind, length) + value


def moment(ms, offset=0):
    return struct.pack("<qh", ms, offset)


meta("truncated-tlv", lambda m: build_run(m)[:-1])
meta("truncated-head", lambda m: build_run(m) + b"\x00\x80\x00")
meta("one-byte-left", lambda m: build_run(m) + b"\0")
meta("overlong-tlv", lambda m: build_run(m) + raw(0x8001, 100, b"ten bytes!"))
meta("length-2^32-1", lambda m: build_run(m) + raw(0x8001, (1 << 32) - 1, b"x"))
meta("descending", lambda m: build_run(m[::-1]))
meta("duplicate-created", lambda m: build_run(sorted(m + [i for i in m if i[0] == 3], key=lambda i: i[0])))
meta("duplicate-apart", lambda m: build_run(m + [i for i in m if i[0] == 3]))
meta("unknown-low", with_value((0x1234, b"low")), "0", "refused", "shown, not edited")
meta("unknown-low-17", with_value((17, b"low")), "0", "refused", "shown, not edited")
meta("unknown-high", with_value((0x8001, b"high")), "0", "works", "carried along unchanged")
meta("unknown-high-ffff", with_value((0xFFFF, b"")), "0", "works", "carried along unchanged")
meta("unknown-high-twice", with_value((0x8001, b"a"), (0x8001, b"b")), "3", remark="by the letter: repeated only where *")
meta("intensity-100", with_value((7, b"\x64\0\0\0sadness.sad")), "0")
meta("intensity-101", with_value((7, b"\x65\0\0\0sadness.sad")))
meta("intensity-254", with_value((7, b"\xfe\0\0\0sadness.sad")))
meta("intensity-255", with_value((7, b"\xff\0\0\0sadness.sad")), "0")
meta("layer-3", with_value((7, b"\x32\x03\0\0sadness.sad")))
meta("feeling-source-3", with_value((7, b"\x32\0\x03\0sadness.sad")))
meta("moment-2", with_value((7, b"\x32\0\0\x02sadness.sad")))
meta("feeling-3-bytes", with_value((7, b"\x32\0\0")))
meta("feeling-id-65", with_value((7, b"\x32\0\0\0" + b"x" * 65)))
meta("rating-101", with_value((12, b"\x01\x65")))
meta("rating-what-0", with_value((12, b"\0\x32")))
meta("rating-what-6", with_value((12, b"\x06\x32")))
meta("title-4097", with_value((6, b"x" * 4097)))
meta("title-not-utf8", with_value((6, b"\xc0\xaf\xed\xa0\x80")))
meta("tag-65", with_value((8, b"x" * 65)))
meta("source-257", with_value((14, b"jsonl:" + b"x" * 251)))
meta("opening-161", with_value((15, b"x" * 161)))
meta("lamport-7-bytes", with_value((4, bytes(7))))
meta("lamport-9-bytes", with_value((4, bytes(9))))
meta("words-8-bytes", with_value((13, bytes(8))))
meta("date-9-bytes", with_value((2, bytes(9))))
meta("seen-unsorted", with_value((16, b"\xff" * 8 + bytes(8)), (16, b"\x01" * 8 + bytes(8))))
meta("ref-0", with_value((9, bytes(8))))
meta("ref-2^63", with_value((9, struct.pack("<Q", 1 << 63))))
meta("date-max", with_value((2, moment((1 << 63) - 1))), "0|3", remark="the page sets no bounds; no undefined behaviour")
meta("date-min", with_value((2, moment(-(1 << 63)))), "0|3", remark="the same")
meta("offset-min", with_value((2, moment(0, -32768))), "0|3", remark="the same")
meta("day-not-noon", with_value((2, moment(43200001, 32767))))


def body(name, function, codes="3", write="-", remark=""):
    @case("T057-body-" + name, codes, write, remark)
    def _(d):
        ident = d.victims(1)[0]
        d.change(ident, body=function(d.plain(ident)[3]))
        d.j.put_manifest()


body("truncated", lambda b: b[:-1])
body("length-2^32-1", lambda b: b + raw(0x8001, (1 << 32) - 1))
body("two-texts", lambda b: raw(1, 1, b"a") * 2)
body("descending", lambda b: raw(2, 4, b"\0\x01ka") + raw(1, 1, b"a"))
body("text-not-utf8", lambda b: raw(1, 3, b"\xed\xa0\x80"))
body("field-shape-3", lambda b: raw(2, 4, b"\x03\x01ka"))
body("field-key-too-long", lambda b: raw(2, 4, b"\0\x03ka"))
body("field-1-byte", lambda b: raw(2, 1, b"\0"))
body("field-number-word", lambda b: raw(2, 6, b"\x02\x01kone"))
body("unknown-low", lambda b: b + raw(0x1234, 3, b"low"), "0", "refused", "shown, not edited")
body("unknown-high", lambda b: b + raw(0x8001, 4, b"high"), "0", "works", "carried along unchanged")


@case("T057-row-meta-length-2^32-1", "3")
def _(d):
    ident = d.victims(1)[0]
    kind, flags, m, b = d.plain(ident)
    d.change(ident, plain=struct.pack("<BBHI", 1, kind, flags, (1 << 32) - 1) + m + b)
    d.j.put_manifest()


@case("T057-row-version-2", "3")
def _(d):
    ident = d.victims(1)[0]
    d.change(ident, plain=b"\x02" + build_plain(*d.plain(ident))[1:])
    d.j.put_manifest()


def pack_plain(name, function, trial="T057"):
    """function(plain of the lowest pack that has entries) gives the padded plaintext."""
    @case("%s-%s" % (trial, name), "3")
    def _(d):
        n, heads = next((n, h) for n, h in sorted(d.j.all_packs().items()) if h)
        d.j.put_part(PACK, n, b"", padded=function(build_pack(heads)))
        d.j.put_manifest()


def padded_pack(plain):
    return pad(plain, felt2.pack_size(len(plain)))


pack_plain("pack-count-2^32-1", lambda p: padded_pack(p[:4] + b"\xff" * 4 + p[8:]))
pack_plain("pack-count-less", lambda p: padded_pack(p[:4] + bytes(4) + p[8:]))
pack_plain("pack-meta-length-2^32-1", lambda p: padded_pack(p[:60] + b"\xff" * 4 + p[64:]))
pack_plain("pack-truncated", lambda p: padded_pack(p[:-1]))
pack_plain("pack-byte-left", lambda p: padded_pack(p + b"x"))
pack_plain("pack-version-2", lambda p: padded_pack(b"\x02" + p[1:]))


# ---- T058: padding ---------------------------------------------------------------------------------------------

def padding(name, function):
    """function(plain, its size class) gives the padded plaintext."""
    @case("T058-" + name, "3")
    def _(d):
        ident = d.victims(1)[0]
        plain = build_plain(*d.plain(ident))
        d.change(ident, padded=function(plain, felt2.size_class(len(plain))))
        d.j.put_manifest()


padding("no-0x80", lambda p, n: p.rstrip(b"\0\x80") + b"\x01" + bytes(n - len(p.rstrip(b"\0\x80")) - 1))
padding("nonzero-after", lambda p, n: pad(p, n)[:-1] + b"\x01")
padding("class-too-large", lambda p, n: pad(p, 2 * n))
padding("no-class", lambda p, n: pad(p, n + 512))
padding("no-room", lambda p, n: p + b"\x80")
padding("zero-length", lambda p, n: b"")
padding("all-zero", lambda p, n: bytes(n))
padding("only-padding", lambda p, n: pad(b"", 1024))
pack_plain("pack-no-0x80", lambda p: (p.rstrip(b"\0\x80") + b"\x01").ljust(felt2.pack_size(len(p)), b"\0"), "T058")
pack_plain("pack-nonzero-after", lambda p: padded_pack(p)[:-1] + b"\x01", "T058")
pack_plain("pack-too-large", lambda p: padded_pack(p) + bytes(4096), "T058")
pack_plain("pack-no-multiple", lambda p: padded_pack(p) + bytes(512), "T058")
pack_plain("pack-zero-length", lambda p: b"", "T058")


@case("T058-row-of-39-bytes", "3")
def _(d):
    d.sql("UPDATE entry SET row=substr(row,1,39) WHERE id=?", d.victims(1)[0])


# ---- T059: integers near their limits --------------------------------------------------------------------------

MAX = (1 << 64) - 1


def manifest(name, codes, write="-", remark="", **values):
    @case("T059-" + name, codes, write, remark)
    def _(d):
        d.j.put_manifest(**values)


manifest("rows-2^63", "3", rows=1 << 63)
manifest("rows-2^64-1", "3", rows=MAX)
manifest("packs-2^63", "3", packs=1 << 63)
manifest("lamport-max", "0", "refused", "the manifest's highest; nothing may wrap", lamport=MAX)
manifest("generation-max", "0", "refused", "the next would be 0", generation=MAX)
manifest("generation-0", "3", generation=0)
manifest("generation-1-with-previous", "3", generation=1, previous=b"\x01" * 16)
manifest("lamport-below-a-row", "3", lamport=0)


@case("T059-row-lamport-max", "0", "refused", "row and manifest agree")
def _(d):
    meta_with_lamport(d, MAX)
    d.j.put_manifest(lamport=MAX)


@case("T059-row-lamport-above-manifest", "3")
def _(d):
    meta_with_lamport(d, d.j.lamport + 1)
    d.j.put_manifest()


def meta_with_lamport(d, lamport):
    ident = d.victims(1)[0]
    own = struct.pack("<Q", lamport)
    d.change(ident, meta=with_value((4, own), (5, d.j.device), (16, d.j.device + own))(
        parse_run(d.plain(ident)[2], STARRED, "meta")))


def renumber(d, ident, new):
    """The same row under another id, sealed and named so."""
    while d.one("SELECT count(*) FROM entry WHERE id=?", new):
        new -= 1
    plain = build_plain(*d.plain(ident))
    n = d.repack_number(ident)
    d.sql("DELETE FROM entry WHERE id=?", ident)
    ad = felt2.part_ad(ROW, d.j.id, new % felt2.U64, d.j.epoch, felt2.size_class(len(plain)), d.j.major)
    sealed = felt2.seal(d.j.k[2], ad, pad(plain, felt2.size_class(len(plain))))
    d.sql("INSERT INTO entry VALUES(?,?)", new, sealed)
    d.repack(lambda heads: [[new % felt2.U64, h[1], h[2], sealed[:40], h[4]] if h[0] == ident else h for h in heads],
             number=n)
    d.j.put_manifest()


for name, new, codes in (("id-2^63-1", (1 << 63) - 1, "0"), ("id-0", 0, "3"), ("id-negative", -1 << 63, "3")):
    case("T059-" + name, codes)(lambda d, new=new: renumber(d, d.victims(1)[0], new))


@case("T059-pack-number-max", "0|3", "works or refused", "there is no next number")
def _(d):
    n, heads = max(d.j.all_packs().items())
    d.sql("DELETE FROM digest WHERE n=?", n)
    d.j.put_part(PACK, (1 << 63) - 1, build_pack(heads))
    d.j.put_manifest()


@case("T059-pack-number-0", "3")
def _(d):
    n, heads = max(d.j.all_packs().items())
    d.sql("DELETE FROM digest WHERE n=?", n)
    d.j.put_part(PACK, 0, build_pack(heads))
    d.j.put_manifest()


def epoch(name, value, codes, write):
    @case("T059-" + name, codes, write, "everything sealed anew under this epoch")
    def _(d):
        j = d.j
        rows = {i: build_plain(*d.plain(i)) for i, in d.sql("SELECT id FROM entry").fetchall()}
        packs = j.all_packs()
        j.put_header(felt2.build_header(j.rk, j.id, value, secret=j.inbox_secret), j.slots)
        sealed = {i: j.put_part(ROW, i, plain)[:40] for i, plain in rows.items()}
        for n, heads in packs.items():
            j.put_part(PACK, n, build_pack([h[:3] + [sealed[h[0]]] + h[4:] for h in heads]))
        j.put_manifest()


epoch("epoch-max", MAX, "0", "rotation refused")
epoch("epoch-0", 0, "3", "-")


# ---- F3: the rules of FORMAT.md 3 about rows and packs that no trial words -------------------------------------

def pack_rule(name, function):
    @case("F3-" + name, "3", remark="lists open packs only: `verify`, `show`, `search` find it")
    def _(d):
        function(d, d.victims(1)[0])
        d.j.put_manifest()


pack_rule("row-in-no-pack", lambda d, i: d.repack(lambda heads: [h for h in heads if h[0] != i], holding=i))
pack_rule("row-twice-in-pack", lambda d, i: d.repack(lambda heads: heads + [h for h in heads if h[0] == i], holding=i))
pack_rule("pack-without-row", lambda d, i: d.sql("DELETE FROM entry WHERE id=?", i))
pack_rule("kind-differs", lambda d, i: d.change(i, head={1: 5}))
pack_rule("flags-differ", lambda d, i: d.change(i, head={2: 16}))
pack_rule("meta-differs", lambda d, i: d.change(i, head={4: b""}))
pack_rule("first-40-differ", lambda d, i: d.change(i, head={3: bytes(40)}))
pack_rule("kind-0", lambda d, i: d.change(i, kind=0))
pack_rule("kind-9", lambda d, i: d.change(i, kind=9))
pack_rule("tombstone-with-body", lambda d, i: d.change(i, kind=2, meta=b""))
pack_rule("tombstone-with-title", lambda d, i: d.change(i, kind=2, meta=raw(6, 1, b"x"), body=b""))


@case("F3-row-in-two-packs", "3")
def _(d):
    ident = d.victims(1)[0]
    head = next(h for heads in d.j.all_packs().values() for h in heads if h[0] == ident)
    d.j.put_part(PACK, max(d.j.all_packs()) + 1, build_pack([head]))
    d.j.put_manifest()


# ---- T052: what anybody may put into the inbox is no damage ------------------------------------------------------

def boxed(name, rows, remark="kept and counted"):
    @case("T052-" + name, "0", "works", remark)
    def _(d):
        for ident, box in rows(d):
            d.sql("INSERT INTO inbox VALUES(?,?)", ident, box)


def a_box(d, inner, ident=None, epoch=None, kind=1, zero=0, flags=0, journal=None, body=None, size=2048):
    """FORMAT.md section 5, with one thing wrong."""
    body = build_run([(1, b"from somebody")]) if body is None else body
    meta = build_run([(1, struct.pack("<qh", 1700000000000, 0))])
    plain = (b"FELTINB1" + (journal or d.j.id) + struct.pack("<QQBBHI", inner if ident is None else ident, d.j.epoch if epoch is None else epoch,
             kind, zero, flags, len(meta)) + meta + body + b"\x80")
    return felt2.nb.crypto_box_seal(plain + bytes(size - len(plain)), d.j.header[40:72])


boxed("one-byte", lambda d: [(7, b"x")])
boxed("empty", lambda d: [(7, b"")])
boxed("random", lambda d: [(n, secrets.token_bytes(4096)) for n in range(1, 100)])
boxed("64-MiB", lambda d: [(7, bytes(64 << 20))], "not opened")
boxed("negative-id", lambda d: [(-7, a_box(d, 7)), (0, a_box(d, 0)), (-(1 << 63), b"x"), ((1 << 63) - 1, b"x")])
boxed("good", lambda d: [(7, a_box(d, 7))], "waits for the next command that unlocks")
boxed("other-id", lambda d: [(7, a_box(d, 8))])
boxed("other-journal", lambda d: [(7, a_box(d, 7, journal=bytes(16)))])
boxed("other-epoch", lambda d: [(7, a_box(d, 7, epoch=99))])
boxed("kinds", lambda d: [(n, a_box(d, n, kind=n)) for n in (2, 3, 5, 6, 8, 9, 255)])
boxed("flags", lambda d: [(7, a_box(d, 7, flags=0xffff)), (8, a_box(d, 8, zero=1))])
boxed("padding", lambda d: [(7, a_box(d, 7, size=4096)), (8, a_box(d, 8, size=2047))])
boxed("run-cut-short", lambda d: [(7, a_box(d, 7, body=b"\x01"))])


# ---- The command line ------------------------------------------------------------------------------------------

def find(name):
    if name in CASES:
        return CASES[name]
    m = re.fullmatch(r"T049-(both|journal|spare)-(\d+)-([0-7])", name)
    if m and int(m[2]) < 160:
        codes, remark = flip_codes(m[1], int(m[2]))
        return flip(m[1], int(m[2]), int(m[3])), codes, "-", remark
    sys.exit("damage: no case %s" % name)


def main():
    if sys.argv[1:] == ["list"]:
        for name, (_, codes, write, remark) in CASES.items():
            print("\t".join((name, name.split("-")[0], codes, "write: " + write, remark)))
        return 0
    p = argparse.ArgumentParser(description="damaged journals for TRIALS.md; `damage.py list` names the cases")
    p.add_argument("case")
    p.add_argument("src")
    p.add_argument("dst")
    p.add_argument("--passphrase-file", required=True)
    p.add_argument("--older")
    args = p.parse_args()
    function = find(args.case)[0]
    try:
        d = Damage(args)
        function(d)
        d.con.execute("COMMIT")
        d.con.close()
    except (felt2.Refused, sqlite3.Error, OSError) as e:
        print("damage: %s: %s" % (args.case, e), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
