package dev.cryo.timetravel

/** What happened, for people. */
class KillTable {

    private static final String HEAD = '''\
        # What is killed, and what comes of it

        Made by `KillStagesLongSpec` (`shell/test long -- -Dtest=KillStagesLongSpec`), which writes it to
        `target/KILLS.md`; nothing here was written by hand. Each row is one run: a container that counts in its memory
        (32 MB) and in a file; `kill -9` of one process as soon as the stage is seen from outside, on the engine's host.

        Beside what the rows tell, each run has checked: the container does not stand frozen; nothing is left in
        `/run/cryo`, no process, mount or folder of CRIU's, no draft in the store; all checkpoints are whole, and a rewind
        to the newest brings back memory and file of one instant; the next command succeeds; a plain stop and start after
        all that begins anew.

        The lab's dockerd is started again one second after its death here, as systemd does it elsewhere, without
        live-restore: it ends the containers that it finds running. "The whole host": the lab is killed with all that
        runs in it, like a machine that loses its power, and started again by `lab up`.
        '''.stripIndent()

    private final List<KillStages.Row> rows

    KillTable(List<KillStages.Row> rows) {
        this.rows = rows
    }

    String text() {
        HEAD + rows.groupBy { it.verb() }.collect { verb, its ->
            "\n## $verb\n\n| stage | killed | it said | the container then | the next command |\n| --- | --- | --- | --- | --- |\n" +
                    its.collect { "| ${it.stage()} | ${it.victim()} | ${cell(it.said())} | ${cell(it.container())} | ${cell(it.next())} |\n" }.join('')
        }.join('')
    }

    /** What failed, what is told of the container, what to do: logs are for those who are there. */
    private static String cell(String text) {
        def lines = text.split('; ')
        def kept = lines.findAll { !it.startsWith('    ') || it.contains('web') }.findAll { !(it =~ NOISE) }
        unrepeatable(kept*.strip().unique().join('; ').replace('|', '\\|'))
    }

    private static final NOISE = ~/^ *\(\d+\.\d+\)|time="|the whole log:|attempt could not be kept/

    /** Names and numbers that are drawn anew each time would change the table at each run. */
    private static String unrepeatable(String text) {
        text.replaceAll(/\b[0-9a-f]{64}\b/, 'ID').replaceAll(/\b[0-9a-f]{12}\b/, 'ID')
                .replaceAll(/\/\S*\/([^\/\s;]+)/, '…/$1').replaceAll(/ (Less than a|\d+) seconds? ago/, '')
    }
}
