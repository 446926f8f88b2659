package com.dumontcloud.samples.controlplane;

import com.dumontcloud.samples.controlplane.terminal.KeyAuthorizer;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.vast.VastKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Has Vast put the terminals' key on a machine, once. Thread-safe; calls block. */
final class VastTerminalKeys implements KeyAuthorizer {

    private final VastKeys keys;

    VastTerminalKeys(VastKeys keys) {
        this.keys = keys;
    }

    /** Looks first: attaching a key that is there makes two of it. */
    @Override
    public boolean authorize(MachineId machine, String publicKey) {
        boolean isThere = keys.list(machine).stream()
                .map(VastKeys.Key::publicKey)
                .filter(Objects::nonNull)
                .anyMatch(known -> withoutComment(known).equals(withoutComment(publicKey)));
        if (!isThere) {
            keys.attach(machine, publicKey);
        }
        return true;
    }

    /** Its kind and the key itself; what follows is for people, and may be changed. */
    private static List<String> withoutComment(String publicKey) {
        String[] words = publicKey.strip().split("\\s+");
        return Arrays.asList(words).subList(0, Math.min(2, words.length));
    }
}
