/* The trainer makes the model, so it is linked without one. */
#include <stdint.h>

extern const uint8_t felt_mind_model[1], felt_mind_model_end[1];

const uint8_t felt_mind_model[1] = { 0 }, felt_mind_model_end[1] = { 0 };
