package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of an account. Thread-safe; calls block, and throw {@link com.dumontcloud.sdk.core.error.DumontException}.
 */
public final class VastVolumes {

    private final VastHttp http;

    VastVolumes(VastHttp http) {
        this.http = http;
    }

    /** Returns every volume, those included that no machine uses any more. Fails as a whole where a row cannot be read. */
    public List<VastVolume> list() {
        return list(rows -> rows.stream().map(VastVolume::from).toList());
    }

    /** Returns every volume as it came, so that one row that cannot be read costs none of the others. */
    List<JsonObject> rows() {
        return list(rows -> rows);
    }

    private <T> T list(Function<List<JsonObject>, T> reader) {
        ApiCall call = ApiCall.of("GET", List.of("api", "v0", "volumes"))
                .withQuery("owner", "me")
                .withQuery("type", "all_volume");
        return http.send(VastRoute.VOLUMES, call, answer -> reader.apply(rows(answer, "volumes")));
    }

    /** Returns offers of volumes that meet every condition. */
    public List<VastOffer> search(List<VastFilter> filters) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        filters.forEach(filter -> body.put(filter.column(), filter.json()));
        ApiCall call = ApiCall.of("POST", VastInstances.path("volumes", "search"))
                .withJson(JsonText.of(body))
                .asQuestion();
        return http.send(
                VastRoute.SEARCH_VOLUMES,
                call,
                answer -> rows(answer, "offers").stream()
                        .map(VastOffer::from)
                        .filter(offer -> filters.stream().allMatch(filter -> filter.accepts(offer.row())))
                        .toList());
    }

    /**
     * Rents a volume. Sent once: where the answer is lost, look into the list before you repeat it.
     *
     * @param sizeGb 1 or more, for good
     * @return its name, such as {@code V.123}, by which copies know it
     */
    public String create(long offerId, int sizeGb) {
        ApiCall call = ApiCall.of("PUT", VastInstances.path("volumes"))
                .withJson(JsonText.of(JsonText.object("id", offerId, "size", sizeGb)));
        return http.send(VastRoute.CREATE_VOLUME, call, answer -> {
            String name = answer.text("volume_name");
            if (name == null) {
                throw VastColumns.missing("volume_name");
            }
            return name;
        });
    }

    /**
     * Deletes a volume and the data on it. One that is gone already is no error; one whose machine was destroyed just now may be held
     * by it for half a minute more, and the deletion refused.
     */
    public void delete(long volumeId) {
        ApiCall call = ApiCall.of("DELETE", VastInstances.path("volumes"))
                .withQuery("id", Long.toString(volumeId))
                .withJson(JsonText.of(Map.of("id", volumeId)))
                .repeatable();
        try {
            http.send(VastRoute.DELETE_VOLUME, call, answer -> true);
        } catch (VastException refused) {
            if (refused.refusal() != VastErrorCode.NOT_FOUND) {
                throw refused;
            }
        }
    }

    private static List<JsonObject> rows(JsonObject answer, String name) {
        if (!answer.contains(name)) {
            throw VastColumns.missing(name);
        }
        return answer.objects(name);
    }
}
