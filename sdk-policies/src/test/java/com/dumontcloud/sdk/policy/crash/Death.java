package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.SnapshotStore;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;

/**
 * Ends the process at one boundary of an operation's way, as a power cut would: before or after something is written or asked.
 *
 * <p>{@code before EXECUTING} is before the append that writes an operation in that phase; {@code ENDED} is the one that closes it;
 * {@code after stop} is after the provider has done it and before its answer counts.
 */
record Death(String where) {

    FleetStore at(FleetStore store) {
        return around(FleetStore.class, store, args -> "append".equals(args[0]) ? phase((Collection<?>) args[2]) : "");
    }

    MachineProvider at(MachineProvider provider) {
        return around(MachineProvider.class, provider, args -> (String) args[0]);
    }

    SnapshotStore at(SnapshotStore snapshots) {
        return around(SnapshotStore.class, snapshots, args -> (String) args[0]);
    }

    private <T> T around(Class<T> type, T whole, Naming naming) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object[] call = new Object[1 + (args == null ? 0 : args.length)];
            call[0] = method.getName();
            if (args != null) {
                System.arraycopy(args, 0, call, 1, args.length);
            }
            String name = naming.of(call);
            dieIf("before " + name);
            try {
                Object result = method.invoke(whole, args);
                dieIf("after " + name);
                return result;
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }));
    }

    private static String phase(Collection<?> changes) {
        for (Object change : changes) {
            if (change instanceof FleetStore.MachineChanged changed) {
                boolean ended = changed.decision().effects().stream()
                        .anyMatch(effect -> effect instanceof Effect.OperationEnded);
                String now = changed.next()
                        .operation()
                        .map(open -> open.phase().name())
                        .orElse(ended ? "ENDED" : "");
                String before = changed.before()
                        .operation()
                        .map(open -> open.phase().name())
                        .orElse("");
                if (!now.isEmpty() && !now.equals(before)) {
                    return now;
                }
            }
        }
        return "";
    }

    private void dieIf(String here) {
        if (here.equals(where)) {
            Runtime.getRuntime().halt(137);
        }
    }

    private interface Naming {
        String of(Object[] call);
    }
}
