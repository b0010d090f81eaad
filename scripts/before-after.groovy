#!/usr/bin/env cryo
def asked = options '''
    Usage: before-after.groovy [OPTIONS] CONTAINER COMMAND...

    What does this command change? Checkpoints the container, runs the command, checkpoints it again, and shows the difference:
    files of the container and of its volumes, processes, open files, sockets, memory. The status is the command's.

    Options:
          --beside   run COMMAND here, against the container, and not inside of it
          --limit N  the most changes to show (default: 40)
          --undo     put the container back afterwards, as if nothing had been
    '''

def web = containers[asked.container]
def before = web.checkpoint(leaveRunning: true)
def run = asked.beside ? here(asked.command) : web.exec(asked.command)
def after = web.checkpoint(leaveRunning: true)

print run
before.diff(after, limit: asked.limit).groupBy { it.kind().map { "$it" }.orElse('DAMAGED') }.each { kind, rows ->
    println kind.toLowerCase()
    rows.each { row ->
        def who = row.process().map { "$it $row.command " }.orElse('')
        println "    $who${row.what()}: ${row.before() ?: '(none)'} -> ${row.after() ?: '(gone)'}${row.damage().orElse('')}"
    }
}
if (asked.undo) {
    web.rewind(before)
    println "$web is back at $before"
}
exit run.status
