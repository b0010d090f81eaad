/*
 * 200 MB of memory that does not change, until SIGUSR1 plants three texts and a number in it.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE (200l << 20)

static char *memory;

static void plant(int signal) {
    (void)signal;
    strcpy(memory + (17l << 20) + 100, "first-planted-text");
    strcpy(memory + (99l << 20) + 4090, "second-planted-text over a page's border");
    strcpy(memory + (151l << 20), "third");
    *(volatile int32_t *)(memory + (199l << 20) + 64) = 20260725;
    write(1, "planted\n", 8);
}

int main(void) {
    memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint64_t state = 88172645463325252;
    for (uint64_t *word = (uint64_t *)memory; word < (uint64_t *)(memory + SIZE); word++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        *word = state;
    }
    for (long mb = 0; mb < 200; mb++) {
        memset(memory + (mb << 20), 0, 8192);
    }
    signal(SIGUSR1, plant);
    write(1, "ready\n", 6);
    for (;;) {
        pause();
    }
}
