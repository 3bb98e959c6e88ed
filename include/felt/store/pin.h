/*
 * The pin: what this machine remembers of a journal, so that an older or a forked file put in its place is seen (FORMAT.md 5).
 */
#ifndef FELT_STORE_PIN_H
#define FELT_STORE_PIN_H

#include "felt/vault/header.h"

/* A settings row: its id, and the first 8 bytes of its tag. */
struct pin_setting { uint64_t id, tag; };

struct pin {
	bool present;
	bool unreadable;          /* there is one, and it cannot be read or believed: as good as none */
	uint8_t pk[32];
	uint64_t epoch, generation;
	uint8_t manifest[16];     /* tag */
	uint64_t wrote_id, wrote_lamport; /* 0: none */
	uint64_t *pending; size_t npending; /* owned */
	uint64_t backup_at, backup_generation; /* seconds since 1970; 0: never. Our own line `backup S G`. */
	/* Our own line `settings TAG [ID TAG8]...`: which settings rows there were when the manifest had this tag, so that nobody has to go
	 * through all packs to learn that there are none. */
	bool has_settings;
	uint8_t settings_at[16];
	struct pin_setting *settings; size_t nsettings; /* owned */
	struct buf unknown;       /* lines to be kept, owned */
};
void pin_release(struct pin *p);
/* state: the folder. Missing: present false. E_PERMISSION for a link, another owner or wide mode, E_DAMAGE when it cannot be read as a pin. */
int pin_read(struct err *err, const char *state, const uint8_t journal_id[JOURNAL_ID], struct pin *out);
/* Removes what crashed writers of this pin left behind. */
void pin_sweep(const char *state, const uint8_t journal_id[JOURNAL_ID]);
/* Under flock of pin-….lock: reads again, lets change(arg, pin) alter it (not 0: nothing is written), writes. The generation is only raised unless `lower`. */
int pin_update(struct err *err, const char *state, const uint8_t journal_id[JOURNAL_ID], bool lower, int (*change)(void *arg, struct pin *p), void *arg);

#endif
