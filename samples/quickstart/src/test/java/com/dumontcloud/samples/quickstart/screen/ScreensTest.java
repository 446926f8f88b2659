package com.dumontcloud.samples.quickstart.screen;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.quickstart.cast.Cast;
import com.dumontcloud.samples.quickstart.live.LiveRun;
import com.dumontcloud.samples.quickstart.live.News;
import com.dumontcloud.sdk.policy.Preset;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScreensTest {

    private static final String ESCAPE = "\033";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void drawsEveryMachineInItsPlaceWithoutEverScrolling() {
        play(new TableScreen(out));

        assertThat(text())
                .contains("MACHINE", "STATE", "GPU %", "IDLE FOR", "NEXT", "USD")
                .contains("training-1 long training      running")
                .contains("hibernating")
                .contains("park in")
                .contains("this-host")
                .doesNotContain("\n");
    }

    @Test
    void leavesTheTerminalAsItWas() {
        play(new TableScreen(out));

        assertThat(text())
                .startsWith(ESCAPE + "[?1049h" + ESCAPE + "[?25l" + ESCAPE + "[?7l")
                .endsWith(ESCAPE + "[0m" + ESCAPE + "[?7h" + ESCAPE + "[?25h" + ESCAPE + "[?1049l");
    }

    @Test
    void restoresTheTerminalOnce() {
        TableScreen screen = new TableScreen(out);

        screen.close();
        int length = bytes.size();
        screen.close();

        assertThat(bytes.size()).isEqualTo(length);
    }

    @Test
    void printsPlainLinesWithoutControlCharacters() {
        play(new PlainScreen(out));

        assertThat(text().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches("Mon \\d\\d:\\d\\d  \\S+ +[\\x20-\\x7e]+"));
    }

    private void play(Screen screen) {
        News news = new News();
        Cast cast = Cast.of(1, Duration.ofHours(4), 2, 1);
        try (LiveRun run = new LiveRun(cast, Duration.ofHours(4), Preset.REACTIVE.settings(), news);
                Screen closed = screen) {
            for (int minute = 0; minute < 240; minute++) {
                run.advance(Duration.ofMinutes(1));
                closed.show(run, news.drain());
            }
        }
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
