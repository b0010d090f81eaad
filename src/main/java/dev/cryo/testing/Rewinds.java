package dev.cryo.testing;

import dev.cryo.verb.Problem;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the annotations of a test and its class ask for: those of the class first, unless the test names the same container. */
final class Rewinds {

    private Rewinds() {}

    static void perform(TimeMachine cryo, AnnotatedElement type, AnnotatedElement test) {
        var ofTest = of(test);
        var named = ofTest.stream().map(Rewinds::container).toList();
        Stream.concat(of(type).stream().filter(rewind -> !named.contains(container(rewind))), ofTest.stream())
                .forEach(rewind -> cryo.container(container(rewind))
                        .rewind(checkpoint(rewind), rewind.together() ? Map.of("together", true) : Map.of()));
    }

    private static List<Rewind> of(AnnotatedElement annotated) {
        return Arrays.asList(annotated.getAnnotationsByType(Rewind.class));
    }

    private static String container(Rewind rewind) {
        int at = rewind.value().lastIndexOf('@');
        var name = rewind.container().isEmpty() && at > 0 ? rewind.value().substring(0, at) : rewind.container();
        if (name.isEmpty()) {
            throw Problem.usage("@Rewind(\"" + rewind.value() + "\") names no container")
                    .remedy("write @Rewind(\"db@" + rewind.value() + "\"), or add container = \"db\"");
        }
        return name;
    }

    private static String checkpoint(Rewind rewind) {
        return rewind.value().substring(rewind.value().lastIndexOf('@') + 1);
    }
}
