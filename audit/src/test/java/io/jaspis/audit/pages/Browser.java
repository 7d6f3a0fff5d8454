package io.jaspis.audit.pages;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, driven by its DevTools protocol: one page at a time. */
public final class Browser implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path profile;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private volatile CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
    private String session = "";

    private Browser(Process process, Path profile, URI address) throws IOException {
        this.process = process;
        this.profile = profile;
        this.socket = finished(client.newWebSocketBuilder().buildAsync(address, new Replies()));
        String target = send("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asString();
        session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asString();
        send("Page.enable", Map.of());
    }

    /** Where one is installed; where none is, nothing. */
    private static Optional<Path> installed() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return NAMES.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator))
                        .map(folder -> Path.of(folder).resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the one that is installed; where none is, or it doesn't start, nothing. */
    public static Optional<Browser> open() throws IOException {
        Optional<Path> program = installed();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path profile = Files.createTempDirectory("jaspis-browser-");
        Process process = new ProcessBuilder(
                        program.get().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader errors = process.errorReader();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                Thread.startVirtualThread(() -> errors.lines().forEach(_ -> {}));
                return Optional.of(new Browser(process, profile, URI.create(address.group(1))));
            }
        }
        process.destroy();
        delete(profile);
        return Optional.empty();
    }

    /**
     * Shows a page.
     *
     * @param width in CSS pixels
     * @param dark whether the system prefers dark pages
     * @param medium {@code screen} or {@code print}
     */
    public void show(Path page, int width, boolean dark, String medium) throws IOException {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
        send(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        medium,
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", page.toAbsolutePath().toUri().toString()));
        finished(loaded);
    }

    /** What a script gives, once it is there, as JSON. */
    public JsonNode evaluate(String script) throws IOException {
        JsonNode reply =
                send("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (reply.has("exceptionDetails")) {
            throw new IOException("the script failed: " + reply.get("exceptionDetails"));
        }
        return reply.get("result").path("value");
    }

    /** Presses the tabulator. */
    public void tab() throws IOException {
        for (String type : List.of("keyDown", "keyUp")) {
            send(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
        }
    }

    /** A picture of the whole page, PNG in Base64. */
    public String picture() throws IOException {
        return send("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data")
                .asString();
    }

    private JsonNode send(String method, Map<String, ?> parameters) throws IOException {
        int id = number.incrementAndGet();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        Map<String, Object> message = session.isEmpty()
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
        finished(socket.sendText(JSON.writeValueAsString(message), true));
        JsonNode answer = finished(reply);
        if (answer.has("error")) {
            throw new IOException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
    }

    private static <T> T finished(CompletableFuture<T> work) throws IOException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private final class Replies implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                if (message.has("id")) {
                    replies.remove(message.get("id").asInt()).complete(message);
                } else if (message.path("method").asString("").equals("Page.loadEventFired")) {
                    loaded.complete(message);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            fail(new IOException("the browser has ended: " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            fail(error);
        }

        private void fail(Throwable error) {
            replies.values().forEach(reply -> reply.completeExceptionally(error));
            loaded.completeExceptionally(error);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            socket.abort();
            client.close();
            process.destroy();
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delete(profile);
        }
    }

    /** Its last processes may still be writing there: what can't go now is the system's to remove. */
    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (java.io.UncheckedIOException gone) {
            // A file that another process took away meanwhile.
        }
    }
}
