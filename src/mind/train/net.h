/*
 * A small convolution net beside the linear table: it hears combinations the table cannot add up.
 *
 * Words are looked up as vectors of NET_WIDTH numbers; NET_FILTERS filters look at three words at a
 * time; of each filter the strongest place in the text counts, if it is above zero.  The labels are
 * a linear function of these and of the mean vector.  Trained on one thread with Adagrad in a fixed
 * order and with a fixed generator for the dropout.
 */
#ifndef FELT_MIND_TRAIN_NET_H
#define FELT_MIND_TRAIN_NET_H

#include "vocab.h"

enum { NET_WIDTH = 24, NET_FILTERS = 64, NET_SPAN = 3, NET_TOKENS = 96 };

struct net_recipe {
	float source_weight[SOURCES];
	float rate, rate_end, decay;
	float drop_word, drop_filter;
	int epochs;
	uint32_t seed;
};

struct net {
	size_t words; /* word 0 stands for all unknown ones; NET_TOKENS at the edge see zeros */
	float *vector;                                  /* words x NET_WIDTH */
	float filter[NET_SPAN][NET_WIDTH][NET_FILTERS];
	float filter_bias[NET_FILTERS];
	float out[NET_FILTERS][LANES], mean[NET_WIDTH][LANES];
	float bias[SOURCES][LANES];
	float trust[LANES]; /* what the logit of the linear table is multiplied with */
};

/* The words of each document, at most NET_TOKENS, as numbers 1..words-1 or 0. */
struct net_words {
	uint32_t *hash;  /* words-1 hashes, ascending: word k has hash[k - 1] */
	size_t words;
	uint16_t *token; /* of all documents */
	size_t *first;   /* ndoc + 1 */
};

void net_words_build(struct net_words *w, const struct corpus *c, const float weight[SOURCES], float min_mass);
void net_words_release(struct net_words *w);

/*
 * Learns what the linear table misses: `linear` has LANES logits for each document, from tables
 * that had not seen it.  The answer for a document is trust x linear + what the net says.
 */
void net_train(struct net *n, const struct corpus *c, const struct net_words *w, const float *linear, const struct net_recipe *r, int skip);
void net_score(const struct net *n, const struct net_words *w, const float *linear, size_t doc, float out[LANES]);
void net_release(struct net *n);

#endif
