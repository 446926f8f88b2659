package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged jar and what it needs, merged into one jar as programs are often shipped, with and without the mark of Java 9. */
@ParameterizedClass
@CsvSource({"17, false", "17, true", "25, false", "25, true"})
class ShadedJarIT {

    @Parameter(0)
    private int version;

    @Parameter(1)
    private boolean multiRelease;

    @TempDir
    private Path files;

    @Test
    void callsNvmlEitherWay() throws Exception {
        Path shaded = shade();

        List<String> lines = ChildJvm.of(version)
                .allowingNativeAccess()
                .classpath(List.of(shaded))
                .option("-Ddumont.nvml.path=" + StandIn.library())
                .run(NvmlProgram.class);

        boolean overlay = multiRelease && version >= 22 && NvmlBindingIT.hasOverlay();
        assertThat(lines.get(0)).as("%s", lines).isEqualTo("open");
        assertThat(lines.get(1)).startsWith(overlay ? "Java " + version : "JNA");
    }

    /** JNA then is what would call native functions, and it may not either. */
    @Test
    void saysThatNativeAccessIsDeniedEitherWay() throws Exception {
        assumeTrue(version >= 24, "Java " + version + " has no such option");

        List<String> lines = ChildJvm.of(version)
                .classpath(List.of(shade()))
                .option("--illegal-native-access=deny", "-Ddumont.nvml.path=" + StandIn.library())
                .run(NvmlProgram.class);

        assertThat(lines.get(0)).as("%s", lines).isEqualTo("NATIVE_ACCESS_DENIED");
    }

    private Path shade() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (multiRelease) {
            manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        }
        Path shaded = files.resolve("shaded.jar");
        Set<String> names = new HashSet<>(Set.of("META-INF/MANIFEST.MF", "META-INF/", "module-info.class"));
        try (JarOutputStream out =
                new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(shaded)), manifest)) {
            add(ChildJvm.packagedJar(), out, names);
            for (Path dependency : ChildJvm.dependencies()) {
                add(dependency, out, names);
            }
        }
        return shaded;
    }

    private static void add(Path from, JarOutputStream out, Set<String> names) throws IOException {
        if (Files.isDirectory(from)) { // a module of this build
            try (Stream<Path> paths = Files.walk(from)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    try (InputStream in = Files.newInputStream(path)) {
                        add(from.relativize(path).toString(), in, out, names);
                    }
                }
            }
            return;
        }
        try (JarFile jar = new JarFile(from.toFile())) {
            for (JarEntry entry :
                    jar.stream().filter(entry -> !entry.isDirectory()).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    add(entry.getName(), in, out, names);
                }
            }
        }
    }

    private static void add(String name, InputStream content, JarOutputStream out, Set<String> names)
            throws IOException {
        if (names.add(name)) {
            out.putNextEntry(new JarEntry(name));
            content.transferTo(out);
            out.closeEntry();
        }
    }
}
