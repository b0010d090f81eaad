#!/usr/bin/env cryo
def asked = options '''
    Usage: flight-recorder.groovy [OPTIONS] CONTAINER [GROOVY]

    Keeps the last checkpoints of a container until GROOVY is true of it, or until it ends, and writes down what was seen: the
    log, and what changed between the last two checkpoints. In GROOVY the container is called 'it': it.log =~ /ERROR/,
    it.memory > 500.mb, it.descriptors > 100, it.processes.size() > 20. The checkpoints are pinned: no prune takes them.

    Options:
          --every TIME  from one checkpoint to the next (default: 1s)
          --keep N      how many are kept (default: 60)
          --to DIR      where the report is written (default: the folder where you are)
    '''

def web = containers[asked.container]
def condition = evaluate "return { it -> ${asked.groovy ?: false} }"
def kept = web.record(every: asked.every, keep: asked.keep, condition)
if (!kept) {
    println "$web ended before there was a checkpoint of it"
    exit 1
}

pin(kept)
def report = new File((asked.to ?: '.') as String, "$web-${LocalDateTime.now().withNano(0)}")
report.mkdirs()
new File(report, 'log.txt').text = web.log
new File(report, 'checkpoints.txt').text = kept.collect { "$it $it.taken $it.memory" }.join('\n') + '\n'
new File(report, 'changes.txt').text = kept.size() < 2 ? '' : (kept[-1] - kept[-2]).collect { row ->
    "${row.kind().orElse('')} ${row.what()}: ${row.before()} -> ${row.after()}\n"
}.join()

println "${kept.first()} to ${kept.last()} are kept; 'rewind $web ${kept.last().number}' goes back; see $report"
