package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;

/** The problems that an image can have, in one wording. */
final class Damage {

    private static final String REMEDY = "use another checkpoint, or copy this one again from where it was made";

    private Damage() {}

    /** What the image holds contradicts itself, its size or CRIU's format. */
    static Problem in(String image, String evidence) {
        return Problem.failed("'" + image + "' is damaged").evidence(evidence).remedy(REMEDY);
    }

    static Problem missing(Images images, String image) {
        return Problem.failed("'" + image + "' is missing in '" + images.title() + "'")
                .remedy(REMEDY);
    }

    static Problem unreadable(String image, IOException e) {
        return Problem.failed("'" + image + "' cannot be read")
                .evidence(String.valueOf(e.getMessage()))
                .cause(e);
    }
}
