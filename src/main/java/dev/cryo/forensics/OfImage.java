package dev.cryo.forensics;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSpec;
import dev.cryo.engine.Engine;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Throwaways;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** A container of a checkpoint's image, for as long as a question takes; should Cryo die meanwhile, it is known whose it was. */
record OfImage(Engine engine, ContainerId id, Throwaways.Note note) implements AutoCloseable {

    /** Says what the container shall be, by its image and name. */
    interface Wish {
        ContainerSpec spec(ImageName image, String name, List<String> command);
    }

    static OfImage create(Subjects subjects, Checkpoint checkpoint, Wish wish) {
        var name = "cryo-throwaway-" + UUID.randomUUID().toString().substring(0, 8);
        var engine = subjects.engine();
        var note = subjects.store().throwaways(engine.info().id()).note(name);
        boolean made = false;
        try {
            var container = engine.create(wish.spec(new ImageName(checkpoint.imageId()), name, List.of("true")));
            made = true;
            return new OfImage(engine, container, note);
        } catch (Problem e) {
            throw Problem.failed("no container can be made of the image of " + checkpoint.reference())
                    .evidence(e.evidence())
                    .remedy("name the folder that holds the container's files with --files")
                    .cause(e);
        } finally {
            if (!made) {
                close(note);
            }
        }
    }

    private static void close(Throwaways.Note note) {
        try {
            note.close();
        } catch (IOException e) {
            throw Problem.failed("a note of the store could not be removed").evidence(String.valueOf(e)).cause(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (note) {
            engine.remove(id, true);
        }
    }
}
