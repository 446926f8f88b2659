package com.dumontcloud.sdk.vast;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;

/** Lists of machines as Vast answers them: pages of 25 rows, 6 KB and some 130 fields each, of which 26 have accessors. */
final class Pages {

    static final int ROWS_PER_PAGE = 25;

    private static final int FEWEST_BYTES = 6_000;

    private Pages() {}

    static List<byte[]> of(int rows) {
        Random random = new Random(7);
        List<byte[]> pages = new ArrayList<>();
        for (int first = 0; first < rows; first += ROWS_PER_PAGE) {
            StringJoiner page = new StringJoiner(
                    ", ",
                    "{\"success\": true, \"instances_found\": " + ROWS_PER_PAGE + ", \"total_instances\": " + rows
                            + ", \"label_counts\": {}, \"next_token\": "
                            + (first + ROWS_PER_PAGE < rows ? "\"" + first + "\"" : "null") + ", \"instances\": [",
                    "]}");
            for (int i = first; i < Math.min(rows, first + ROWS_PER_PAGE); i++) {
                page.add(row(28_000_000 + i, random));
            }
            pages.add(page.toString().getBytes(StandardCharsets.UTF_8));
        }
        return pages;
    }

    private static String row(int id, Random random) {
        StringJoiner row = new StringJoiner(", ", "{", "}");
        row.add("\"id\": " + id)
                .add("\"machine_id\": " + (10_000 + random.nextInt(9_000)))
                .add("\"host_id\": " + (50_000 + random.nextInt(9_000)))
                .add("\"actual_status\": \"running\"")
                .add("\"intended_status\": \"running\"")
                .add("\"cur_state\": \"running\"")
                .add("\"next_state\": \"running\"")
                .add("\"status_msg\": \"success, running pytorch/pytorch_2.4.0-cuda12.4-cudnn9-runtime/ssh\"")
                .add("\"label\": \"train dumont:R=8f3a2b1c,L=train-1f0c9a3e@2026-01-05T12:00:00Z+PT5M+scratch\"")
                .add("\"gpu_name\": \"RTX 4090\"")
                .add("\"num_gpus\": 1")
                .add("\"gpu_ram\": 24564")
                .add("\"gpu_util\": " + random.nextInt(100) + ".0")
                .add("\"geolocation\": \"Ohio, US\"")
                .add("\"image_uuid\": \"pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime\"")
                .add("\"image_runtype\": \"ssh_direc ssh_proxy\"")
                .add("\"public_ipaddr\": \"203.0.113." + random.nextInt(255) + "\\n\"")
                .add("\"ssh_host\": \"ssh4.vast.ai\"")
                .add("\"ssh_port\": " + (10_000 + random.nextInt(50_000)))
                .add("\"is_bid\": " + random.nextBoolean())
                .add("\"ports\": {\"22/tcp\": [{\"HostIp\": \"0.0.0.0\", \"HostPort\": \"41022\"}], \"8080/tcp\":"
                        + " [{\"HostIp\": \"0.0.0.0\", \"HostPort\": \"41080\"}]}")
                .add("\"extra_env\": [[\"TZ\", \"UTC\"], [\"-p 8080:8080\", \"1\"], [\"DATA\", \"/workspace/data\"]]")
                .add("\"start_date\": " + (1_769_000_000L + random.nextInt(900_000)) + "." + random.nextInt(9_999_999))
                .add("\"end_date\": " + (1_799_000_000L + random.nextInt(900_000)) + "." + random.nextInt(9_999_999))
                .add(
                        "\"onstart\": \"env >> /etc/environment; touch ~/.no_auto_tmux;\\npython /workspace/train.py \\\"$RUN\\\"\\n\"");
        for (String price :
                List.of("min_bid", "dph_base", "dph_total", "storage_cost", "storage_total_cost", "disk_space")) {
            row.add("\"" + price + "\": " + random.nextDouble());
        }
        for (int i = 0; row.length() < FEWEST_BYTES; i++) {
            row.add(unknown(i, random));
        }
        return row.toString();
    }

    /** Fields that nobody asks for: measurements, words, counts and nulls, as they come. */
    private static String unknown(int number, Random random) {
        String name = "\""
                + List.of("inet_up", "cpu_ram", "disk_bw", "driver", "duration", "dlperf", "mobo", "pcie")
                        .get(number % 8)
                + "_figure_" + number + "\": ";
        return name
                + switch (number % 4) {
                    case 0 -> String.format(Locale.ROOT, "%.13f", random.nextDouble() * 1000);
                    case 1 -> Integer.toString(random.nextInt(100_000));
                    case 2 -> "\"some words of the host about itself, number " + random.nextInt(1000) + "\"";
                    default -> random.nextBoolean() ? "null" : "true";
                };
    }
}
