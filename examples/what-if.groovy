#!/usr/bin/env cryo
// One moment, two futures: clones of the same checkpoint are told different things, and only one of them minds.
def dice = containers.run('busybox', 'sh', '-c', 'n=0; while :; do n=$((n+1)); [ ! -e /bet ] || { echo "bet $(cat /bet) at $n"; rm /bet; }; sleep 0.1; done', name: 'dice')
def now = dice.checkpoint(leaveRunning: true), futures = now.clones(2, name: 'future')
futures.eachWithIndex { it, i -> it.exec('sh', '-c', "echo ${i + 1} > /bet") }
futures.each { future ->
    while (!future.log.contains('bet')) sleep 100.milliseconds
    println "$future: ${future.log.readLines().last()}"
}
[dice, *futures]*.remove()
