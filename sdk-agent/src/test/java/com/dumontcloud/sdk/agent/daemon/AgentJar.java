package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program as one jar, put together from what the tests run on; the packaged one is tested where it is packaged. */
final class AgentJar {

    private AgentJar() {}

    /** Writes the jar. */
    static Path write(Path jar) throws IOException {
        return write(jar, AgentVersion.TEXT);
    }

    /** Writes the jar of another version, whose text is as long, since it takes the place of ours in the classes. */
    static Path write(Path jar, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, DumontAgent.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        Set<String> names = new HashSet<>();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.setLevel(1);
            for (String part : AgentProcess.classpath().split(Pattern.quote(File.pathSeparator))) {
                Path path = Path.of(part);
                if (Files.isDirectory(path)) {
                    addFolder(path, version, entries, names);
                } else {
                    addJar(path, entries, names);
                }
            }
        }
        return jar;
    }

    private static void addFolder(Path folder, String version, JarOutputStream entries, Set<String> names)
            throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes =
                        Files.readString(file, StandardCharsets.ISO_8859_1).replace(AgentVersion.TEXT, version);
                add(folder.relativize(file).toString(), bytes.getBytes(StandardCharsets.ISO_8859_1), entries, names);
            }
        }
    }

    private static void addJar(Path path, JarOutputStream entries, Set<String> names) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            jar.stream().filter(AgentJar::belongs).forEach(entry -> {
                try {
                    add(entry.getName(), jar.getInputStream(entry).readAllBytes(), entries, names);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }
    }

    private static boolean belongs(JarEntry entry) {
        String name = entry.getName();
        boolean otherPlatform =
                name.startsWith("com/sun/jna/") && name.contains("jnidispatch") && !name.contains("linux");
        return !entry.isDirectory()
                && !name.endsWith("module-info.class")
                && !name.equals(JarFile.MANIFEST_NAME)
                && !otherPlatform;
    }

    private static void add(String name, byte[] bytes, JarOutputStream entries, Set<String> names) throws IOException {
        if (names.add(name)) {
            entries.putNextEntry(new JarEntry(name));
            entries.write(bytes);
            entries.closeEntry();
        }
    }
}
