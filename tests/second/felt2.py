#!/usr/bin/python3
"""felt2: a second reader (and maker) of felt journals, written from FORMAT.md alone.

It shares nothing with felt but that page.  It is meant to be read beside it: every function names the section
it follows.  Reading is as strict as the page demands; what the page describes but does not call damage (the
count of words, the opening, the own write in "seen") is a note on stderr, and damage with --strict.

Exit codes: 0 verified, 1 bad options or input, 2 wrong secret, 3 a rule is broken, 4 no file, 5 not a felt journal.
"""
import argparse
import hashlib
import json
import os
import re
import secrets
import sqlite3
import stat
import struct
import sys
import time
import unicodedata
from urllib.parse import quote

import nacl.bindings as nb
from nacl.exceptions import CryptoError

MAJOR = 1
ROW, PACK = 1, 2
U64 = 1 << 64
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SCHEMA = {       # section 1, text for text
    "journal": "CREATE TABLE journal(one INTEGER PRIMARY KEY CHECK(one=1),header BLOB NOT NULL,mac BLOB NOT NULL,"
               "manifest BLOB NOT NULL) STRICT",
    "slot": "CREATE TABLE slot(id BLOB PRIMARY KEY NOT NULL,rec BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "entry": "CREATE TABLE entry(id INTEGER PRIMARY KEY,row BLOB NOT NULL) STRICT",
    "digest": "CREATE TABLE digest(n INTEGER PRIMARY KEY,pack BLOB NOT NULL) STRICT",
    "inbox": "CREATE TABLE inbox(id INTEGER PRIMARY KEY,box BLOB NOT NULL) STRICT",
    "spare": "CREATE TABLE spare(one INTEGER PRIMARY KEY CHECK(one=1),copy BLOB NOT NULL) STRICT",
}


class Refused(Exception):
    """A rule of FORMAT.md is broken, or the secret is wrong: exit code, section, rule."""

    def __init__(self, code, section, rule):
        super().__init__("FORMAT.md section %s: %s" % (section, rule))
        self.code = code


def need(condition, section, rule, code=3):
    if not condition:
        raise Refused(code, section, rule)


STRICT = False


def expect(condition, section, rule):
    """A rule a writer keeps, though the page does not call its breach damage."""
    need(condition or not STRICT, section, rule + " (--strict)")
    if not condition:
        print("note: section %s: %s" % (section, rule), file=sys.stderr)


# ---- Primitives: the preamble and section 2 --------------------------------------------------------------------

def blake(data, key=b""):
    return hashlib.blake2b(data, digest_size=32, key=key).digest()


def subkey(rk, n):
    """crypto_kdf_derive_from_key(32, n, "FELTkey1", RK)."""
    return hashlib.blake2b(b"", digest_size=32, key=rk, salt=struct.pack("<QQ", n, 0),
                           person=b"FELTkey1" + bytes(8)).digest()


def seal(key, ad, plain, nonce=None):
    """nonce 24 || tag 16 || ciphertext."""
    nonce = nonce or secrets.token_bytes(24)
    out = nb.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, ad, nonce, key)
    return nonce + out[-16:] + out[:-16]


def unseal(key, ad, blob):
    """The plaintext, or None."""
    if len(blob) < 40:
        return None
    try:
        return nb.crypto_aead_xchacha20poly1305_ietf_decrypt(blob[40:] + blob[24:40], ad, blob[:24], key)
    except CryptoError:
        return None


def fixed(blob):
    """The two fixed fields stand as nonce, ciphertext, tag: bring them to nonce, tag, ciphertext and back."""
    return blob[:24] + blob[-16:] + blob[24:-16]


def unfixed(blob):
    return blob[:24] + blob[40:] + blob[24:40]


def base32(value, chars):
    return "".join(CROCKFORD[value >> 5 * i & 31] for i in reversed(range(chars)))


def id13(value):
    """Section 3: ids in Crockford base 32, most significant bit first, 13 characters, lower case."""
    return base32(value, 13).lower()


def recovery_text(raw):
    """Section 2: 32 characters of data, 4 of check, 9 groups of 4."""
    check = int.from_bytes(blake(raw)[:3], "big") >> 4
    chars = base32(int.from_bytes(raw, "big") << 20 | check, 36)
    return "-".join(chars[i:i + 4] for i in range(0, 36, 4))


def recovery_bytes(text):
    text = re.sub(r"[-\s]", "", text).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    need(len(text) == 36 and all(c in CROCKFORD for c in text), "2", "a recovery key is 36 characters", 1)
    value = 0
    for c in text:
        value = value << 5 | CROCKFORD.index(c)
    raw = (value >> 20).to_bytes(20, "big")
    need(int.from_bytes(blake(raw)[:3], "big") >> 4 == value & 0xFFFFF, "2", "check characters of recovery key", 2)
    return raw


def passphrase_bytes(raw):
    """Section 2: the bytes as typed, one trailing newline stripped."""
    raw = raw[:-1] if raw.endswith(b"\n") else raw
    need(raw and b"\0" not in raw and len(raw) <= 1024, "2", "passphrase empty, with NUL or over 1024 bytes", 1)
    return raw


def argon2id(passphrase, salt, opslimit, memlimit):
    return nb.crypto_pwhash_alg(32, passphrase, salt, opslimit, memlimit, nb.crypto_pwhash_ALG_ARGON2ID13)


def kek(ikm, journal_id, slot48):
    return blake(b"FELTKEK1" + journal_id + slot48, ikm)


# ---- Header and slots: section 2 -------------------------------------------------------------------------------

def build_header(rk, journal_id, epoch=1, major=MAJOR, minor=0, features=0, secret=None):
    secret = secret or secrets.token_bytes(32)
    head = b"FELTHDR1" + struct.pack("<HHI", major, minor, features) + journal_id + struct.pack("<Q", epoch)
    head += nb.crypto_scalarmult_base(secret)
    return head + unfixed(seal(subkey(rk, 6), b"FELTINSK" + head, secret)) + bytes(16)


def build_slot(rk, journal_id, kind, secret, opslimit=0, memlimit=0, flags=0):
    salt, slot_id = secrets.token_bytes(16), secrets.token_bytes(16)
    head = struct.pack("<BBHIQ", 1, kind, flags, opslimit, memlimit) + salt + slot_id
    ikm = argon2id(secret, salt, opslimit, memlimit) if kind == 1 else secret
    return head + unfixed(seal(kek(ikm, journal_id, head), journal_id + head, rk)) + bytes(40)


