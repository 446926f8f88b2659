package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One route of Vast's.
 *
 * @param method of HTTP
 * @param path with the id, if any, in a group
 * @param call what a request is for faults
 * @param scope what the key must be allowed to
 * @param handler answers
 */
record Route(String method, Pattern path, Function<Request, Call> call, VastScope scope, Handler handler) {

    static Route of(String method, String path, Call call, VastScope scope, Handler handler) {
        return of(method, path, request -> call, scope, handler);
    }

    static Route of(String method, String path, Function<Request, Call> call, VastScope scope, Handler handler) {
        return new Route(method, Pattern.compile(path), call, scope, handler);
    }

    boolean fits(Request request) {
        return method.equals(request.method()) && path.matcher(request.path()).matches();
    }

    Answer answer(Request request) {
        Matcher matched = path.matcher(request.path());
        if (!matched.matches()) {
            throw new IllegalArgumentException("not a request of this route");
        }
        return handler.answer(request, matched);
    }

    /** Answers requests of a route. */
    @FunctionalInterface
    interface Handler {

        Answer answer(Request request, Matcher path);
    }
}
