package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "localhost",
                "LOCALHOST",
                "0.0.0.0",
                "::",
                "[::]",
                "127.0.0.1",
                "127.9.9.9",
                "::1",
                "[::1]",
                "gpu-7"
            })
    void knowsThisMachine(String host) {
        InetAddress address = OwnAddress.of(host, "gpu-7");

        assertThat(address).isNotNull();
        assertThat(address.isLoopbackAddress()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "2001:db8::1",
                "example.com",
                "gpu-8",
                "localhost.example.com",
                "127.0.0.1.example.com",
                "999.1.1.1",
                "1.2.3",
                "2130706433",
                "0x7f.1",
                ":",
                "[",
                "::ffff:192.0.2.1",
                "fe80::1%eth0",
                "127.0.0.1 "
            })
    void knowsNoOtherAndLooksNothingUp(String host) {
        assertThat(OwnAddress.of(host, "gpu-7")).isNull();
    }

    @Test
    void knowsTheAddressesOfItsInterfaces() throws SocketException {
        List<InetAddress> all = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.getHostAddress().contains("%"))
                .toList();

        assertThat(all)
                .isNotEmpty()
                .allSatisfy(address -> assertThat(OwnAddress.of(address.getHostAddress(), null))
                        .isEqualTo(address));
    }

    @Test
    void hasNoNameOfItsOwnWhereItIsNotKnown() {
        assertThat(OwnAddress.of("gpu-7", null)).isNull();
    }
}
