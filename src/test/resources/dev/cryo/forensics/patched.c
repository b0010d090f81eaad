/* A process that has changed its own code, and brought in some that no file has. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

__attribute__((noinline, aligned(4096))) static int verdict(void) {
    return 0x11223344;
}

int main(void) {
    uint8_t *page = (uint8_t *)((uintptr_t)verdict & ~4095ul);
    if (mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC)) {
        return 1;
    }
    for (uint8_t *at = (uint8_t *)verdict; at < page + 64; at++) {
        if (!memcmp(at, "\x44\x33\x22\x11", 4)) {
            memcpy(at, "\x0d\xf0\xad\xde", 4);
        }
    }
    if (mprotect(page, 4096, PROT_READ | PROT_EXEC)) {
        return 1;
    }
    uint8_t *brought = mmap(0, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(brought, 0xc3, 4096);
    printf("%x\n", verdict());
    puts("ready");
    fflush(stdout);
    while (1) {
        pause();
    }
}
