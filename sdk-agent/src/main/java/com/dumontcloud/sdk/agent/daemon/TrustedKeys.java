package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import com.dumontcloud.sdk.agent.update.SignedUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public keys that an update is trusted by, however they were written down: as PEM, as files of it, or as bare Base64. */
final class TrustedKeys {

    private static final String VARIABLE = RunOption.UPDATE_KEY.variable();

    private TrustedKeys() {}

    /** Returns the keys in Base64, none where none is named, and notes what is wrong. */
    static List<String> of(AgentSettings settings, List<String> problems) {
        String text = settings.value(RunOption.UPDATE_KEY);
        String file = settings.variables().get(VARIABLE + "_FILE");
        if (text == null) {
            if (file != null && !file.isBlank()) {
                problems.add(VARIABLE + "_FILE: " + file + " is empty or cannot be read");
            }
            return List.of();
        }
        try {
            List<String> keys = keys(text);
            // Only asked what it thinks of the keys.
            SignedUpdate.builder(Path.of("dumont-agent.jar"), AgentVersion.TEXT, keys, () -> {});
            return keys;
        } catch (IOException | IllegalArgumentException wrong) {
            problems.add(VARIABLE + ": " + wrong.getMessage());
            return List.of();
        }
    }

    private static List<String> keys(String text) throws IOException {
        List<String> keys = new ArrayList<>();
        Matcher pem = pem(text);
        while (pem.find()) {
            keys.add(pem.group(1).replaceAll("\\s", ""));
        }
        if (!keys.isEmpty()) {
            return keys;
        }
        for (String part : text.split("[,\\s]+", -1)) {
            if (part.startsWith("/") || part.startsWith(".") || Files.isRegularFile(Path.of(part))) {
                keys.addAll(keys(readPem(Path.of(part))));
            } else if (!part.isEmpty()) {
                keys.add(part);
            }
        }
        return keys;
    }

    private static Matcher pem(String text) {
        return Pattern.compile("-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", Pattern.DOTALL)
                .matcher(text);
    }

    private static String readPem(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no file");
        }
        String text = Files.readString(file);
        if (!pem(text).find()) {
            throw new IOException(file + " holds no public key, such as openssl pkey -pubout writes");
        }
        return text;
    }
}
