package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Rules of YARA over the memory of one process. */
final class YaraScan {

    private final YaraVerb.Request request;
    private final String evidence;
    private final DumpedProcess process;
    private final List<YaraVerb.Row> rows;
    private final Consumer<String> note;
    /** The rule that holds, as long as none of its strings came. */
    private Optional<String> bare = Optional.empty();

    /**
     * @param rows what was found is added to them
     * @param note told what the user should know
     */
    YaraScan(
            YaraVerb.Request request,
            String evidence,
            DumpedProcess process,
            List<YaraVerb.Row> rows,
            Consumer<String> note) {
        this.request = request;
        this.evidence = evidence;
        this.process = process;
        this.rows = rows;
        this.note = note;
    }

    /** Copies the memory into a file, for the program reads no others, and runs the rules over that. */
    void run(Asked asked, Watch watch) {
        try {
            var file = Files.createTempFile("cryo-", ".memory");
            try {
                MemoryCopy copy;
                try (var out = Files.newOutputStream(file)) {
                    copy = MemoryCopy.write(asked, process, out, watch);
                }
                if (!copy.isEmpty()) {
                    watch.step("running the rules over process " + process.pid());
                    new YaraProgram(request.rules()).scan(file, watch, line -> take(line, copy)).forEach(note);
                    addBare();
                }
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Problem.failed("the memory of process " + process.pid() + " could not be written for yara")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("make room for it in the folder of temporary files")
                    .cause(e);
        }
    }

    private void take(YaraProgram.Line line, MemoryCopy copy) {
        if (line.found().isEmpty()) {
            addBare();
            bare = Optional.of(line.rule());
            return;
        }
        bare = Optional.empty();
        var found = line.found().get();
        copy.place(found.offset(), found.length()).ifPresent(place -> {
            var mapping = place.mapped() ? mapping(place.address()) : Optional.<Mapping>empty();
            if (request.where().matches(place.address(), mapping)) {
                add(row(
                        line.rule(),
                        found.identifier(),
                        "0x" + Long.toHexString(place.address()),
                        mapping.map(MappingName::of).orElse("unmapped"),
                        found.text()));
            }
        });
    }

    private Optional<Mapping> mapping(long address) {
        return process.addressSpace().toOptional().flatMap((AddressSpace space) -> space.mapping(address));
    }

    private void addBare() {
        bare.ifPresent(rule -> add(row(rule, "", "", "", "")));
        bare = Optional.empty();
    }

    private YaraVerb.Row row(String rule, String string, String address, String mapping, String text) {
        return new YaraVerb.Row(
                evidence,
                rule,
                string,
                Optional.of(process.pid()),
                process.command(),
                address,
                mapping,
                text,
                Optional.empty());
    }

    private void add(YaraVerb.Row row) {
        if (rows.size() < request.limit()) {
            rows.add(row);
        } else {
            note.accept("there are more than " + request.limit() + " matches; --limit shows more");
        }
    }
}
