/*
 * What went wrong, as a value.
 *
 * A function that can fail returns 0 or one negative code of this list.  The details go into the
 * caller's `struct err`, filled at the place that knows most.  Codes are made everywhere; words are
 * made in src/cli/report.c alone, which also gives each code its exit status and its hint.
 *
 * Law: no text of a journal, no passphrase and no key ever enters a `struct err`.  The subject is a
 * path, an id, an option, a typed feeling word or a number.
 */
#ifndef FELT_BASE_ERR_H
#define FELT_BASE_ERR_H

enum err_code {
	E_OK = 0,
	/* exit 1: what was asked for makes no sense */
	E_USAGE = -1,             /* an option or argument; subject: which, and why */
	E_DATE = -2,              /* not a date; subject: what was typed */
	E_ID_UNKNOWN = -3,        /* subject: the id */
	E_ID_AMBIGUOUS = -4,      /* subject: the prefix; n: how many */
	E_ID_SHORT = -5,          /* fewer than four characters, or not an id at all */
	E_TEXT_UTF8 = -6,         /* invalid UTF-8; n: byte offset */
	E_TEXT_NUL = -7,          /* a NUL byte; n: byte offset */
	E_TEXT_LONG = -8,         /* over a limit; n: the limit in bytes */
	E_TEXT_EMPTY = -9,        /* nothing to save */
	E_PASSPHRASE_FORM = -10,  /* empty, NUL inside, over 1024 bytes */
	E_FEELING_UNKNOWN = -11,  /* subject: what was typed, "(near: a, b)" */
	E_FEELING_AMBIGUOUS = -12,
	E_INPUT = -13,            /* malformed import or answers; subject: what; n: line, 0 if none */
	/* exit 2: keys */
	E_NO_SECRET = -20,        /* no source for the passphrase */
	E_WRONG_SECRET = -21,     /* no slot opened */
	E_RECOVERY_FORM = -22,    /* a recovery key with a wrong group; n: which, from 1, 0 if the check fails */
	E_AGE_KEY = -23,          /* an age file that nothing at hand opens; subject: why */
	/* exit 3: content that does not verify */
	E_DAMAGE = -30,           /* subject: what; n: how many */
	E_OLDER = -31,            /* older than last seen here; subject: both generations */
	E_PROOF = -32,            /* manifest missing or not opening: nothing proves it complete */
	E_AGE_DAMAGE = -33,       /* an age file that does not verify; subject: which part */
	/* exit 4: the world */
	E_NO_JOURNAL = -40,       /* subject: path */
	E_NO_INPUT = -41,         /* a file to be read is not there; subject: path */
	E_IO = -42,               /* sys: errno; subject: path or operation */
	E_SPACE = -43,            /* no space; subject: path; n: bytes needed, 0 if not known */
	E_NOMEM = -44,
	E_NO_CACHE = -45,         /* nothing kept between commands, or nowhere to keep it; subject: why */
	/* exit 5: refused */
	E_NOT_FELT = -50,         /* not a felt journal; subject: path */
	E_VERSION = -51,          /* another major, schema version or feature; subject: what */
	E_SCHEMA = -52,           /* unexpected schema */
	E_WAL = -53,              /* a journal in WAL mode */
	E_PERMISSION = -54,       /* wrong owner, mode, link, folder; subject: the command that mends it */
	E_KDF_LIMIT = -55,        /* a slot asks for more than is allowed; n: bytes */
	E_EXISTS = -56,           /* would overwrite; subject: path */
	E_UNSAFE = -57,           /* refused for safety; subject: why */
	/* exit 6: others */
	E_BUSY = -60,
	E_CONFLICT = -61,         /* changed meanwhile; subject: id */
	E_FORK = -62,             /* same generation, other content; or lacks what was written here */
	/* exit 130 */
	E_INTERRUPTED = -70
};

struct err {
	enum err_code code;
	int sys;                  /* errno, 0 if it says nothing */
	unsigned long long n;     /* see the code */
	char subject[320];        /* see the code; may be empty; NUL-terminated */
};

/* Fills err (NULL is allowed) from code and a printf format, sys and n are zeroed; returns code. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same with errno kept: ENOSPC and EDQUOT become E_SPACE, ENOMEM E_NOMEM, whatever code was asked for. */
int err_sys(struct err *err, enum err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same with a number. */
int err_num(struct err *err, enum err_code code, unsigned long long n, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
