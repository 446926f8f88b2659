package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The SSH keys of the account, which come to each machine that is rented later, and those of machines. Guarded by its simulator. */
final class SshKeys {

    private final VastSimulator vast;
    private final List<Key> account = new ArrayList<>();
    private long nextId = 1;

    SshKeys(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        String machine = "/api/v0/instances/(\\d+)/ssh/";
        return List.of(
                Route.of("GET", "/api/v0/ssh/", Call.OTHER, VastScope.USER_READ, (request, path) -> list()),
                Route.of("POST", "/api/v0/ssh/", Call.OTHER, VastScope.USER_WRITE, (request, path) -> {
                    account.add(key(request));
                    return Answer.DONE;
                }),
                Route.of("DELETE", "/api/v0/ssh/(\\d+)/", Call.OTHER, VastScope.USER_WRITE, (request, path) -> {
                    long id = Request.id(path);
                    return account.removeIf(key -> key.id() == id) ? Answer.DONE : noKey();
                }),
                Route.of(
                        "GET",
                        machine,
                        Call.OTHER,
                        VastScope.INSTANCE_READ,
                        (request, path) ->
                                vast.with(Request.id(path), held -> Answer.done("ssh_keys", rows(held.keys())))),
                Route.of(
                        "POST",
                        machine,
                        Call.OTHER,
                        VastScope.INSTANCE_WRITE,
                        (request, path) -> vast.with(Request.id(path), held -> {
                            held.keys().add(key(request));
                            return Answer.DONE;
                        })),
                Route.of(
                        "DELETE",
                        machine + "(\\d+)/",
                        Call.OTHER,
                        VastScope.INSTANCE_WRITE,
                        (request, path) -> vast.with(Request.id(path), held -> {
                            long id = Long.parseLong(path.group(2));
                            return held.keys().removeIf(key -> key.id() == id) ? Answer.DONE : noKey();
                        })));
    }

    /** Returns what a new machine gets. */
    List<Key> ofAccount() {
        return account;
    }

    /** As seen live: none is a 404. */
    private Answer list() {
        return account.isEmpty()
                ? Answer.refused(404, "no_ssh_keys", "You have no SSH keys.")
                : new Answer(200, rows(account));
    }

    /** A document, which a machine's answer holds as a text. */
    private static String rows(List<Key> keys) {
        return Json.of(keys.stream()
                .map(key -> Map.of("id", key.id(), "public_key", key.text()))
                .toList());
    }

    private Key key(Request request) {
        return new Key(nextId++, Objects.requireNonNull(request.body().text("ssh_key"), "ssh_key"));
    }

    private static Answer noKey() {
        return Answer.refused(400, "no_ssh_key", "No such key.");
    }

    /** One key. */
    record Key(long id, String text) {}
}
