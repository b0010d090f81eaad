package dev.cryo.forensics;

import dev.cryo.criu.ImageTree;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;
import java.util.TreeSet;

/** {@code decode}: an image file by the names of its fields. */
public final class DecodeVerb implements Verb<DecodeVerb.Request, Verb.Document> {

    private final EvidenceReader evidence;

    public DecodeVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "decode",
            summary = "Show an image file by the names of its fields, as JSON",
            details = {
                "As 'crit show' writes it, and 'encode' makes the same file of it again. What CRIU's schema does not"
                        + " know is kept under its number; a record whose names do not give back its bytes holds them as"
                        + " well (#record).",
                "Files without a header (PLAIN) are shown as base64; pages are read with 'memory', 'strings' and"
                        + " 'search'."
            },
            examples = {"decode web@1 pstree.img", "decode images/core-1.img"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "an image file; or a checkpoint or image directory, and NAME")
                    Evidence evidence,
            @Argument(label = "NAME", help = "which of its files") Optional<String> name) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Document run(Request request, Watch watch) {
        var opened = evidence.open(request.evidence());
        var name = request.name()
                .or(opened::file)
                .orElseThrow(() -> Problem.usage("decode needs the name of a file in '" + request.evidence() + "'")
                        .remedy("it has "
                                + String.join(", ", new TreeSet<>(opened.images().names()))));
        if (name.matches("pages-\\d+\\.img")) {
            throw Problem.usage("'" + name + "' holds pages of memory, which have no names")
                    .remedy("'memory', 'strings' and 'search' read them");
        }
        return new Document(ImageTree.open(opened.images(), name).document());
    }
}
