package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineInfo;
import dev.cryo.verb.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which ways there are for a container to be brought back, and why not the others.
 *
 * @param runtime the OCI runtime that it was made for
 * @param obstacles for each way that is none, why
 */
record WaysBack(String runtime, Map<WayBack, String> obstacles) {

    static final String CONSENT = "--shadow-runc";

    private static final String PLAIN = "runc";
    private static final int LAST_WITH_API = 27;
    private static final String REMEDY = "make it anew with 'cryo run' or 'docker run --runtime " + EngineInfo.CRYO_RUNTIME
            + "'; in a lab that is the default, elsewhere 'install' puts it there";

    static WaysBack of(Engine engine, Container container) {
        return of(engine, container.runtime());
    }

    /** Those for containers of a runtime. */
    static WaysBack of(Engine engine, String runtime) {
        var obstacles = new EnumMap<WayBack, String>(WayBack.class);
        if (runtime.equals(EngineInfo.CRYO_RUNTIME)) {
            obstacles.put(WayBack.SHADOW, "it needs none");
            obstacles.put(WayBack.API, "it needs none");
        } else {
            var shadow = !runtime.equals(PLAIN)
                    ? Optional.of("it runs under '" + runtime + "', and only runc's place can be taken")
                    : Shadow.obstacle(engine.host());
            if (!shadow.equals(Optional.of(Shadow.STANDING))) {
                obstacles.put(WayBack.RUNTIME, "it runs under '" + runtime + "', not under '" + EngineInfo.CRYO_RUNTIME + "'");
            }
            shadow.ifPresent(why -> obstacles.put(WayBack.SHADOW, why));
            withoutApi(engine.info(), runtime).ifPresent(why -> obstacles.put(WayBack.API, why));
        }
        return new WaysBack(runtime, Map.copyOf(obstacles));
    }

    private static Optional<String> withoutApi(EngineInfo engine, String runtime) {
        if (!runtime.equals(PLAIN)) {
            return Optional.of("it runs under '" + runtime + "'");
        }
        if (major(engine.version()) > LAST_WITH_API) {
            return Optional.of("Docker " + engine.version() + " cannot restore by itself what has a network of its own: that"
                    + " is broken from 28 on");
        }
        if (engine.mapsUsers()) {
            return Optional.of("in a user namespace Docker's restore may not read its own copy of the images");
        }
        return engine.experimental()
                ? Optional.empty()
                : Optional.of("the daemon does not run with --experimental");
    }

    private static int major(String version) {
        var word = version.split("\\.", 2)[0];
        return word.matches("\\d{1,5}") ? Integer.parseInt(word) : Integer.MAX_VALUE;
    }

    boolean open(WayBack way) {
        return !obstacles.containsKey(way);
    }

    boolean any() {
        return obstacles.size() < WayBack.values().length;
    }

    /** Docker's own restore is told nothing about CRIU's options. */
    boolean onlyApi() {
        return open(WayBack.API) && !open(WayBack.RUNTIME) && !open(WayBack.SHADOW);
    }

    /**
     * The one that a restore takes.
     *
     * @param consent the shadow may be put there
     * @throws Problem when there is none
     */
    WayBack choose(Container container, boolean consent) {
        if (open(WayBack.RUNTIME)) {
            return WayBack.RUNTIME;
        }
        if (consent && open(WayBack.SHADOW)) {
            return WayBack.SHADOW;
        }
        if (open(WayBack.API)) {
            return WayBack.API;
        }
        throw open(WayBack.SHADOW)
                ? refusal(container).remedy(CONSENT + " lets Cryo's runtime stand in runc's place on the engine's host for the"
                        + " time of this restore (mounted over it: no file is changed)")
                : refusal(container).remedy(REMEDY);
    }

    /**
     * @throws Problem when a container that is about to be stopped could not be brought back
     */
    void requireAny(Container container) {
        if (!any()) {
            throw refusal(container).remedy(REMEDY + "; --leave-running takes a checkpoint all the same");
        }
    }

    private Problem refusal(Container container) {
        return Problem.failed("'" + container.name() + "' does not run under Cryo's runtime, so it could not be restored")
                .evidence(why());
    }

    private List<String> why() {
        return obstacles.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(obstacle -> word(obstacle.getKey()) + ": " + obstacle.getValue())
                .toList();
    }

    /** What doctor says. */
    Finding finding(String about) {
        if (open(WayBack.RUNTIME)) {
            return Finding.fine(about, runtime + ": a restore goes through Cryo's runtime");
        }
        var why = String.join("; ", why());
        if (open(WayBack.SHADOW)) {
            return Finding.of(
                    Verdict.FINE,
                    about,
                    "a restore goes through a shadow of runc" + (open(WayBack.API) ? ", or else through Docker's API" : "")
                            + "; " + why,
                    "say " + CONSENT + " at the restore; 'install' makes that needless for new containers");
        }
        return open(WayBack.API)
                ? Finding.of(
                        Verdict.FINE,
                        about,
                        "a restore goes through Docker's API, slowly and without CRIU's options; " + why,
                        "'install' brings the better way for new containers")
                : Finding.of(Verdict.FAILS, about, "it could not be restored; " + why, REMEDY);
    }

    private static String word(WayBack way) {
        return switch (way) {
            case RUNTIME -> "not through Cryo's runtime";
            case SHADOW -> "not through a shadow of runc";
            case API -> "not through Docker's API";
        };
    }
}
