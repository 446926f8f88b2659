package com.dumontcloud.sdk.core.advisor;

import static java.util.regex.Pattern.compile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads on what machine somebody wants to work: where, on which GPUs, and whether it may be taken away. */
final class PlaceRules {

    private static final Map<String, Pattern> REGIONS = regions();

    private static final Pattern NOT_SPOT = compile("\\b(?:sem|no|not|nao|without)(?: [a-z]+){0,3}"
            + " (?:spot|interrup\\w*|interromp\\w*|preempt\\w*|parar|cair)\\b|\\bon[- ]demand\\b|\\bsob demanda\\b");
    private static final Pattern SPOT =
            compile("\\bspot\\b|\\binterrup\\w*|\\bpreempt\\w*|\\bpode(?: ser)? (?:interromp\\w*|parar|cair)\\b");

    private static final Pattern GPUS = compile("(?<![a-z0-9])" + Numbers.FEW + " (?:gpus?|placas?)\\b");

    private final Sentence sentence;
    private final WorkloadSpec.Builder workload;

    PlaceRules(Sentence sentence, WorkloadSpec.Builder workload) {
        this.sentence = sentence;
        this.workload = workload;
    }

    void read() {
        GpuCatalogue.in(sentence)
                .ifPresent(asked -> workload.gpuName(asked.name()).gpuCount(asked.count()));
        sentence.take(GPUS).ifPresent(found -> workload.gpuCount((int) Numbers.value(found.group(1))));
        if (sentence.takeAll(NOT_SPOT)) {
            workload.interruptible(false);
        } else if (sentence.takeAll(SPOT)) {
            workload.interruptible(true);
        }
        Set<String> regions = new LinkedHashSet<>();
        REGIONS.forEach((region, words) -> {
            if (sentence.takeAll(words)) {
                regions.add(region);
            }
        });
        workload.regions(regions);
    }

    private static Map<String, Pattern> regions() {
        Map<String, Pattern> regions = new LinkedHashMap<>();
        regions.put("US", compile("\\b(?:usa|eua|estados unidos|united states)\\b"));
        regions.put("EU", compile("\\b(?:europa|europe|uniao europeia|european union)\\b"));
        regions.put("ASIA", compile("\\basia\\b"));
        regions.put("BR", compile("\\bbra[sz]il\\b"));
        regions.put("CA", compile("\\bcanada\\b"));
        regions.put("DE", compile("\\b(?:alemanha|germany)\\b"));
        regions.put("FR", compile("\\b(?:franca|france)\\b"));
        regions.put("GB", compile("\\b(?:reino unido|united kingdom|inglaterra|england)\\b"));
        regions.put("IN", compile("\\bindia\\b"));
        regions.put("JP", compile("\\b(?:japao|japan)\\b"));
        regions.put("PT", compile("\\bportugal\\b"));
        regions.put("SG", compile("\\b(?:singapura|singapore|cingapura)\\b"));
        return regions;
    }
}
