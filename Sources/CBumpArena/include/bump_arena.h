#ifndef PLANMD_BUMP_ARENA_H
#define PLANMD_BUMP_ARENA_H

#include <stddef.h>

/// The three functions of a `cmark_mem`, serving from an arena that belongs to the calling thread. `free` does
/// nothing: memory comes back all at once with `bump_arena_reset`.
void *bump_arena_calloc(size_t count, size_t size);
void *bump_arena_realloc(void *block, size_t size);
void bump_arena_free(void *block);

/// Makes all of the calling thread's memory free again, keeping a little of it for the next use.
void bump_arena_reset(void);

// Gives memory back to the system that was freed in many small parts, as the arrays of all pieces are when they have
// been put together. Does nothing where the C library has no way to ask for it.
void bump_arena_give_back_freed_memory(void);

#endif
