package dev.cryo.forensics

import dev.cryo.criu.Fixture
import dev.cryo.forensics.DiffVerb.Kind
import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

/** What changed between checkpoints: the images of one, with some bytes of them exchanged. */
class DiffSpec extends Specification {

    @TempDir Path folder
    Fixture witness = Fixture.witness()

    /** The images, with one text for another in those of a kind. */
    def made(String name, String kind = '', String old = '', String fresh = '') {
        def images = witness.into(Files.createDirectory(folder.resolve(name)))
        if (kind) {
            assert old.length() == fresh.length()
            def touched = images.toFile().listFiles().findAll { it.name.startsWith(kind) && exchange(it, old, fresh) }
            assert touched
        }
        images
    }

    private static boolean exchange(File file, String old, String fresh) {
        def text = file.getText('ISO-8859-1')
        file.setText(text.replace(old, fresh), 'ISO-8859-1')
        text.contains(old)
    }

    def diff(Map options = [:], Path... images) {
        new Questions(folder.resolve('store')).ask(options + [evidence: images*.toString()], 'diff')
    }

    static String wide(String text) {
        new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1)
    }

    def "nothing changed between a checkpoint and itself"() {
        given:
        def images = made('one')

        expect:
        diff(images, images) == []
    }

    def "a changed text is shown as it was and as it is, in UTF-16 too"() {
        given:
        def one = made('one', 'pages', 's3cr3t-t0k3n', wide('first\0'))
        def other = made('other', 'pages', 's3cr3t-t0k3n', wide('fires\0'))

        when:
        def texts = diff(one, other).findAll { it.kind().get() == Kind.STRING }

        then:
        texts*.before().unique() == ['first']
        texts*.after().unique() == ['fires']
    }

    def "what is in a namespace is compared, not its number"() {
        given:
        def rows = diff(made('one'), made('other', 'utsns', 'witness', 'wltness'))

        expect:
        rows.collect { [it.kind().get(), it.what(), it.before(), it.after()] } ==
                [[Kind.NAMESPACE, 'uts', 'hostname witness', 'hostname wltness']]
    }

    def "of several checkpoints each is compared with the one before it"() {
        given:
        def one = made('one')
        def two = made('two', 'pages', 's3cr3t-t0k3n', 'S3CR3T-T0K3N')
        def three = made('three', 'utsns', 'witness', 'wltness')

        when:
        def rows = diff(one, two, two, three)

        then:
        rows.groupBy { it.since() }.collectEntries { [Path.of(it.key).fileName.toString(), it.value*.kind()*.get().unique()] }
                .collectEntries { k, v -> [k, v.contains(Kind.NAMESPACE)] } == [one: false, two: true]
        rows.findAll { it.since() == one.toString() && it.kind().get() == Kind.ENVIRONMENT }*.after().unique() == ['S3CR3T-T0K3N']
    }

    def "files are compared by what they are and hold, in the container and in its volumes"() {
        given:
        def before = tree {
            kept.text = 'as it was'
            changed.text = 'aaa'
            grown.text = 'a'
            gone.text = 'x'
            tool.text = '#!/bin/sh'
        }
        def after = tree {
            kept.text = 'as it was'
            changed.text = 'bbb'
            grown.text = 'ab'
            fresh.text = 'y'
            tool.text = '#!/bin/sh'
            tool.executable = true
        }
        def one = made('one')
        def other = made('other')
        pack(before, one.resolve('filesystem.tar'))
        pack(after, other.resolve('filesystem.tar'))
        pack(before, one.resolve('volume-0.tar'))
        pack(before, other.resolve('volume-0.tar'))
        pack(after, other.resolve('volume-1.tar'))

        when:
        def rows = diff(one, other)

        then:
        rows.every { it.kind().get() == Kind.FILESYSTEM }
        rows.collectEntries { [it.what(), [it.before(), it.after()]*.replaceAll(/, \d+:\d+/, '')] } == [
                '/changed': ['3 bytes, 0644', '3 bytes, 0644, other contents'],
                '/grown'  : ['1 bytes, 0644', '2 bytes, 0644'],
                '/gone'   : ['1 bytes, 0644', ''],
                '/fresh'  : ['', '1 bytes, 0644'],
                '/tool'   : ['9 bytes, 0644', '9 bytes, 0744'],
        ]

        and: 'whoever asks for one process does not ask for files'
        diff(one, other, process: [1]) == []
    }

    def "an archive that is damaged costs what is behind the damage"() {
        given:
        def one = made('one')
        def other = made('other')
        pack(tree { kept.text = 'x' }, one.resolve('filesystem.tar'))
        Files.write(other.resolve('filesystem.tar'), new byte[700].tap { Arrays.fill(it, 0x55 as byte) })

        expect:
        diff(one, other)*.damage()*.orElse('').any { it.contains("'/' is damaged") || it.contains('/') }
    }

    def "one checkpoint alone is nothing to compare"() {
        when:
        diff(made('one'))

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
    }

    /** A folder of files, made by a block in which a name is a file of it. */
    private File tree(@DelegatesTo(Map) Closure<?> files) {
        def made = Files.createTempDirectory(folder, 'tree').toFile()
        files.delegate = new Object() {
            def propertyMissing(String name) { new File(made, name) }
        }
        files.resolveStrategy = Closure.DELEGATE_FIRST
        files()
        made.eachFile { it.setReadable(true) }
        made
    }

    private static void pack(File tree, Path archive) {
        def process = ['tar', '-C', tree.path, '-cf', archive.toString(), '.'].execute()
        assert process.waitFor() == 0: process.err.text
    }
}
