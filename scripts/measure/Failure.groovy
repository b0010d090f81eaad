package measure

/** Something that is measured could not be done, and why. */
class Failure extends RuntimeException {
    Failure(String why) {
        super(why)
    }
}
