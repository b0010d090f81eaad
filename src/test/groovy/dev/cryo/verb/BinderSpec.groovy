package dev.cryo.verb

import java.nio.file.Path
import java.time.Duration
import java.util.regex.Pattern
import spock.lang.Specification

class BinderSpec extends Specification {

    enum Mode { FAST, VERY_SLOW }

    @Usage(name = 'try', summary = 'Try all types', examples = 'try x', group = Usage.Group.CRYO)
    static record All(
            @Argument(label = 'NAME', help = 'a name') ContainerName name,
            @Argument(label = 'WORD', help = 'words', required = false) List<String> words,
            @Option(help = 'a switch') boolean onOff,
            @Option(help = 'a number', fallback = '3') int times,
            @Option(help = 'a long', fallback = '4') long count,
            @Option(help = 'a text') Optional<String> text,
            @Option(help = 'a path') Optional<Path> file,
            @Option(help = 'a duration', fallback = '2s') Duration every,
            @Option(help = 'a size', fallback = '64m') Size memory,
            @Option(help = 'a place') Optional<Place> imageDir,
            @Option(help = 'a checkpoint') Optional<CheckpointRef> from,
            @Option(help = 'a label') Optional<Label> label,
            @Option(help = 'a mode', fallback = 'fast') Mode mode,
            @Option(help = 'a pattern') Optional<Pattern> pattern,
            @Option(help = 'labels') List<Label> labels) {
        All {
            if (times == 13) {
                throw new IllegalArgumentException('13 is refused')
            }
        }
    }

    def binder = new Binder(ValueTypes.STANDARD, Binder.Spelling.COMMAND_LINE)

    def bind(Map<String, ?> given) {
        binder.bind(All, [name: 'web'] + given)
    }

    def 'what is not given has its fallback, or is empty'() {
        when:
        def all = bind([:])

        then:
        all.name() == new ContainerName('web')
        all.words() == []
        !all.onOff()
        [all.times(), all.count(), all.every(), all.memory()] == [3, 4L, Duration.ofSeconds(2), new Size(64 << 20)]
        all.mode() == Mode.FAST
        [all.text(), all.file(), all.imageDir(), all.from(), all.label(), all.pattern()].every { it.empty }
        all.labels() == []
    }

    def 'a word becomes a #component'() {
        expect:
        def value = bind([(component): given])."$component"()
        (value instanceof Optional ? value.get() : value) == expected

        where:
        component  | given              || expected
        'onOff'    | 'true'             || true
        'onOff'    | false              || false
        'times'    | '7'                || 7
        'times'    | 7                  || 7
        'times'    | 7L                 || 7
        'count'    | '9999999999'       || 9999999999L
        'text'     | 'a b'              || 'a b'
        'text'     | "${1 + 1}"         || '2'
        'file'     | '/tmp/x'           || Path.of('/tmp/x')
        'file'     | new File('/tmp/x') || Path.of('/tmp/x')
        'every'    | '500ms'            || Duration.ofMillis(500)
        'every'    | '1m30s'            || Duration.ofSeconds(90)
        'every'    | '1h'               || Duration.ofHours(1)
        'every'    | '1.5s'             || Duration.ofMillis(1500)
        'every'    | Duration.ofDays(1) || Duration.ofDays(1)
        'memory'   | '1g'               || new Size(1 << 30)
        'memory'   | 4096               || new Size(4096)
        'imageDir' | 'host:/x'          || new Place.OnHost(new HostPath('/x'))
        'imageDir' | '/x'               || new Place.Here(Path.of('/x'))
        'imageDir' | Path.of('/x')      || new Place.Here(Path.of('/x'))
        'imageDir' | new File('/x')     || new Place.Here(Path.of('/x'))
        'from'     | 'web@~1'           || CheckpointRef.of('web@~1')
        'from'     | 3                  || CheckpointRef.of('3')
        'label'    | 'x'                || new Label('x')
        'mode'     | 'very-slow'        || Mode.VERY_SLOW
        'mode'     | Mode.FAST          || Mode.FAST
        'labels'   | ['a', 'b']         || [new Label('a'), new Label('b')]
        'labels'   | 'a'                || [new Label('a')]
        'words'    | ['-x', '']         || ['-x', '']
    }

