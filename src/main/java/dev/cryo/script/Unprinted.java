package dev.cryo.script;

import dev.cryo.verb.Watch;

/** For objects whose methods return what a container printed: it is not printed as well. */
record Unprinted(Watch watch) implements Watch {

    @Override
    public void write(Stream stream, byte[] bytes) {}

    @Override
    public void step(String what) {
        watch.step(what);
    }

    @Override
    public void progress(String what, long done, long total) {
        watch.progress(what, done, total);
    }

    @Override
    public void note(String line) {
        watch.note(line);
    }

    @Override
    public boolean agrees(String question) {
        return watch.agrees(question);
    }

    @Override
    public void done(Finished piece) {
        watch.done(piece);
    }

    @Override
    public boolean cancelled() {
        return watch.cancelled();
    }
}
