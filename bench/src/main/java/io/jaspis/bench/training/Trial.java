package io.jaspis.bench.training;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.data.Split;
import io.jaspis.certify.smoothing.ClopperPearson;
import io.jaspis.certify.smoothing.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A training with a seed, and the measuring of its network. Of a training that was interrupted the epochs that are finished are
 * gone on with, and so is what was measured.
 *
 * @param option what is added to the setting's options; empty for nothing
 */
public record Trial(Setting setting, String option, long seed, Scope scope) {
    private static final int OK = 0;
    /** Done, but something speaks against the share that no attack broke. */
    private static final int UNRELIABLE = 5;

    /** With which probability a certificate of smoothing may be wrong. */
    private static final double ALPHA = 0.001;

    private static final String INTERVAL_BOUNDS = "interval bounds (float-sound)";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A hash of what figures depend on: the options, whatever comments say of them, and how the network is looked at. */
    public String identity() {
        String all = String.join(
                "\n",
                String.join(" ", setting.words()),
                option,
                Long.toString(seed),
                String.join(" ", scope.words()),
                scope.fingerprint(),
                scope.images() + " " + scope.attack() + " " + scope.effort() + " " + scope.samples() + " "
                        + scope.heldOut());
        return Fingerprint.brief(all);
    }

    /** Its name, of which there is one for each identity. */
    public String name() {
        return setting.name() + "-" + seed + "-" + identity();
    }

    /** What it would be without figures. */
    public Run unmeasured() {
        return new Run(setting.name(), setting.goal(), option, seed, identity(), 0, Map.of(), "");
    }

    /**
     * Trains and measures.
     *
     * @param work where models, checkpoints, reports and logs go
     * @throws Program.FailedException where a command didn't do what it was to do
     */
    public Run run(Program program, Path work) throws IOException, InterruptedException, Program.FailedException {
        Path folder = Files.createDirectories(work.resolve(name()));
        Path model = folder.resolve("model.onnx");
        Path log = folder.resolve("log.txt");
        int examples = scope.heldOut() > 0 ? open(data(), Split.TRAIN).count() : 0;
        Program.Ended trained = program.run(training(model, examples), log, Set.of(OK));
        Map<String, Double> figures = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        double seconds = seconds(model).orElse(trained.seconds());
        if (scope.heldOut() > 0) {
            figures.put(Run.HELD_OUT, Setting.keepsTheLast(all(), examples) ? last(model) : kept(model));
        } else {
            measure(program, model, log, figures, notes);
        }
        return new Run(
                setting.name(), setting.goal(), option, seed, identity(), seconds, figures, String.join("; ", notes));
    }

    /** @param examples for training, where some are held out */
    private List<String> training(Path model, int examples) {
        List<String> words = new ArrayList<>(List.of("train", "@" + setting.file()));
        scope.data().ifPresent(data -> words.addAll(List.of("--data", data.toString())));
        words.addAll(added());
        if (scope.heldOut() > 0) {
            words.addAll(List.of("--no-test", "--validation", Integer.toString(scope.heldOut())));
            if (!Setting.endsEarly(all(), examples)) {
                // To give the number of examples makes training end early, which the setting itself doesn't.
                words.addAll(List.of("--patience", Integer.toString(Integer.MAX_VALUE)));
            }
            if (Setting.keepsTheLast(all(), examples) && Setting.stopsAtFalls(all())) {
                words.addAll(List.of("--early-stop", "100"));
            }
        }
        words.addAll(List.of(
                "--seed",
                Long.toString(seed),
                "--checkpoint",
                model.resolveSibling("checkpoint.npz").toString(),
                "--out",
                model.toString(),
                "--quiet"));
        return words;
    }

    /** The options of the setting, and those that are added to them. */
    private List<String> all() {
        return Stream.concat(setting.words().stream(), added().stream()).toList();
    }

    private List<String> added() {
        return Stream.concat(scope.words().stream(), Setting.split("--option", option).stream())
                .toList();
    }

    /** Where the examples for training are. */
    private Optional<Path> data() {
        return scope.data().or(setting::data);
    }

    private Optional<Path> test() {
        return scope.data().or(setting::test);
    }

    private List<String> asking(String command, Path model, String folder) {
        List<String> words = new ArrayList<>(List.of(command, model.toString()));
        test().ifPresent(data -> words.addAll(List.of("--data", data.toString())));
        Path out = model.resolveSibling(folder);
        words.addAll(List.of("--out", out.toString(), "--quiet"));
        if (Files.exists(out.resolve("journal.jsonl"))) {
            words.add("--resume");
        }
        return words;
    }

    private void measure(Program program, Path model, Path log, Map<String, Double> figures, List<String> notes)
            throws IOException, InterruptedException, Program.FailedException {
        Dataset tests = open(test(), Split.TEST);
        Dataset training = open(data(), Split.TRAIN);
        if (training.isSameAs(tests)) {
            notes.add("measured on what it was trained on: its data have no test split");
        }
        boolean certified = setting.measure() == Setting.Measure.CERTIFIED;
        String images = Integer.toString(Math.min(scope.images(), tests.count()));
        // All test examples as they are, and by the bounds that cost little.
        JsonNode whole = report(
                program,
                certified ? "audit" : "attack",
                model,
                "whole",
                log,
                notes,
                List.of("--attack", "fgsm", "--images", Integer.toString(tests.count()), "--trust", "off"),
                certified ? List.of("--certifier", "interval") : List.of());
        figures.put(Run.CLEAN, share(whole, "cleanAccuracy", model));
        if (certified) {
            figures.put(Run.INTERVALS, share(whole, "robustLower", model));
        }
        switch (setting.measure()) {
            case CLEAN -> {}
            case ATTACKED, CERTIFIED -> {
                JsonNode some = report(
                        program,
                        certified ? "audit" : "attack",
                        model,
                        "strong",
                        log,
                        notes,
                        List.of("--attack", scope.attack(), "--effort", scope.effort()),
                        List.of("--images", images));
                figures.put(Run.ATTACKED, share(some, "robustUpper", model));
                if (certified) {
                    figures.put(Run.CERTIFIED, share(some, "robustLower", model));
                    notes.add(proved(some));
                }
            }
            case SMOOTHED -> smoothed(program, model, log, images, figures);
        }
    }

