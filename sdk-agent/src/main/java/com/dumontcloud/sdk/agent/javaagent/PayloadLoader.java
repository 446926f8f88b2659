package com.dumontcloud.sdk.agent.javaagent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Loads what lies under a directory of our own jar, where no other loader looks, and besides that sees only the JDK. Thread-safe.
 */
final class PayloadLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final String PAYLOAD = "payload/";

    /** The one version of Java that the payload has classes of its own for; a jar reader does not look below a directory. */
    private static final String OVERLAY = PAYLOAD + "META-INF/versions/22/";

    private static final boolean HAS_OVERLAY = Runtime.version().feature() >= 22;

    /** Open as long as this loader lives, which is as long as the JVM. */
    private final JarFile jar;

    private final URI location;

    /** That of this class, so that a policy which trusts our jar trusts what lies in it. */
    private final ProtectionDomain origin = PayloadLoader.class.getProtectionDomain();

    PayloadLoader(File jar) throws IOException {
        super("dumont", ClassLoader.getPlatformClassLoader());
        this.jar = new JarFile(jar);
        this.location = jar.toURI();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        // Named so that no tool that looks through the class path takes them for classes of the program.
        ZipEntry entry = entry(name.replace('.', '/') + ".classdata");
        if (entry == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length, origin);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        ZipEntry entry = entry(name);
        try {
            return entry == null ? null : new URL("jar:" + location + "!/" + entry.getName());
        } catch (IOException noSuchProtocol) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return found == null ? Collections.emptyEnumeration() : Collections.enumeration(Collections.singleton(found));
    }

    private @Nullable ZipEntry entry(String name) {
        ZipEntry overlaid = HAS_OVERLAY ? jar.getEntry(OVERLAY + name) : null;
        return overlaid == null ? jar.getEntry(PAYLOAD + name) : overlaid;
    }
}
