/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool: jobs done by several threads, results taken in the order in which the jobs were given.
 *
 * Audience: pack/gzout, and any tool that has pure work on blocks or files.
 *
 * One thread (the owner) gives jobs and takes results; the workers only call work(job). The owner is reader and writer
 * in one, so no result ever waits for another thread to fetch it, and the ring of `depth` places is the only store:
 *
 *     while (there is more) {
 *         struct job *j = pool_full(p) ? pool_take(p) : a new one;      <- back-pressure: waits for the oldest
 *         write j's result; fill j;
 *         pool_give(p, j);
 *     }
 *     while ((j = pool_take(p)))
 *         write j's result
 *
 * With one thread (or none) there are no workers: pool_give does the work itself, with the same results in the same
 * order. work must be a pure function of its job: it may touch nothing but the job and constants, and never calls diag.
 */
#ifndef EC_BASE_POOL_H
#define EC_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

typedef void pool_work(void *job);

/* Starts a pool with this many threads (1 or less: none, see above) and depth places (at least 1). When a thread
 * cannot be started the pool goes on with fewer. Never NULL. */
struct pool *pool_start(int threads, size_t depth, pool_work *work);

/* Are all places taken? Then the next call must be pool_take. Owner only. */
bool pool_full(const struct pool *p);

/* Gives a job; the pool must not be full. The job belongs to the pool until pool_take returns it. Owner only. */
void pool_give(struct pool *p, void *job);

/* Waits until the oldest job is done and returns it; NULL when there is none. Owner only. */
void *pool_take(struct pool *p);

/* Waits for the jobs under way and frees the pool. Jobs not taken are the caller's to free: take them first. */
void pool_stop(struct pool *p);

#endif
