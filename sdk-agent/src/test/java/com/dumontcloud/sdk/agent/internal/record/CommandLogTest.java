package com.dumontcloud.sdk.agent.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLogTest {

    private static final CommandResult CUT_SHORT =
            CommandResult.of("c1", Outcome.UNKNOWN, "the agent ended while carrying it out");
    private static final CommandResult SAVED =
            new CommandResult("c1", Outcome.DONE, "3 files\tin caf\u00e9", null, "s/1");

    private final List<CommandLog> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws IOException {
        for (CommandLog log : opened) {
            log.close();
        }
    }

    @Test
    void createsNothingBeforeItIsOpened() throws IOException {
        Path missing = folder.resolve("a/b");
        CommandLog log = CommandLog.in(missing);
        assertThat(log.exists()).isFalse();
        assertThat(missing.getParent()).doesNotExist();

        keep(log).open();
        assertThat(missing.resolve("commands")).exists();
    }

    @Test
    void knowsAfterwardsWhatWasBegun() throws IOException {
        open().begin("c1", "snapshot");

        assertThat(reopened().find("c1")).isEqualTo(CUT_SHORT);
        assertThat(reopened().find("c2")).isNull();
    }

    @Test
    void knowsAfterwardsHowItEnded() throws IOException {
        CommandLog log = open();
        log.begin("c1", "snapshot");
        log.end(SAVED);

        assertThat(reopened().find("c1")).isEqualTo(SAVED);
    }

    @Test
    void theLastWordOnACommandStands() throws IOException {
        CommandLog log = open();
        log.begin("c1", "snapshot");
        log.end(CommandResult.of("c1", Outcome.UNKNOWN, "hangs"));
        log.told(List.of("c1"));
        log.end(SAVED);

        assertThat(reopened().untold()).containsExactly(SAVED);
    }

    @Test
    void tellsWhatNoHeartbeatHasCarried() throws IOException {
        CommandLog log = open();
        log.begin("told", "snapshot");
        log.end(CommandResult.of("told", Outcome.DONE, null));
        log.told(List.of("told", "never heard of"));
        log.begin("ended", "snapshot");
        log.end(CommandResult.of("ended", Outcome.FAILED, "disk full"));
        log.begin("c1", "snapshot");

        assertThat(reopened().untold())
                .containsExactly(CommandResult.of("ended", Outcome.FAILED, "disk full"), CUT_SHORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "op-7",
                "a b",
                "begun",
                "../../etc/passwd",
                "caf\u00e9 \ud83d\ude80",
                "%41",
                "+",
                "*",
                "-",
                "a=b&c",
                "\u00a0"
            })
    void keepsAnyId(String id) throws IOException {
        assertThat(CommandLog.canKeep(id)).isTrue();
        open().begin(id, "snapshot");

        assertThat(reopened().find(id)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb", "a\nb", "\u0000", "\u007f", "\ud800"})
    void cannotKeepAnIdThatWouldNotComeBack(String id) {
        assertThat(CommandLog.canKeep(id)).isFalse();
    }

    @Test
    void keepsIdsOf256CharactersAndNoLonger() {
        assertThat(CommandLog.canKeep("x".repeat(256))).isTrue();
        assertThat(CommandLog.canKeep("x".repeat(257))).isFalse();
    }

    /** A line that a power cut left half written, at every length: nothing else is lost, and what follows stays whole. */
    @Test
    void toleratesALastLineCutAnywhere() throws IOException {
        CommandLog log = open();
        log.begin("first", "snapshot");
        long whole = Files.size(file());
        log.begin("second", "snapshot");
        close();
        byte[] bytes = Files.readAllBytes(file());

        for (int length = (int) whole; length < bytes.length; length++) {
            Files.write(file(), java.util.Arrays.copyOf(bytes, length));
            CommandLog cut = open();
            assertThat(cut.find("first")).isNotNull();
            cut.begin("third", "snapshot");
            cut.close();

            CommandLog after = open();
            assertThat(after.find("first")).isNotNull();
            assertThat(after.find("third")).isNotNull();
            after.close();
        }
    }

    /** However one byte is changed: of ten commands at most the one whose id it was is forgotten, where that is unreadable. */
    @Test
    void neverForgetsAnIdThatIsStillThere() throws IOException {
        CommandLog log = open();
        for (int i = 0; i < 10; i++) {
            log.begin("command-" + i, "snapshot");
            log.end(CommandResult.of("command-" + i, Outcome.DONE, "made"));
        }
        close();
        byte[] good = Files.readAllBytes(file());
        Random random = new Random(42);

        for (int round = 0; round < 300; round++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Files.write(file(), damaged);
            CommandLog read = open();
            for (int i = 0; i < 10; i++) { // each id is there twice, and one byte damages one of them
                assertThat(read.find("command-" + i)).isNotNull();
            }
            read.close();
        }
    }

    @Test
    void takesEveryWordOfADamagedLineForACommandThatWasBegun() throws IOException {
        open().begin("c1", "snapshot");
        close();
        String text = Files.readString(file(), StandardCharsets.ISO_8859_1);
        Files.writeString(file(), text.replace("snapshot", "snapsh\u0000t") + "begun\tc2\tupd\u0001\n");

        CommandLog read = open();

        assertThat(read.find("c1")).isEqualTo(CUT_SHORT);
        assertThat(read.find("c2")).isNotNull();
        assertThat(read.untold()).isEmpty(); // nobody knows whether they ran at all
    }

    @Test
    void readsGarbageWithoutFailing() throws IOException {
        byte[] garbage = new byte[100_000];
        new Random(42).nextBytes(garbage);
        Files.write(file(), garbage);

        CommandLog log = open();
        log.begin("c1", "snapshot");

        assertThat(reopened().find("c1")).isEqualTo(CUT_SHORT);
    }

    @Test
    void refusesAFileThatIsNoRecord() throws IOException {
        try (var file = new java.io.RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(17L * 1024 * 1024);
        }

        assertThatIOException().isThrownBy(this::open).withMessageContaining("no record of commands");
    }

    @Test
    void keepsTheNewestThousandAndItsFileSmall() throws IOException {
        CommandLog log = open();
        String detail = "x".repeat(250);
        for (int i = 0; i < 2_000; i++) {
            log.begin("c" + i, "snapshot");
            log.end(CommandResult.of("c" + i, Outcome.DONE, detail));
            log.told(List.of("c" + i));
        }
        CommandLog after = reopened();

        assertThat(after.find("c999")).isNull();
        assertThat(after.find("c1000")).isNotNull();
        assertThat(after.find("c1999")).isEqualTo(CommandResult.of("c1999", Outcome.DONE, detail));
        assertThat(after.untold()).isEmpty();
        assertThat(Files.size(file())).isLessThan(1024 * 1024);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("commands", "lock");
    }

    @Test
    void belongsToOneAtATime() throws IOException {
        CommandLog first = open();
        CommandLog second = keep(CommandLog.in(folder));
        assertThatIOException().isThrownBy(second::open).withMessageContaining("another reporter");

        first.close();
        second.open();
    }

    @Test
    void saysWhyItCannotBeWritten() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "x");

        assertThatIOException()
                .isThrownBy(() -> keep(CommandLog.in(inTheWay.resolve("sub"))).open());
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Files.createSymbolicLink(file(), Path.of("/dev/full"));
        CommandLog log = open();

        assertThatIOException().isThrownBy(() -> log.begin("c1", "snapshot")).withMessageContaining("No space left");
        assertThat(log.find("c1")).isNull();
        Files.delete(file()); // the link, before the folder is cleared
    }

    @Test
    void knowsWhichBareWordsAreStillAskedFor() throws IOException {
        CommandLog log = open();
        log.beginWord("restart");
        log.beginWord("snapshot");
        log.keepWords(java.util.Set.of("snapshot", "update"));

        assertThat(reopened().hasWord("snapshot")).isTrue();
        assertThat(reopened().hasWord("restart")).isFalse();
        assertThat(reopened().hasWord("update")).isFalse();
    }

    @Test
    void canBeReadByAPerson() throws IOException {
        CommandLog log = open();
        log.begin("op-7", "hibernate");
        log.end(CommandResult.of("op-7", Outcome.DONE, "saved"));
        log.told(List.of("op-7"));

        assertThat(Files.readAllLines(file()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("begun\top-7\thibernate\t"),
                        line -> assertThat(line).startsWith("ended\top-7\tdone\t\tsaved\t"),
                        line -> assertThat(line).startsWith("told\top-7\t"));
    }

    @Test
    void appendsAfterWhatAnotherToolLeftWithoutALineFeed() throws IOException {
        Files.writeString(file(), "begun\tc0", StandardOpenOption.CREATE);
        open().begin("c1", "snapshot");

        assertThat(reopened().find("c1")).isEqualTo(CUT_SHORT);
        assertThat(reopened().find("c0")).isNotNull();
    }

    private Path file() {
        return folder.resolve("commands");
    }

    private CommandLog open() throws IOException {
        CommandLog log = keep(CommandLog.in(folder));
        log.open();
        return log;
    }

    /** Returns what a new process would read. */
    private CommandLog reopened() throws IOException {
        close();
        return open();
    }

    private CommandLog keep(CommandLog log) {
        opened.add(log);
        return log;
    }
}
