package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.model.SshAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses are of IANA's registries of special-purpose addresses; both ends of each range, and what lies beside them. */
class ReachTest {

    private final Reach reach = new Reach(Networks.NONE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "::1",
                "0.0.0.0",
                "0.255.255.255",
                "::",
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.168.0.0",
                "192.168.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "100.64.0.0",
                "100.127.255.255",
                "192.0.0.0",
                "192.0.0.255",
                "192.0.2.1",
                "198.51.100.1",
                "203.0.113.1",
                "198.18.0.0",
                "198.19.255.255",
                "224.0.0.0",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "fc00::",
                "fdff:ffff::1",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "2001:1ff::1",
                "2002:7f00:1::",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "::7f00:1",
                "100::1",
            })
    void refusesWhatIsNotPublic(String address) throws Exception {
        assertThat(reach.isAllowed(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "192.0.1.0",
                "2001:200::1",
                "2606:4700::1",
                "2003::1",
            })
    void allowsWhatIsPublic(String address) throws Exception {
        assertThat(reach.isAllowed(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.0.0, true",
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.0.0/16, 10.0.255.255, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.2.2/31, 10.1.2.3, true",
        "0.0.0.0/0, 192.168.0.1, true",
        "0.0.0.0/0, fd00::1, false",
        "fd00:1::/32, fd00:1:ffff::1, true",
        "fd00:1::/32, fd00:2::1, false",
        "127.0.0.0/8, 127.0.0.1, true",
    })
    void allowsTheNetworksThatAreNamed(String network, String address, boolean allowed) throws Exception {
        Reach named = new Reach(Networks.parse(List.of(network)));

        assertThat(named.isAllowed(InetAddress.getByName(address))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/",
                "fd00::/129",
                "10/x",
                "10/8",
                "127/8"
            })
    void takesNothingElseForANetwork(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.parse(List.of(text)));
    }

    /** However an address is written, it is looked at as what it is. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.1", "2130706433", "::1", "0"})
    void refusesLoopbackByEveryName(String host) {
        assertThatExceptionOfType(TerminalRefused.class)
                .isThrownBy(() -> reach.of(new SshAddress(host, 22, "root")))
                .satisfies(refused -> assertThat(refused.end()).isEqualTo(TerminalEnd.ADDRESS_REFUSED));
    }

    @Test
    void saysThatANameHasNoAddress() {
        assertThatExceptionOfType(TerminalRefused.class)
                .isThrownBy(() -> reach.of(new SshAddress("no-such-host.invalid", 22, "root")))
                .satisfies(refused -> assertThat(refused.end()).isEqualTo(TerminalEnd.UNREACHABLE));
    }

    /** The name is left behind: who has one may ask for its address again, and be led elsewhere. */
    @Test
    void connectsToTheAddressItLookedAt() throws Exception {
        InetSocketAddress target =
                new Reach(Networks.parse(List.of("127.0.0.0/8"))).of(new SshAddress("localhost", 2222, "root"));

        assertThat(target.getHostString()).isEqualTo("127.0.0.1");
        assertThat(target.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(target.getPort()).isEqualTo(2222);
    }
}
