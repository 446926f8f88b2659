package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenerCheckTest {

    @Test
    void isContentBeforeItKnowsWhereToKnock() {
        try (ListenerCheck check = new ListenerCheck()) {
            assertThat(check.getAsBoolean()).isTrue();
        }
    }

    @Test
    void findsALivePortAccepting() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ListenerCheck check = new ListenerCheck()) {
            check.watch((InetSocketAddress) server.getLocalSocketAddress());

            assertThat(check.getAsBoolean()).isTrue();
        }
    }

    @Test
    void findsAPortThatIsGoneNotAccepting() throws IOException {
        InetSocketAddress gone;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            gone = (InetSocketAddress) server.getLocalSocketAddress();
        }
        try (ListenerCheck check = new ListenerCheck()) {
            check.watch(gone);

            assertThat(check.getAsBoolean()).isFalse();
        }
    }
}
