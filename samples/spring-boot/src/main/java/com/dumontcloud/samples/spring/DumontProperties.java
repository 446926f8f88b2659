package com.dumontcloud.samples.spring;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is said under {@code dumont}, in a file or as {@code DUMONT_...} in the environment. Immutable.
 *
 * <p>The token is not among it: what is configured can be looked at, for example through the actuator. It comes from a file,
 * or from the environment as {@code DUMONT_API_TOKEN}.
 *
 * @param enabled whether the machine is reported at all
 * @param instanceId the machine's id at the control plane
 * @param apiUrl the control plane's address, such as https://dumontcloud.com
 * @param apiTokenFile the file that holds the machine's token; read again for every heartbeat
 * @param reporterId the application's name among those that report this machine, by default spring.application.name; two
 *     instances on one machine need two names
 * @param allowPlainHttp whether the address may be of plain http beyond this machine
 * @param initialInterval the interval between heartbeats until the control plane tells one, 5 s to 5 min
 * @param shutdownTimeout how long the last heartbeat may hold up the application's end, up to 60 s
 * @param downAfterFailures how many heartbeats have to fail in a row before the health indicator says so, 1 or more
 */
@ConfigurationProperties("dumont")
public record DumontProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String instanceId,
        @Nullable String apiUrl,
        @Nullable Path apiTokenFile,
        @Nullable String reporterId,
        @DefaultValue("false") boolean allowPlainHttp,
        @DefaultValue("30s") Duration initialInterval,
        @DefaultValue("5s") Duration shutdownTimeout,
        @DefaultValue("3") int downAfterFailures) {}
