#!/usr/bin/env cryo
def asked = options '''
    Usage: rewind-loop.groovy [OPTIONS] CONTAINER COMMAND...

    Runs a command again and again, each time with the container at the same checkpoint: whatever differs between two runs, it was
    not there before them. A run passes when its status is 0. The status is 0 when all of them passed.

    Options:
          --times N          how many runs (default: 10)
          --from CHECKPOINT  where each begins (default: one that is made now)
          --beside           run COMMAND here, against the container, and not inside of it
          --output           show what failing runs printed
    '''

def web = containers[asked.container]
def start = asked.from ?: web.checkpoint(leaveRunning: true)

def runs = (1..asked.times).collect { number ->
    web.rewind(start)
    def run = asked.beside ? here(asked.command) : web.exec(asked.command)
    println "run $number ${run ? 'passed' : "failed with status $run.status"} after ${run.took.toMillis()} ms"
    if (asked.output && !run) println "$run".readLines().collect { "    $it" }.join('\n')
    run
}

def passed = runs.count { it }, times = runs*.took.sort()
println "${passed == runs.size() ? 'pass' : passed ? 'flaky' : 'fail'}: $passed of ${runs.size()} passed, " +
        "in ${times.first().toMillis()} to ${times.last().toMillis()} ms, each from $start"
exit passed == runs.size() ? 0 : 1
