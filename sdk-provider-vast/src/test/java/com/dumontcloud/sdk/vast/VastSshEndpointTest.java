package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.wire.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastSshEndpointTest {

    @Test
    void triesTheDirectWayFirstAndNeverMixesTheTwo() {
        List<VastSshEndpoint> ways = endpoints("\"public_ipaddr\":\"203.0.113.7\\n\",\"ports\":{\"22/tcp\":["
                + "{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"41022\"}]},\"ssh_host\":\"ssh4.vast.ai\",\"ssh_port\":12345,"
                + "\"image_runtype\":\"ssh_direc ssh_proxy\"");

        assertThat(ways)
                .containsExactly(
                        new VastSshEndpoint(true, "203.0.113.7", 41_022),
                        new VastSshEndpoint(false, "ssh4.vast.ai", 12_345));
        assertThat(ways.get(0).url()).isEqualTo("ssh://root@203.0.113.7:41022");
    }

    @ParameterizedTest
    @CsvSource({"ssh_proxy, 12345", "jupyter_proxy ssh_proxy, 12346", "jupyter_direc ssh_direc ssh_proxy, 12346"})
    void findsSshBesideJupyter(String runtype, int port) {
        assertThat(endpoints("\"ssh_host\":\"ssh4.vast.ai\",\"ssh_port\":12345,\"image_runtype\":\"" + runtype + "\""))
                .containsExactly(new VastSshEndpoint(false, "ssh4.vast.ai", port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~\"ports\":null~",
                "~\"ports\":{}~",
                "~\"ports\":{\"22/tcp\":null}~",
                "~\"ports\":[22,8080],\"public_ipaddr\":\"203.0.113.7\"~",
                "~\"ports\":{\"22/tcp\":[\"41022\"]},\"public_ipaddr\":\"203.0.113.7\"~",
                "~\"ports\":{\"22/tcp\":[{\"HostPort\":\"x\"}]},\"public_ipaddr\":\"203.0.113.7\"~",
                "~\"ports\":{\"22/tcp\":[{\"HostPort\":\"22\"}]},\"public_ipaddr\":null~",
                "~\"ssh_host\":null,\"ssh_port\":12345~",
                "~\"ssh_host\":\"ssh4.vast.ai\",\"ssh_port\":null~"
            })
    void knowsNoWayUntilTheHostHasToldIt(String fields) {
        assertThat(endpoints(fields)).isEmpty();
    }

    private static List<VastSshEndpoint> endpoints(String fields) {
        String row = "{\"id\":1," + fields + "}";
        return VastInstance.from(JsonObject.parse(row.getBytes(StandardCharsets.UTF_8)))
                .sshEndpoints();
    }
}
