package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.model.SshAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's OpenSSH server on a free port of loopback, with a host key of its own, for whoever runs the tests to log in to: into a home
 * without that account's start-up files, which may take long, and leave locks behind where a test hangs up amid them.
 */
public final class RealSshd implements AutoCloseable {

    private final Path folder;
    private final int port;
    private Process server;

    private RealSshd(Path folder, int port, Process server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /** Starts one that lets nobody in yet; skips the test where there is none, and fails it where {@code CI} is set. */
    public static RealSshd start(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path privileges = Path.of("/run/sshd"); // where sshd drops its privileges, else made by its service
        if (!Files.isDirectory(privileges) && Files.isWritable(privileges.getParent())) {
            Files.createDirectory(privileges);
        }
        newHostKey(folder, "ed25519");
        Files.createFile(folder.resolve("authorized_keys"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RealSshd sshd = new RealSshd(folder, port, run(folder, port, "ed25519"));
        sshd.awaitPort();
        return sshd;
    }

    /** Returns where to log in. */
    public SshAddress address() {
        return new SshAddress("127.0.0.1", port, System.getProperty("user.name"));
    }

    /** Lets a key in, from now on. */
    public void authorize(String publicKey) throws IOException {
        Files.writeString(folder.resolve("authorized_keys"), publicKey + "\n", StandardOpenOption.APPEND);
    }

    /** Returns the fingerprint of a host key, as {@code ssh-keygen} tells it. */
    public String fingerprint(String type) throws Exception {
        String[] words = output(
                        Tool.require("ssh-keygen"),
                        "-l",
                        "-f",
                        folder.resolve(type + ".pub").toString())
                .split(" ");
        return words[1];
    }

    /** Starts again at the same address with another host key. */
    public void changeHostKey() throws Exception {
        close();
        Files.delete(folder.resolve("ed25519"));
        newHostKey(folder, "ed25519");
        server = run(folder, port, "ed25519");
        awaitPort();
    }

    /** Starts again with the same host key, and one of another kind beside it. */
    public void addHostKey(String type) throws Exception {
        close();
        newHostKey(folder, type);
        server = run(folder, port, type, "ed25519");
        awaitPort();
    }

    /** Ends it, and whoever is logged in. */
    @Override
    public void close() throws InterruptedException {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        if (!server.waitFor(5, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }

    private static Process run(Path folder, int port, String... hostKeys) throws IOException {
        StringBuilder config = new StringBuilder("""
                Port %d
                ListenAddress 127.0.0.1
                AuthorizedKeysFile %s
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin prohibit-password
                PrintLastLog no
                PrintMotd no
                SetEnv HOME=%s
                """.formatted(port, folder.resolve("authorized_keys"), folder));
        for (String type : hostKeys) {
            config.append("HostKey ").append(folder.resolve(type)).append('\n');
        }
        Path file = Files.writeString(folder.resolve("config"), config);
        return new ProcessBuilder(List.of(Tool.require("sshd"), "-D", "-e", "-f", file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.txt").toFile())
                .start();
    }

    private static void newHostKey(Path folder, String type) throws Exception {
        output(
                Tool.require("ssh-keygen"),
                "-q",
                "-t",
                type,
                "-N",
                "",
                "-f",
                folder.resolve(type).toString());
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    private void awaitPort() throws InterruptedException {
        Eventually.holds("sshd listens", () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
