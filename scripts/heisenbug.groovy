#!/usr/bin/env cryo
def asked = options '''
    Usage: heisenbug.groovy [OPTIONS] CONTAINER COMMAND...

    Runs a command again and again until it fails, with a checkpoint of the container before each run. The one before the failure
    stays, labelled and pinned: from there the bug can be looked at as often as you like. The status is 1 when it failed, 0 when
    it never did.

    Options:
          --times N     how many runs at most (default: 100)
          --label NAME  what the checkpoint is called (default: before-failure)
          --beside      run COMMAND here, against the container, and not inside of it
    '''

def web = containers[asked.container]
if (web.checkpoints.any { it.label == asked.label }) {
    throw Problem.failed("'$web' has a checkpoint '$asked.label' already").remedy('--label gives the next one another name')
}

for (number in 1..asked.times) {
    def before = web.checkpoint(leaveRunning: true)
    def run = asked.beside ? here(asked.command) : web.exec(asked.command)
    if (!run) {
        before.label(asked.label)
        before.pin()
        print run
        println "run $number failed with status $run.status; 'rewind $web @$asked.label' goes back to before it"
        exit 1
    }
    before.rmCheckpoint()
}
println "$asked.times runs, and none of them failed"
