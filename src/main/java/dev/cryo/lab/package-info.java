/**
 * The lab: Cryo's own private engine host (Docker, CRIU), for a machine that has none.
 *
 * <p>A lab is a process 1 in mount, pid and network namespaces of its own, with a Debian tree as its root, and dockerd
 * below it. {@link dev.cryo.lab.Lab} names one and says whether it is up; {@link dev.cryo.lab.LabHost} starts and ends
 * it; the classes {@code Lab<Verb>} are the verbs. What is slow to make (the trees, the images) lies in the
 * {@link dev.cryo.lab.Cache}, each made from a {@link dev.cryo.lab.Recipe} by the {@link dev.cryo.lab.Builder}, from
 * the mirror that {@link dev.cryo.lab.Mirror} finds in the machine's own {@link dev.cryo.lab.AptSource}s. What has to
 * be done as a shell does it stands in the scripts beside this package's classes ({@link dev.cryo.lab.Script}).
 *
 * <p>Everything that a lab mounts lies in its own mount namespace and everything it runs in its own pid namespace:
 * ending its process 1 ends all of it, whatever state it was in. Nothing is ever mounted, and no address or firewall
 * rule is ever set, on the machine itself.
 *
 * <p>May use: engine, archive, verb, the JDK.
 */
@NullMarked
package dev.cryo.lab;

import org.jspecify.annotations.NullMarked;
