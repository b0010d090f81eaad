package dev.cryo.shell

import dev.cryo.testlab.Witness
import spock.lang.Shared

import java.nio.file.Files

/** What people look at rather than read, and what Cryo keeps for its user: maps, charts, the tour, the configuration. */
class OutputScreensLabSpec extends Screens {

    def setupSpec() {
        built()
        def console = lab.commandLine()
        Witness.start(lab, console, 'painter')
        checkpoint('untouched')
        paint((100..199).toList() + [999])
        checkpoint('a stripe, and the end')
        paint((600..999).step(3))
        checkpoint('every third')
        terminal = cryo(80, 30)
        terminal.prompted().perform('ps')
    }

    @Shared int made

    def setup() {
        terminal.cleared()
    }

    private void checkpoint(String note) {
        lab.call('checkpoint', containers: ['painter'], leaveRunning: true)
        lab.call('note', checkpoint: "painter@${++made}", text: [note])
    }

    private void paint(List<Integer> pages) {
        lab.inside('painter', 'sh', '-c', "echo ${pages.join(' ')} >/new; mv /new /orders; while [ -e /orders ]; do sleep 0.1; done")
    }

    def 'where memory changed, as a map'() {
        when:
        ['heat --mappings 1 painter@1 painter@2', 'heat --mappings 1 painter@1 painter@2 painter@3'].each { terminal.perform(it) }

        then:
        seen('heat') { counted(terminal.screen()) }

        when: 'in colours'
        terminal.cleared().perform('heat --mappings 1 --width 40 painter@2 painter@3')

        then:
        seen('heat-coloured') { counted(terminal.colours()) }
    }

    /** How many pages of its stack and its library a program writes to is its own business. */
    private static String counted(String screen) {
        screen.replaceAll(/\d+ of \d+ (?=pages (changed|in))/, 'N of M ')
    }

    def 'how a number went, as a chart'() {
        when:
        ['timeline painter', 'plot painter descriptors --width 30'].each { terminal.perform(it) }

        then:
        seen('plot') { terminal.screen() }
    }

    def 'a timeline whose notes and labels mean harm'() {
        when:
        terminal.resize(160, 30)
        lab.call('note', checkpoint: 'painter@2', text: ['\033[2J\033]0;owned\007 \u202eevil\r gone'])
        ['timeline painter', 'checkpoints painter'].each { terminal.perform(it) }

        then:
        seen('hostile-notes') { terminal.screen() }

        when: 'a job is called as it was typed'
        terminal.cleared().perform("capture --every 60s --until '\"\u202egnp.exe\" == 1' painter &").await('stood still')
        terminal.cleared().perform('jobs')

        then:
        seen('hostile-job') { terminal.screen() }

        cleanup:
        terminal.cleared().enter('cancel 1').await('cancelled: ').resize(80, 30)
        lab.call('note', checkpoint: 'painter@2', text: ['a stripe, and the end'])
    }

    def 'the configuration'() {
        given:
        def file = lab.folder.resolve('.config/cryo/config')
        Files.createDirectories(file.parent)

        when:
        terminal.resize(120, 40)
        ['config', 'config --init', '!head -n 12 .config/cryo/config'].each { terminal.perform(it) }

        then:
        seen('config') {
            terminal.screen().replace(lab.lab.socket().toString(), 'SOCKET').replace(lab.folder.toString(), 'FOLDER')
        }

        cleanup:
        terminal.resize(80, 30)
        Files.deleteIfExists(file)
    }

    def 'the tour: its beginning, a step, and leaving it'() {
        when:
        terminal.enter('tour').await('^tour 1/10>')

        then:
        seen('tour') { terminal.screen() }

        when:
        terminal.press('Enter').await('^tour 2/10>').press('Enter').await('^tour 3/10>')

        then:
        seen('tour-on-its-way') { terminal.screen() }

        when:
        terminal.press('C-u', 'C-l').enter('tour --end').await('^cryo>')

        then:
        seen('tour-left') { terminal.screen() }
    }
}
