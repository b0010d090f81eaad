package dev.cryo.catalog;

import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Objects;

/** Says what is running here. Opens nothing. */
public final class VersionVerb implements Verb<VersionVerb.Request, VersionVerb.About> {

    @Usage(
            name = "version",
            summary = "Show the versions of Cryo, Java and the system",
            examples = "version",
            group = Usage.Group.CRYO)
    public record Request() {}

    /** The versions of Cryo and of what it runs on. */
    public record About(String cryo, String java, String system) {

        /** Those of this process. */
        public static About here() {
            var version = About.class.getPackage().getImplementationVersion();
            return new About(
                    Objects.requireNonNullElse(version, "unpackaged"),
                    Runtime.version().toString(),
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public About run(Request request, Watch watch) {
        return About.here();
    }
}
