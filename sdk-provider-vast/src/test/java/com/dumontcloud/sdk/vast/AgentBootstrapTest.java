package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.vast.VastRental.RunType;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine is told so that an agent comes to it; {@link AgentBootstrapScriptTest} runs it. */
class AgentBootstrapTest {

    private static final String TOKEN = "dmt_s3cret-7f";
    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final AgentBootstrap AGENT = AgentBootstrap.fromControlPlane("https://api.example.com/", TOKEN);

    @Test
    void fetchesTheAgentOfTheControlPlaneOrAPinnedOne() {
        assertThat(AGENT.environment())
                .containsEntry("DUMONT_API_URL", "https://api.example.com")
                .containsEntry("DUMONT_AGENT_URL", "https://api.example.com/downloads/agent/latest/dumont-agent")
                .doesNotContainKey("DUMONT_AGENT_SHA256");
        assertThat(AgentBootstrap.pinned("https://api.example.com", TOKEN, "https://files.example.com/a.tar.gz", SHA256)
                        .environment())
                .containsEntry("DUMONT_AGENT_URL", "https://files.example.com/a.tar.gz")
                .containsEntry("DUMONT_AGENT_SHA256", SHA256);
    }

    @Test
    void theTokenIsInTheEnvironmentAlone() {
        Map<String, String> environment = AGENT.environment();

        assertThat(environment.remove("DUMONT_API_TOKEN")).isEqualTo(TOKEN);
        assertThat(environment.values()).noneMatch(value -> value.contains(TOKEN));
        assertThat(AGENT.onStart("python train.py")).doesNotContain(TOKEN);
        assertThat(AGENT)
                .hasToString("bootstrap of https://api.example.com/downloads/agent/latest/dumont-agent for"
                        + " https://api.example.com, token hidden");
    }

    /** The words are those of Vast's reference, the missing letters included. */
    @ParameterizedTest
    @CsvSource({
        "SSH, ssh_direc ssh_proxy",
        "SSH_PROXY, ssh_proxy",
        "JUPYTER, jupyter_direc ssh_direc ssh_proxy",
        "JUPYTER_PROXY, jupyter_proxy ssh_proxy"
    })
    void comesByTheCreateOfEveryRunTypeWithAScript(RunType runType, String words) {
        try (TestVast vast = new TestVast()) {
            vast.answer("{\"success\":true,\"new_contract\":7}");

            vast.client()
                    .instances()
                    .create(41, rental(runType).onStart("python train.py").build());

            RecordedRequest request = vast.taken();
            assertThat(TestVast.line(request)).isEqualTo("PUT /api/v0/asks/41/");
            assertThat(TestVast.body(request))
                    .contains("\"runtype\":\"" + words + "\"")
                    .contains("\"image\":\"pytorch/pytorch:latest\"", "\"cancel_unavail\":true")
                    .containsPattern("\"onstart\":\".*\\| base64 -d\\).*python train\\.py\",\"image_login\"")
                    .contains("\"use_jupyter_lab\":false", "\"jupyter_dir\":null")
                    .contains("\"DUMONT_API_TOKEN\":\"" + TOKEN + "\"")
                    .contains("\"DUMONT_BOOTSTRAP\":\"");
        }
    }

    @Test
    void doesNotComeWhereNoScriptRuns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rental(RunType.ENTRYPOINT).build())
                .withMessageContaining("no agent comes");
    }

    /** Vast takes 4,096 characters; what begins the bootstrap takes its share of them. */
    @Test
    void leavesAlmostAllOfWhatAScriptMayHave() {
        int ours = AGENT.onStart().length();
        assertThat(ours).isLessThanOrEqualTo(120);

        rental(RunType.SSH).onStart("x".repeat(4096 - ours)).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        rental(RunType.SSH).onStart("x".repeat(4097 - ours)).build())
                .withMessageContaining("4097 characters; at most 4096");
    }

    @Test
    void takesASmallShareOfTheEnvironmentThatVastAllows() {
        int size = AGENT.environment().entrySet().stream()
                .mapToInt(variable ->
                        variable.getKey().length() + variable.getValue().length() + 1)
                .sum();

        assertThat(size).isLessThan(8 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#!/bin/bash", "#!/bin/sh -e", "#!/usr/bin/env bash", "#! /bin/bash"})
    void leavesTheFirstLineOfAScriptWhereItIs(String first) {
        assertThat(AGENT.onStart(first + "\necho hi")).startsWith(first + "\n(").endsWith("&)\necho hi");
    }

    @Test
    void breaksNoScriptOfAnotherLanguage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AGENT.onStart("#!/usr/bin/env python3\nprint(1)"))
                .withMessageContaining("must be for a shell");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.example.com",
                "ftp://api.example.com",
                "https://me:pw@api.example.com",
                "https://a.b/?token=x"
            })
    void takesNoUrlThatIsNoneOrThatShowsASecret(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> AgentBootstrap.fromControlPlane(url, TOKEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com",
                "http://192.0.2.1",
                "http://10.0.0.1:8080",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://[2001:db8::1]"
            })
    void takesNoPlainHttpToAnotherHostUnlessItIsToldTo(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentBootstrap.fromControlPlane(url, TOKEN))
                .withMessageContaining("use https")
                .withMessageNotContaining(TOKEN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentBootstrap.pinned(url, TOKEN, "https://files.example.com/a", SHA256));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentBootstrap.pinned("https://api.example.com", TOKEN, url + "/a", SHA256));

        assertThat(AgentBootstrap.fromControlPlaneInTheClear(url, TOKEN).environment())
                .containsEntry("DUMONT_API_URL", url)
                .containsEntry("DUMONT_ALLOW_PLAIN_HTTP", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://192.0.2.1", "http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"})
    void saysNothingOfPlainHttpWhereNobodyIsOnTheWay(String url) {
        assertThat(AgentBootstrap.fromControlPlane(url, TOKEN).environment())
                .containsEntry("DUMONT_API_URL", url)
                .doesNotContainKey("DUMONT_ALLOW_PLAIN_HTTP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"})
    void takesNoChecksumThatIsNone(String sha256) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        AgentBootstrap.pinned("https://api.example.com", TOKEN, "https://files.example.com/a", sha256));
    }

    private static VastRental.Builder rental(RunType runType) {
        return VastRental.ofImage("pytorch/pytorch:latest").runType(runType).agent(AGENT);
    }
}
