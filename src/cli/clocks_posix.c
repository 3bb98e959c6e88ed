/*
 * Elsewhere there is no clock that both goes on during sleep and cannot be set: nothing is kept between commands.
 */
#include "cli/keys/cache.h"

struct clocks
clocks_now(void)
{
	return (struct clocks){ 0 };
}
