package dev.cryo.forensics

import dev.cryo.keeping.KeptStore

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption

/**
 * A checkpoint of a real program that the repository keeps: its images, what /proc said just before, and what crit shows of them.
 * Of its memory only the pages with arguments and environment: the others are holes, so that it stays small.
 *
 * <p>{@code shell/test lab -- -Dtest=WorkloadsLabSpec -Dprograms.update=true} makes them anew.
 */
class ProgramFixture {

    static final List<String> NAMES = ['python', 'redis', 'nginx', 'postgresql', 'jvm']
    private static final int PAGE = 4096

    final Path folder

    private ProgramFixture(Path folder) {
        this.folder = folder
    }

    static ProgramFixture read(String name, Path into) {
        new ProgramFixture(KeptStore.unpack("/dev/cryo/forensics/programs/${name}.tar.gz", into))
    }

    Path getImages() {
        folder.resolve('images')
    }

    List<String> getProc() {
        Files.readAllLines(folder.resolve('proc'))
    }

    String shown(String image) {
        Files.readString(folder.resolve("shown/$image"))
    }

    /** @param work an empty folder */
    static void write(String name, Path images, List<String> proc, Closure ask, Path work, Closure<String> shown) {
        ['images', 'shown'].each { Files.createDirectories(work.resolve(it)) }
        images.toFile().eachFile {
            if (!(it.name ==~ /.*\.(json|log|tar)/)) {
                Files.copy(it.toPath(), work.resolve("images/$it.name"), StandardCopyOption.REPLACE_EXISTING)
            }
        }
        work.resolve('proc').toFile().text = proc.join('\n') + '\n'
        ProgramAnswers.forCrit(images).each { work.resolve("shown/$it").toFile().text = shown(it) }
        blank(work.resolve('images'), ask)
        def target = Path.of("src/test/resources/dev/cryo/forensics/programs/${name}.tar.gz").toAbsolutePath()
        Files.createDirectories(target.parent)
        def process = new ProcessBuilder('sh', '-c', 'chmod -R u+rwX,go+rX . && tar --sparse --sort=name --mtime=@0 --owner=0 --group=0 ' +
                '--numeric-owner -cf - images proc shown | gzip -9n >"$1"', 'pack', target.toString())
                .directory(work.toFile()).redirectErrorStream(true).start()
        assert process.waitFor() == 0: process.inputStream.text
    }

    private static void blank(Path images, Closure ask) {
        def entries = { String image -> ask('decode', evidence: images.resolve(image).toString()).tree().entries.collect { it } }
        images.toFile().list().findAll { it ==~ /pagemap-\d+\.img/ }.each { pagemap ->
            def pid = pagemap.replaceAll(/\D/, '')
            def mm = entries("mm-${pid}.img").first()
            def kept = [number(mm.mm_arg_start)..number(mm.mm_arg_end), number(mm.mm_env_start)..number(mm.mm_env_end)]
            def map = entries(pagemap)
            keep(images.resolve("pages-${map.first().pages_id}.img"), map.tail(), kept)
        }
        images.toFile().list().findAll { it.startsWith('pagemap-shmem-') }.each {
            def map = entries(it)
            keep(images.resolve("pages-${map.first().pages_id}.img"), map.tail(), [])
        }
    }

    /** The others become holes. */
    private static void keep(Path pages, List map, List<Range<Long>> kept) {
        def whole = Files.readAllBytes(pages)
        int at = 0
        new RandomAccessFile(pages.toFile(), 'rw').withCloseable { file ->
            file.length = 0
            file.length = whole.length
            map.findAll { it.flags.toString().contains('PE_PRESENT') }.each { entry ->
                (number(entry.nr_pages ?: entry.compat_nr_pages)).times { n ->
                    long page = number(entry.vaddr) + n * PAGE
                    if (kept.any { it.from < page + PAGE && it.to >= page }) {
                        file.seek(at)
                        file.write(whole, at, PAGE)
                    }
                    at += PAGE
                }
            }
        }
        assert at == whole.length: pages
    }

    private static long number(Object said) {
        Long.decode(said.toString())
    }
}
