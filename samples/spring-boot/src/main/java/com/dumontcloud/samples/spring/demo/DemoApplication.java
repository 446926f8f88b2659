package com.dumontcloud.samples.spring.demo;

import com.dumontcloud.samples.spring.MachineHeartbeat;
import com.dumontcloud.sdk.agent.StateSaver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A service that works on request, on a machine that is used only while it does. */
@SpringBootApplication
public class DemoApplication {

    private static final Logger log = LoggerFactory.getLogger(DemoApplication.class);

    /** Creates the application, as Spring does. */
    public DemoApplication() {}

    /** Runs it; where the environment names no control plane it brings one along. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(DemoApplication.class);
        if (System.getenv("DUMONT_API_URL") == null) {
            application.setDefaultProperties(DemoControlPlane.start().properties());
        }
        application.run(args);
    }

    @Bean
    StateSaver stateSaver() {
        return context -> log.info("Saving, within {}", context.timeLeft());
    }

    /** Works. */
    @RestController
    static class Work {

        private final MachineHeartbeat heartbeat;

        Work(MachineHeartbeat heartbeat) {
            this.heartbeat = heartbeat;
        }

        @PostMapping("/work")
        String work(@RequestParam(defaultValue = "30") int seconds) throws InterruptedException {
            try (var busy = heartbeat.busy("work of " + seconds + " s")) {
                for (int second = 0; second < seconds; second++) {
                    busy.progress((double) second / seconds);
                    Thread.sleep(1000);
                }
            }
            return "done\n";
        }
    }
}
