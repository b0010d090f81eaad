#!/usr/bin/env cryo
// How memory goes, seen from outside while it grows; the last checkpoint is of the moment at which it was too much.
def hog = containers.run('busybox', 'sh', '-c', 'x=0123456789abcdef; while [ ${#x} -lt 4000000 ]; do x=$x$x; sleep 0.1; done; while :; do sleep 1; done', name: 'hog')
def series = hog.capture(every: 100.milliseconds, until: { it.memory > 3.mb })
series.each { println "${'#' * (it.memory.bytes() >> 16)} $it.memory" }
println hog.timeline().last().course()
hog.remove()
