package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a list that goes on by a token.
 *
 * @param rows in the order of the list
 * @param next asks for the next page; absent on the last
 * @param total how many rows the whole list has, where the answer tells
 */
record VastPage(
        List<JsonObject> rows,
        @Nullable String next,
        @Nullable Long total) {

    /** Reads a page whose rows stand under this name; a page without that name is none, and never an empty list. */
    static VastPage from(JsonObject answer, String rowsName, String totalName) {
        if (!answer.contains(rowsName)) {
            throw VastColumns.missing(rowsName);
        }
        return new VastPage(answer.objects(rowsName), answer.text("next_token"), answer.whole(totalName));
    }

    /** Fetches every page and hands it on; fails as a whole where one fails, or a token comes twice. */
    static void each(VastHttp http, VastRoute route, ApiCall first, String rows, String total, Consumer<VastPage> use) {
        Set<String> tokens = new HashSet<>();
        ApiCall call = first;
        while (true) {
            VastPage page = http.send(route, call, answer -> from(answer, rows, total));
            use.accept(page);
            String next = page.next();
            if (next == null || next.isEmpty()) {
                return;
            }
            if (!tokens.add(next)) {
                throw new DumontException(
                        Kind.INVALID_ANSWER, first + " goes in circles: a page named one before it as the next");
            }
            call = first.withQuery("after_token", next);
        }
    }
}
