package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenRegistryTest {

    private static final MachineId GPU = MachineId.of("gpu-1");

    private final TokenRegistry tokens = new TokenRegistry(Map.of());

    @Test
    void knowsTheOwnerOfTheNewestTokenOnly() {
        TokenRegistry.Issued first = tokens.issue();
        TokenRegistry.Issued second = tokens.issue();
        tokens.put(GPU, first.sha256Hex());
        assertThat(tokens.ownerOf(first.token())).contains(GPU);

        tokens.put(GPU, second.sha256Hex());

        assertThat(tokens.ownerOf(first.token())).isEmpty();
        assertThat(tokens.ownerOf(second.token())).contains(GPU);
    }

    @Test
    void takesNoHashForItsToken() {
        TokenRegistry.Issued issued = tokens.issue();
        tokens.put(GPU, issued.sha256Hex());

        assertThat(tokens.ownerOf(issued.sha256Hex())).isEmpty();
        assertThat(tokens.ownerOf("")).isEmpty();
    }

    @Test
    void issuesTokensThatCannotBeGuessedAndDoNotShow() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            TokenRegistry.Issued issued = tokens.issue();
            assertThat(issued.token()).matches("dmt_[A-Za-z0-9_-]{43}");
            assertThat(issued.toString()).doesNotContain(issued.token());
            seen.add(issued.token());
        }
        assertThat(seen).hasSize(1000);
    }

    @Test
    void goesOnWithTheHashesOfAStore() {
        TokenRegistry.Issued issued = tokens.issue();

        assertThat(new TokenRegistry(Map.of(GPU, issued.sha256Hex())).ownerOf(issued.token()))
                .contains(GPU);
    }
}