def check_header(h):
    need(len(h) == 160 and h[:8] == b"FELTHDR1", "2", "header is 160 bytes and begins with FELTHDR1")
    major, _minor, features = struct.unpack_from("<HHI", h, 8)
    need(major == MAJOR, "2", "format major %d is refused" % major, 5)
    need(features & 0xFFFF == 0, "2", "unknown feature bit in 0-15 (%#x)" % features, 5)
    need(int.from_bytes(h[32:40], "little") >= 1, "2", "key epoch counts from 1")
    need(h[144:] == bytes(16), "2", "the last 16 bytes of the header are zero")


def check_slot(rec):
    need(len(rec) == 160, "2", "a slot is 160 bytes, not %d" % len(rec))
    version, kind, _flags, ops, mem = struct.unpack_from("<BBHIQ", rec)
    need(version == 1, "2", "slot version %d" % version, 5)
    need(kind in (1, 2), "2", "slot type %d" % kind, 5)
    if kind == 1:
        need(1 <= ops <= 16 and 8192 <= mem <= 4 << 30, "2", "KDF cost out of range: %d, %d" % (ops, mem), 5)
    else:
        need(ops == 0 and mem == 0, "2", "opslimit and memlimit of a recovery slot are 0")
    need(rec[120:] == bytes(40), "2", "the last 40 bytes of a slot are zero")


def mac_input(header, slots):
    return header + struct.pack("<I", len(slots)) + b"".join(sorted(slots))


def header_mac(k1, header, slots):
    return blake(b"FELTHMC1" + mac_input(header, slots), k1)


def spare_of(header, mac, slots):
    return header + mac + struct.pack("<I", len(slots)) + b"".join(sorted(slots))


class Copy:
    """One of the two copies of header, mac and slots."""

    def __init__(self, name, header, mac, slots):
        self.name, self.header, self.mac, self.slots = name, header, mac, slots
        check_header(header)
        need(len(mac) == 32, "2", "the mac is 32 bytes")
        need(1 <= len(slots) <= 8, "2", "at most 8 slots, here %d" % len(slots))
        for rec in slots:
            check_slot(rec)
        need(len({rec[32:48] for rec in slots}) == len(slots), "2", "two slots with one id")


def read_copies(con):
    """The copies that are well formed, and what is wrong with the others."""
    copies, errors = [], []

    def journal():
        rows = con.execute("SELECT one,header,mac FROM journal").fetchall()
        need(len(rows) == 1 and rows[0][0] == 1, "1", "table journal has exactly the row one=1")
        slots = con.execute("SELECT id,rec FROM slot LIMIT 9").fetchall()
        for slot_id, rec in slots:
            need(blob(slot_id) == blob(rec)[32:48], "2", "slot id is equal to the row's id")
        return Copy("journal", blob(rows[0][1]), blob(rows[0][2]), [rec for _, rec in slots])

    def spare():
        rows = con.execute("SELECT one,copy FROM spare").fetchall()
        need(len(rows) == 1 and rows[0][0] == 1, "1", "table spare has exactly the row one=1")
        c = blob(rows[0][1])
        need(len(c) >= 196 and len(c) == 196 + 160 * int.from_bytes(c[192:196], "little"), "2", "length of spare.copy")
        slots = [c[i:i + 160] for i in range(196, len(c), 160)]
        need(slots == sorted(slots), "2", "slot records of spare.copy are sorted bytewise")
        return Copy("spare", c[:160], c[160:192], slots)

    for read in journal, spare:
        try:
            copies.append(read())
        except Refused as e:
            errors.append(e)
    if not copies:
        raise errors[0]
    return copies, errors


def blob(value):
    need(isinstance(value, bytes), "1", "a column that is BLOB NOT NULL holds something else")
    return value


# ---- Padding and runs: section 3 -------------------------------------------------------------------------------

