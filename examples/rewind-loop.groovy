#!/usr/bin/env cryo
// A container counts in memory and in a file. Ten captures, thirty rewinds at random: memory and file agree each time.
run('busybox', 'sh', '-c', 'trap "echo \\$i > /memory" USR1; i=0; while :; do i=$((i+1)); echo $i >> /numbers; sleep 0.05; done', name: 'counter', detach: true)
def counter = containers['counter'], series = counter.capture(every: 500.milliseconds, times: 10)
30.times {
    def point = series.shuffled().first(), receipt = counter.rewind(point)
    def (memory, file) = counter.exec('sh', '-c', 'kill -USR1 1; until [ -s /memory ]; do sleep 0.1; done; cat /memory; head -n $(cat /memory) /numbers | tail -n 1').out.readLines()
    println "back at $point: memory says $memory, the file $file"; assert receipt && memory == file
}
counter.remove()
