#!/usr/bin/env cryo
// Something leaks. A series of checkpoints is halved until the first is found that has the leak, and asked what changed in it.
def web = containers.run('busybox', 'sh', '-c', 'i=0; while :; do i=$((i+1)); [ $i != 15 ] || exec 7</etc/passwd; sleep 0.1; done', name: 'web')
def series = web.capture(every: 250.milliseconds, times: 8)
def culprit = series.bisect { it.files(process: 1).any { it.descriptor() == '7' } }
println "it leaks from $culprit on, after ${series.before(culprit)}:"
(culprit - series.before(culprit)).findAll { it.kind().get().name() == 'FILE' }.each { println "${it.what()}: ${it.after()}" }
web.remove()
