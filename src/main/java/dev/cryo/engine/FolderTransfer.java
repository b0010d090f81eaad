package dev.cryo.engine;

import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries folders between Cryo's machine and an engine host that cannot see each other's: a tar stream through a
 * script's standard output or input, with nothing stored in between.
 */
public final class FolderTransfer {

    private static final HostScript PACK = new HostScript(
            "pack", "exec tar --create --sparse --one-file-system --file - --directory \"$1\" .");

    private static final HostScript UNPACK = new HostScript(
            "unpack", "umask 077; mkdir -p \"$1\" && exec tar --extract --file - --directory \"$1\" --no-same-owner");

    private final EngineHost host;

    public FolderTransfer(EngineHost host) {
        this.host = host;
    }

    /** Brings what lies in a folder of the engine host into one that exists here. */
    public void fetch(HostPath folder, Path into) {
        // GNU tar neither leaves the folder nor follows a link out of it, whatever names the stream holds.
        var unpacking = start("--extract", "--no-same-owner", "--no-overwrite-dir", "--directory", into.toString());
        HostResult packed;
        try (var packing = host.start(PACK, List.of(folder.text()))) {
            try (var in = unpacking.input()) {
                packing.output().transferTo(in);
            } catch (IOException e) {
                // One of the two has ended too early, and says why.
            }
            packed = packing.finish();
        }
        check("what lies in " + folder + " on the engine's host could not be brought here", packed, unpacking.finish());
    }

    /** Puts what lies in a folder here, or only the named files of it, into one of the engine host, made if missing. */
    public void send(Path folder, HostPath into, String... names) {
        var words = new ArrayList<>(List.of("--create", "--sparse", "--directory", folder.toString(), "--"));
        words.addAll(names.length == 0 ? List.of(".") : List.of(names));
        var packing = start(words.toArray(String[]::new));
        HostResult unpacked;
        try (var unpacking = host.start(UNPACK, List.of(into.text()))) {
            try (var in = unpacking.input()) {
                packing.output().transferTo(in);
            } catch (IOException e) {
                // One of the two has ended too early, and says why.
            }
            unpacked = unpacking.finish();
        }
        check("'" + folder + "' could not be brought to the engine's host", packing.finish(), unpacked);
    }

    private static HostProcess start(String... options) {
        var command = new ArrayList<>(List.of("setsid", "tar", "--file", "-"));
        command.addAll(List.of(options));
        try {
            return new LocalProcess(new ProcessBuilder(command).directory(new File("/")).start());
        } catch (IOException e) {
            throw Problem.failed("files cannot be brought to the engine's host, or from there")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("Cryo needs tar and setsid (package util-linux)")
                    .cause(e);
        }
    }

    private static void check(String what, HostResult packed, HostResult unpacked) {
        if (!packed.succeeded() || !unpacked.succeeded()) {
            throw Problem.failed(what)
                    .evidence(packed.err())
                    .evidence(unpacked.err())
                    .remedy("is there room on both sides?");
        }
    }
}
