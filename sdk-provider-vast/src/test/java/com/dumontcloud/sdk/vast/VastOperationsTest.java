package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of operations: what goes out, and that what comes back is understood. */
class VastOperationsTest {

    private static final MachineId ID = MachineId.of("288");
    private static final String DONE = "{\"success\":true}";

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                row(vast -> vast.instances().start(ID), "PUT /api/v0/instances/288/", "{\"state\":\"running\"}"),
                row(vast -> vast.instances().stop(ID), "PUT /api/v0/instances/288/", "{\"state\":\"stopped\"}"),
                row(
                        vast -> vast.instances().startAll(List.of(ID, MachineId.of("289"))),
                        "PUT /api/v0/instances/",
                        "{\"ids\":[288,289],\"state\":\"running\"}"),
                row(
                        vast -> vast.instances().stopAll(List.of(ID, MachineId.of("289"))),
                        "PUT /api/v0/instances/",
                        "{\"ids\":[288,289],\"state\":\"stopped\"}"),
                row(vast -> vast.instances().label(ID, "a b"), "PUT /api/v0/instances/288/", "{\"label\":\"a b\"}"),
                row(vast -> vast.instances().reboot(ID), "PUT /api/v0/instances/reboot/288/", "{}"),
                row(vast -> vast.instances().recycle(ID), "PUT /api/v0/instances/recycle/288/", "{}"),
                row(
                        vast -> vast.instances().changeBid(ID, new BigDecimal("4.0"), 1),
                        "PUT /api/v0/instances/bid_price/288/",
                        "{\"client_id\":\"me\",\"price\":4.0}"),
                row(vast -> vast.instances().destroy(ID), "DELETE /api/v0/instances/288/", "{}"),
                row(
                        vast -> vast.instances().destroyAll(List.of(ID, MachineId.of("289"))),
                        "DELETE /api/v0/instances/",
                        "{\"instance_ids\":[288,289]}"),
                row(
                        vast -> vast.keys().add("ssh-ed25519 AAAA me\n"),
                        "POST /api/v0/ssh/",
                        "{\"ssh_key\":\"ssh-ed25519 AAAA me\"}"),
                row(vast -> vast.keys().remove(7), "DELETE /api/v0/ssh/7/", "{}"),
                row(
                        vast -> vast.keys().attach(ID, "ssh-ed25519 AAAA me"),
                        "POST /api/v0/instances/288/ssh/",
                        "{\"ssh_key\":\"ssh-ed25519 AAAA me\"}"),
                row(vast -> vast.keys().detach(ID, 7), "DELETE /api/v0/instances/288/ssh/7/", "{}"),
                row(
                        vast -> vast.files().takeSnapshot(ID, "docker.io", "me/img", "me", "pass", true),
                        "POST /api/v0/instances/take_snapshot/288/",
                        "{\"container_registry\":\"docker.io\",\"personal_repo\":\"me/img\","
                                + "\"docker_login_user\":\"me\",\"docker_login_pass\":\"pass\",\"pause\":\"true\"}"),
                row(
                        vast -> vast.files().copy("288", "/workspace/", "C.289", "/workspace/"),
                        "PUT /api/v0/commands/copy_direct/",
                        "{\"client_id\":\"me\",\"src_id\":\"288\",\"dst_id\":\"C.289\","
                                + "\"src_path\":\"/workspace/\",\"dst_path\":\"/workspace/\"}"),
                row(
                        vast -> vast.files().cancelCopy("289"),
                        "DELETE /api/v0/commands/copy_direct/",
                        "{\"client_id\":\"me\",\"dst_id\":\"289\"}"),
                row(
                        vast -> vast.files().cloudCopy(ID, "/work", "bucket/x", "101", true),
                        "POST /api/v0/commands/rclone/",
                        "{\"src\":\"/work\",\"dst\":\"bucket/x\",\"instance_id\":\"288\",\"selected\":\"101\","
                                + "\"transfer\":\"Instance To Cloud\",\"flags\":[]}"),
                row(
                        vast -> vast.files().cloudCopy(ID, "bucket/x", "/work", "101", false),
                        "POST /api/v0/commands/rclone/",
                        "{\"src\":\"bucket/x\",\"dst\":\"/work\",\"instance_id\":\"288\",\"selected\":\"101\","
                                + "\"transfer\":\"Cloud To Instance\",\"flags\":[]}"),
                row(
                        vast -> vast.files().cancelCloudCopy(ID),
                        "DELETE /api/v0/commands/rclone/",
                        "{\"client_id\":\"me\",\"dst_id\":\"288\"}"),
                row(vast -> vast.volumes().delete(9), "DELETE /api/v0/volumes/?id=9", "{\"id\":9}"));
    }

    private static Arguments row(Consumer<VastClient> call, String line, String body) {
        return Arguments.of(line + " " + body, call, line, body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void sendsWhatTheVendorExpects(String name, Consumer<VastClient> call, String line, String body) {
        vast.answer(DONE);

        call.accept(vast.client());

        RecordedRequest request = vast.taken();
        assertThat(TestVast.line(request)).isEqualTo(line);
        assertThat(TestVast.body(request)).isEqualTo(body);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestVast.KEY);
        assertThat(request.getUrl().query() == null || !request.getUrl().query().contains(TestVast.KEY))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void takesNoRefusalForASuccess(String name, Consumer<VastClient> call, String line, String body) {
        vast.answer("{\"success\":false,\"error\":\"not_authorized\",\"msg\":\"no\"}");

        VastException thrown = Thrown.by(() -> call.accept(vast.client()));

        assertThat(thrown.refusal()).isEqualTo(VastErrorCode.FORBIDDEN);
        assertThat(thrown).hasMessageContaining("not_authorized").hasMessageStartingWith(line.split(" ")[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void takesNoErrorForASuccessEither(String name, Consumer<VastClient> call, String line, String body) {
        vast.answer("{\"error\":\"not_authorized\",\"msg\":\"no\"}");

        assertThat(Thrown.by(() -> call.accept(vast.client())).refusal()).isEqualTo(VastErrorCode.FORBIDDEN);
    }

    @Test
    void createsWithWhatTheVendorsOwnClientSendsAndNeverAStoppedMachine() {
        vast.answer("{\"success\":true,\"new_contract\":7835610}");

        MachineId id = vast.client()
                .instances()
                .create(
                        41,
                        VastRental.ofImage("pytorch/pytorch:latest")
                                .env("TZ", "UTC")
                                .port(8080)
                                .udpPort(9000)
                                .diskGb(40)
                                .label("train")
                                .onStart("echo hi")
                                .build());

        RecordedRequest request = vast.taken();
        assertThat(id).isEqualTo(MachineId.of("7835610"));
        assertThat(TestVast.line(request)).isEqualTo("PUT /api/v0/asks/41/");
        assertThat(TestVast.body(request))
                .isEqualTo("{\"client_id\":\"me\",\"image\":\"pytorch/pytorch:latest\",\"env\":{\"TZ\":\"UTC\","
                        + "\"-p 8080:8080\":\"1\",\"-p 9000:9000/udp\":\"1\"},\"price\":null,\"disk\":40.0,"
                        + "\"label\":\"train\",\"extra\":null,\"onstart\":\"echo hi\",\"image_login\":null,"
                        + "\"python_utf8\":false,\"lang_utf8\":false,\"use_jupyter_lab\":false,"
                        + "\"jupyter_dir\":null,\"force\":false,\"cancel_unavail\":true,\"template_hash_id\":null,"
                        + "\"user\":null,\"runtype\":\"ssh_direc ssh_proxy\"}");
    }

    @Test
    void createsFromATemplateByABidAndWithAVolume() {
        vast.answer("{\"success\":true,\"new_contract\":1}");

        vast.client()
                .instances()
                .create(
                        41,
                        VastRental.ofTemplate("4e17788f74f0")
                                .bid(new BigDecimal("0.25"))
                                .volume(9, "/data")
                                .build());

        assertThat(TestVast.body(vast.taken()))
                .contains("\"template_hash_id\":\"4e17788f74f0\"", "\"price\":0.25", "\"runtype\":null")
                .contains("\"volume_info\":{\"create_new\":false,\"volume_id\":9,\"mount_path\":\"/data\"}")
                .contains("\"cancel_unavail\":true");
    }

    @Test
    void createsWithAVolumeThatIsMadeForIt() {
        vast.answer("{\"success\":true,\"new_contract\":1}");

        vast.client()
                .instances()
                .create(
                        41,
                        VastRental.ofImage("me/private")
                                .newVolume(12, 50, "/data")
                                .registryLogin("docker.io", "me", "pass")
                                .runType(VastRental.RunType.ENTRYPOINT)
                                .arguments(List.of("python", "train.py"))
                                .build());

        RecordedRequest request = vast.taken();
        assertThat(TestVast.line(request)).isEqualTo("PUT /api/v0/asks/41/");
        assertThat(TestVast.body(request))
                .contains("\"volume_info\":{\"create_new\":true,\"volume_id\":12,\"size\":50,\"mount_path\":\"/data\"}")
                .contains("\"image_login\":\"-u me -p pass docker.io\"", "\"runtype\":\"args\"")
                .contains("\"args\":[\"python\",\"train.py\"]");
    }

    /** As the vendor warns: it has locked people out of their machines. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/root", "/root/", "//", "/root/.", " /root// ", "/."})
    void neverCopiesOverALogin(String path) {
        VastFiles files = vast.client().files();

        assertThatIllegalArgumentException().isThrownBy(() -> files.copy("288", "/a", "289", path));
        assertThatIllegalArgumentException().isThrownBy(() -> files.prepareRsync(null, "/a", "289", path));
        assertThatIllegalArgumentException().isThrownBy(() -> files.cloudCopy(ID, "/a", path, "101", false));
        assertThat(vast.requests()).isZero();
    }

    @Test
    void preparesAnRsyncFromThisComputer() {
        vast.answer("{\"success\":true,\"dst_addr\":\"ssh4.vast.ai\",\"dst_port\":41234}");

        VastFiles.Remote remote = vast.client().files().prepareRsync(null, "/tmp/x", "C.288", "/workspace/x");

        assertThat(remote).isEqualTo(new VastFiles.Remote("ssh4.vast.ai", 41234));
        RecordedRequest request = vast.taken();
        assertThat(TestVast.line(request)).isEqualTo("PUT /api/v0/commands/rsync/");
        assertThat(TestVast.body(request))
                .isEqualTo("{\"client_id\":\"me\",\"src_id\":null,\"dst_id\":\"C.288\",\"src_path\":\"/tmp/x\","
                        + "\"dst_path\":\"/workspace/x\"}");
    }

    @Test
    void preparesAnRsyncToThisComputer() {
        vast.answer("{\"success\":true,\"src_addr\":\"ssh4.vast.ai\\n\",\"src_port\":41234}");

        VastFiles.Remote remote = vast.client().files().prepareRsync("C.288", "/workspace/x", null, "/root");

        assertThat(remote).isEqualTo(new VastFiles.Remote("ssh4.vast.ai", 41234));
        assertThat(TestVast.body(vast.taken()))
                .isEqualTo("{\"client_id\":\"me\",\"src_id\":\"C.288\",\"dst_id\":null,\"src_path\":\"/workspace/x\","
                        + "\"dst_path\":\"/root\"}");
    }

    @Test
    void changesAtMost64MachinesWithARequest() {
        vast.answer(DONE).answer(DONE).answer(DONE).answer(DONE);
        List<MachineId> ids = IntStream.rangeClosed(1, 65)
                .mapToObj(id -> MachineId.of(Integer.toString(id)))
                .toList();
        VastInstances instances = vast.client().instances();

        instances.destroyAll(ids);
        instances.stopAll(ids);

        String first64 =
                IntStream.rangeClosed(1, 64).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"instance_ids\":[" + first64 + "]}");
        RecordedRequest last = vast.taken();
        assertThat(TestVast.line(last)).isEqualTo("DELETE /api/v0/instances/");
        assertThat(TestVast.body(last)).isEqualTo("{\"instance_ids\":[65]}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"ids\":[" + first64 + "],\"state\":\"stopped\"}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"ids\":[65],\"state\":\"stopped\"}");
    }

    /** From the row itself: the direct way, then the proxy, and what of them there is. */
    @Test
    void findsTheWaysInInTheRowOfAMachine() {
        vast.answer(
                "{\"instances\":{\"id\":288,\"public_ipaddr\":\"203.0.113.7\\n\",\"ports\":{\"22/tcp\":[{\"HostIp\":"
                        + "\"0.0.0.0\",\"HostPort\":\"41022\"}]},\"ssh_host\":\"ssh4.vast.ai\",\"ssh_port\":12345,"
                        + "\"image_runtype\":\"jupyter_direc ssh_direc ssh_proxy\"}}");

        List<VastSshEndpoint> ways =
                vast.client().instances().show(ID).orElseThrow().sshEndpoints();

        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/288/");
        assertThat(ways)
                .extracting(VastSshEndpoint::url)
                .containsExactly("ssh://root@203.0.113.7:41022", "ssh://root@ssh4.vast.ai:12346");
    }

    @Test
    void listsConnectionsFromABareArray() {
        vast.answer("[{\"id\":101,\"name\":\"mine\",\"cloud_type\":\"s3\"}]");

        assertThat(vast.client().files().connections()).containsExactly(new VastFiles.Connection("101", "mine", "s3"));
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/users/cloud_integrations/");
    }

    @Test
    void takesAMissingListOfKeysForNone() {
        vast.answer(404, "{\"success\":false,\"error\":\"not_found\",\"msg\":\"no keys\"}");
        vast.answer("[{\"id\":7,\"public_key\":\"ssh-ed25519 AAAA\"}]");
        vast.answer(404, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key\"}");
        VastKeys keys = vast.client().keys();

        assertThat(keys.list()).isEmpty();
        assertThat(keys.list()).containsExactly(new VastKeys.Key(7, "ssh-ed25519 AAAA"));
        assertThat(Thrown.by(keys::list).refusal()).isEqualTo(VastErrorCode.AUTH);
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/ssh/");
    }

    @Test
    void takesAKeyThatIsGoneForRemoved() {
        vast.answer(400, "{\"success\":false,\"error\":\"no_ssh_key\",\"msg\":\"no such key\"}");

        vast.client().keys().remove(7);

        assertThat(TestVast.line(vast.taken())).isEqualTo("DELETE /api/v0/ssh/7/");
    }

    @Test
    void takesAKeyThatAMachineDoesNotHaveForDetachedAndNoOtherRefusal() {
        vast.answer(400, "{\"success\":false,\"error\":\"no_ssh_key\",\"msg\":\"no such key\"}");
        vast.answer(400, "{\"success\":false,\"error\":\"invalid_args\",\"msg\":\"no\"}");
        VastKeys keys = vast.client().keys();

        keys.detach(ID, 7);

        assertThat(Thrown.by(() -> keys.detach(ID, 7)).refusal()).isEqualTo(VastErrorCode.BAD_REQUEST);
        assertThat(TestVast.line(vast.taken())).isEqualTo("DELETE /api/v0/instances/288/ssh/7/");
    }

    /** 0.001 to 32 for each GPU. */
    @ParameterizedTest
    @CsvSource({
        "0.0009, 1, false",
        "0.001, 1, true",
        "32, 1, true",
        "32.001, 1, false",
        "0.001, 8, true",
        "256, 8, true",
        "256.001, 8, false"
    })
    void changesABidWithinVastsRangeAlone(BigDecimal usdPerHour, int gpus, boolean sent) {
        VastInstances instances = vast.client().instances();
        if (sent) {
            vast.answer(DONE);
            instances.changeBid(ID, usdPerHour, gpus);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> instances.changeBid(ID, usdPerHour, gpus))
                    .withMessageContaining(usdPerHour.toPlainString());
        }

        assertThat(vast.requests()).isEqualTo(sent ? 1 : 0);
    }

    @Test
    void readsTheKeysOfAMachineFromADocumentWithinTheDocument() {
        vast.answer("{\"success\":true,\"ssh_keys\":\"[{\\\"id\\\":7,\\\"public_key\\\":\\\"ssh-rsa B\\\"}]\"}");

        assertThat(vast.client().keys().list(ID)).containsExactly(new VastKeys.Key(7, "ssh-rsa B"));
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/288/ssh/");
    }

    @Test
    void listsVolumesAndRentsOne() {
        vast.answer("{\"success\":true,\"volumes\":[{\"id\":9,\"machine_id\":3,\"disk_space\":50.0,"
                + "\"storage_cost\":0.15,\"label\":null,\"status\":\"active\"}]}");
        vast.answer("{\"success\":true,\"volume_name\":\"V.10\"}");
        vast.answer("{\"offers\":[{\"id\":5,\"disk_space\":100},{\"id\":6,\"disk_space\":10}]}");
        VastVolumes volumes = vast.client().volumes();

        assertThat(volumes.list())
                .containsExactly(new VastVolume(9, 3L, null, new BigDecimal("50.0"), new BigDecimal("0.15"), "active"));
        assertThat(volumes.create(5, 20)).isEqualTo("V.10");
        assertThat(volumes.search(List.of(new VastFilter("disk_space", VastFilter.Operator.GTE, List.of(50)))))
                .extracting(VastOffer::id)
                .containsExactly(5L);

        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/volumes?owner=me&type=all_volume");
        RecordedRequest create = vast.taken();
        assertThat(TestVast.line(create)).isEqualTo("PUT /api/v0/volumes/");
        assertThat(TestVast.body(create)).isEqualTo("{\"id\":5,\"size\":20}");
        RecordedRequest search = vast.taken();
        assertThat(TestVast.line(search)).isEqualTo("POST /api/v0/volumes/search/");
        assertThat(TestVast.body(search)).isEqualTo("{\"disk_space\":{\"gte\":50}}");
    }

    @Test
    void readsCreditAndNotBalance() {
        vast.answer("{\"id\":1,\"credit\":12.5,\"balance\":-3.0,\"api_key\":\"another-secret\"}");

        assertThat(vast.client().account().creditUsd()).isEqualByComparingTo("12.5");
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/users/current");
    }

    @Test
    void readsChargesPageByPage() {
        vast.answer(
                "{\"success\":true,\"count\":1,\"total\":2,\"next_token\":\"t1\",\"results\":[{\"start\":1700000000,"
                        + "\"type\":\"instance\",\"source\":\"instance-1\",\"amount\":1.250,\"items\":[{\"type\":\"gpu\","
                        + "\"amount\":1.250,\"description\":\"x\"}]}]}");
        vast.answer("{\"success\":true,\"total\":2,\"next_token\":null,\"results\":[{\"source\":\"volume-2\","
                + "\"type\":\"volume\",\"amount\":0.5}]}");

        List<VastAccount.Charge> charges = vast.client()
                .account()
                .charges(Instant.ofEpochSecond(1_700_000_000), Instant.ofEpochSecond(1_700_086_400));

        assertThat(charges).extracting(VastAccount.Charge::source).containsExactly("instance-1", "volume-2");
        assertThat(charges.get(0).items()).extracting(VastAccount.Item::type).containsExactly("gpu");
        RecordedRequest first = vast.taken();
        assertThat(first.getUrl().encodedPath()).isEqualTo("/api/v0/charges/");
        assertThat(first.getUrl().queryParameter("select_filters"))
                .isEqualTo("{\"day\":{\"gte\":1700000000,\"lte\":1700086400}}");
        assertThat(first.getUrl().queryParameter("format")).isEqualTo("table");
        assertThat(first.getUrl().queryParameter("latest_first")).isEqualTo("false");
        assertThat(first.getUrl().queryParameter("limit")).isEqualTo("500");
        assertThat(vast.taken().getUrl().queryParameter("after_token")).isEqualTo("t1");
    }

    @Test
    void tellsAndAnswersPriceIncreases() {
        vast.answer("{\"success\":true,\"count\":1,\"truncated\":false,\"pending_price_increases\":[{"
                + "\"pending_price_increase_id\":999,\"contract_id\":123,\"old_gpu_costpersec\":0.0001,"
                + "\"new_gpu_costpersec\":0.0002}]}");
        vast.answer(DONE).answer(DONE);
        VastAccount account = vast.client().account();

        VastAccount.PriceIncrease increase = account.pendingPriceIncreases().get(0);
        account.accept(increase);
        account.reject(increase);

        assertThat(increase.newGpuUsdPerHour()).isEqualByComparingTo("0.72");
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/pending-price-increases/");
        RecordedRequest accept = vast.taken();
        assertThat(TestVast.line(accept)).isEqualTo("PUT /api/v0/instances/accept-price-increase/");
        assertThat(TestVast.body(accept)).isEqualTo("{\"pending_price_increase_id\":999}");
        assertThat(TestVast.line(vast.taken())).isEqualTo("PUT /api/v0/instances/reject-price-increase/");
    }

    @Test
    void fetchesLogsWithoutTheKeyOnceTheyAreThere() {
        String store = vast.server.url("/instance_logs/H.log?signature=x").toString();
        vast.answer("{\"success\":true,\"result_url\":\"" + store + "\"}");
        vast.answer(403, "<Error>AccessDenied</Error>").answer(404, "<Error/>").answer(200, "line 1\nline 2\n");

        String log = vast.client().instances().logs(ID, 1000, "re", true);

        assertThat(log).isEqualTo("line 1\nline 2\n");
        RecordedRequest asked = vast.taken();
        assertThat(TestVast.line(asked)).isEqualTo("PUT /api/v0/instances/request_logs/288/");
        assertThat(TestVast.body(asked)).isEqualTo("{\"tail\":\"1000\",\"filter\":\"re\",\"daemon_logs\":\"true\"}");
        for (int i = 0; i < 3; i++) {
            RecordedRequest fetched = vast.taken();
            assertThat(TestVast.line(fetched)).isEqualTo("GET /instance_logs/H.log?signature=x");
            assertThat(fetched.getHeaders().get("Authorization")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls -l /workspace", "rm /workspace/x", "du -d1 /workspace", "ls"})
    void executesOnlyWhatVastCanAndHidesTheHostsOwnPath(String command) {
        String store = vast.server.url("/out").toString();
        vast.answer("{\"success\":true,\"result_url\":\"" + store + "\",\"writeable_path\":\"/var/lib/docker/x\"}");
        vast.answer(200, "/var/lib/docker/x/workspace\n");

        String printed = vast.client().instances().execute(ID, command);

        assertThat(printed).isEqualTo("/workspace\n");
        RecordedRequest asked = vast.taken();
        assertThat(TestVast.line(asked)).isEqualTo("PUT /api/v0/instances/command/288/");
        assertThat(TestVast.body(asked)).isEqualTo("{\"command\":\"" + command + "\"}");
        RecordedRequest fetched = vast.taken();
        assertThat(TestVast.line(fetched)).isEqualTo("GET /out");
        assertThat(fetched.getHeaders().get("Authorization")).isNull();
    }

    @ParameterizedTest
    @MethodSource("commandsThatVastRefuses")
    void sendsNoCommandThatVastDoesNotRun(String command) {
        VastInstances instances = vast.client().instances();

        assertThatIllegalArgumentException().isThrownBy(() -> instances.execute(ID, command));

        assertThat(vast.requests()).isZero();
    }

    static Stream<String> commandsThatVastRefuses() {
        return Stream.of("", "cat", "cat /etc/passwd", "lsx", " ls", "LS", "ls " + "x".repeat(510));
    }

    @Test
    void executesACommandOf512Characters() {
        String command = "ls " + "x".repeat(509);
        vast.answer("{\"success\":true,\"result_url\":\"" + vast.server.url("/out") + "\",\"writeable_path\":\"/x\"}");
        vast.answer(200, "no such file\n");

        assertThat(vast.client().instances().execute(ID, command)).isEqualTo("no such file\n");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"command\":\"" + command + "\"}");
    }
}
