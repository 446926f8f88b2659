package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is, by the protocol of sd_notify(3). Where nobody listens it does nothing. Nothing native is
 * loaded before there is something to tell, so that the first heartbeat does not wait for it. For one thread.
 */
final class ServiceManager implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

    private final @Nullable String address;
    private final @Nullable Duration watchdog;
    private final NotifyChannel.Opener opener;
    private @Nullable NotifyChannel channel;
    private boolean broken;
    private String lastStatus = "";

    /**
     * Creates a manager.
     *
     * @param address where it listens; null when it does not
     * @param opener opens the way to it, when there is something to tell
     */
    ServiceManager(@Nullable String address, @Nullable Duration watchdog, NotifyChannel.Opener opener) {
        this.address = address;
        this.watchdog = watchdog;
        this.opener = opener;
    }

    /** Returns the manager of a process with this number and environment. */
    static ServiceManager of(Map<String, String> environment, long pid) {
        String address = environment.get("NOTIFY_SOCKET");
        boolean listens = address != null && !address.isBlank();
        return new ServiceManager(
                listens ? address : null, listens ? watchdog(environment, pid) : null, NotifyChannel::open);
    }

    /** Returns how often it wants to hear that the service lives; absent when it does not care. */
    @Nullable
    Duration watchdog() {
        return watchdog;
    }

    /** Says that the service has started and what it is doing. */
    void ready(String status) {
        lastStatus = status;
        send("READY=1\nSTATUS=" + status);
    }

    /** Says what the service is doing, when that is news. */
    void status(String status) {
        if (!status.equals(lastStatus)) {
            lastStatus = status;
            send("STATUS=" + status);
        }
    }

    /** Says that the service lives. */
    void alive() {
        send("WATCHDOG=1");
    }

    /** Says that the service is about to end. */
    void stopping() {
        send("STOPPING=1\nSTATUS=Saying goodbye");
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.close();
        }
    }

    private void send(String message) {
        if (address == null) {
            return;
        }
        try {
            if (channel == null) {
                channel = opener.open(address);
            }
            channel.send(message);
            broken = false;
        } catch (IOException failure) {
            if (!broken) {
                log.warn("systemd cannot be told how this service is, and may take it for one that hangs", failure);
            }
            broken = true;
        }
    }

    /** The variables are inherited: those meant for a parent say nothing to us (sd_watchdog_enabled(3)). */
    private static @Nullable Duration watchdog(Map<String, String> environment, long pid) {
        String micros = environment.get("WATCHDOG_USEC");
        String whose = environment.get("WATCHDOG_PID");
        if (micros == null || (whose != null && !whose.equals(Long.toString(pid)))) {
            return null;
        }
        try {
            long period = Long.parseLong(micros);
            return period > 0 ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(period)) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
