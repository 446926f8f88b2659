package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupTest {

    private final Map<String, String> files = new HashMap<>();
    private final Cgroup cgroup = new Cgroup(files::get);

    @Test
    void hasNoLimitsOnAPlainMachine() {
        assertThat(cgroup.cpu()).isNull();
        assertThat(cgroup.memory()).isNull();
    }

    @Test
    void readsVersion2() {
        files.put("cpu.max", "250000 100000\n");
        files.put("cpu.stat", "usage_usec 7500000\nuser_usec 7000000\nsystem_usec 500000\n");
        files.put("memory.max", "1073741824\n");
        files.put("memory.current", "536870912\n");
        files.put("memory.stat", "anon 1\ninactive_file 36870912\nactive_file 9\n");

        assertThat(cgroup.cpu()).isEqualTo(new Cgroup.Cpu(7.5, 2.5));
        assertThat(cgroup.memory()).isEqualTo(new ProcText.Memory(500_000_000, 1_073_741_824));
    }

    @Test
    void hasNoLimitsWhereVersion2SaysMax() {
        files.put("cpu.max", "max 100000\n");
        files.put("cpu.stat", "usage_usec 7500000\n");
        files.put("memory.max", "max\n");
        files.put("memory.current", "536870912\n");

        assertThat(cgroup.cpu()).isNull();
        assertThat(cgroup.memory()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu,"})
    void readsVersion1WhereverItIsMounted(String joined) {
        String cpu = joined.isEmpty() ? "cpu/" : "cpu,cpuacct/";
        String account = joined.isEmpty() ? "cpuacct/" : "cpu,cpuacct/";
        files.put(cpu + "cpu.cfs_quota_us", "400000\n");
        files.put(cpu + "cpu.cfs_period_us", "100000\n");
        files.put(account + "cpuacct.usage", "1500000000\n");
        files.put("memory/memory.limit_in_bytes", "1000000\n");
        files.put("memory/memory.usage_in_bytes", "600000\n");
        files.put("memory/memory.stat", "cache 5\ntotal_inactive_file 100000\n");

        assertThat(cgroup.cpu()).isEqualTo(new Cgroup.Cpu(1.5, 4));
        assertThat(cgroup.memory()).isEqualTo(new ProcText.Memory(500_000, 1_000_000));
    }

    @Test
    void hasNoLimitsWhereVersion1SaysSoWithANumber() {
        files.put("cpu/cpu.cfs_quota_us", "-1\n");
        files.put("cpu/cpu.cfs_period_us", "100000\n");
        files.put("cpuacct/cpuacct.usage", "1500000000\n");
        files.put("memory/memory.limit_in_bytes", "9223372036854771712\n");
        files.put("memory/memory.usage_in_bytes", "600000\n");

        assertThat(cgroup.cpu()).isNull();
        assertThat(cgroup.memory()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "100000", "0 0", "-5 100000", "100000 0"})
    void takesNonsenseForNoLimit(String max) {
        files.put("cpu.max", max);
        files.put("cpu.stat", "usage_usec 7500000\n");

        assertThat(cgroup.cpu()).isNull();
    }
}
