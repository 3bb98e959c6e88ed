/*
 * age v1 files: sealed for people who use other programs (age, rage, browsers), and opened again.
 *
 * The format is C2SP's age specification (age-encryption.org/v1), as age 1.1.1 writes it: recipients X25519
 * ("age1...") or one passphrase (scrypt), binary or armored.  Both halves stream: any size passes through some
 * hundred KiB of memory.
 *
 * What an age file promises: who has none of its keys reads nothing, and nobody alters it unseen.  What it does not:
 * it says nothing about who made it (anybody who has the recipient's public half can make one), and it shows its size
 * and how many recipients it has.
 *
 * Sealing:
 *	struct age_to to = { .recipients = keys, .nrecipients = 2, .armor = true };
 *	rc = age_seal_begin(&err, &to, write, arg, &w);
 *	rc = age_seal(w, &err, p, n);           any number of times
 *	rc = age_seal_end(w, &err);             the last piece; without it the file does not open
 *	rc = age_seal_check(w, &err, read, arg) opens what was written and compares it with what went in
 *	age_writer_free(w);
 *
 * Opening:
 *	rc = age_open(&err, read, arg, &r);     the header
 *	rc = age_wants_passphrase(r) ? age_unlock_passphrase(r, &err, passphrase, AGE_WORK_LIMIT)
 *				     : age_unlock_keys(r, &err, &ids);
 *	do rc = age_read(r, &err, p, sizeof p, &got); while (!rc && got);
 *	age_reader_free(r);
 * What age_read() gave out before it failed is authentic, but a beginning: it counts only when the end was reached.
 *
 * Errors: E_INPUT for what is not an age file as the specification has it (subject begins with "age header" or
 * "age armor"), E_AGE_KEY when nothing at hand opens it, E_AGE_DAMAGE for what was altered or cut off (subject begins with
 * "age header" or "age payload"), E_KDF_LIMIT, E_NOMEM, and what the callbacks answer.
 */
#ifndef FELT_CRYPT_AGE_H
#define FELT_CRYPT_AGE_H

#include <stdbool.h>

#include "felt/base/buf.h"
#include "felt/crypt/secret.h"

enum {
	AGE_KEY = 32,            /* X25519, either half */
	AGE_RECIPIENT_TEXT = 63, /* "age1..." and NUL */
	AGE_IDENTITY_TEXT = 75,  /* "AGE-SECRET-KEY-1..." and NUL */
	AGE_CHUNK = 64 * 1024,   /* of plaintext */
	AGE_WORK = 18,           /* log2 of scrypt's N that is written: 256 MiB, about a second */
	AGE_WORK_LIMIT = 20,     /* what is opened without being asked: 1 GiB */
	AGE_WORK_MOST = 22,      /* what is opened at all: 4 GiB */
	AGE_PEEK = 64            /* bytes that age_looks_like() wants to see; fewer are fine */
};

/* Puts n bytes somewhere; 0 or an error code. */
typedef int age_write_fn(void *arg, struct err *err, const void *p, size_t n);
/* At most n bytes into p, their number into *got, 0 only at the end; 0 or an error code. */
typedef int age_read_fn(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got);
/* The same from an offset of the source. */
typedef int age_read_at_fn(void *arg, struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got);

/* ---- keys ---- */

/*
 * A recipient as typed.  E_USAGE with a sentence of its own: not a recipient, a checksum that does not fit, mixed
 * case, a key of low order, a kind that needs newer cryptography (age1pq1..., age1tag...) or another program (ssh-...), or a
 * secret key, which is not repeated.
 */
int age_recipient_parse(struct err *err, const char *text, size_t n, uint8_t key[AGE_KEY]);
void age_recipient_text(const uint8_t key[AGE_KEY], char out[AGE_RECIPIENT_TEXT]);
/* One AGE-SECRET-KEY-1...: a new secret of AGE_KEY bytes.  E_INPUT; what was read is never repeated. */
int age_identity_parse(struct err *err, const char *text, size_t n, struct secret **out);
/* The public half. */
int age_identity_recipient(const struct secret *identity, uint8_t key[AGE_KEY]);

/* An identity file: a key a line, blank lines and # comments.  E_INPUT with the line in err->n. */
enum { AGE_IDENTITIES = 64 };
struct age_identities { struct secret *key[AGE_IDENTITIES]; size_t n; };
int age_identities_parse(struct err *err, struct slice text, struct age_identities *out);
void age_identities_release(struct age_identities *ids);

/* ---- sealing ---- */

struct age_to {
	const uint8_t (*recipients)[AGE_KEY]; size_t nrecipients; /* one or more, or */
	const struct secret *passphrase;                          /* this one alone */
	int work;                                                 /* log2 N for the passphrase; 0: AGE_WORK */
	bool armor;
};
struct age_writer;
int age_seal_begin(struct err *err, const struct age_to *to, age_write_fn *write, void *arg, struct age_writer **out);
int age_seal(struct age_writer *w, struct err *err, const void *p, size_t n);
int age_seal_end(struct age_writer *w, struct err *err);
/* After age_seal_end: the file from its first byte.  E_IO when it is not, byte for byte, what went in. */
int age_seal_check(const struct age_writer *w, struct err *err, age_read_fn *read, void *arg);
void age_writer_free(struct age_writer *w); /* NULL is fine */

/* ---- opening ---- */

/* Do these first bytes of something begin an age file, binary or armored? */
bool age_looks_like(const void *p, size_t n);

struct age_reader;
int age_open(struct err *err, age_read_fn *read, void *arg, struct age_reader **out);
bool age_wants_passphrase(const struct age_reader *r);
/* most: log2 of the largest N that is paid for, at most AGE_WORK_MOST; E_KDF_LIMIT with the bytes it would take. */
int age_unlock_passphrase(struct age_reader *r, struct err *err, const struct secret *passphrase, int most);
int age_unlock_keys(struct age_reader *r, struct err *err, const struct age_identities *ids);
/* Fits json_split and age_read_fn: the next bytes of the plaintext. */
int age_read(void *reader, struct err *err, uint8_t *p, size_t n, size_t *got);
/*
 * Once age_read() has reached the end: any part of the plaintext again, from a source that can be read at any place.  Up to
 * 64 MiB of plaintext are remembered, so that records in any order cost little.  E_AGE_DAMAGE when the source has changed;
 * E_INPUT for an armored file whose lines end in more than one way.
 */
int age_read_again(struct age_reader *r, struct err *err, uint64_t offset, uint8_t *p, size_t n, age_read_at_fn *at, void *arg);
void age_reader_free(struct age_reader *r); /* wipes; NULL is fine */

#endif
