/*
 * A process of which everything is known: what its registers, queues, files, timers and signals hold. The tests know
 * the same values. Built by make-fixture.sh: gcc -static -O0 -g -pthread.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

volatile uint64_t planted = 0x5eed5eed12345678;
char *volatile treasure;
volatile uint64_t *volatile counter;

static void need(int fine, const char *what) {
    if (!fine) {
        perror(what);
        exit(1);
    }
}

/* Waits with known values in registers that the kernel leaves alone. */
__attribute__((noinline)) static void hold_registers(void) {
    static const uint64_t wide[4] = {0xa0a1a2a3a4a5a6a7, 0xb0b1b2b3b4b5b6b7, 0xc0c1c2c3c4c5c6c7, 0xd0d1d2d3d4d5d6d7};
    if (__builtin_cpu_supports("avx")) {
        __asm__ volatile("vmovdqu (%0), %%ymm7" : : "r"(wide));
    } else {
        __asm__ volatile("movdqu (%0), %%xmm7" : : "r"(wide));
    }
    __asm__ volatile(
        "mov $0x1122334455667788, %%r12\n"
        "mov $0x99aabbccddeeff00, %%r13\n"
        "movabs $0x0123456789abcdef, %%r14\n"
        "fldpi\n"
        "1: mov $34, %%eax\n" /* pause(2) */
        "syscall\n"
        "jmp 1b\n"
        :
        :
        : "rax", "rcx", "r11", "r12", "r13", "r14", "memory");
}

static void *holder(void *unused) {
    prctl(PR_SET_NAME, "holder");
    hold_registers();
    return unused;
}

__attribute__((noinline)) static void sleep_long(int hours) {
    for (;;) {
        sleep(hours * 3600);
    }
}

static void *sleeper(void *unused) {
    prctl(PR_SET_NAME, "sleeper");
    sleep_long(1000);
    return unused;
}

static void tcp(void) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(7007), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    need(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0, "reuse");
    need(bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 5) == 0, "listen");
    int client = socket(AF_INET, SOCK_STREAM, 0);
    need(connect(client, (struct sockaddr *)&at, sizeof at) == 0, "connect");
    int server = accept(listener, NULL, NULL);
    need(server >= 0, "accept");
    need(write(client, "unread-over-tcp-7007", 20) == 20, "write");
    usleep(100000);
    int v6 = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(7008), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    if (v6 >= 0) {
        (void)bind(v6, (struct sockaddr *)&six, sizeof six);
    }
}

static void queues(void) {
    int ends[2];
    need(pipe(ends) == 0 && write(ends[1], "unread-in-a-pipe", 16) == 16, "pipe");
    need(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && write(ends[0], "unread-over-unix", 16) == 16, "unix");
    int datagrams = socket(AF_UNIX, SOCK_DGRAM, 0);
    struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "\0witness-datagrams"};
    need(bind(datagrams, (struct sockaddr *)&at, sizeof(sa_family_t) + 18) == 0, "bind");
    int sender = socket(AF_UNIX, SOCK_DGRAM, 0);
    need(sendto(sender, "first\033[31m", 10, 0, (struct sockaddr *)&at, sizeof(sa_family_t) + 18) == 10, "sendto");
    need(sendto(sender, "second", 6, 0, (struct sockaddr *)&at, sizeof(sa_family_t) + 18) == 6, "sendto");
}

static void files(void) {
    int gone = open("/tmp/gone", O_RDWR | O_CREAT, 0640);
    need(write(gone, "written-to-a-deleted-file\n", 26) == 26 && unlink("/tmp/gone") == 0, "gone");
    int locked = open("/tmp/locked", O_RDWR | O_CREAT | O_APPEND, 0600);
    need(write(locked, "0123456789", 10) == 10 && flock(locked, LOCK_EX) == 0, "locked");
    struct flock part = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2, .l_len = 3};
    int ranged = open("/tmp/ranged", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    need(write(ranged, "0123456789", 10) == 10 && lseek(ranged, 4, SEEK_SET) == 4, "ranged");
    need(fcntl(ranged, F_SETLK, &part) == 0, "lock");
    int shm = open("/dev/shm/secret", O_RDWR | O_CREAT, 0600);
    need(write(shm, "kept-in-a-tmpfs\n", 16) == 16 && close(shm) == 0, "tmpfs");
    need(symlink("../../../../../tmp/escaped", "/dev/shm/way-out") == 0, "link");
    int memory = memfd_create("ledger", 0);
    need(write(memory, "kept-in-a-memfd", 15) == 15, "memfd");
    char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    strcpy(shared, "kept-in-shared-memory");
}

static sigset_t blocked;

/* Before there are threads, so that all block them, and a signal to the process has nobody to take it. */
static void block(void) {
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigaddset(&blocked, SIGUSR2);
    sigaddset(&blocked, SIGRTMIN);
    need(sigprocmask(SIG_BLOCK, &blocked, NULL) == 0, "mask");
}

static void waits(void) {
    need(eventfd(41, 0) >= 0, "eventfd");
    int many = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = 77}};
    need(epoll_ctl(many, EPOLL_CTL_ADD, 7, &event) == 0, "epoll");
    need(signalfd(-1, &blocked, 0) >= 0, "signalfd");
    need(kill(getpid(), SIGUSR1) == 0 && syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2) == 0, "signals");
    signal(SIGHUP, SIG_IGN);
    struct itimerval real = {.it_interval = {7000, 0}, .it_value = {100000, 0}};
    need(setitimer(ITIMER_REAL, &real, NULL) == 0, "itimer");
    timer_t posix;
    struct sigevent notice = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    struct itimerspec span = {.it_interval = {3000, 0}, .it_value = {200000, 5}};
    need(timer_create(CLOCK_MONOTONIC, &notice, &posix) == 0 && timer_settime(posix, 0, &span, NULL) == 0, "timer");
    int timer = timerfd_create(CLOCK_BOOTTIME, 0);
    need(timerfd_settime(timer, 0, &span, NULL) == 0, "timerfd");
}

int main(void) {
    treasure = malloc(64);
    strcpy(treasure, "the-treasure-is-");
    sprintf(treasure + 16, "%d-doubloons", getpid() + 4710);
    uint16_t *wide = malloc(64);
    for (int i = 0; i < 16; i++) {
        wide[i] = "wide-characters"[i];
    }
    counter = malloc(4096);
    counter[0] = 1234567890123;
    block();
    tcp();
    queues();
    files();
    pthread_t thread;
    need(pthread_create(&thread, NULL, holder, NULL) == 0, "thread");
    need(pthread_create(&thread, NULL, sleeper, NULL) == 0, "thread");
    waits();
    if (fork() == 0) {
        execl("/bin/sh", "sh", "-c", "exec sleep 100000", "an argument", "\033[2Jescape", (char *)NULL);
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        pause();
    }
}
