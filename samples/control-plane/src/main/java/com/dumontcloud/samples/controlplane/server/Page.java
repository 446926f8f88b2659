package com.dumontcloud.samples.controlplane.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the Machines page, all of them in memory, so that no path leads anywhere else. Immutable.
 *
 * <p>What is versioned by its path, be it a library or a module of ours below a digest of them all, may be kept for ever.
 */
public final class Page {

    private static final String FOLDER = "/page/";
    private static final String INDEX = "index.html";
    private static final String TERMINAL = "terminal.html";
    private static final String TEXT = "; charset=utf-8";
    private static final String STYLE_OF_CHARTS = "uplot.css";
    private static final String STYLE_OF_TERMINALS = "xterm.css";

    /** xterm.js writes its colours and sizes into elements and style sheets of its own making. Scripts stay as barred as elsewhere. */
    private static final String STYLES_OF_XTERM = "; style-src 'self' 'unsafe-inline'";

    private static final List<String> MODULES = List.of(
            "actions.js",
            "api.js",
            "app.js",
            "chart.js",
            "create.js",
            "dialog.js",
            "explain.js",
            "fields.js",
            "fleet.js",
            "fleetsettings.js",
            "format.js",
            "language.js",
            "list.js",
            "login.js",
            "machine.js",
            "otherway.js",
            "overview.js",
            "refusal.js",
            "page.css",
            "settings.js",
            "sparkline.js",
            "ssh.js",
            "terminal.css",
            "terminal.js",
            "text.en.js",
            "text.pt-br.js",
            "timeline.js",
            "troubles.js",
            "view.js",
            "wizard.js");

    private final Map<String, Asset> assets;
    private final String policy;

    private Page(Map<String, Asset> assets, String policy) {
        this.assets = Map.copyOf(assets);
        this.policy = policy;
    }

    /**
     * Reads the page from the class path.
     *
     * @param timeScale how many seconds of the engine pass in a real one, which the page says where it is not 1
     */
    public static Page load(int timeScale) {
        Map<String, byte[]> modules = new TreeMap<>();
        MODULES.forEach(name -> modules.put(name, read(FOLDER + name)));
        String folder = "/page/" + digest(modules) + "/";

        Map<String, Asset> assets = new LinkedHashMap<>();
        modules.forEach((name, bytes) -> assets.put(folder + name, Asset.versioned(name, bytes)));
        Map<String, String> libraries = libraries(assets);
        String styleOfCharts = String.valueOf(libraries.remove(STYLE_OF_CHARTS));
        String styleOfTerminals = String.valueOf(libraries.remove(STYLE_OF_TERMINALS));
        String importMap = importMap(libraries);
        UnaryOperator<String> fill = text -> text.replace("{{time-scale}}", Integer.toString(timeScale))
                .replace("{{import-map}}", importMap)
                .replace("{{page}}", folder)
                .replace("{{chart-style}}", styleOfCharts)
                .replace("{{terminal-style}}", styleOfTerminals);
        assets.put("/", Asset.document(INDEX, fill, null));
        assets.put("/terminal", Asset.document(TERMINAL, fill, policy(importMap, STYLES_OF_XTERM)));
        return new Page(assets, policy(importMap, ""));
    }

    /** Returns the file that a path names. */
    Optional<Asset> find(String path) {
        return Optional.ofNullable(assets.get(path));
    }

    /** Returns the policy under which a browser runs the page: nothing but what this server serves, and this one import map. */
    String policy() {
        return policy;
    }

    private static String policy(String importMap, String more) {
        String hash = Base64.getEncoder().encodeToString(sha256(importMap.getBytes(StandardCharsets.UTF_8)));
        return "default-src 'self'; script-src 'self' 'sha256-" + hash + "'; img-src 'self' data:; object-src 'none';"
                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
                + more;
    }

    /** Adds the libraries, and returns where each is, by the name that modules import it by. */
    private static Map<String, String> libraries(Map<String, Asset> assets) {
        Properties places = new Properties();
        try (InputStream in = open("/libraries.properties")) {
            places.load(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Map<String, String> urls = new TreeMap<>();
        for (String name : places.stringPropertyNames()) {
            String resource = "/" + places.getProperty(name);
            String url = resource.replaceFirst("/META-INF/resources/(webjars|_static)/", "/libraries/");
            assets.put(url, Asset.versioned(url, read(resource)));
            urls.put(name, url);
        }
        return urls;
    }

    private static String importMap(Map<String, String> libraries) {
        return libraries.entrySet().stream()
                .map(library -> "\"" + library.getKey() + "\":\"" + library.getValue() + "\"")
                .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
    }

    private static String digest(Map<String, byte[]> files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        files.values().forEach(all::writeBytes);
        return HexFormat.of().formatHex(sha256(all.toByteArray()), 0, 8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Page.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the page is incomplete: " + resource + " is missing");
        }
        return in;
    }

    /** One file, as it is sent. */
    static final class Asset {

        private final String type;
        private final byte[] bytes;
        private final byte[] compressed;
        private final String tag;
        private final boolean versioned;
        private final @Nullable String policy;

        private Asset(String name, byte[] bytes, boolean versioned, @Nullable String policy) {
            this.type = type(name);
            this.bytes = bytes;
            this.compressed = gzip(bytes);
            this.tag = "\"" + HexFormat.of().formatHex(sha256(bytes), 0, 12) + "\"";
            this.versioned = versioned;
            this.policy = policy;
        }

        static Asset versioned(String name, byte[] bytes) {
            return new Asset(name, bytes, true, null);
        }

        /** Returns a document, filled in, with a policy of its own or none. */
        static Asset document(String name, UnaryOperator<String> fill, @Nullable String policy) {
            String template = new String(read(FOLDER + name), StandardCharsets.UTF_8);
            return new Asset(name, fill.apply(template).getBytes(StandardCharsets.UTF_8), false, policy);
        }

        String type() {
            return type;
        }

        byte[] bytes(boolean gzip) {
            return gzip ? compressed : bytes;
        }

        String tag() {
            return tag;
        }

        /** Returns the policy that a browser is to show it under in the place of the page's; absent for that. */
        @Nullable
        String policy() {
            return policy;
        }

        String cacheControl() {
            return versioned ? "public, max-age=31536000, immutable" : "no-cache";
        }

        private static String type(String name) {
            if (name.endsWith(".js") || name.endsWith(".mjs")) {
                return "text/javascript" + TEXT;
            }
            return (name.endsWith(".css") ? "text/css" : "text/html") + TEXT;
        }

        private static byte[] gzip(byte[] bytes) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
                out.write(bytes);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return compressed.toByteArray();
        }
    }
}
