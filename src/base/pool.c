/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>

#include "base/mem.h"

struct place {
    void *job;
    bool done; /* written by the worker, read by the owner; under lock */
};

struct pool {
    pool_work *work;      /* constant */
    size_t depth;         /* constant */
    pthread_t *threads;   /* owner */
    int running;          /* owner: threads started */
    struct place *ring;   /* [depth]; job: owner writes before `given` passes it; done: under lock */
    size_t first;         /* owner: number of the oldest job not yet taken; its place is first % depth */
    size_t given;         /* under lock: number of the next job to be given */
    size_t begun;         /* under lock: number of the next job that a worker will begin; first <= begun <= given */
    bool stop;            /* under lock */
    pthread_mutex_t lock;
    pthread_cond_t more;  /* given or stop changed */
    pthread_cond_t ready; /* some place is done */
};

static void *run(void *arg)
{
    struct pool *p = arg;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->begun == p->given && !p->stop)
            pthread_cond_wait(&p->more, &p->lock);
        if (p->begun == p->given)
            break;
        struct place *place = &p->ring[p->begun++ % p->depth];
        pthread_mutex_unlock(&p->lock);
        p->work(place->job);
        pthread_mutex_lock(&p->lock);
        place->done = true;
        pthread_cond_signal(&p->ready);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Signals are for the owner's thread: a worker must not run a handler that removes the temporary file. */
static void start_threads(struct pool *p, int threads)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (p->running < threads && pthread_create(&p->threads[p->running], NULL, run, p) == 0)
        p->running++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct pool *pool_start(int threads, size_t depth, pool_work *work)
{
    assert(depth > 0);
    struct pool *p = mem_alloc(sizeof *p);
    p->work = work;
    p->depth = depth;
    p->ring = mem_array(depth, sizeof *p->ring);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    pthread_cond_init(&p->ready, NULL);
    if (threads > 1) {
        p->threads = mem_array((size_t)threads, sizeof *p->threads);
        start_threads(p, threads);
    }
    return p;
}

/* `given` is read without the lock here: only the owner writes it. */
bool pool_full(const struct pool *p)
{
    return p->given - p->first == p->depth;
}

void pool_give(struct pool *p, void *job)
{
    assert(!pool_full(p));
    struct place *place = &p->ring[p->given % p->depth];
    place->job = job;
    if (!p->running) {
        p->work(job);
        place->done = true;
        p->given++;
        return;
    }
    pthread_mutex_lock(&p->lock);
    place->done = false;
    p->given++;
    pthread_cond_signal(&p->more);
    pthread_mutex_unlock(&p->lock);
}

void *pool_take(struct pool *p)
{
    if (p->first == p->given)
        return NULL;
    struct place *place = &p->ring[p->first++ % p->depth];
    if (p->running) {
        pthread_mutex_lock(&p->lock);
        while (!place->done)
            pthread_cond_wait(&p->ready, &p->lock);
        pthread_mutex_unlock(&p->lock);
    }
    return place->job;
}

void pool_stop(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->running; i++)
        pthread_join(p->threads[i], NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->more);
    pthread_cond_destroy(&p->ready);
    mem_free(p->threads);
    mem_free(p->ring);
    mem_free(p);
}
