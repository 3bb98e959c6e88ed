/*
 * The guides that come with felt: files in src/model/guides, compiled in as they are (guides.S).
 */
#include "felt/model/guide.h"

extern const char felt_guides_challenge[], felt_guides_express[], felt_guides_recognize[], felt_guides_compassion[], felt_guides_trust[],
	felt_guides_session[], felt_guides_end[];

const char *
guide_built_in(size_t i, const char **text, size_t *n)
{
	/* In the order of the file: each ends where the next one begins. */
	static const struct { const char *name, *from, *to; } all[GUIDES_BUILT_IN] = {
		{ "challenge", felt_guides_challenge, felt_guides_express }, { "express", felt_guides_express, felt_guides_recognize },
		{ "recognize", felt_guides_recognize, felt_guides_compassion }, { "compassion", felt_guides_compassion, felt_guides_trust },
		{ "trust", felt_guides_trust, felt_guides_session }, { "session", felt_guides_session, felt_guides_end }
	};

	if (i >= GUIDES_BUILT_IN)
		return NULL;
	*text = all[i].from;
	*n = (size_t)(all[i].to - all[i].from);
	return all[i].name;
}
