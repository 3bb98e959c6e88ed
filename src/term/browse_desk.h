/*
 * What the two files of the browser share: browse.c moves, browse_draw.c shows.
 */
#ifndef FELT_TERM_BROWSE_DESK_H
#define FELT_TERM_BROWSE_DESK_H

#include "felt/term/browse.h"
#include "panel.h"

enum browse_mode { BROWSING, SEARCHING, ASKED, HELPING };

struct browse_desk {
	const struct browse *b;
	struct browse_view *v;
	struct err *err;
	enum browse_mode mode;
	const struct browse_key *asked;
	struct panel_line line;
	char before[BROWSE_LINE + 1]; /* the words before this search, for esc */
	int help_top;
	long long rested;             /* when `rest` was called last */
	enum browse_end end;
	char key;
	int rc;
	/* of the last drawing */
	int list_rows, page_rows;
};

/* Shares the screen out, asks for what is shown, shows it.  A panel's `draw`. */
void browse_draw(void *arg, struct panel *p);

#endif
