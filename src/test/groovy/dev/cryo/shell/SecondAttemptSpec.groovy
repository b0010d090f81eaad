package dev.cryo.shell

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** {@code shell/test} in a checkout of its own, with a maven that leaves the reports of one attempt after the other. */
class SecondAttemptSpec extends Specification {

    static final MAVEN = '''\
        #!/bin/sh
        printf '%s\\n' "$*" >>../calls
        number=$(grep -c . ../calls)
        mkdir -p target/surefire-reports
        cp ../attempt-$number/*.xml target/surefire-reports 2>/dev/null
        exit "$(cat ../attempt-$number/status)"
        '''.stripIndent()

    @TempDir Path folder
    Path checkout

    def setup() {
        checkout = Files.createDirectories(folder.resolve('checkout'))
        def original = Path.of(System.getProperty('cryo.checkout', '.'), 'shell')
        executable('checkout/shell/test', Files.readString(original.resolve('test')))
        executable('checkout/shell/cryo', '#!/bin/sh\necho /jdk\n')
        executable('bin/mvn', MAVEN)
        // What the script would install when it is missing.
        Files.readString(original.resolve('test')).readLines().findAll { it ==~ /(lab_)?needs=".*/ }
                .collectMany { it.replaceAll(/.*="|"/, '').split(' ') as List }*.split(':')*.first().minus('mvn')
                .each { executable("bin/$it", '#!/bin/sh\n') }
    }

    def "what failed runs again, whole specifications, and is told with what it said the first time"() {
        given:
        attempt(1, 1,
                good: passed('counts'),
                bad: passed('goes') + '''\
                      <testcase name="the &lt;first&gt; &amp; &quot;second&quot;" classname="bad" time="0.6">
                        <failure message="Condition not satisfied:&#10;&#10;x == &apos;yes&apos;&#10;" type="some.Failure"><![CDATA[some.Failure: x
                    \tat dev.cryo.bad.first(bad.groovy:10)
                    \tat java.base/java.lang.Thread.run(Thread.java:1)
                    ]]></failure>
                      </testcase>
                      <testcase name="after it" classname="bad" time="0.0">
                        <skipped message="Skipped due to previous Error (by @Stepwise)"/>
                      </testcase>
                    '''.stripIndent(20),
                worse: '''\
                      <testcase name="initializationError" classname="worse" time="0.1">
                        <error type="java.lang.NullPointerException"><![CDATA[java.lang.NullPointerException
                    ]]></error>
                      </testcase>
                    '''.stripIndent(20))
        attempt(2, 0, bad: passed('the first') + passed('after it'), worse: passed('stands'))

        when:
        def ended = test('lab', '--', '-Dgiven=yes')

        then:
        ended.status == 0
        calls().size() == 2
        calls()[0].contains('-Dlayer=lab -Dcryo.testlab.ends=true -Dgiven=yes test')
        calls()[1].contains('-Dlayer=lab -Dcryo.testlab.ends=true -Dgiven=yes -Dtest=bad,worse test')
        ended.err.contains('test: failed, and gets a second attempt: bad,worse\n')
        ended.out.readLines()*.stripTrailing() == '''\
            test: needed a second attempt: bad: the <first> & "second"
                Condition not satisfied:

                x == 'yes'

                at dev.cryo.bad.first(bad.groovy:10)
            test: needed a second attempt: worse: initializationError
                java.lang.NullPointerException
            '''.stripIndent().readLines()
    }

    def "what fails twice fails"() {
        given:
        attempt(1, 1, bad: failing('goes'))
        attempt(2, 1, bad: failing('goes'))

        expect:
        with(test(layer)) {
            status == 1
            out.contains('test: needed a second attempt: bad: goes')
            err.contains("test: $layer tests failed; the whole log is")
        }

        where:
        layer << ['fast', 'lab']
    }

    def "there is no second attempt when #when"() {
        given:
        attempt(1, ends, reports)

        when:
        def ended = test(layer)

        then:
        ended.status == 1
        calls().size() == 1
        !ended.out.contains('needed')

        where:
        when                      | layer  | ends | reports
        'maven itself failed'     | 'lab'  | 1    | [good: passed('goes')]
        'nothing was reported'    | 'lab'  | 1    | [:]
        'somebody interrupted it' | 'lab'  | 130  | [bad: failing('goes')]
        'many failed'             | 'lab'  | 1    | ('a'..'f').collectEntries { [it, failing('goes')] }
        'it is about chance'      | 'long' | 1    | [bad: failing('goes')]
    }

    static String passed(String name) {
        """  <testcase name="$name" classname="good" time="0.1"/>\n"""
    }

    static String failing(String name) {
        """\
          <testcase name="$name" classname="bad" time="0.1">
            <failure message="it does not" type="some.Failure"><![CDATA[some.Failure: it does not
        ]]></failure>
          </testcase>
        """.stripIndent(8)
    }

    private void attempt(Map<String, String> reports, int number, int status) {
        def attempt = Files.createDirectories(folder.resolve("attempt-$number"))
        Files.writeString(attempt.resolve('status'), "$status")
        reports.each { name, cases ->
            def failures = cases.contains('<failure') ? 1 : 0
            def errors = cases.contains('<error') ? 1 : 0
            Files.writeString(attempt.resolve("TEST-${name}.xml"), """\
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite version="3.0.2" name="$name" time="0.1" tests="1" errors="$errors" skipped="0" failures="$failures" flakes="0">
                """.stripIndent() + cases + '</testsuite>\n')
        }
    }

    private void attempt(int number, int status, Map<String, String> reports) {
        attempt(reports, number, status)
    }

    private Map test(String... words) {
        def builder = new ProcessBuilder(["$checkout/shell/test".toString(), *words])
        builder.environment().PATH = "${folder.resolve('bin')}:${System.getenv('PATH')}".toString()
        def process = builder.start()
        def out = new StringBuilder()
        def err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        [status: process.exitValue(), out: out.toString(), err: err.toString()]
    }

    private List<String> calls() {
        Files.readAllLines(folder.resolve('calls'))
    }

    private void executable(String name, String text) {
        def file = folder.resolve(name)
        Files.createDirectories(file.parent)
        Files.writeString(file, text)
        file.toFile().setExecutable(true)
    }
}
