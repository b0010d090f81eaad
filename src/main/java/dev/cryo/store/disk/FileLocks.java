package dev.cryo.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Locks between processes, by a file. One that dies lets go. */
public final class FileLocks {

    private FileLocks() {}

    /** Waits until nobody else has the lock. It ends when the channel is closed. */
    public static FileChannel hold(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        while (true) {
            try {
                channel.lock();
                return channel;
            } catch (OverlappingFileLockException e) {
                // Another thread of this process has it: such locks belong to processes, and do not wait for threads.
                LockSupport.parkNanos(5_000_000);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    /** The lock, if nobody else has it now: neither another process nor another thread of this one. */
    public static Optional<FileChannel> tryHold(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // a thread of this process has it
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }
}
