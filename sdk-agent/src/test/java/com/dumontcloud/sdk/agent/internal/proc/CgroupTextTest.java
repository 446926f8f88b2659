package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupTextTest {

    private static final Devices LAYERS = new Devices();

    static {
        LAYERS.add(253, 0);
    }

    @Test
    void aQuotaInEachPeriodMakesCores() {
        assertThat(CgroupText.cores(new Cursor("250000 100000\n"))).isEqualTo(2.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max 100000", "", "nonsense", "100000", "0 0", "-5 100000", "100000 0"})
    void anythingElseIsNoLimit(String max) {
        assertThat(CgroupText.cores(new Cursor(max))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"'0', 1", "'0-3', 4", "'0-3,8,10-11\n', 7"})
    void countsTheCpusOfAList(String list, double cpus) {
        assertThat(CgroupText.cpus(new Cursor(list))).isEqualTo(cpus);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a", "1-", "3-1", "0,,1", "99999999"})
    void knowsNoCpusWhereThereAreNone(String list) {
        assertThat(CgroupText.cpus(new Cursor(list))).isNull();
    }

    @Test
    void addsTheBytesOfAllDisksButNotThoseOfLayersOverThem() {
        String stat = "259:0 rbytes=100 wbytes=10 rios=1 wios=1 dbytes=0 dios=0\n"
                + "259:1 rbytes=200 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n"
                + "253:0 rbytes=300 wbytes=30 rios=1 wios=1 dbytes=0 dios=0\n";

        assertThat(CgroupText.io(new Cursor(stat), LAYERS)).isEqualTo(new Moved(300L, 30L));
    }

    @Test
    void takesTheLayersWhereTheDisksBelowAreNotCounted() {
        assertThat(CgroupText.io(new Cursor("253:0 rbytes=300 wbytes=30\n"), LAYERS))
                .isEqualTo(new Moved(300L, 30L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8:0\n", "8:0 rbytes=x wbytes=\n"})
    void aGroupThatHasMovedNothingYetHasMovedNothing(String stat) {
        assertThat(CgroupText.io(new Cursor(stat), new Devices())).isEqualTo(new Moved(0L, 0L));
    }

    @Test
    void aDirectionThatVersion1CountsZeroForIsNotKnown() {
        assertThat(CgroupText.serviceBytes(
                        new Cursor("8:0 Read 5\n8:0 Write 0\n8:0 Total 5\nTotal 5\n"), new Devices()))
                .isEqualTo(new Moved(5L, null));
        assertThat(CgroupText.serviceBytes(new Cursor("Total 0\n"), new Devices()))
                .isEqualTo(Moved.UNKNOWN);
    }
}
