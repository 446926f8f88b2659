package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run must not forget, should its process die: how far it is, what it has spent, and whether there may be a machine. On
 * disk before it is acted on. One process at a time holds it. Not thread-safe.
 */
final class Logbook implements AutoCloseable {

    private final Path file;
    private final FileChannel lockFile;
    private final String run;
    private int stepsDone;
    private BigDecimal settledUsd;
    private @Nullable Rental open;

    private Logbook(Path file, FileChannel lockFile, Properties kept) {
        this.file = file;
        this.lockFile = lockFile;
        this.run = kept.getProperty("run", UUID.randomUUID().toString().substring(0, 7));
        this.stepsDone = Integer.parseInt(kept.getProperty("steps", "0"));
        this.settledUsd = new BigDecimal(kept.getProperty("settled_usd", "0"));
        this.open = kept.containsKey("open_at") ? Rental.read(kept) : null;
    }

    /**
     * Opens the book of a run, a new one where there is no file.
     *
     * @throws IllegalArgumentException if another process has it open, or it is no such book
     */
    static Logbook open(Path file) {
        try {
            FileChannel lockFile = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                lockFile.close();
                throw new IllegalArgumentException(file + " belongs to a run that is under way");
            }
            Properties kept = new Properties();
            if (Files.exists(file)) {
                try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    kept.load(reader);
                }
                if (!kept.containsKey("run")) {
                    throw new IllegalArgumentException(file + " is no logbook of a run");
                }
            }
            Logbook book = new Logbook(file, lockFile, kept);
            book.write();
            return book;
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be kept", failure);
        }
    }

    /** Returns what tells this run from others, 7 characters of hexadecimal. */
    String run() {
        return run;
    }

    int stepsDone() {
        return stepsDone;
    }

    /** Returns what was spent, and at most will have been by this time on a machine there may be. */
    BigDecimal spentUsd(Instant now) {
        return open == null ? settledUsd : settledUsd.add(open.spentUsd(now));
    }

    /** Returns the machine there may be. */
    Optional<Rental> open() {
        return Optional.ofNullable(open);
    }

    /** Notes that a machine is about to be asked for. */
    void asks(HourlyRate atMost, Instant now) {
        open = new Rental(null, atMost, BigDecimal.ZERO, now);
        write();
    }

    /** Notes which machine it is. */
    void rented(String machine, HourlyRate rate, BigDecimal spentUsd, Instant now) {
        open = new Rental(machine, rate, spentUsd, now);
        write();
    }

    /** Notes that these steps are done, what an hour of the machine costs, and what it has cost. */
    void checkpoint(int steps, HourlyRate rate, BigDecimal spentUsd, Instant now) {
        stepsDone = steps;
        if (open != null) {
            open = new Rental(open.machine(), rate, spentUsd, now);
        }
        write();
    }

    /** Notes that there is no machine any more, and what it has cost. */
    void settle(BigDecimal spentUsd) {
        settledUsd = settledUsd.add(spentUsd);
        open = null;
        write();
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be closed", failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByUs) {
            return null;
        }
    }

    private void write() {
        Properties kept = new Properties();
        kept.setProperty("run", run);
        kept.setProperty("steps", Integer.toString(stepsDone));
        kept.setProperty("settled_usd", settledUsd.toPlainString());
        if (open != null) {
            open.write(kept);
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            StringWriter text = new StringWriter();
            kept.store(text, null);
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(text.toString()));
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be written", failure);
        }
    }

    /**
     * A machine there may be.
     *
     * @param machine which; absent where its rental was only asked for
     * @param rate what an hour costs at most
     * @param knownUsd what it had cost at a moment
     * @param at that moment
     */
    record Rental(@Nullable String machine, HourlyRate rate, BigDecimal knownUsd, Instant at) {

        /** Returns what it has cost at most by now. */
        BigDecimal spentUsd(Instant now) {
            Duration since = Duration.between(at, now);
            return since.isNegative() ? knownUsd : knownUsd.add(rate.costOf(since));
        }

        private static Rental read(Properties kept) {
            return new Rental(
                    kept.getProperty("open_machine"),
                    HourlyRate.ofUsd(kept.getProperty("open_rate")),
                    new BigDecimal(kept.getProperty("open_usd")),
                    Instant.parse(kept.getProperty("open_at")));
        }

        private void write(Properties kept) {
            if (machine != null) {
                kept.setProperty("open_machine", machine);
            }
            kept.setProperty("open_rate", rate.usdPerHour().toPlainString());
            kept.setProperty("open_usd", knownUsd.toPlainString());
            kept.setProperty("open_at", at.toString());
        }
    }
}
