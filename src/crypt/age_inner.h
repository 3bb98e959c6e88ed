/*
 * What the files of age share: keys derived, stanzas, the header, the armor, the chunks.
 */
#ifndef FELT_CRYPT_AGE_INNER_H
#define FELT_CRYPT_AGE_INNER_H

#include "felt/crypt/age.h"
#include "felt/crypt/base64.h"

enum {
	AGE_FILE_KEY = 16,
	AGE_NONCE = 16,                        /* of the payload */
	AGE_TAG = 16,
	AGE_SEALED = AGE_CHUNK + AGE_TAG,      /* a whole chunk in the file */
	AGE_BODY = AGE_FILE_KEY + AGE_TAG,     /* of an X25519 or scrypt stanza */
	AGE_SALT = 16,
	AGE_COLUMNS = 64,
	AGE_LINE = AGE_COLUMNS / 4 * 3,        /* bytes in a whole line of base 64 */
	AGE_HEADER_MAX = 1 << 20
};
#define AGE_VERSION "age-encryption.org/v1"
#define AGE_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define AGE_END "-----END AGE ENCRYPTED FILE-----"

/* ---- age_derive.c ---- */

/* HKDF-SHA-256 (RFC 5869), 32 bytes; made of HMAC because libsodium 1.0.18 has no other way. */
void age_hkdf(uint8_t out[32], const void *ikm, size_t ikmn, const void *salt, size_t saltn, const char *info);
/* The MAC of a header, from its first byte to the three hyphens. */
void age_mac(uint8_t out[32], const struct secret *file_key, const void *header, size_t n);
/* The key of the payload: 32 bytes, NULL without memory. */
struct secret *age_payload_key(const struct secret *file_key, const uint8_t nonce[AGE_NONCE]);
/* scrypt with N = 2^work over "age-encryption.org/v1/scrypt" || salt.  E_NOMEM. */
int age_scrypt(struct err *err, const struct secret *passphrase, const uint8_t salt[AGE_SALT], int work, struct secret **out);
/* The wrapping key of an X25519 stanza: `mine` is a secret half, `theirs` a public one; share and recipient are the salt.
 * False when the shared secret is all zeros (a key of low order). */
bool age_x25519(uint8_t out[32], const uint8_t mine[AGE_KEY], const uint8_t theirs[AGE_KEY], const uint8_t share[AGE_KEY],
	const uint8_t recipient[AGE_KEY]);
/* The file key in 32 bytes of a stanza's body: ChaCha20-Poly1305 with a nonce of zeros. */
void age_wrap(uint8_t body[AGE_BODY], const uint8_t key[32], const uint8_t file_key[AGE_FILE_KEY]);
bool age_unwrap(uint8_t file_key[AGE_FILE_KEY], const uint8_t key[32], const uint8_t body[AGE_BODY]);

/* ---- age_header.c ---- */

/* All borrow from the header's bytes. */
enum { AGE_ARGS = 8 };
struct age_stanza {
	struct slice type, args[AGE_ARGS];
	size_t nargs;            /* may be more than AGE_ARGS: then those are not in args, and the stanza is none of ours */
	uint8_t body[AGE_BODY];  /* its first bytes */
	size_t bodyn;            /* all of them */
};
struct age_header {
	struct age_stanza *stanzas; size_t n;
	size_t maced;            /* bytes that the MAC covers */
	uint8_t mac[32];
};
/* Does p begin with a whole header?  1: its length in *n; 0: more is needed; E_INPUT when it never will be one. */
int age_header_end(struct err *err, const uint8_t *p, size_t have, size_t *n);
/* Takes a whole header apart, and looks at everything that can be looked at without a key.  E_INPUT, E_NOMEM. */
int age_header_parse(struct err *err, const uint8_t *p, size_t n, struct age_header *out);
void age_header_release(struct age_header *h);
/* ours: "X25519" or "scrypt", well-formed. */
bool age_is_x25519(const struct age_stanza *s);
bool age_is_scrypt(const struct age_stanza *s);
void age_stanza_share(const struct age_stanza *s, uint8_t share[AGE_KEY]);                 /* X25519 */
void age_stanza_salt(const struct age_stanza *s, uint8_t salt[AGE_SALT], int *work);       /* scrypt; work INT_MAX when it is huge */
/* "-> TYPE ARG\nBODY\n"; extra NULL for none. */
void age_stanza_write(struct buf *out, const char *type, const uint8_t *arg, size_t n, const char *extra, const uint8_t body[AGE_BODY]);

/* ---- age_armor.c ---- */

/* Bytes of the source, buffered, and the lines of an armor out of them. */
struct age_source {
	age_read_fn *read;
	void *arg;
	uint8_t in[16 * 1024];
	size_t at, n;
	bool end;
	uint64_t taken;          /* bytes of the source before in[at] */
	bool armored, begun, last, done; /* last: only the end mark may follow; done: it did */
	uint8_t line[AGE_LINE];  /* decoded and not yet handed out */
	size_t line_at, line_n;
	uint64_t first;          /* armor: where the first line of base 64 begins, */
	unsigned line_end;       /* how many bytes end a line there, */
	bool mixed;              /* and whether some lines end in another way */
};
/* Looks at the first bytes: armored or not. */
int age_source_begin(struct age_source *s, struct err *err, age_read_fn *read, void *arg);
/* Fills p with n bytes of the binary file, fewer only at its end. */
int age_source_fill(struct age_source *s, struct err *err, uint8_t *p, size_t n, size_t *got);
/* n bytes of the binary file from an offset, through `at`. E_INPUT for mixed line ends. */
int age_source_at(const struct age_source *s, struct err *err, uint64_t offset, uint8_t *p, size_t n, size_t *got, age_read_at_fn *at,
	void *arg);

/* Writing: lines of 64 columns between the two marks. */
struct age_armor { uint8_t line[AGE_LINE]; size_t n; bool begun; };
int age_armor_write(struct age_armor *a, struct err *err, const uint8_t *p, size_t n, age_write_fn *write, void *arg);
int age_armor_end(struct age_armor *a, struct err *err, age_write_fn *write, void *arg);

/* ---- chunks (age_derive.c) ---- */

void age_chunk_seal(uint8_t *out, const struct secret *key, uint64_t index, bool last, const uint8_t *p, size_t n);
/* n counts the tag; false when it does not verify, and out is zeros then. */
bool age_chunk_open(uint8_t *out, const struct secret *key, uint64_t index, bool last, const uint8_t *p, size_t n);

/* ---- age_read.c ---- */

/* For age_seal_check: the file key is known.  Verifies the header, prepares the payload. */
int age_unlock_file_key(struct age_reader *r, struct err *err, const struct secret *file_key);
struct age_again;
struct age_reader {
	struct age_source source;
	struct buf header;
	struct age_header parsed;
	struct secret *key;      /* of the payload; NULL: locked */
	uint8_t nonce[AGE_NONCE];
	uint64_t payload;        /* offset of the first chunk in the binary file */
	uint64_t index;          /* of the next chunk */
	uint8_t *sealed, *chunk; /* AGE_SEALED and AGE_CHUNK bytes */
	size_t have;             /* of sealed */
	size_t at, n;            /* of chunk: handed out, there */
	uint64_t bytes;          /* of plaintext, when finished */
	bool last, finished, failed; /* last: its chunk is open, what follows must be nothing */
	struct age_again *again; /* age_again.c */
};
void age_again_free(struct age_again *a);

#endif
