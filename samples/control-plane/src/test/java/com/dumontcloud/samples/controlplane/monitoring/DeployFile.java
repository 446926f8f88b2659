package com.dumontcloud.samples.controlplane.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A file of {@code deploy/}, as it is or changed as somebody would who installs it. */
final class DeployFile {

    private static final Path FOLDER = Path.of("..", "..", "deploy");

    /** After a key that ends in "for", "interval" or "wait", and in the brackets behind a series; not in what people read. */
    private static final Pattern DURATION = Pattern.compile(
            "(?<=(?:for|interval|wait): |\\[|\\[\\d{1,3}[smh]:)(\\d{1,3})([smh])(?=$|]|:)", Pattern.MULTILINE);

    private String text;

    DeployFile(String path) throws IOException {
        this.text = Files.readString(path(path));
    }

    static Path path(String path) {
        return FOLDER.resolve(path);
    }

    DeployFile with(String there, String instead) {
        assertThat(text).contains(there);
        text = text.replace(there, instead);
        return this;
    }

    /** Makes every duration shorter by this factor, for a control plane whose time passes so much faster. */
    DeployFile faster(int times) {
        assertThat(DURATION.matcher(text).find()).isTrue();
        text = DURATION.matcher(text).replaceAll(found -> millis(found.group(1), found.group(2)) / times + "ms");
        return this;
    }

    String text() {
        return text;
    }

    void writeTo(Path file) throws IOException {
        Files.writeString(file, text);
    }

    private static long millis(String number, String unit) {
        long seconds = switch (unit) {
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
        };
        return Long.parseLong(number) * seconds * 1000;
    }
}
