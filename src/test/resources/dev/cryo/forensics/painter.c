// Writes one byte of each page whose number stands in /orders, takes that away, and says "done".
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define PAGES 1000

int main(void) {
    char *canvas = mmap((void *) 0x100000000000, PAGES * PAGE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (canvas == MAP_FAILED) {
        return 1;
    }
    memset(canvas, 'a', PAGES * PAGE);
    puts("ready");
    fflush(stdout);
    for (;;) {
        FILE *orders = fopen("/orders", "r");
        if (orders == NULL) {
            usleep(10000);
            continue;
        }
        int page;
        while (fscanf(orders, "%d", &page) == 1) {
            canvas[page * PAGE + page] = 'b';
        }
        fclose(orders);
        unlink("/orders");
        puts("done");
        fflush(stdout);
    }
}
