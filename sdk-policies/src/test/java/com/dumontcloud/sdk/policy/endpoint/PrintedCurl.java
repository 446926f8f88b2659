package com.dumontcloud.sdk.policy.endpoint;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A curl command as a document prints it.
 *
 * @param method what it sends
 * @param uri where to, on the host that the document names
 * @param headers what it sends along
 * @param body what it posts; empty where it posts nothing
 */
record PrintedCurl(String method, URI uri, Map<String, String> headers, String body) {

    static PrintedCurl parse(String command) {
        List<String> words = words(command);
        String method = null;
        String body = "";
        URI uri = null;
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-X" -> method = words.get(++i);
                case "-d" -> body = words.get(++i);
                case "-H" -> {
                    String[] header = words.get(++i).split(": ", 2);
                    headers.put(header[0], header[1]);
                }
                default -> uri = URI.create(words.get(i));
            }
        }
        if (method == null) {
            method = body.isEmpty() ? "GET" : "POST";
        }
        return new PrintedCurl(method, uri, headers, body);
    }

    String target() {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean any = false;
        for (char c : command.replace("\\\n", " ").strip().concat(" ").toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                any = true;
            } else if (Character.isWhitespace(c)) {
                if (any || word.length() > 0) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
            }
        }
        return words;
    }
}
