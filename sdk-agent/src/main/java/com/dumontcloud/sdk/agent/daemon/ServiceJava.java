package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the launcher finds a Java by itself when a service manager starts it, which knows nothing of the PATH of whoever
 * installs. Counts only what is certain: a Java that says in its file {@code release} that it is new enough.
 */
final class ServiceJava {

    /** What systemd.exec(5) gives to a service. */
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final int MOST_LINKS = 10;
    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d{1,6}).*", Pattern.DOTALL);

    private final Layout layout;

    ServiceJava(Layout layout) {
        this.layout = layout;
    }

    boolean isFound() throws IOException {
        List<String> places = new ArrayList<>();
        for (String folder : PATH.split(":", -1)) {
            places.add(folder + "/java");
        }
        Path installed = layout.at("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (DirectoryStream<Path> homes = Files.newDirectoryStream(installed)) {
                homes.forEach(home -> places.add(layout.nameOf(home) + "/bin/java"));
            }
        }
        for (String place : places) {
            if (isUsable(resolved(place))) {
                return true;
            }
        }
        return false;
    }

    /** Whether ProtectHome or PrivateTmp of the unit hide it. */
    static boolean isHidden(String path) {
        return Stream.of("/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/").anyMatch(path::startsWith);
    }

    private boolean isUsable(String java) throws IOException {
        Path release = layout.at(java).resolveSibling("../release").normalize();
        if (isHidden(java) || !Files.isExecutable(layout.at(java)) || !Files.isReadable(release)) {
            return false;
        }
        for (String line : Files.readAllLines(release)) {
            Matcher version = VERSION.matcher(line);
            if (version.matches()) {
                return Integer.parseInt(version.group(1)) >= OLDEST;
            }
        }
        return false;
    }

    /** Follows links as the machine will: from the root of its tree, which may be that of an image. */
    private String resolved(String program) throws IOException {
        String name = program;
        for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(layout.at(name)); i++) {
            Path target = Files.readSymbolicLink(layout.at(name));
            name = Path.of(name).resolveSibling(target).normalize().toString();
        }
        return name;
    }
}