    def 'a pattern is compiled'() {
        expect:
        bind(pattern: 'a+').pattern().get().pattern() == 'a+'
        bind(pattern: ~/b/).pattern().get().pattern() == 'b'
    }

    def '#component cannot be #given'() {
        when:
        bind([(component): given])

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
        problem.what() == what
        problem.remedy().orElse('') == remedy

        where:
        component  | given  || what                                           | remedy
        'onOff'    | 'yes'  || "--on-off: 'yes' is neither true nor false"    | ''
        'times'    | 'x'    || "--times: 'x' is not a whole number"           | ''
        'times'    | 2.5    || "--times: '2.5' is not a whole number"         | ''
        'times'    | '1' * 12 || "--times: '111111111111' is too big a number" | ''
        'times'    | 13     || '13 is refused'                                | ''
        'times'    | [a: 1] || '--times takes NUMBER, not a LinkedHashMap'    | ''
        'every'    | '5'    || "--every: '5' is not a duration"               | 'write 500ms, 2s, 1m30s or 1h'
        'memory'   | 'big'  || "--memory: 'big' is not a size"                | 'write 64m, 1g or a number of bytes'
        'label'    | '9 x'  || "--label: '9 x' cannot be a label"             | "try 'x'"
        'mode'     | 'slow' || "--mode: 'slow' is none of fast, very-slow"    | 'choose one of them'
        'mode'     | 'fats' || "--mode: 'fats' is none of fast, very-slow"    | "did you mean 'fast'?"
        'name'     | '-x'   || "'-x' cannot be the name of a container"       | "names and ids consist of letters, digits, '_', '.' and '-'; 'ps --all' lists them"
        'imageDir' | ''     || '--image-dir: the name of a folder is empty'   | ''
        'imageDir' | 'host:x' || "--image-dir: 'x' is not an absolute path on the engine host" | ''
        'lable'    | 'x'    || "try has no argument 'lable'"                  | "did you mean 'label'?"
    }

    def 'a broken pattern is refused'() {
        when:
        bind(pattern: '(')

        then:
        def problem = thrown(Problem)
        problem.what().startsWith("--pattern: '(' is not a regular expression")
    }

    def 'what is required and missing is named as the face writes it'() {
        when:
        new Binder(ValueTypes.STANDARD, spelling).bind(All, [:])

        then:
        def problem = thrown(Problem)
        problem.what() == what

        where:
        spelling                       || what
        Binder.Spelling.COMMAND_LINE   || 'try needs NAME: a name'
        Binder.Spelling.GROOVY         || 'try needs name: a name'
    }

    def 'a type can be added to the table'() {
        given:
        def types = ValueTypes.STANDARD.with(Runnable, 'GROOVY', { String text -> ({ -> text } as Runnable) })

        expect:
        types.read(Runnable, 'x') instanceof Runnable
        types.label(Runnable) == 'GROOVY'
    }

    def 'durations read well: #duration'() {
        expect:
        DurationWords.show(duration) == shown

        where:
        duration                 || shown
        Duration.ofNanos(50_000) || '0.1 ms'
        Duration.ofMillis(350)   || '0.35 s'
        Duration.ofMillis(12345) || '12.3 s'
        Duration.ofMillis(59960) || '1m0s'
        Duration.ofSeconds(3700) || '1h1m'
        Duration.ofHours(50)     || '2d2h'
        Duration.ofMillis(-350)  || '-0.35 s'
    }

    def 'the nearest name of #typed'() {
        expect:
        NearestName.to(typed, ['checkpoint', 'restore', 'ps', 'rm', 'run']).orElse(null) == near

        where:
        typed       || near
        'chekpoint' || 'checkpoint'
        'check'     || 'checkpoint'
        'resotre'   || 'restore'
        'sp'        || 'ps'
        'banana'    || null
    }
}
