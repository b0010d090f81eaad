package dev.cryo.script

import dev.cryo.verb.Problem
import dev.cryo.verb.Size
import spock.lang.Specification

import java.nio.file.Path
import java.time.Duration

/** The help of a script is the declaration of its arguments. */
class ScriptOptionsSpec extends Specification {

    static final HELP = '''\
Usage: try.groovy [OPTIONS] CONTAINER [COMMAND...]

Tries something, --nothing is declared in a sentence.

Options:
  -n, --times N        how often
                       (default: 10)
      --every TIME     how far apart
      --at-most SIZE   of memory (default: 64m)
      --to DIR         where to (default: the folder where you are)
      --keep-going     do not stop
'''

    def "words are read as the help says"() {
        when:
        def asked = read(*words)

        then:
        with(asked) {
            container == 'web'
            times == 3
            every == Duration.ofMillis(500)
            atMost == new Size(64 << 20)
            to == null
            keepGoing
            command == ['sh', '-c', 'x', '--times', '9']
        }

        where:
        words << [
                ['--times', '3', '--every=500ms', '--keep-going', 'web', 'sh', '-c', 'x', '--times', '9'],
                ['web', '-n', '3', '--keep-going', '--every', '500ms', 'sh', '-c', 'x', '--times', '9'],
                ['--every=500ms', '--keep-going', '-n', '3', '--', 'web', 'sh', '-c', 'x', '--times', '9']]
    }

    def "what is not given has its default, or nothing"() {
        expect:
        with(read('web', '--to=there')) {
            times == 10
            every == null
            !keepGoing
            to == Path.of('there')
            command == []
        }
    }

    def "wrong words are refused, with the nearest right ones"() {
        when:
        read(*words)

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
        problem.what() == what
        problem.remedy().orElse('') == remedy

        where:
        words                          || what                                       | remedy
        ['--tims', '3', 'web']         || "try.groovy has no option '--tims'"         | "did you mean '--times'?"
        ['--nothing', 'web']           || "try.groovy has no option '--nothing'"      | HOW
        ['-x', 'web']                  || "try.groovy has no option '-x'"             | HOW
        []                             || 'try.groovy needs CONTAINER'               | HOW
        ['web', '--times']             || '--times needs a value'                    | HOW
        ['web', '--keep-going=yes']    || '--keep-going takes no value'              | HOW
        ['web', '--times', 'x']        || "--times: 'x' is not a whole number"       | ''
    }

    static final HOW = "'try.groovy --help' shows how it is called"

    def "help is asked for anywhere but among the words of a command"() {
        expect:
        ScriptOptions.read(HELP, words).empty == helps

        where:
        words                     || helps
        ['--help']                || true
        ['web', '-h']             || true
        ['web', 'ls', '--help']   || false
    }

    def "more words than the help has are refused, and one that it has not is no value"() {
        when:
        ScriptOptions.read('Usage: one.groovy THING', ['a', 'b'])

        then:
        def refused = thrown(Problem)
        refused.what() == "one.groovy takes no more arguments: 'b'"

        when:
        read('web').contaner

        then:
        def unknown = thrown(Problem)
        unknown.what() == "the help of try.groovy declares no 'contaner'"
    }

    static read(String... words) {
        ScriptOptions.read(HELP, words as List).get()
    }
}
