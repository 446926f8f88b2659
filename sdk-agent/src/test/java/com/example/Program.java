package com.example;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.logging.LogManager;

/**
 * A program that knows nothing of the SDK and uses nothing but the JDK. Its arguments are what it does, one after the other; what
 * it sees it prints.
 */
public final class Program {

    private static final PrintStream out = System.out;
    private static final BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private static final ByteArrayOutputStream caught = new ByteArrayOutputStream();

    private Program() {}

    public static void main(String... steps) throws Exception {
        for (String step : steps) {
            String[] words = step.split(":", 2);
            switch (words[0]) {
                case "await" -> await();
                case "exit" -> System.exit(Integer.parseInt(words[1]));
                case "halt" -> Runtime.getRuntime().halt(Integer.parseInt(words[1]));
                case "throw" -> throw new IllegalStateException(words[1]);
                case "travel" -> travel();
                case "redirect" -> redirect();
                case "caught" -> out.println("caught " + caught.toString(StandardCharsets.UTF_8));
                case "guard" -> guard();
                case "look" -> look();
                case "class" -> find(words[1]);
                case "resource" -> out.println(words[1] + ": " + Program.class.getResource(words[1]));
                case "call" -> call(words[1]);
                default -> throw new IllegalArgumentException(step);
            }
        }
    }

    /** Until it is told to go on. */
    private static void await() throws Exception {
        out.println("waiting");
        in.readLine();
    }

    private static void travel() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab-ca-islamic"));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
    }

    private static void redirect() {
        PrintStream stream = new PrintStream(caught, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    /** Not by name, since later versions of Java are about to lose it. */
    private static void guard() throws Exception {
        Class<?> manager = Class.forName("java.lang.SecurityManager");
        System.class
                .getMethod("setSecurityManager", manager)
                .invoke(null, manager.getConstructor().newInstance());
        out.println("guarded");
    }

    /** Prints what a library may have changed of the JVM. */
    private static void look() {
        TreeMap<Object, Object> properties = new TreeMap<>(System.getProperties());
        properties.forEach((name, value) -> out.println(name + "=" + value));
        out.println("threads " + Thread.activeCount());
        out.println("exceptions " + Thread.getDefaultUncaughtExceptionHandler());
        out.println("context " + Thread.currentThread().getContextClassLoader().getClass());
        out.println(
                "locale " + Locale.getDefault() + ", " + TimeZone.getDefault().getID());
        out.println("network " + Authenticator.getDefault() + ", " + CookieHandler.getDefault() + ", "
                + ProxySelector.getDefault().getClass());
        out.println("security " + Arrays.toString(Security.getProviders()));
        out.println("handlers "
                + Arrays.stream(LogManager.getLogManager().getLogger("").getHandlers())
                        .map(Object::getClass)
                        .toList());
    }

    private static void find(String name) {
        try {
            URL place =
                    Class.forName(name).getProtectionDomain().getCodeSource().getLocation();
            out.println(name + ": " + place.getPath().replaceFirst(".*/", ""));
        } catch (ClassNotFoundException none) {
            out.println(name + ": none");
        }
    }

    /** Calls a static method by {@code class#method}. */
    private static void call(String name) throws Exception {
        String[] words = name.split("#", 2);
        Object result = Class.forName(words[0]).getMethod(words[1]).invoke(null);
        out.println(words[1] + ": "
                + (result instanceof String ? result : result.getClass().getName()));
    }
}
