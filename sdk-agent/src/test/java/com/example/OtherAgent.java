package com.example;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody else's agent: it looks at each class that is loaded, as profilers do, and at the program's end says how many. */
public final class OtherAgent {

    private OtherAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        AtomicInteger seen = new AtomicInteger();
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                seen.incrementAndGet();
                return bytes.clone();
            }
        });
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> System.out.println("other agent: " + (seen.get() > 0 ? "saw" : "blind"))));
    }
}
