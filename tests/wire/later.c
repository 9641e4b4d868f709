/* Shows a program the machine's clock some time later: a test that kills workers need not wait until their leases end.
 *
 * The test loads it into each program that it starts (LD_PRELOAD) and says in UNTWIN_TEST_LATER_S how many seconds
 * later it is. Only the time of day moves; how long something takes is told as it is. */

#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t later_s(void)
{
    const char *seconds = getenv("UNTWIN_TEST_LATER_S");
    return seconds ? (time_t)atoll(seconds) : 0;
}

/* The kernel is asked directly: the C library's own function is the one that this stands in for. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += later_s();
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec told;
    int failed = clock_gettime(CLOCK_REALTIME, &told);
    (void)zone;
    if (!failed) {
        now->tv_sec = told.tv_sec;
        now->tv_usec = told.tv_nsec / 1000;
    }
    return failed;
}

time_t time(time_t *seconds)
{
    struct timespec told;
    if (clock_gettime(CLOCK_REALTIME, &told))
        return (time_t)-1;
    if (seconds)
        *seconds = told.tv_sec;
    return told.tv_sec;
}
