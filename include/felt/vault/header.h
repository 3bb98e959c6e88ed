/*
 * The fixed bytes of a journal's keys: header, slots, spare copy (FORMAT.md 2).
 *
 * Pure bytes in, bytes out.  Nothing here knows SQLite: the store reads the columns into a
 * `struct vault_copies` and writes back what the vault made.
 */
#ifndef FELT_VAULT_HEADER_H
#define FELT_VAULT_HEADER_H

#include "felt/base/buf.h"
#include "felt/crypt/kdf.h"
#include "felt/crypt/seal.h"

enum {
	HEADER_SIZE = 160, SLOT_SIZE = 160, SLOTS_MAX = 8, MAC_SIZE = 32, JOURNAL_ID = 16, SLOT_ID = 16,
	FORMAT_MAJOR = 1, FORMAT_MINOR = 0, RECOVERY_KEY = 20, RECOVERY_TEXT = 45, /* 9 x 4 + 8 hyphens + NUL */
	SPARE_MAX = HEADER_SIZE + MAC_SIZE + 4 + SLOTS_MAX * SLOT_SIZE
};
enum slot_type { SLOT_PASSPHRASE = 1, SLOT_RECOVERY = 2 };

/* Of what is damaged when neither copy can be used, with the next step. */
#define BOTH_COPIES "both copies of its keys\n--key-file FILE stands in for them, where felt key export made one; felt restore puts a backup back"

struct header {
	uint16_t major, minor;
	uint32_t features;
	uint8_t journal_id[JOURNAL_ID];
	uint64_t epoch;
	uint8_t inbox_pk[32];
	uint8_t inbox_sk[72]; /* nonce, ciphertext, tag */
};

struct slot {
	uint8_t type;
	uint16_t flags;
	struct kdf_cost cost;
	uint8_t salt[KDF_SALT], id[SLOT_ID];
	uint8_t wrapped[72];
};

/* One copy of everything: the columns of journal and slot, or the spare taken apart. */
struct vault_copy {
	bool present;
	uint8_t header[HEADER_SIZE], mac[MAC_SIZE];
	uint8_t slots[SLOTS_MAX][SLOT_SIZE]; /* sorted bytewise */
	size_t nslots;
	enum err_code fault; /* why it cannot be used (wrong length, too many slots ...), 0 if it can be looked at */
};

/* E_DAMAGE for a wrong magic or nonzero reserve, E_VERSION for another major or an unknown feature bit 0-15. */
int header_decode(struct err *err, const uint8_t in[HEADER_SIZE], struct header *h);
void header_encode(const struct header *h, uint8_t out[HEADER_SIZE]);
int slot_decode(struct err *err, const uint8_t in[SLOT_SIZE], struct slot *s); /* unknown version or type, nonzero reserve: E_DAMAGE */
void slot_encode(const struct slot *s, uint8_t out[SLOT_SIZE]);
void vault_mac(uint8_t out[MAC_SIZE], const uint8_t k1[KEY_SIZE], const struct vault_copy *copy);
/* Sorts the slots of a copy bytewise. */
void vault_sort(struct vault_copy *copy);
/* spare.copy <-> copy. */
void vault_spare_encode(const struct vault_copy *copy, struct buf *out);
void vault_spare_decode(const uint8_t *p, size_t n, struct vault_copy *copy); /* fills copy->fault */

/* The recovery key as people see it: 9 groups of 4, 4 characters of check at the end. */
void recovery_text(const uint8_t key[RECOVERY_KEY], char out[RECOVERY_TEXT]);
/* Any case, O I L, hyphens and blanks free. E_RECOVERY_FORM: n is the group of the wrong length or with a strange
 * character, 0 when the check does not hold. */
int recovery_parse(struct err *err, const char *s, size_t n, uint8_t key[RECOVERY_KEY]);
/* The first 20 bytes of BLAKE2b("FELTFPR1" || journal id || inbox public key), written like a recovery key. */
void fingerprint_text(const struct header *h, char out[RECOVERY_TEXT]);

#endif
