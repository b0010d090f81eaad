package dev.cryo.lab;

import dev.cryo.verb.Watch;

/**
 * An image that a lab has now.
 *
 * @param image its name
 * @param id with the digest's name in front
 * @param lab which lab has it
 */
public record NewImage(String image, String id, String lab) implements Watch.Finished {

    @Override
    public String line() {
        return id;
    }

    @Override
    public String summary() {
        return "lab '" + lab + "' has the image " + image;
    }
}
