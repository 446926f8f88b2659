package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.samples.controlplane.storage.PrivateFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Optional;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * The key with which the control plane logs in to machines: made at the first start and kept in a file that its owner alone can read, in
 * OpenSSH's format. Immutable.
 */
public final class TerminalKey {

    /** The private key's name in the directory of the data; the public one beside it ends in {@code .pub}. */
    static final String FILE = "ssh-key";

    private static final String COMMENT = "dumont-control-plane";

    private final KeyPair pair;

    private TerminalKey(KeyPair pair) {
        this.pair = pair;
    }

    /**
     * Returns that of a directory, which is made where it is missing.
     *
     * @throws IllegalStateException if the file is damaged, or can be read by others
     * @throws UncheckedIOException if it can be neither read nor written
     */
    public static TerminalKey of(Path directory) {
        PrivateFile file = new PrivateFile(directory.resolve(FILE));
        try {
            Optional<String> kept = file.read();
            TerminalKey key = new TerminalKey(kept.isPresent() ? read(file, kept.get()) : generate());
            if (kept.isEmpty()) {
                file.write(key.privateText());
            }
            Files.writeString(directory.resolve(FILE + ".pub"), key.publicLine() + "\n");
            return key;
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be read or written", failure);
        }
    }

    /** Returns the public key as a line of {@code authorized_keys}. */
    public String publicLine() {
        return PublicKeyEntry.toString(pair.getPublic()) + " " + COMMENT;
    }

    KeyPair pair() {
        return pair;
    }

    /** Hides the private key. */
    @Override
    public String toString() {
        return publicLine();
    }

    private static KeyPair generate() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no Ed25519, which Bouncy Castle has", impossible);
        }
    }

    private static KeyPair read(PrivateFile file, String text) throws IOException {
        try (InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
            if (pairs != null && pairs.iterator().hasNext()) {
                return pairs.iterator().next();
            }
            throw new GeneralSecurityException("it holds no key");
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException(
                    file + " is no private key; restore it, or delete it for a new one, to be authorized anew",
                    damaged);
        }
    }

    private String privateText() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, COMMENT, null, out);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a key that was just made cannot be written", impossible);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
