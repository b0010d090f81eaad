package dev.cryo.lab;

import dev.cryo.verb.Watch;

/**
 * What a verb did to a lab.
 *
 * @param lab its name
 * @param what what a terminal is told
 */
public record LabChange(String lab, String what) implements Watch.Finished {

    @Override
    public String line() {
        return lab;
    }

    @Override
    public String summary() {
        return what;
    }
}