def size_class(length):
    n = length + 1
    if n <= 1 << 20:
        return max(1024, 1 << (n - 1).bit_length())
    step = (1 << n.bit_length() - 1) // 8
    return -(-n // step) * step


def pack_size(length):
    return -(-(length + 1) // 4096) * 4096


def pad(plain, size):
    return plain + b"\x80" + bytes(size - len(plain) - 1)


def unpad(padded, rule, section, what):
    plain = padded.rstrip(b"\0")
    need(plain.endswith(b"\x80"), section, "%s: padding is 0x80 and zeros" % what)
    need(rule(len(plain) - 1) == len(padded), section, "%s: padded to %d, not to %d"
         % (what, len(padded), rule(len(plain) - 1)))
    return plain[:-1]


def part_ad(part, journal_id, number, epoch, padded_length, major=MAJOR):
    return (b"FELTROW1" + bytes([part, 0, 0, 0]) + struct.pack("<HH", major, 0) + journal_id
            + struct.pack("<QQQ", number, epoch, padded_length))


def parse_run(run, starred, what):
    """u16 type | u32 length | value: ascending, repeated only where marked, every byte used."""
    out, pos, last = [], 0, -1
    while pos < len(run):
        need(len(run) - pos >= 6, "3", "%s: %d bytes left over" % (what, len(run) - pos))
        kind, length = struct.unpack_from("<HI", run, pos)
        pos += 6
        need(length <= len(run) - pos, "3", "%s: type %d is longer than the run" % (what, kind))
        need(kind > last or kind == last and kind in starred, "3", "%s: type %d after %d" % (what, kind, last))
        out.append((kind, run[pos:pos + length]))
        pos, last = pos + length, kind
    return out


def build_run(items):
    return b"".join(struct.pack("<HI", kind, len(value)) + value for kind, value in items)


def utf8(value, limit, what):
    need(limit is None or len(value) <= limit, "3", "%s: at most %s bytes" % (what, limit))
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(3, "3", "%s is not UTF-8" % what) from None


LAYERS, SOURCES, MOMENTS = ("none", "surface", "under"), ("writer", "suggestion", "import"), ("time", "after")


def read_meta(run, what):
    """The meta of section 3 as a dictionary for dump."""
    m = {}

    def size(value, n, name):
        need(len(value) == n, "3", "%s: %s is %d bytes, not %d" % (what, name, n, len(value)))
        return value

    def number(value, n, name):
        return int.from_bytes(size(value, n, name), "little")

    def entry_id(value, name):
        ident = number(value, 8, name)
        need(1 <= ident < 1 << 63, "3", "%s: %s is not the id of an entry" % (what, name))
        return id13(ident)

    for kind, v in parse_run(run, {7, 8, 11, 12, 16}, what):
        if kind in (1, 2, 3):
            ms, offset = struct.unpack("<qh", size(v, 10, "a time"))
            need(not (kind == 2 and offset == 32767) or ms % 86400000 == 43200000, "3",
                 "%s: a day without a time has the instant 12:00 UTC" % what)
            m[("created", "date", "modified")[kind - 1]] = [ms, offset]
        elif kind == 4:
            m["lamport"] = number(v, 8, "Lamport clock")
        elif kind == 5:
            m["device"] = size(v, 8, "device").hex()
        elif kind == 6:
            m["title"] = utf8(v, 4096, what + ": title")
        elif kind == 7:
            need(len(v) >= 4, "3", "%s: feeling is shorter than 4 bytes" % what)
            need((v[0] <= 100 or v[0] == 255) and v[1] <= 2 and v[2] <= 2 and v[3] <= 1, "3",
                 "%s: feeling with intensity %d, layer %d, source %d, moment %d" % ((what,) + tuple(v[:4])))
            m.setdefault("feelings", []).append(
                {"id": utf8(v[4:], 64, what + ": feeling"), "intensity": None if v[0] == 255 else v[0],
                 "layer": v[1], "source": v[2], "moment": v[3]})
        elif kind == 8:
            m.setdefault("tags", []).append(utf8(v, 64, what + ": tag"))
        elif kind == 9:
            m["ref"] = entry_id(v, "type 9")
        elif kind == 10:
            m["guide"] = utf8(v, None, what + ": guide")
            need("@" in m["guide"], "3", "%s: guide is name, @, version" % what)
        elif kind == 11:
            m.setdefault("beliefs", []).append(entry_id(v, "type 11"))
        elif kind == 12:
            size(v, 2, "rating")
            need(1 <= v[0] <= 5 and v[1] <= 100, "3", "%s: rating %d of %d" % (what, v[1], v[0]))
            m.setdefault("ratings", []).append([v[0], v[1]])
        elif kind == 13:
            m["words"] = number(v, 4, "words")
        elif kind == 14:
            m["source"] = utf8(v, 256, what + ": import source")
            need(":" in m["source"], "3", "%s: import source is format:id" % what)
        elif kind == 15:
            m["opening"] = utf8(v, 160, what + ": opening")
        elif kind == 16:
            size(v, 16, "seen")
            seen = m.setdefault("seen", [])
            device = v[:8].hex()
            need(not seen or seen[-1][0] < device, "3", "%s: seen is sorted by device" % what)
            seen.append([device, int.from_bytes(v[8:], "little")])
        else:
            m.setdefault("extra", []).append([kind, v.hex()])
    return m


def read_body(run, what):
    b = {}
    for kind, v in parse_run(run, {2}, what + ", body"):
        if kind == 1:
            b["text"] = utf8(v, 64 << 20, what + ": text")
        elif kind == 2:
            need(len(v) >= 2 and len(v) >= 2 + v[1] and v[0] <= 2, "3", "%s: malformed field" % what)
            key = utf8(v[2:2 + v[1]], 255, what + ": key")
            value = utf8(v[2 + v[1]:], None, what + ": field")
            need(v[0] != 2 or re.fullmatch(r"-?[0-9]+", value), "3", "%s: a number that is none" % what)
            b.setdefault("fields", []).append([v[0], key, value])
        else:
            b.setdefault("body-extra", []).append([kind, v.hex()])
    return b


def read_plain(plain, what):
    """A row without its padding: kind, flags, meta, body, as bytes."""
    need(len(plain) >= 8 and plain[0] == 1, "3", "%s begins with u8 1 and has a head of 8 bytes" % what)
    kind, flags, length = struct.unpack_from("<BHI", plain, 1)
    need(length <= len(plain) - 8, "3", "%s: meta is longer than the row" % what)
    return kind, flags, plain[8:8 + length], plain[8 + length:]


def build_plain(kind, flags, meta, body):
    return struct.pack("<BBHI", 1, kind, flags, len(meta)) + meta + body


def read_pack(plain, what):
    """A list of [id, kind, flags, first 40, meta]."""
    need(len(plain) >= 8 and plain[:4] == b"\x01\0\0\0", "3", "%s begins with 01 00 00 00 and a count" % what)
    heads, pos = [], 8
    for _ in range(int.from_bytes(plain[4:8], "little")):
        need(len(plain) - pos >= 56, "3", "%s ends within an entry" % what)
        ident, kind, zero, flags = struct.unpack_from("<QBBH", plain, pos)
        length = int.from_bytes(plain[pos + 52:pos + 56], "little")
        need(zero == 0, "3", "%s: the byte after kind is 0" % what)
        need(length <= len(plain) - pos - 56, "3", "%s: meta is longer than the pack" % what)
        heads.append([ident, kind, flags, plain[pos + 12:pos + 52], plain[pos + 56:pos + 56 + length]])
        pos += 56 + length
    need(pos == len(plain), "3", "%s: bytes after the last entry" % what)
    return heads


def build_pack(heads):
    return b"\x01\0\0\0" + struct.pack("<I", len(heads)) + b"".join(
        struct.pack("<QBBH", h[0], h[1], 0, h[2]) + h[3] + struct.pack("<I", len(h[4])) + h[4] for h in heads)


def count_words(values):
    """Section 3, type 13: runs of letters, marks and digits with inner apostrophes."""
    def is_word(c):
        return unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd"

    count = 0
    for v in values:
        inside = False
        for i, c in enumerate(v):
            if is_word(c):
                count, inside = count + (not inside), True
            elif not (inside and c in "'\u2019" and i + 1 < len(v) and is_word(v[i + 1])):
                inside = False
    return count


def first_line(body):
    """Section 3, type 15: the first line of the text, or of the first text field."""
    text = body.get("text") or next((f[2] for f in body.get("fields", []) if f[0] == 0), "")
    return text.split("\n", 1)[0]


def check_writer(what, kind, flags, m, body):
    """What a writer keeps to, see expect()."""
    expect(flags < 32, "3", "%s: flag beyond bit 4" % what)
    if "words" in m:
        words = count_words([body.get("text", "")] + [f[2] for f in body.get("fields", [])])
        expect(words == m["words"], "3", "%s: words is %d, counted %d" % (what, m["words"], words))
    if "opening" in m:
        line = first_line(body).rstrip("\r")
        fits = len(line.encode()) <= 160
        expect(line == m["opening"] if fits else line.startswith(m["opening"]), "3",
               "%s: opening is not the first line" % what)
    if "lamport" in m and "device" in m:
        expect([m["device"], m["lamport"]] in m.get("seen", []), "3", "%s: own write is not in seen" % what)
    expect(kind not in (7, 8) and not flags & 4 or "ref" in m, "3", "%s: type 9 is missing" % what)
    if m.get("guide", "").startswith("challenge@"):
        meant = {"feelings", "feelings-after", "belief", "belief-before", "belief-after", "balanced-belief"}
        expect(not meant & {f[1] for f in body.get("fields", [])}, "3", "%s: a field that belongs to meta" % what)


# ---- Opening: sections 1, 2 and 4 ------------------------------------------------------------------------------

def check_file(path):
    """Section 1: the file itself and its bytes 0-99, before SQLite sees the path.  True when a hot journal waits."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as e:
        raise Refused(4 if isinstance(e, FileNotFoundError) else 5, "1", "cannot open: %s" % e.strerror) from None
    try:
        st, top = os.fstat(fd), os.stat(os.path.dirname(os.path.abspath(path)))
        need(stat.S_ISREG(st.st_mode), "1", "not a regular file", 5)
        need(st.st_uid == os.getuid() and st.st_nlink == 1 and not st.st_mode & 0o077, "1",
             "own uid, one link, no group or other bits (chmod 600)", 5)
        need(not top.st_mode & 0o022 or top.st_mode & stat.S_ISVTX, "1", "the folder is writable by others", 5)
        head = os.pread(fd, 100, 0)
    finally:
        os.close(fd)
    need(len(head) == 100 and head[:16] == b"SQLite format 3\0", "1", "no SQLite magic", 5)
    try:
        with open(path + "-journal", "rb") as f:
            if f.read(8) == bytes.fromhex("d9d505f920a163d7"):
                return True
    except FileNotFoundError:
        pass
    need(head[18:20] == b"\x01\x01", "1", "write and read version are 1 (WAL: run PRAGMA journal_mode=DELETE)", 5)
    need(head[16:18] == b"\x40\x00", "1", "page size is 16384", 5)
    need(head[60:64] == b"\0\0\0\x01" and head[68:72] == b"FELT", "1", "application_id and user_version", 5)
    return False


class Journal:
    """An open journal: con, keys, header, mac, slots, manifest.  Written by make and by damage.py only."""

    def __init__(self, con):
        self.con = con

    def keys(self, rk):
        self.rk = rk
        self.k = [None] + [subkey(rk, n) for n in range(1, 9)]

    def use(self, header, mac, slots):
        self.header, self.mac, self.slots = header, mac, slots
        self.id, self.epoch = header[16:32], int.from_bytes(header[32:40], "little")
        self.major = int.from_bytes(header[8:10], "little")

    # -- reading

    def unlock(self, want, secret, allow_memory=False):
        """Section 2, Unlock."""
        copies, errors = read_copies(self.con)
        ikms, tried, trouble = {}, set(), None
        for copy in copies:
            for rec in copy.slots:
                # A record met again is not derived again; but its KEK depends on the journal id, which only
                # the header of its copy tells, so it is tried once for each journal id.
                if rec[1] != want or (copy.header[16:32], rec) in tried:
                    continue
                tried.add((copy.header[16:32], rec))
                try:
                    if rec not in ikms:
                        ikms[rec] = self.derive(rec, secret, allow_memory)
                    self.try_slot(copy, rec, ikms[rec], copies)
                except Refused as e:
                    trouble = e if trouble is None or e.code != 2 else trouble
                    continue
                for e in errors:
                    print("note: a damaged copy: %s" % e, file=sys.stderr)
                for c in copies:
                    if (c.header, c.mac, sorted(c.slots)) != (self.header, self.mac, sorted(self.slots)):
                        print("note: the copy in %s is bad" % c.name, file=sys.stderr)
                return self
        raise trouble or Refused(2, "2", "no slot of this type")

    def derive(self, rec, secret, allow_memory):
        if rec[1] == 2:
            return secret
        ops, mem = struct.unpack_from("<IQ", rec, 4)
        limit = min(1 << 30, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)
        need(mem <= limit or allow_memory, "2", "KDF memory %d needs --allow-kdf-memory" % mem, 5)
        return argon2id(secret, rec[16:32], ops, mem)

    def try_slot(self, copy, rec, ikm, copies):
        journal_id = copy.header[16:32]
        rk = unseal(kek(ikm, journal_id, rec[:48]), journal_id + rec[:48], fixed(rec[48:120]))
        need(rk is not None, "2", "no slot opens with this secret", 2)
        self.keys(rk)
        trouble = Refused(3, "2", "no copy with a valid mac contains the slot that opened")
        for c in copies:
            if rec in c.slots and header_mac(self.k[1], c.header, c.slots) == c.mac:
                try:
                    self.use(c.header, c.mac, c.slots)
                    self.open_inbox_key()
                    self.open_manifest()
                    return
                except Refused as e:
                    trouble = e
        raise trouble

    def open_inbox_key(self):
        h = self.header
        secret = unseal(self.k[6], b"FELTINSK" + h[:72], fixed(h[72:144]))
        need(secret is not None, "2", "the inbox key does not open")
        need(nb.crypto_scalarmult_base(secret) == h[40:72], "2", "the inbox public key does not match")
        self.inbox_secret = secret

    def manifest_ad(self):
        return b"FELTMAN1" + struct.pack("<HH", self.major, 0) + self.id + struct.pack("<Q", self.epoch)

    def open_manifest(self):
        rows = self.con.execute("SELECT manifest FROM journal").fetchall()
        need(len(rows) == 1, "4", "no manifest")
        sealed = blob(rows[0][0])
        p = unseal(self.k[5], self.manifest_ad(), sealed)
        need(p is not None, "4", "the manifest does not open")
        need(len(p) == 160 and p[:8] == b"FELTMAN1", "4", "the manifest is 160 bytes and begins with FELTMAN1")
        need(p[96:128] == self.mac, "4", "the manifest names another header mac")
        self.generation, self.rows = struct.unpack_from("<QQ", p, 8)
        self.S, self.packs, self.D = p[24:56], int.from_bytes(p[56:64], "little"), p[64:96]
        self.device, self.lamport = p[128:136], int.from_bytes(p[136:144], "little")
        self.previous, self.tag = p[144:160], sealed[24:40]
        need(self.generation >= 1, "4", "generations count from 1")
        need(self.generation > 1 or self.previous == bytes(16), "4", "the first manifest has no previous tag")

    def item(self, part, number, sealed):
        return blake(b"FELTSET1" + bytes([part]) + bytes(7) + struct.pack("<Q", number) + sealed[:40], self.k[4])

    def total(self, part, numbered):
        """Section 4: the sum of the items, lane by lane, modulo 2^64."""
        lanes = [0, 0, 0, 0]
        for number, sealed in numbered:
            for i, lane in enumerate(struct.unpack("<4Q", self.item(part, number, sealed))):
                lanes[i] = (lanes[i] + lane) % U64
        return struct.pack("<4Q", *lanes)

    def open_part(self, part, number, sealed):
        what = "%s %s" % (("row", id13(number)) if part == ROW else ("pack", number))
        size = len(sealed) - 40
        padded = unseal(self.k[part + 1], part_ad(part, self.id, number, self.epoch, size, self.major), sealed)
        need(padded is not None, "3", "%s does not open" % what)
        return unpad(padded, size_class if part == ROW else pack_size, "3", what), what

    def all_packs(self):
        """{pack number: heads}, after D and the number of packs were checked."""
        packs = self.con.execute("SELECT n,pack FROM digest ORDER BY n").fetchall()
        for n, sealed in packs:
            need(n >= 1 and len(blob(sealed)) >= 40, "3", "pack %d: number from 1, 40 bytes at least" % n)
        need(len(packs) == self.packs, "4", "%d packs, the manifest says %d" % (len(packs), self.packs))
        need(self.total(PACK, packs) == self.D, "4", "D is not the sum of the packs")
        return {n: read_pack(*self.open_part(PACK, n, sealed)) for n, sealed in packs}

    def read(self):
        """Everything, checked; a dictionary for each row, by id."""
        named = {}
        for n, heads in self.all_packs().items():
            for head in heads:
                need(head[0] not in named, "3", "row %s is named twice in packs" % id13(head[0]))
                named[head[0]] = head[1:]
        out, lanes, names = [], [0, 0, 0, 0], set()
        for ident, sealed in self.con.execute("SELECT id,row FROM entry ORDER BY id"):
            need(ident >= 1, "1", "ids are from 1 to 2^63 - 1, here %d" % ident)
            need(len(blob(sealed)) >= 40, "3", "row %s is shorter than nonce and tag" % id13(ident))
            for i, lane in enumerate(struct.unpack("<4Q", self.item(ROW, ident, sealed))):
                lanes[i] = (lanes[i] + lane) % U64
            need(ident in named, "3", "row %s is in no pack" % id13(ident))
            head = named.pop(ident)
            need(sealed[:40] == head[2], "3", "row %s is not the one its pack names" % id13(ident))
            plain, what = self.open_part(ROW, ident, sealed)
            kind, flags, meta, body = read_plain(plain, what)
            need([kind, flags, meta] == [head[0], head[1], head[3]], "3",
                 "%s: kind, flags or meta are not those of its pack" % what)
            need(1 <= kind <= 8, "3", "%s: kind %d" % (what, kind))
            m, b = read_meta(meta, what), read_body(body, what)
            if kind == 2:
                need({t for t, _ in parse_run(meta, {16}, what)} <= {3, 4, 5, 16} and not body, "3",
                     "%s: a tombstone has meta 3, 4, 5, 16 only and no body" % what)
            need(m.get("lamport", 0) <= self.lamport, "4", "%s: Lamport beyond the manifest's highest" % what)
            check_writer(what, kind, flags, m, b)
            if kind == 3:
                name = tuple(f[2] for f in b.get("fields", []) if f[1] == "name")
                expect(name not in names and len(name) == 1, "3", "%s: settings have one row a name" % what)
                names.add(name)
            out.append({"id": id13(ident), "kind": kind, "flags": flags, **m, **b})
        need(not named, "3", "%d rows named in packs are missing" % len(named))
        need(len(out) == self.rows, "4", "%d rows, the manifest says %d" % (len(out), self.rows))
        need(struct.pack("<4Q", *lanes) == self.S, "4", "S is not the sum of the rows")
        return out

    def inbox_keys(self, rows):
        """Section 5: epoch and secret key of the inbox, and those of earlier epochs from the settings row `inbox`."""
        keys = [(self.epoch, self.inbox_secret)]
        for row in rows:
            fields = row.get("fields", []) if row["kind"] == 3 else []
            if [0, "name", "inbox"] in [list(f) for f in fields]:
                for _, key, value in fields:
                    m = re.fullmatch(r"(\d+) ([0-9a-f]{64})", value) if key == "old" else None
                    keys += [(int(m[1]), bytes.fromhex(m[2]))] if m else []
        return keys

    def open_box(self, box, keys):
        for epoch, secret in keys:
            try:
                return epoch, nb.crypto_box_seal_open(box, nb.crypto_scalarmult_base(secret), secret)
            except CryptoError:
                pass
        raise Refused(3, "5", "the box does not open")

    def read_inbox(self, rows=()):
        """Section 5: what waits.  A box that does not open is reported, never damage."""
        keys = self.inbox_keys(rows)
        for ident, box in self.con.execute("SELECT id,box FROM inbox ORDER BY id"):
            try:
                need(ident >= 1 and len(blob(box)) <= (1 << 20) + 48, "5", "box id, or larger than 1 MiB")
                opened_by, p = self.open_box(box, keys)
                p = unpad(p, lambda n: max(2048, size_class(n)), "5", "box")
                need(p[:24] == b"FELTINB1" + self.id and len(p) >= 48, "5", "box of another journal")
                number, epoch, kind, zero, flags, length = struct.unpack_from("<QQBBHI", p, 24)
                need(number == ident and epoch == opened_by and zero == 0, "5", "box of another id or epoch")
                need(kind in (1, 4, 7) and flags & ~16 == 0, "5", "box of a kind or flag not taken")
                need(length <= len(p) - 48, "5", "box: meta is longer than the box")
                yield {"box": id13(ident), "kind": kind, "flags": flags, **read_meta(p[48:48 + length], "box"),
                       **read_body(p[48 + length:], "box")}
            except (Refused, CryptoError, ValueError, TypeError) as e:
                yield {"box": id13(ident % U64), "error": str(e)}

    # -- writing: nothing here checks, so that damage.py can use it too

    def put_header(self, header, slots):
        """Header, slots, mac and spare; the manifest follows with put_manifest."""
        self.use(header, header_mac(self.k[1], header, slots), slots)
        self.con.execute("UPDATE journal SET header=?,mac=?", (header, self.mac))
        self.con.execute("DELETE FROM slot")
        self.con.executemany("INSERT INTO slot VALUES(?,?)", [(rec[32:48], rec) for rec in slots])
        self.con.execute("UPDATE spare SET copy=?", (spare_of(header, self.mac, slots),))

    def put_part(self, part, number, plain, padded=None, epoch=None):
        if padded is None:
            padded = pad(plain, size_class(len(plain)) if part == ROW else pack_size(len(plain)))
        ad = part_ad(part, self.id, number, self.epoch if epoch is None else epoch, len(padded), self.major)
        sealed = seal(self.k[part + 1], ad, padded)
        table = "entry" if part == ROW else "digest"
        self.con.execute("INSERT OR REPLACE INTO %s VALUES(?,?)" % table, (number, sealed))
        return sealed

    def put_manifest(self, **other):
        """The manifest over what the tables hold now; `other` replaces single values."""
        rows = self.con.execute("SELECT id,substr(row,1,40) FROM entry").fetchall()
        packs = self.con.execute("SELECT n,substr(pack,1,40) FROM digest").fetchall()
        v = {"generation": self.generation + 1, "rows": len(rows), "packs": len(packs), "lamport": self.lamport,
             "S": self.total(ROW, [(i % U64, b) for i, b in rows]), "D": self.total(PACK, packs), "previous": self.tag}
        v.update(other)
        plain = (b"FELTMAN1" + struct.pack("<QQ", v["generation"], v["rows"]) + v["S"] + struct.pack("<Q", v["packs"])
                 + v["D"] + self.mac + self.device + struct.pack("<Q", v["lamport"]) + v["previous"])
        sealed = seal(self.k[5], self.manifest_ad(), plain)
        self.con.execute("UPDATE journal SET manifest=?", (sealed,))
        self.generation, self.tag, self.lamport = v["generation"], sealed[24:40], v["lamport"]
        self.rows, self.S, self.packs, self.D = v["rows"], v["S"], v["packs"], v["D"]


def open_journal(path, want, secret, allow_memory=False):
    """Sections 1, 2 and 4: an unlocked Journal within one read transaction."""
    hot = check_file(path)
    con = sqlite3.connect("file:%s?mode=%s" % (quote(os.path.abspath(path)), "rw" if hot else "ro"),
                          uri=True, isolation_level=None, timeout=5)
    con.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
    try:
        for pragma in "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY":
            con.execute("PRAGMA " + pragma)
        con.execute("BEGIN")
        found = con.execute("SELECT type,name,tbl_name,sql FROM sqlite_schema").fetchall()
        for pragma, value in ("application_id", 0x46454C54), ("user_version", 1), ("page_size", 16384):
            need(con.execute("PRAGMA " + pragma).fetchone()[0] == value, "1", pragma, 5)
    except sqlite3.DatabaseError as e:
        if "locked" in str(e) or "disk image" in str(e):
            raise
        raise Refused(5, "1", "unexpected schema: %s" % e) from None
    need(sorted(found, key=repr) == sorted((("table", n, n, s) for n, s in SCHEMA.items()), key=repr), "1",
         "unexpected schema", 5)
    return Journal(con).unlock(want, secret, allow_memory)


# ---- make ------------------------------------------------------------------------------------------------------

def cut_opening(line):
    """At most 160 bytes, cut where no mark, joiner or selector follows (enough of graphemes for a test)."""
    n = len(line.encode()[:160].decode("utf-8", "ignore"))
    while 0 < n < len(line) and (unicodedata.category(line[n])[0] == "M" or "\u200d" in line[n - 1:n + 1]
                                 or 0x1F1E6 <= ord(line[n]) <= 0x1F1FF or 0x1F3FB <= ord(line[n]) <= 0x1F3FF):
        n -= 1
    return line[:n]


def build_entry(e, lamport, device, variants, first):
    """One JSON line to (kind, flags, meta, body)."""
    def moment(pair):
        return struct.pack("<qh", *pair)

    kind, flags, own = e.get("kind", 1), e.get("flags", 0), struct.pack("<Q", lamport)
    created = e.get("created", [int(time.time() * 1000), 0])
    meta = [(3, moment(e.get("modified", created))), (4, own), (5, device), (16, device + own)]
    body = []
    if kind == 3:
        meta.append((1, moment(created)))
        body = [(2, bytes([shape, len(key)]) + key.encode() + value.encode()) for shape, key, value in e["fields"]]
    elif kind != 2:
        if "text" in e:
            body.append((1, e["text"].encode()))
        for shape, key, value in e.get("fields", []):
            body.append((2, bytes([shape, len(key.encode())]) + key.encode() + str(value).encode()))
        content = {k: e[k] for k in ("text", "fields") if k in e}
        need(content, "3", "an entry needs text or fields", 1)
        values = [e.get("text", "")] + [str(f[2]) for f in e.get("fields", [])]
        meta += [(1, moment(created)), (2, moment(e.get("date", created))),
                 (13, struct.pack("<I", count_words(values))), (15, cut_opening(first_line(content)).encode())]
        meta += [(t, e[name].encode()) for t, name in ((6, "title"), (10, "guide"), (14, "source")) if name in e]
        for f in e.get("feelings", []):
            level = f.get("intensity")
            meta.append((7, bytes([255 if level is None else level, f.get("layer", 0), f.get("source", 0),
                                   f.get("moment", 0)]) + f["id"].encode()))
        meta += [(8, t.encode()) for t in e.get("tags", [])]
        meta += [(9, struct.pack("<Q", e["ref"]))] if "ref" in e else []
        meta += [(11, struct.pack("<Q", b)) for b in e.get("beliefs", [])]
        meta += [(12, bytes(r)) for r in e.get("ratings", [])]
        if "carried" in variants:
            meta.append((0x8001, b"carried along"))
            body.append((0xC000, b"\x00\x01carried in the body"))
        if "unknown-low" in variants and first:
            meta.append((0x1234, b"unknown, below 0x8000"))
    return kind, flags, build_run(sorted(meta, key=lambda i: i[0])), build_run(body)


VARIANTS = ("packs-of-3", "higher-minor", "feature-16", "carried", "unknown-low", "eight-slots", "rotated")


def rotated(journal_id):
    """Sections 3 and 5: what two rotations left: settings rows, an entry imported in the first epoch, a box of the second."""
    inbox = [secrets.token_bytes(32) for _ in range(2)]
    k7 = [secrets.token_bytes(32) for _ in range(2)]
    source = "jsonl:" + blake(b"1903-01-02\0an old line").hex() + "#1"
    ident = int.from_bytes(blake(b"FELTIMP1" + source.encode(), k7[0])[:8], "little") % (1 << 63)
    rows = [{"kind": 3, "fields": [[0, "name", name]] + [[1, "old", "%d %s" % (i + 1, k.hex())] for i, k in enumerate(keys)]}
            for name, keys in (("inbox", inbox), ("import", k7))]
    rows.append({"id": ident, "flags": 2, "date": [-2114251200000, 32767], "text": "an old line", "source": source})
    number = secrets.randbelow((1 << 63) - 1) + 1
    meta = build_run([(1, struct.pack("<qh", 1795382045000, 60))])
    plain = (b"FELTINB1" + journal_id + struct.pack("<QQBBHI", number, 2, 1, 0, 0, len(meta)) + meta
             + build_run([(1, b"waited for two epochs")]))
    box = nb.crypto_box_seal(pad(plain, 2048), nb.crypto_scalarmult_base(inbox[1]))
    return rows, number, box


def make(path, passphrase, entries, ops, mem, variants=()):
    """A new journal; the recovery key as text."""
    need(2 <= ops <= 16 and 64 << 20 <= mem <= 4 << 30, "2", "never written below 2 passes, 64 MiB", 1)
    os.umask(0o077)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    con = sqlite3.connect("file:%s?mode=rw" % quote(os.path.abspath(path)), uri=True, isolation_level=None)
    for pragma in ("page_size=16384", "encoding='UTF-8'", "auto_vacuum=NONE", "journal_mode=DELETE",
                   "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY", "mmap_size=0"):
        con.execute("PRAGMA " + pragma)
    con.execute("BEGIN IMMEDIATE")
    con.execute("PRAGMA application_id=%d" % 0x46454C54)
    con.execute("PRAGMA user_version=1")
    for sql in SCHEMA.values():
        con.execute(sql)
    con.execute("INSERT INTO journal VALUES(1,x'',x'',x'')")
    con.execute("INSERT INTO spare VALUES(1,x'')")
    j = Journal(con)
    j.keys(secrets.token_bytes(32))
    j.generation, j.tag, j.lamport, j.device = 0, bytes(16), 0, secrets.token_bytes(8)
    journal_id = secrets.token_bytes(16)
    recovery = secrets.token_bytes(20)
    slots = [build_slot(j.rk, journal_id, 1, passphrase, ops, mem), build_slot(j.rk, journal_id, 2, recovery)]
    if "eight-slots" in variants:
        slots += [build_slot(j.rk, journal_id, 1, secrets.token_bytes(16).hex().encode(), 2, 64 << 20) for _ in range(3)]
        slots += [build_slot(j.rk, journal_id, 2, secrets.token_bytes(20)) for _ in range(3)]
    j.put_header(build_header(j.rk, journal_id, minor=7 if "higher-minor" in variants else 0,
                              features=1 << 16 if "feature-16" in variants else 0,
                              epoch=3 if "rotated" in variants else 1), slots)
    if "rotated" in variants:
        more, number, box = rotated(journal_id)
        entries = entries + more
        con.execute("INSERT INTO inbox VALUES(?,?)", (number, box))
    heads, lamport = [], 0
    for lamport, e in enumerate(entries, 1):
        ident = e.get("id") or secrets.randbelow((1 << 63) - 1) + 1
        kind, flags, meta, body = build_entry(e, lamport, j.device, variants, lamport == 1)
        sealed = j.put_part(ROW, ident, build_plain(kind, flags, meta, body))
        heads.append([ident, kind, flags, sealed[:40], meta])
    # Section 3: until the highest pack has 64 entries or 16 KiB; or 3 to a pack, in no order
    packs = [[]]
    if "packs-of-3" in variants:
        secrets.SystemRandom().shuffle(heads)
        packs = [heads[i:i + 3] for i in range(0, len(heads), 3)] or [[]]
    else:
        for head in heads:
            if len(packs[-1]) == 64 or len(build_pack(packs[-1])) >= 16384:
                packs.append([])
            packs[-1].append(head)
    for n, pack in enumerate(packs, 1):
        j.put_part(PACK, n, build_pack(pack))
    j.put_manifest(lamport=lamport)
    con.execute("COMMIT")
    con.close()
    return recovery_text(recovery)


# ---- Known answers: section 8 ----------------------------------------------------------------------------------

def vectors():
    rk, jid, eid = bytes(range(32)), bytes(range(16, 32)), 0x2726252423222120
    salt, slot_id, raw = bytes(range(0x40, 0x50)), bytes(range(0x50, 0x60)), bytes(range(20))
    k = [None] + [subkey(rk, n) for n in range(1, 7)]
    j = Journal(None)
    j.keys(rk)
    slot1 = struct.pack("<BBHIQ", 1, 1, 0, 3, 268435456) + salt + slot_id
    slot2 = struct.pack("<BBHIQ", 1, 2, 0, 0, 0) + salt + slot_id
    ikm = argon2id(b"correct horse", salt, 3, 268435456)
    row_ad = part_ad(ROW, jid, eid, 1, 1024)
    row = seal(k[2], row_ad, pad(build_plain(1, 0, b"", b""), 1024), bytes(24))
    pack = seal(k[3], part_ad(PACK, jid, 1, 1, 4096), pad(build_pack([]), 4096), bytes(24))
    answers = [
        ("K1", k[1].hex(), "28feaaebf7238d332e7d281164d9a2da6358067abdb08ba92bd84554ec7a8555"),
        ("K2", k[2].hex(), "50ec367032aa8a887472d83c054ad6b9fe6683b0f7168b6c7c812c3e5a9cb9a0"),
        ("K3", k[3].hex(), "27ba57221234522543cf32b87e08eb5f3cd56a9d8caaf9cadbb78d5518200e07"),
        ("K4", k[4].hex(), "78adb56e74d1b9e6d0fbf73a908958bc6bbf4ca9e473bb29f2ddaf0deb51e162"),
        ("K5", k[5].hex(), "2cb19d27d5a577d36a55b9d8557f20c667b12e7514e122bf9d33ddd9c6ff0a02"),
        ("K6", k[6].hex(), "689163e976b6de7edeb6ca1927326d32a90385c34a7636852b9b241f2216353d"),
        ("ikm", ikm.hex(), "912eaefba23f2f0bb486035b859a33316b1e606d08ee6851c43d3d51d288f17c"),
        ("KEK", kek(ikm, jid, slot1).hex(), "b52e5b49958040ad2ad6952281d932b1c03e834047559c07eb5a20be1ab32a98"),
        ("KEK of recovery", kek(raw, jid, slot2).hex(), "aab45ed3fdd10956a89676ebda906f756877cfa07dbb174bd3336fb7dad4d052"),
        ("item 1", j.item(ROW, eid, bytes(40)).hex(), "003d248578b1c5949c3add87a351f3b13877fc0b53e59339124fcc18f1b3a904"),
        ("item 2", j.item(PACK, 1, bytes(40)).hex(), "15355dd612bd11c6d0291f67ab551406ba05dd2b1693bef1c6df575ec16adce7"),
        ("row AD", row_ad.hex(), "46454c54524f57310100000001000000101112131415161718191a1b1c1d1e1f20212223242526270100"
                                 "0000000000000004000000000000"),
        ("row tag", row[24:40].hex(), "eaa01e05fd58daf9ce155334542de4a2"),
        ("row ciphertext", row[40:56].hex(), "16b6c3ac9ce872dd8ed0a975a0f859d6"),
        ("pack tag", pack[24:40].hex(), "2a3a300d6a7d05f5a778dc61c1074b23"),
        ("pack ciphertext", pack[40:56].hex(), "d672332b69a07066afb16853aba19665"),
        ("recovery key", recovery_text(raw), "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-BNCQ"),
        ("recovery key read", recovery_bytes("oooG40r4 0M3OE2O9-i85g-r38e-lw81-24gkbncq").hex(), raw.hex()),
        ("id", id13(eid), "2e9h54ghj4890"),
    ] + [("row class of %d" % n, size_class(n), want) for n, want in (
        (0, 1024), (1023, 1024), (1024, 2048), (2047, 2048), (100000, 131072), (1048575, 1048576),
        (1048576, 1179648), (10000000, 10485760))]
    wrong = [name for name, got, want in answers if got != want]
    for name in wrong:
        print("wrong: %s" % name, file=sys.stderr)
    print("%d known answers hold" % (len(answers) - len(wrong)))
    return 1 if wrong else 0


# ---- The command line ------------------------------------------------------------------------------------------

def secret_of(args):
    if args.recovery_file:
        with open(args.recovery_file, encoding="ascii", errors="replace") as f:
            return 2, recovery_bytes(f.read())
    need(args.passphrase_file, "2", "--passphrase-file is missing", 1)
    with open(args.passphrase_file, "rb") as f:
        return 1, passphrase_bytes(f.read(2048))


def run(args):
    if args.command == "vectors":
        return vectors()
    want, secret = secret_of(args)
    if args.command == "make":
        need(want == 1, "2", "make takes --passphrase-file", 1)
        entries = [json.loads(line) for line in sys.stdin if line.strip()]
        fresh = not os.path.lexists(args.file)
        try:
            print(make(args.file, secret, entries, args.opslimit, args.memlimit, args.variant))
        except BaseException:
            if fresh and os.path.lexists(args.file):
                os.unlink(args.file)
            raise
        return 0
    j = open_journal(args.file, want, secret, args.allow_kdf_memory)
    rows = j.read()
    boxes = list(j.read_inbox(rows))
    if boxes:
        print("note: %d wait in the inbox, %d of them do not open" % (len(boxes), sum("error" in b for b in boxes)),
              file=sys.stderr)
    if args.command == "verify":
        print("ok: %d rows, %d packs, generation %d" % (len(rows), j.packs, j.generation))
    else:
        for row in rows + (boxes if args.inbox else []):
            print(json.dumps(row))
    return 0


def main():
    global STRICT
    top = argparse.ArgumentParser(description="second reader of the felt journal, format 1.0")
    sub = top.add_subparsers(dest="command", required=True)
    sub.add_parser("vectors", help="the known answers of section 8")
    for name in "dump", "verify", "make":
        p = sub.add_parser(name)
        p.add_argument("file")
        p.add_argument("--passphrase-file")
        p.add_argument("--recovery-file")
        if name == "make":
            p.add_argument("--opslimit", type=int, default=2)
            p.add_argument("--memlimit", type=int, default=67108864)
            p.add_argument("--variant", action="append", default=[], choices=VARIANTS)
        else:
            p.add_argument("--strict", action="store_true", help="also what a writer has to keep to")
            p.add_argument("--allow-kdf-memory", action="store_true")
            p.add_argument("--inbox", action="store_true", help="dump: also what waits in the inbox")
    args = top.parse_args()
    STRICT = getattr(args, "strict", False)
    try:
        return run(args)
    except Refused as e:
        print("felt2: %s" % e, file=sys.stderr)
        return e.code
    except sqlite3.Error as e:
        busy = "locked" in str(e)
        print("felt2: %s: %s" % ("busy" if busy else "FORMAT.md section 1: SQLite", e), file=sys.stderr)
        return 6 if busy else 3
    except (OSError, ValueError, KeyError, TypeError) as e:
        print("felt2: %s: %s" % (type(e).__name__, e), file=sys.stderr)
        return 4 if isinstance(e, OSError) else 1


if __name__ == "__main__":
    sys.exit(main())
