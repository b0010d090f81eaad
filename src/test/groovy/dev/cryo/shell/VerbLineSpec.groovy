package dev.cryo.shell

import dev.cryo.verb.Problem
import dev.cryo.verb.VerbShape
import spock.lang.Specification

class VerbLineSpec extends Specification {

    static VerbShape shape(String name) {
        new Samples(dev.cryo.catalog.Settings.NONE).catalog().entries().find { it.name() == name }.shape()
    }

    def "#words are read as #given"() {
        expect:
        VerbLine.read(shape('freeze'), words).given() == given

        where:
        words                                          || given
        ['web']                                        || [containers: ['web']]
        ['web', 'db']                                  || [containers: ['web', 'db']]
        ['--label', 'x', 'web']                        || [label: 'x', containers: ['web']]
        ['--label=x', 'web']                           || [label: 'x', containers: ['web']]
        ['--label=', 'web']                            || [label: '', containers: ['web']]
        ['--label=a=b', 'web']                         || [label: 'a=b', containers: ['web']]
        ['web', '--label', '--json']                   || [label: '--json', containers: ['web']]
        ['--leave-running', 'true']                    || [leaveRunning: 'true', containers: ['true']]
        ['--leave-running=false', 'web']               || [leaveRunning: 'false', containers: ['web']]
        ['-d', '/x', 'web']                            || [imageDir: '/x', containers: ['web']]
        ['-d/x', 'web']                                || [imageDir: '/x', containers: ['web']]
        ['-d=/x', 'web']                               || [imageDir: '/x', containers: ['web']]
        ['-x', '1', '--extra', '2', '-x3']             || [extra: ['1', '2', '3']]
        ['--', '--label', 'web']                       || [containers: ['--label', 'web']]
        ['-', 'web']                                   || [containers: ['-', 'web']]
        ['']                                           || [containers: ['']]
    }

    def "a command's own words are left as they are"() {
        expect:
        VerbLine.read(shape('exec'), ['-u', 'root', 'web', 'ls', '-l', '--json', '--']).given() ==
                [user: 'root', container: 'web', command: ['ls', '-l', '--json', '--']]
    }

    def "help and json are there for each, in words and letters"() {
        expect:
        VerbLine.read(shape('freeze'), [word]).help()

        where:
        word << ['--help', '-h']
    }

    def "json is asked for"() {
        expect:
        VerbLine.read(shape('freeze'), ['web', '--json']).json()
    }

    def "#words are refused: #what"() {
        when:
        VerbLine.read(shape(verb), words)

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
        problem.what() == what

        where:
        verb     | words                        || what
        'freeze' | ['--labl', 'x']              || "freeze has no option '--labl'"
        'freeze' | ['--labl=x']                 || "freeze has no option '--labl'"
        'freeze' | ['-q']                       || "freeze has no option '-q'"
        'freeze' | ['--label']                  || '--label needs a value'
        'freeze' | ['--label', '--']            || '--label needs a value'
        'freeze' | ['-d']                       || '--image-dir needs a value'
        'freeze' | ['--label', 'x', '--label=y'] || '--label was given twice'
        'freeze' | ['--leave-running', '--leave-running'] || '--leave-running was given twice'
        'look'   | ['web', 'web@1', 'more']     || "look takes no more arguments: 'more'"
    }
}
