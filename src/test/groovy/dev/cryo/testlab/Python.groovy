package dev.cryo.testlab

/** Programs for containers of the image "python", which {@link LabEngine#needImage} makes of python3-minimal. */
class Python {

    /** Counts in memory, and tells the log. Its memory is large enough for pages to come from a process of their own. */
    static final String COUNTER = '''
import os, time
ballast = os.urandom(1 << 20) * 32
i = 0
while True:
    i += 1
    print(i, flush=True)
    time.sleep(0.05)
'''

    /** The same, but it gives its memory back as soon as it sees that time has passed without it. */
    static final String GENEROUS = '''
import os, time
ballast = os.urandom(1 << 20) * 32
i = 0
last = time.time()
while True:
    if time.time() - last > 0.5:
        ballast = b''
    last = time.time()
    i += 1
    print(i, flush=True)
    time.sleep(0.005)
'''

    /** The same, and each number goes to a file that it holds open, and to one that it opens each time. */
    static final String WRITER = '''
import os, time
held = open('/held', 'a', buffering=1)
i = 0
while True:
    i += 1
    held.write(f'{i}\\n')
    with open('/reopened', 'a') as file:
        file.write(f'{i}\\n')
    print(i, flush=True)
    time.sleep(0.05)
'''

    /** Counts in memory and in a file, and tells the log, with enough memory for a page process, and for a dump that can be met. */
    static final String HEAVY_WRITER = '''
import os, time
ballast = os.urandom(1 << 20) * 96
i = 0
while True:
    i += 1
    with open('/written', 'a') as file:
        file.write(f'{i}\\n')
    print(i, flush=True)
    time.sleep(0.05)
'''
}
