/*
 * What `keys` writes and felt-bench and the floors read: the keys of one journal, without the root key.
 */
#ifndef BENCH_KEYS_H
#define BENCH_KEYS_H

#include <stdint.h>

enum { BENCH_KEYS_FD = 3 };

struct bench_keys {
	uint8_t journal_id[16];
	uint8_t epoch[8];      /* little-endian */
	uint8_t sub[7 * 32];   /* K1 to K7, FORMAT.md 2 */
};

#endif
