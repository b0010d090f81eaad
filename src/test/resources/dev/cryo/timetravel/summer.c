/*
 * Only sums data: a page that reads as zeros makes the sum wrong.
 *
 *   summer MEGABYTES PROCESSES FORKS
 *
 * Each of PROCESSES fills as much memory of its own, says "ready", and sums all of it again and again: "right 7" or
 * "WRONG 7", the number of the round. FORKS: 1 when each round has a child do the same, too.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile uint64_t *words;
static size_t count;

static uint64_t sum(void) {
    uint64_t all = 0;
    for (size_t i = 0; i < count; i++) {
        all += words[i];
    }
    return all;
}

static void say(const char *what, unsigned long round) {
    char line[64];
    int length = snprintf(line, sizeof line, "%s %lu\n", what, round);
    if (write(1, line, length) != length) {
        exit(1);
    }
}

int main(int argc, char **argv) {
    if (argc != 4) {
        return 2;
    }
    count = (size_t)atol(argv[1]) << 17;
    int forks = atoi(argv[3]);
    for (int i = 1; i < atoi(argv[2]); i++) {
        if (fork() == 0) {
            break;
        }
    }
    words = mmap(NULL, count * 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (size_t i = 0; i < count; i++) {
        words[i] = (i + 1) * 0x9e3779b97f4a7c15u;
    }
    uint64_t wanted = sum();
    say("ready", 0);
    for (unsigned long round = 1;; round++) {
        pid_t child = forks ? fork() : -1;
        if (child == 0) {
            say(sum() == wanted ? "right" : "WRONG", round);
            _exit(0);
        }
        say(sum() == wanted ? "right" : "WRONG", round);
        if (child > 0) {
            waitpid(child, NULL, 0);
        }
        usleep(50000);
    }
}
