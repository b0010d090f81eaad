#!/usr/bin/env cryo
def asked = options '''
    Usage: warm-pool.groovy [OPTIONS] CONTAINER

    Keeps clones of a container ready that starts slowly: each goes on from the moment at which CONTAINER was ready, and needs no
    start. Call it again, or with --every, to have those replaced that were removed, renamed or have ended.

    Options:
          --size N         how many clones (default: 3)
          --name NAME      they are called NAME-1, NAME-2, ... (default: as CONTAINER, with -warm)
          --ready COMMAND  succeeds inside when CONTAINER is ready (default: it is ready now)
          --every TIME     look again, until Ctrl-C
          --down           remove the clones
    '''

def origin = containers[asked.container], label = 'warm'
def pool = (1..asked.size).collect { "${asked.name ?: "$origin-warm"}-$it".toString() }

def warm = {
    if (origin.checkpoints.any { it.label == label }) return origin.checkpoints[label]
    while (asked.ready && !origin.exec('sh', '-c', asked.ready)) sleep 200.milliseconds
    origin.checkpoint(label: label, leaveRunning: true)
}
def fill = {
    pool.each { name ->
        if (name in containers) {
            if (containers[name].running) return
            containers[name].remove()
        }
        def clone = warm().clone(name: name)
        println "$name is ready" + (clone.addresses ? " at ${clone.addresses.values().join(', ')}" : '')
    }
}

if (asked.down) {
    pool.findAll { it in containers }.each { containers[it].remove(); println "$it is gone" }
    exit()
}
fill()
while (asked.every) {
    sleep asked.every
    fill()
}
