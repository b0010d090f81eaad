#!/usr/bin/env cryo
// A change is tried on the real thing, and taken back when the check after it fails: memory, processes and files.
def shop = containers.run('busybox', 'sh', '-c', 'echo 10 > /price; while :; do sleep 1; done', name: 'shop')
while (!shop.exec('test', '-s', '/price')) sleep 100.milliseconds
['echo 12 > /price', 'echo oops > /price', 'rm /price'].each { change ->
    def before = shop.checkpoint(leaveRunning: true)
    shop.exec('sh', '-c', change)
    def good = shop.exec('sh', '-c', 'test "$(cat /price)" -gt 0')
    if (!good) shop.rewind(before)
    println "$change: ${good ? 'kept' : 'taken back'}, the price is ${shop.exec('cat', '/price').out.trim()}"
}
shop.remove()
