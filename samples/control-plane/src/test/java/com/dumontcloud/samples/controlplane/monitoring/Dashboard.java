package com.dumontcloud.samples.controlplane.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The queries of Grafana's dashboard, with its variables as Grafana would set them. */
public final class Dashboard {

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

    private final Map<String, Object> json;

    private Dashboard(Map<String, Object> json) {
        this.json = json;
    }

    public static Dashboard load() throws IOException {
        return new Dashboard(Json.read(Files.readString(DeployFile.path("grafana/dumont-fleet.json"))));
    }

    /** Returns every query of every panel, for all machines. */
    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (Map<String, Object> panel : Json.objects(json.get("panels"))) {
            for (Map<String, Object> target : Json.objects(panel.get("targets"))) {
                queries.add(new Query(
                        panel.get("title").toString(),
                        substituted(target.get("expr").toString()),
                        Objects.equals(target.get("instant"), true)));
            }
        }
        return queries;
    }

    /** Returns the query that marks alerts on every panel. */
    public String annotation() {
        return Json.objects(Json.object(json.get("annotations")).get("list"))
                .get(0)
                .get("expr")
                .toString();
    }

    /** Returns the metric and the label by which people choose machines. */
    public Matcher variable() {
        Map<String, Object> variable = Json.objects(
                        Json.object(json.get("templating")).get("list"))
                .stream()
                .filter(one -> one.get("type").equals("query"))
                .findFirst()
                .orElseThrow();
        Matcher query = LABEL_VALUES.matcher(variable.get("definition").toString());
        if (!query.matches()) {
            throw new AssertionError(variable + " is not understood");
        }
        return query;
    }

    private static String substituted(String expression) {
        String query = expression.replace("$instance", ".*").replace("$__rate_interval", "4s");
        if (query.contains("$")) {
            throw new AssertionError("a variable that the dashboard does not have: " + expression);
        }
        return query;
    }

    /**
     * One query.
     *
     * @param panel whose it is
     * @param expression what Prometheus is asked
     * @param instant whether of now alone
     */
    public record Query(String panel, String expression, boolean instant) {}
}
