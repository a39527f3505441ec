/*
 * Steps the wall clock of one process: preloaded into it, this library adds the nanoseconds that stand in a mapped file to every answer
 * about the time of day. Monotonic clocks, and with them timers and waits, are passed through: a correction of the wall clock leaves
 * them alone as well. The file holds one 64-bit integer, is named by the environment, and may change at any time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define FILE_VARIABLE "PRESENCE_TEST_CLOCK"
#define NANOSECONDS 1000000000LL

typedef int clock_reader(clockid_t clock, struct timespec *now);

static const int64_t *step;
static clock_reader *next_reader;

__attribute__((constructor)) static void map_step(void)
{
    next_reader = (clock_reader *)dlsym(RTLD_NEXT, "clock_gettime");
    const char *path = getenv(FILE_VARIABLE);
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *mapped = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED)
        step = mapped;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    /* Other libraries may ask for the time before this one is set up. */
    int failed = next_reader ? next_reader(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
    if (failed || !step || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return failed;
    int64_t nanoseconds = now->tv_nsec + __atomic_load_n(step, __ATOMIC_RELAXED);
    int64_t seconds = nanoseconds / NANOSECONDS;
    nanoseconds %= NANOSECONDS;
    if (nanoseconds < 0) {
        nanoseconds += NANOSECONDS;
        seconds--;
    }
    now->tv_sec += seconds;
    now->tv_nsec = nanoseconds;
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec precise;
    int failed = clock_gettime(CLOCK_REALTIME, &precise);
    if (!failed) {
        now->tv_sec = precise.tv_sec;
        now->tv_usec = precise.tv_nsec / 1000;
    }
    return failed;
}

time_t time(time_t *seconds)
{
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (seconds)
        *seconds = precise.tv_sec;
    return precise.tv_sec;
}
