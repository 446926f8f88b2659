package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeFilesTest {

    private static final String ROOTS = "root/.local/share/jupyter/runtime/";

    @TempDir
    private Path root;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void layOutAMachine() throws IOException {
        write(
                "etc/passwd",
                "root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/sh\n"
                        + "www:x:33:33::/var/www:/usr/sbin/nologin\nbroken\n");
        write("proc/1/stat", "1 (init) S 0 1 1 0 -1\n");
        write("proc/2737/stat", "2737 (jupyter-lab) S 1 2737 2737 0 -1\n");
        write("proc/sys/kernel/hostname", "gpu-7\n");
    }

    @Test
    void findsTheServerThatLeftItsFile() throws IOException {
        write(ROOTS + "jpserver-2737.json", SessionsTest.text("jupyter-server.json"));

        RuntimeFiles.Found found = find();

        assertThat(found.others()).isFalse();
        assertThat(found.servers()).singleElement().satisfies(server -> {
            assertThat(server.address()).isEqualTo(new InetSocketAddress("127.0.0.1", 28888));
            assertThat(server.secure()).isFalse();
            assertThat(server.basePath()).isEqualTo("/");
            assertThat(server.token()).isEqualTo("0123456789abcdef0123456789abcdef0123456789abcdef");
            assertThat(server.toString()).doesNotContain("0123456789abcdef");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "home/ada/.local/share/jupyter/runtime/, ,",
        "data/run/, JUPYTER_RUNTIME_DIR, /data/run",
        "data/runtime/, JUPYTER_DATA_DIR, /data",
        "data/jupyter/runtime/, XDG_DATA_HOME, /data",
        "work/.local/share/jupyter/runtime/, HOME, /work"
    })
    void looksWhereJupyterPutsItsFiles(String directory, String variable, String value) throws IOException {
        if (variable != null) {
            environment.put(variable, value);
        }
        write(directory + "nbserver-2737.json", server("localhost", 8888, "/user/ada"));

        assertThat(find().servers()).extracting(JupyterServer::basePath).containsExactly("/user/ada/");
    }

    @Test
    void asksAServerOnceThatIsFoundTwice() throws IOException {
        environment.put("HOME", "/root");
        environment.put("JUPYTER_RUNTIME_DIR", "/run2");
        write(ROOTS + "jpserver-2737.json", server("localhost", 8888, "/"));
        write("run2/jpserver-2737.json", server("localhost", 8888, "/"));

        assertThat(find().servers()).hasSize(1);
    }

    @Test
    void aFileWhoseProcessIsGoneIsOfNoServer() throws IOException {
        write(ROOTS + "jpserver-4711.json", server("localhost", 8888, "/"));

        assertThat(find()).isEqualTo(new RuntimeFiles.Found(java.util.List.of(), false));
    }

    @Test
    void believesAFileWhereProcessesAreHidden() throws IOException {
        Files.delete(root.resolve("proc/1/stat"));
        write(ROOTS + "jpserver-4711.json", server("localhost", 8888, "/"));

        assertThat(find().servers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"port\":\"8888\"}",
                "{\"port\":0,\"hostname\":\"localhost\"}",
                "{\"port\":65536,\"hostname\":\"localhost\"}",
                "{\"port\":8888,\"hostname\":\"192.0.2.1\"}",
                "{\"port\":8888,\"base_url\":\"/a b\"}",
                "{\"port\":8888,\"base_url\":\"/\\r\\nX: y\"}",
                "{\"port\":NaN}"
            })
    void knowsThatThereIsAServerThatItCannotAsk(String content) throws IOException {
        write(ROOTS + "jpserver-2737.json", content);

        assertThat(find()).isEqualTo(new RuntimeFiles.Found(java.util.List.of(), true));
    }

    @Test
    void readsNoHugeFileAndFollowsNoLink() throws IOException {
        write(ROOTS + "jpserver-2737.json", " ".repeat(64 * 1024) + server("localhost", 8888, "/"));
        write("elsewhere.json", server("localhost", 8888, "/"));
        Files.createSymbolicLink(root.resolve(ROOTS + "nbserver-2737.json"), root.resolve("elsewhere.json"));

        assertThat(find().servers()).isEmpty();
    }

    @Test
    void hasNoTokenThatWouldBreakARequest() throws IOException {
        write(ROOTS + "jpserver-2737.json", "{\"port\":8888,\"token\":\"a\\r\\nHost: evil\"}");

        assertThat(find().servers()).extracting(JupyterServer::token).containsExactly((String) null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jpserver-2737-open.html", "jpserver-x.json", "kernel-2737.json", "jpserver-99999999999.json"})
    void takesNoOtherFileForAServers(String name) throws IOException {
        write(ROOTS + name, server("localhost", 8888, "/"));

        assertThat(find()).isEqualTo(new RuntimeFiles.Found(java.util.List.of(), false));
    }

    @Test
    void asksNoMoreThanEight() throws IOException {
        for (int i = 0; i < 10; i++) {
            write("proc/" + (100 + i) + "/stat", "x");
            write(ROOTS + "jpserver-" + (100 + i) + ".json", server("localhost", 9000 + i, "/"));
        }

        assertThat(find().servers()).hasSize(8);
        assertThat(find().others()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/with\u0000nul", "~", ""})
    void ignoresADirectoryThatIsNone(String directory) {
        environment.put("JUPYTER_RUNTIME_DIR", directory);

        assertThat(find().servers()).isEmpty();
    }

    private RuntimeFiles.Found find() {
        return new RuntimeFiles(root, new SmallFiles(root), environment).find();
    }

    private static String server(String hostname, int port, String base) {
        return "{\"hostname\":\"" + hostname + "\",\"port\":" + port + ",\"base_url\":\"" + base
                + "\",\"secure\":false,\"token\":\"t\"}";
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
