package com.dumontcloud.sdk.agent.update;

import com.dumontcloud.sdk.agent.internal.net.Loopback;
import com.dumontcloud.sdk.core.model.AgentCommand;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an update command asks for. Immutable.
 *
 * @param version what the artifact is
 * @param url where it is
 * @param sha256 the digest of its bytes, 64 lower-case hexadecimal digits
 * @param downgradeFrom the one version that may be replaced although it is newer
 * @param signature the signature over {@link #signedBytes()}, 64 bytes in Base64
 */
record UpdateOrder(
        ReleaseVersion version,
        URI url,
        String sha256,
        @Nullable ReleaseVersion downgradeFrom,
        String signature) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SIGNATURE_BYTES = 64;

    /**
     * Reads the arguments of a command.
     *
     * @throws IllegalArgumentException if one is missing or wrong; the message is fit for people
     */
    static UpdateOrder from(AgentCommand command) {
        Map<String, String> args = command.args();
        String from = args.get("downgrade_from");
        return new UpdateOrder(
                version("version", required(args, "version")),
                url(required(args, "url")),
                sha256(required(args, "sha256")),
                from == null ? null : version("downgrade_from", from),
                base64(required(args, "signature")));
    }

    /** Returns whether the owner of this key signed what is asked for. */
    boolean isSignedBy(ReleaseKey key) {
        return key.signed(signedBytes(), Base64.getDecoder().decode(signature));
    }

    /** Returns the bytes that the maker signs. */
    byte[] signedBytes() {
        String text = "dumont-agent-update v1\nversion: " + version + "\nsha256: " + sha256 + "\n"
                + (downgradeFrom == null ? "" : "downgrade-from: " + downgradeFrom + "\n");
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String required(Map<String, String> args, String name) {
        String value = args.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the command has no " + name);
        }
        return value.trim();
    }

    private static ReleaseVersion version(String name, String text) {
        ReleaseVersion version = ReleaseVersion.parse(text);
        if (version == null) {
            throw new IllegalArgumentException(name + " is not a version such as 1.12.0");
        }
        return version;
    }

    private static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (java.net.URISyntaxException wrong) {
            throw new IllegalArgumentException("url is not a URL", wrong);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost();
        boolean safe = host != null && (scheme.equals("https") || (scheme.equals("http") && Loopback.is(host)));
        if (!safe || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url must begin with https:// and hold no user or password");
        }
        return url;
    }

    private static String sha256(String text) {
        String digits = text.toLowerCase(Locale.ROOT);
        if (!SHA_256.matcher(digits).matches()) {
            throw new IllegalArgumentException("sha256 is not 64 hexadecimal digits");
        }
        return digits;
    }

    private static String base64(String text) {
        int bytes;
        try {
            bytes = Base64.getDecoder().decode(text).length;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("signature is not Base64", wrong);
        }
        if (bytes != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("signature has " + bytes + " bytes; one of Ed25519 has 64");
        }
        return text;
    }
}
