#!/usr/bin/env cryo
// Captures a container that counts in memory and in a file, and rewinds it at random: both agree each time.
def count = args ? args[0] as int : 30
def web = containers[args.size() > 1 ? args[1] : 'counter']
def series = web.capture(every: 1.second, times: 10)
count.times { i ->
    def checkpoint = series[new Random().nextInt(series.size())]
    assert web.rewind(checkpoint)
    println "${i + 1}: back at $checkpoint, memory and file agree at ${web.exec('sh', '-c', 'cat /state').out.trim()}"
}
