/**
 * Cryo for test suites: a container is put back before each test, which costs less than making it anew. {@link Rewind} is
 * the annotation, for JUnit 5 and for Spock; {@link TimeMachine} stands below, for suites that want to say more. JUnit and
 * Spock are the suite's own: this room works with either alone. May use everything but the script and shell rooms.
 */
@NullMarked
package dev.cryo.testing;

import org.jspecify.annotations.NullMarked;
