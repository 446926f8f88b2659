package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EightBytesTest {

    /** Every byte at every place, behind plain ones and before any. */
    @Test
    void countsTheBytesThatStandForThemselves() {
        Random random = new Random(1);
        for (int value = 0; value < 256; value++) {
            boolean plain = value >= 0x20 && value < 0x7f && value != '"' && value != '\\';
            for (int place = 0; place < Long.BYTES; place++) {
                byte[] bytes = new byte[Long.BYTES];
                random.nextBytes(bytes);
                Arrays.fill(bytes, 0, place, (byte) (0x23 + random.nextInt(0x30)));
                bytes[place] = (byte) value;
                if (place + 1 < Long.BYTES) {
                    bytes[place + 1] = '"';
                }

                assertThat(EightBytes.countPlain(EightBytes.at(bytes, 0)))
                        .as("byte %d at %d", value, place)
                        .isEqualTo(plain ? place + 1 : place);
            }
        }
    }
}
