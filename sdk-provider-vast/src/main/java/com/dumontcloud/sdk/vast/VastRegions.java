package com.dumontcloud.sdk.vast;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Regions as people name them, and countries as Vast does. */
final class VastRegions {

    private static final Map<String, Set<String>> COUNTRIES = Map.of(
            "us",
            Set.of("US"),
            "eu",
            Set.of(
                    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
                    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
            "asia",
            Set.of(
                    "AE", "CN", "HK", "ID", "IL", "IN", "JP", "KR", "KZ", "MY", "PH", "SA", "SG", "TH", "TR", "TW",
                    "VN"));

    private VastRegions() {}

    /** Returns the country of a place such as {@code California, US}; absent where Vast does not say. */
    static @Nullable String country(@Nullable String geolocation) {
        if (geolocation == null) {
            return null;
        }
        String country = geolocation.substring(geolocation.lastIndexOf(',') + 1).strip();
        return country.isEmpty() ? null : country;
    }

    /** Returns the countries that these regions stand for, themselves countries or {@code US}, {@code EU}, {@code Asia}. */
    static List<String> countries(Set<String> regions) {
        Set<String> countries = new TreeSet<>();
        for (String region : regions) {
            Set<String> members = COUNTRIES.get(region.toLowerCase(Locale.ROOT));
            countries.addAll(members == null ? Set.of(region.toUpperCase(Locale.ROOT)) : members);
        }
        return new ArrayList<>(countries);
    }

    /** Returns by which of the regions that were asked for a country is to be called; by its own name where by none. */
    static @Nullable String named(@Nullable String country, Set<String> asked) {
        if (country == null || asked.contains(country.toLowerCase(Locale.ROOT))) {
            return country;
        }
        for (String region : asked) {
            if (COUNTRIES
                    .getOrDefault(region.toLowerCase(Locale.ROOT), Set.of())
                    .contains(country)) {
                return region.equals("asia") ? "Asia" : region.toUpperCase(Locale.ROOT);
            }
        }
        return country;
    }
}
