/*
 * What a script wants of a packet, as JSON: one object, every key optional.
 *
 *	{"to":"Dr. Weiss","from":"M.","note":"...","aliases":{"Ana":"A.","Ben":null},"drop":["7kq2m0x9"],
 *	 "dates-only":["7kq2"],"leave-out":{"9e41":["situation","text","title","feelings"]}}
 *
 * null says nothing, except of an alias: that takes one away which was kept from before.  A key it does not know is refused by name, for
 * a slip there would let something leave that was to stay.  The names in "aliases" enter no message.
 */
#ifndef FELT_EXCHANGE_CHOICES_H
#define FELT_EXCHANGE_CHOICES_H

#include "felt/base/buf.h"

enum { CHOICES_MAX = 8 * 1024 * 1024 }; /* bytes of JSON */

enum choice {
	CHOICE_TO, CHOICE_FROM, CHOICE_NOTE, /* value */
	CHOICE_ALIAS,                        /* key: the name; value: the alias, p NULL: taken away */
	CHOICE_DROP, CHOICE_DATES_ONLY,      /* key: an id */
	CHOICE_LEAVE_OUT                     /* key: an id; value: one part of it */
};
/* Hands every choice to fn, in the object's order; borrowed for the call; fn's code stops it.  E_INPUT, E_TEXT_UTF8, E_NOMEM. */
typedef int choice_fn(void *arg, struct err *err, enum choice what, struct slice key, struct slice value);
int choices_read(struct err *err, struct slice json, choice_fn *fn, void *arg);

#endif
