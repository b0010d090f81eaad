#!/usr/bin/env cryo
def asked = options '''
    Usage: nightly-capture.groovy [OPTIONS] [CONTAINER...]

    Checkpoints containers while they run, checks that each checkpoint would come out as it went in, and gives up the nightly
    ones that are too old; others, and those that are pinned, stay. Without CONTAINER it takes all that run. One that fails does
    not keep the others from being done; the status is 1 then. For cron: 30 3 * * * nightly-capture.groovy --keep 14

    Options:
          --keep N     so many nightly checkpoints of each container stay (default: 7)
          --name NAME  what the labels begin with (default: nightly)
          --together   all of them at one instant
    '''

def label = "$asked.name-${LocalDateTime.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS)}".replace(':', '.')
def wanted = asked.container ? asked.container.collect { containers[it] } : containers.findAll { it.running }

def failed = (asked.together ? [wanted] : wanted.collect { [it] }).findAll { those ->
    try {
        checkpoint(those, label: label, leaveRunning: true, together: asked.together)
        those.each { web ->
            def nightly = web.checkpoints.findAll { it.label?.startsWith("$asked.name-") }
            nightly.last().verify()
            def old = nightly.findAll { !it.pinned }.dropRight(asked.keep)
            old.each { it.rmCheckpoint() }
            println "$web: $label, ${nightly.last().size}" + (old ? "; given up: ${old*.number.join(', ')}" : '')
        }
        false
    } catch (Problem problem) {
        if (problem.kind() == Problem.Kind.INTERRUPTED) throw problem
        println "${those.join(', ')}: ${problem.what()}" + problem.remedy().map { "; $it" }.orElse('')
        true
    }
}
exit failed ? 1 : 0
