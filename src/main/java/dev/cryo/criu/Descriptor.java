package dev.cryo.criu;

/**
 * An open descriptor of a process.
 *
 * @param number as the process knows it
 * @param type CRIU's name of the file's type, lower case: {@code reg}, {@code pipe}, {@code inetsk}, …
 * @param closeOnExec whether a program that the process starts does not get it
 * @param id CRIU's number of the file, which descriptors share that were duplicated or inherited
 */
public record Descriptor(int number, String type, boolean closeOnExec, int id, OpenFile file) {

    /** One line that names what it leads to; hostile. */
    public String what() {
        return file.what();
    }
}