    /** How many each certifier proved beyond interval bounds. */
    private static String proved(JsonNode report) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (JsonNode example : report.path("examples")) {
            String certifier = example.path("certifier").asString("");
            if (!certifier.isEmpty()) {
                counts.merge(certifier.equals(INTERVAL_BOUNDS) ? "intervals" : certifier, 1, Integer::sum);
            }
        }
        return "proved by "
                + counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(" and "));
    }

    private JsonNode report(
            Program program,
            String command,
            Path model,
            String folder,
            Path log,
            List<String> notes,
            List<String> how,
            List<String> more)
            throws IOException, InterruptedException, Program.FailedException {
        List<String> words = asking(command, model, folder);
        words.addAll(how);
        words.addAll(more);
        words.addAll(List.of("--epsilon", Double.toString(radius()), "--no-curve", "--seed", "1", "--format", "json"));
        Program.Ended ended = program.run(words, log, Set.of(OK, UNRELIABLE));
        if (ended.code() == UNRELIABLE) {
            notes.add("signs that attacks fail, see " + folder);
        }
        return json(model.resolveSibling(folder).resolve("report.json"));
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A figure of a report. One that lacks it is none of this Jaspis, and a share of 0 would be another thing. */
    private static double share(JsonNode report, String name, Path model) throws IOException {
        JsonNode share = report.path("sandwich").path(name);
        if (!share.isNumber()) {
            throw new IOException("the reports beside " + model + " lack '" + name + "'");
        }
        return share.asDouble();
    }

    /** In L∞; of goals without such a radius one at which one step costs nothing. */
    private double radius() {
        return switch (setting.measure()) {
            case CLEAN, SMOOTHED -> 0.01;
            case ATTACKED, CERTIFIED -> setting.epsilon();
        };
    }

    private void smoothed(Program program, Path model, Path log, String images, Map<String, Double> figures)
            throws IOException, InterruptedException, Program.FailedException {
        List<String> words = asking("smooth", model, "smoothed");
        words.addAll(List.of(
                "--sigma",
                Double.toString(setting.sigma()),
                "--n",
                Integer.toString(scope.samples()),
                "--alpha",
                Double.toString(ALPHA),
                "--images",
                images,
                "--radii",
                Run.RADII.stream().map(radius -> Double.toString(radius)).collect(Collectors.joining(",")),
                "--seed",
                "1"));
        program.run(words, log, Set.of(OK));
        JsonNode certificate = json(model.resolveSibling("smoothed/certificate.json"));
        // Beyond it the share would be 0 of any network, which says nothing of this one.
        double most = largestRadius(setting.sigma(), scope.samples());
        if (!certificate.path("accuracy").isArray()) {
            throw new IOException("the certificate beside " + model + " lacks 'accuracy'");
        }
        for (JsonNode point : certificate.get("accuracy")) {
            double radius = point.get("radius").asDouble();
            if (Run.RADII.contains(radius) && radius <= most) {
                figures.put(Run.at(radius), point.get("single").asDouble());
            }
        }
    }

    /** What is certified where all samples of noise have the same class. */
    static double largestRadius(double sigma, int samples) {
        double lower = ClopperPearson.lower(samples, samples, ALPHA);
        return lower > 0.5 ? new Noise.Gaussian((float) sigma).radius(lower) : 0;
    }

    private static Dataset open(Optional<Path> data, Split split) throws IOException {
        return Datasets.open(data.orElse(DataFiles.standard()), null, split, null, Columns.DETECTED);
    }

    /** The seconds of all epochs, those before an interruption too, from the metrics beside a model. */
    private static OptionalDouble seconds(Path model) throws IOException {
        Collection<Double> all = metrics(model, "seconds").values();
        return all.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        all.stream().mapToDouble(Double::doubleValue).sum());
    }

    /** The measure of the epoch whose weights were kept. */
    private static double kept(Path model) throws IOException {
        Map<Integer, Double> kept = metrics(model, "kept");
        Map<Integer, Double> measured = metrics(model, "validation");
        return kept.keySet().stream()
                .filter(measured::containsKey)
                .mapToDouble(measured::get)
                .findFirst()
                .orElseThrow(() ->
                        new IOException("the metrics beside " + model + " don't say which epoch's weights were kept"));
    }

    /** The measure of the last epoch. */
    private static double last(Path model) throws IOException {
        return metrics(model, "validation").entrySet().stream()
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElseThrow(() -> new IOException("the metrics beside " + model + " have no validation"));
    }

    /** A column of the metrics beside a model, by line. */
    private static Map<Integer, Double> metrics(Path model, String column) throws IOException {
        Path table = model.resolveSibling("model.csv");
        if (!Files.exists(table)) {
            return Map.of();
        }
        List<String> lines = Files.readAllLines(table);
        int at = Arrays.stream(lines.getFirst().split(","))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList()
                .indexOf(column);
        Map<Integer, Double> values = new LinkedHashMap<>();
        for (int number = 1; at >= 0 && number < lines.size(); number++) {
            String[] cells = lines.get(number).split(",", -1);
            if (at < cells.length && !cells[at].isEmpty()) {
                values.put(number, Double.valueOf(cells[at]));
            }
        }
        return values;
    }
}
