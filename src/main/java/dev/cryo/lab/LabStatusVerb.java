package dev.cryo.lab;

import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** Lists the labs of this machine. */
public final class LabStatusVerb implements Verb<LabStatusVerb.Request, List<LabState>> {

    @Usage(
            name = "lab status",
            summary = "List the labs of this machine and the versions they hold",
            examples = "lab status",
            group = Usage.Group.CRYO)
    public record Request(@Option(help = "Only this lab") Optional<LabName> name) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<LabState> run(Request request, Watch watch) {
        return Lab.all().stream()
                .filter(lab -> request.name().map(name -> name.text().equals(lab.name())).orElse(true))
                .map(LabState::of)
                .toList();
    }
}
