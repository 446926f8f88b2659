package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastRouteTest {

    /** The seconds of the vendor's API reference; searches are 10 a minute. */
    @ParameterizedTest
    @CsvSource({
        "SEARCH, 6.0",
        "CREATE, 4.5",
        "LIST, 1.0",
        "SHOW, 2.0",
        "MANAGE, 1.0",
        "DESTROY, 3.0",
        "REBOOT, 1.0",
        "RECYCLE, 1.0",
        "BID, 5.5",
        "EXECUTE, 1.5",
        "DETACH_KEY, 2.0",
        "COPY, 3.5",
        "CONNECTIONS, 2.9",
        "VOLUMES, 5.5",
        "SEARCH_VOLUMES, 5.5",
        "CREATE_VOLUME, 5.5",
        "DELETE_VOLUME, 5.5",
        "CHARGES, 1.0"
    })
    void keepsTheGapsOfTheVendorsReference(VastRoute route, double seconds) {
        assertThat(route.gap()).isEqualTo(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    @Test
    void waits12SecondsAfterARentalThatCameTooEarly() {
        assertThat(VastRoute.CREATE.penalty()).isEqualTo(Duration.ofSeconds(12));
    }
}
