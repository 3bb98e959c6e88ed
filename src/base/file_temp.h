/* Private to file.c and file_temp.c. */
#ifndef FELT_SRC_BASE_FILE_TEMP_H
#define FELT_SRC_BASE_FILE_TEMP_H

/* Removes what crashed runs left of temporaries of `name` in the folder. */
void file_temp_sweep(int dir, const char *name);

#endif
