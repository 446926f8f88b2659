package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Vast's documents disagree whether a changed bid is for each GPU or for all of them. Whichever it is, a machine is never bid for
 * beyond what was said: it is one of 0.02 of disk, outbid at 0.05.
 */
class VastBidsTest {

    private static final MachineId ID = MachineId.of("7");

    private TestVast vast;
    /** What all of its GPUs were bid for, one after the other. */
    private final List<Double> prices = new ArrayList<>();

    private int starts;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ONE_GPU, 1, 0.40",
        "ALL_GPUS, 1, 0.40",
        "ONE_GPU, 2, 0.40",
        "ALL_GPUS, 2, 0.40",
        "ONE_GPU, 8, 0.80",
        "ALL_GPUS, 8, 0.80",
        "ONE_GPU, 3, 1.00",
        "ALL_GPUS, 3, 1.00"
    })
    void bidsWhatWasSaidAndNeverMoreInEitherReading(Reading reading, int gpus, double bid) {
        vast.server.setDispatcher(new Market(reading, gpus));

        assertThat(resume(bid)).isEqualTo(Outcome.ACCEPTED);

        assertThat(prices).allSatisfy(price -> assertThat(price).isLessThanOrEqualTo(bid));
        assertThat(Collections.max(prices)).isGreaterThan(bid * 0.99);
        assertThat(starts).isOne();
    }

    /** 32 for each GPU, whichever reading it is. */
    @ParameterizedTest
    @CsvSource({"ONE_GPU, 1, 32, true", "ALL_GPUS, 1, 32.01, false", "ALL_GPUS, 2, 64, true", "ONE_GPU, 2, 64.01, false"
    })
    void bidsNothingThatVastWouldRefuse(Reading reading, int gpus, double bid, boolean sent) {
        vast.server.setDispatcher(new Market(reading, gpus));

        if (sent) {
            assertThat(resume(bid)).isEqualTo(Outcome.ACCEPTED);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> resume(bid)).withMessageContaining(" or less");
        }

        assertThat(prices.isEmpty()).isNotEqualTo(sent);
        assertThat(starts).isEqualTo(sent ? 1 : 0);
    }

    /** Vast shows another price, or none, or not how many GPUs there are: nobody can tell what more would come to. */
    @ParameterizedTest
    @CsvSource({"NEITHER, 8", "NEITHER, 1", "HIDDEN, 8", "HIDDEN, 1", "ALL_GPUS, 0"})
    void bidsNoMoreAndStartsNothingWhereItCannotTell(Reading reading, int gpus) {
        vast.server.setDispatcher(new Market(reading, gpus));

        assertThat(Thrown.anyBy(() -> resume(0.80)).kind()).isEqualTo(Kind.INVALID_ANSWER);

        assertThat(prices)
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(price -> assertThat(price).isLessThanOrEqualTo(0.80));
        assertThat(starts).isZero();
    }

    private Outcome resume(double bid) {
        VastProvider provider = VastProvider.create(vast.options().build());
        return provider.resume(ID, HourlyRate.ofUsd(BigDecimal.valueOf(bid).toPlainString()))
                .outcome();
    }

    /** What a number means that is sent as a changed bid, and what is shown after it. */
    private enum Reading {
        ONE_GPU,
        ALL_GPUS,
        /** It is for all, and something else is shown. */
        NEITHER,
        /** It is for all, and nothing is shown. */
        HIDDEN
    }

    /** One machine, whose bid it remembers. */
    private final class Market extends Dispatcher {

        private final Reading reading;
        private final int gpus;
        private double price = 0.05;

        Market(Reading reading, int gpus) {
            this.reading = reading;
            this.gpus = gpus;
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String body = TestVast.body(request);
            if (request.getTarget().contains("/bid_price/")) {
                double sent = Double.parseDouble(body.replaceAll(".*\"price\":([0-9.]+).*", "$1"));
                price = reading == Reading.ONE_GPU ? sent * gpus : sent;
                prices.add(price);
            } else if (body.contains("\"running\"")) {
                starts++;
            } else if (request.getMethod().equals("GET")) {
                return answer("{\"instances\":" + row() + "}");
            }
            return answer("{\"success\":true}");
        }

        private String row() {
            String shown = switch (reading) {
                case ONE_GPU, ALL_GPUS -> String.format(Locale.ROOT, "%.6f", price + 0.02);
                case NEITHER -> "3.21";
                case HIDDEN -> "null";
            };
            return "{\"id\":7,\"is_bid\":true,\"cur_state\":\"stopped\",\"intended_status\":\"stopped\",\"num_gpus\":"
                    + (gpus == 0 ? "null" : Integer.toString(gpus)) + ",\"storage_total_cost\":0.02,\"dph_total\":"
                    + shown
                    + "}";
        }

        private MockResponse answer(String json) {
            return new MockResponse.Builder().body(json).build();
        }
    }
}
