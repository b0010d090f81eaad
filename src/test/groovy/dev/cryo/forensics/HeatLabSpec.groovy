package dev.cryo.forensics

import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Witness
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** A program that writes known pages: those, and no others of its canvas, are on the map. */
class HeatLabSpec extends Specification {

    static final CANVAS = '100000000000-1000003e8000'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
    }

    private void paint(List<Integer> pages) {
        int before = lab.log('painter').count { it == 'done' }
        lab.inside('painter', 'sh', '-c', "echo ${pages.join(' ')} >/new; mv /new /orders")
        soon.eventually { assert lab.log('painter').count { it == 'done' } == before + 1 }
        checkpoint()
    }

    private void checkpoint() {
        assert console.type('cryo checkpoint --leave-running painter').status() == 0
    }

    private Map canvas(String words) {
        def rows = console.type("cryo --json heat $words").out().collect { new JsonSlurper().parseText(it) }
        rows.find { it.range == CANVAS } as Map
    }

    def 'the pages that were written are the cells that are warm'() {
        given:
        Witness.start(lab, console, 'painter')
        checkpoint()
        paint((100..199).toList() + [999])
        paint([100, 500])

        expect: 'from one to the next'
        with(canvas('--width 10 painter@1 painter@2')) {
            pages == 1000
            changed == 101
            cells*.changed == [0, 100, 0, 0, 0, 0, 0, 0, 0, 1]
            cells*.pages == [100] * 10
        }
        with(canvas('--width 1000 painter@1 painter@2')) {
            cells.findIndexValues { it.changed > 0 } == (100..199).toList() + [999]
        }

        and: 'a byte that is written anew as it was is no change'
        canvas('--width 1000 painter@2 painter@3').cells.findIndexValues { it.changed > 0 } == [500]

        and: 'over all of them'
        with(canvas('--width 10 painter@1 painter@2 painter@3')) {
            changed == 102
            cells*.share == [0, 0.5, 0, 0, 0, 0.005, 0, 0, 0, 0.005]
        }

        and: 'people see the same, largest first; what changed is told by diff, too'
        def shown = console.type('cryo heat --width 10 painter@1 painter@2').out()
        shown[0] ==~ /1 painter: \d+ of \d+ pages changed, .*/
        shown[1] == '  101 of 1000 pages, rw-p 100000000000 anon private; a cell is 100 pages, 410kB'
        shown[2] == '  ·█·······░'
        console.type('cryo diff --limit 1000 painter@1 painter@2').out().any { it.contains('101 of 1000 pages') }

        and: 'from folders of images as from the store, where nothing tells that pages are alike'
        ['1', '2'].each { assert console.type("cryo export painter@$it images-$it").status() == 0 }
        canvas('--width 1000 images-1 images-2') == canvas('--width 1000 painter@1 painter@2')
    }
}
