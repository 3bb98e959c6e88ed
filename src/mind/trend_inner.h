/*
 * What trend.c keeps and trend_series.c reads.
 */
#ifndef FELT_MIND_TREND_INNER_H
#define FELT_MIND_TREND_INNER_H

#include "felt/mind/trend.h"

/* One entry; named: it names a feeling, be it one that belongs to no family. */
struct trend_mark { int32_t day; uint16_t families, named; };
/* One mention of a chosen feeling; again: the entry was counted for it already. */
struct trend_rated { int32_t day; uint8_t pick, intensity; uint16_t again; };

int marks_in_order(const void *a, const void *b);
int rated_in_order(const void *a, const void *b);
int records_in_order(const void *a, const void *b);
int points_in_order(const void *a, const void *b);

#endif
