package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    /** At 0.60 USD an hour, ten minutes cost 0.10. */
    @ParameterizedTest
    @CsvSource({"0, 4.90", "4.79, 0.11", "4.80, 0.10", "4.81, 0", "5.00, 0", "6.00, 0"})
    void aMachineMaySpendWhatIsLeftButForTheReserve(String spent, String left) {
        assertThat(plan("5.00").budgetOfNext(new BigDecimal(spent))).isEqualByComparingTo(left);
    }

    @Test
    void aBudgetThatPaysForTwentyMinutesIsTheLeast() {
        assertThat(plan("0.20").budgetOfNext(BigDecimal.ZERO)).isEqualByComparingTo("0.10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan("0.19"))
                .withMessageContaining("must be 0.2 or more at up to 0.60 USD an hour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1,0,0", "1,0,0,0", "1,1,-1,0", "1,1,0,-1"})
    void whatCannotBeDoneIsRefused(String numbers) {
        String[] each = numbers.split(",");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Plan(
                        query(),
                        Integer.parseInt(each[0]),
                        Integer.parseInt(each[1]),
                        Integer.parseInt(each[2]),
                        Duration.ofMinutes(Integer.parseInt(each[3])),
                        new BigDecimal("5.00"),
                        Duration.ofMinutes(15)));
    }

    @Test
    void nothingIsRentedWithoutAHighestRate() {
        OfferQuery anyPrice = OfferQuery.builder().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Plan(anyPrice, 1, 1, 0, Duration.ZERO, new BigDecimal("5.00"), Duration.ofMinutes(15)))
                .withMessageContaining("highest hourly rate");
    }

    private static Plan plan(String budget) {
        return new Plan(query(), 1, 1, 0, Duration.ZERO, new BigDecimal(budget), Duration.ofMinutes(15));
    }

    private static OfferQuery query() {
        return OfferQuery.builder().maxRate(HourlyRate.ofUsd("0.60")).build();
    }
}
