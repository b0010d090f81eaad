package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Remarking;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** {@code note}: remarks something on a checkpoint. */
public final class NoteVerb implements Verb<NoteVerb.Request, Remarked> {

    /** A note is a remark, not a document: manifests are read often. */
    private static final int LONGEST = 1000;

    private final Subjects subjects;

    public NoteVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "note",
            summary = "Remark something on a checkpoint",
            details = "A note takes the place of the one before.",
            examples = {"note web@first 'the last one before the customer called'", "note web@first --remove"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@3") CheckpointRef checkpoint,
            @Argument(label = "TEXT", help = "what is to be remembered", required = false) List<String> text,
            @Option(help = "take the note away") boolean remove) {

        public Request {
            text = List.copyOf(text);
            if (remove != text.isEmpty()) {
                throw Problem.usage("note takes a text, or --remove");
            }
            if (String.join(" ", text).length() > LONGEST) {
                throw Problem.usage("a note has at most " + LONGEST + " characters");
            }
        }

        Optional<String> note() {
            return text.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", text));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Remarked run(Request request, Watch watch) {
        var checkpoint = new Named(subjects).checkpoint(request.checkpoint());
        var done = Remarked.of(
                new Remarking(subjects.store()).remark(checkpoint, remarks -> remarks.withNote(request.note())));
        watch.done(done);
        return done;
    }
}
