/* SPDX-License-Identifier: Apache-2.0 */
#include "base/seeded.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/siphash.h"

static uint64_t key[2];
static pthread_once_t drawn = PTHREAD_ONCE_INIT;

/* Where there is no /dev/urandom (a bare chroot), the time and where things lie are better than nothing. */
static void draw(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    key[0] = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u ^ (uint64_t)(uintptr_t)&now;
    key[1] = (uint64_t)now.tv_sec ^ ((uint64_t)getpid() << 32);

    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    uint64_t random[2];
    if (read(fd, random, sizeof random) == (ssize_t)sizeof random)
        memcpy(key, random, sizeof random);
    close(fd);
}

const uint64_t *seeded_key(void)
{
    pthread_once(&drawn, draw);
    return key;
}

uint64_t seeded_hash(struct str s)
{
    return siphash13(seeded_key(), s);
}
