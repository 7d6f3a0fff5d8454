package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.FileSource;
import io.jaspis.check.Followed;
import io.jaspis.check.MethodKind;
import io.jaspis.check.ModelSource;
import io.jaspis.check.NoiseKind;
import io.jaspis.check.Reading;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.check.SmoothingChecker;
import io.jaspis.check.proof.Axis;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a certificate is about is told: no two that claim something else are told alike. */
class ClaimsTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private static Set<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> component.getName())
                .collect(Collectors.toSet());
    }

    private static String told(Consumer<PrintWriter> teller) {
        StringWriter text = new StringWriter();
        teller.accept(new PrintWriter(text, true));
        return text.toString();
    }

    private static String told(Settings settings) {
        SmoothingCertificate certificate = new SmoothingCertificate(
                SmoothingCertificate.SCHEMA,
                SmoothingCertificate.KIND,
                "0",
                "none",
                new ModelSource("m", HASH, List.of("float32")),
                new FileSource("d", HASH),
                settings,
                1,
                SmoothingCertificate.accuracy(List.of(), 0),
                List.of());
        SmoothingChecker.Finding nothing = new SmoothingChecker.Finding(List.of(), 0, 0, 0, 0);
        return told(terminal -> new SmoothingCheckText(Path.of("c"), List.of(), 0, 1, terminal)
                .tell(certificate, "m on d", nothing, false));
    }

    @Test
    void everySettingOfSmoothingIsClaimed() {
        List<Float> axes = List.of(0f, 0.5f, 0f);
        Settings settings =
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.01, 7);
        Map<String, Settings> others = Map.of(
                "noise",
                new Settings(NoiseKind.UNIFORM, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.01, 7),
                "scale",
                new Settings(NoiseKind.GAUSSIAN, 0.25f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.01, 7),
                "axes",
                new Settings(
                        NoiseKind.GAUSSIAN,
                        0.5f,
                        List.of(0.5f, 0.5f, 0f),
                        Norm.L2,
                        MethodKind.ADAPTIVE,
                        0.25,
                        10,
                        300,
                        0.01,
                        7),
                "norm",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.LINF, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.01, 7),
                "method",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.TWO_SIDED, 0, 10, 300, 0.01, 7),
                "radius",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.5, 10, 300, 0.01, 7),
                "selection",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 11, 300, 0.01, 7),
                "estimation",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 301, 0.01, 7),
                "alpha",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.02, 7),
                "seed",
                new Settings(NoiseKind.GAUSSIAN, 0.5f, axes, Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.01, 8));
        assertEquals(components(Settings.class), others.keySet());
        Set<String> all = new HashSet<>(Set.of(told(settings)));
        others.forEach((name, other) -> assertTrue(all.add(told(other)), name));
        Settings moved = new Settings(
                NoiseKind.GAUSSIAN, 0.5f, List.of(0.5f, 0f, 0f), Norm.L2, MethodKind.ADAPTIVE, 0.25, 10, 300, 0.01, 7);
        assertTrue(all.add(told(moved)), "another axis");
        assertTrue(
                told(settings)
                        .contains("σ = 0.5 (seed 7), where each of 3 axes counts in units of its own"
                                + " (2 × stays as it is: 0, 2; 1 × moves in units of 0.5: 1), adaptive"),
                told(settings));
    }

    private static String told(Norm norm, double epsilon, Axis... axes) {
        BoundsCertificate certificate = new BoundsCertificate(
                BoundsCertificate.SCHEMA,
                BoundsCertificate.KIND,
                "0",
                "none",
                new ModelSource("m", HASH, List.of("float32")),
                new FileSource("d", HASH),
                Reading.DETECTED,
                norm,
                epsilon,
                List.of(axes),
                1,
                List.of());
        return told(terminal -> new BoundsCheckText(Path.of("c"), List.of("a", "b"), terminal)
                .tell(certificate, "m on d", new Followed(List.of(), 0), false));
    }

    @Test
    void everyThingThatAnAxisMayDoIsClaimed() {
        Axis stays = new Axis(0, 0, 1, false, Axis.Way.EITHER, "");
        Map<String, Axis> others = Map.of(
                "unit",
                new Axis(0.25, 0, 1, false, Axis.Way.EITHER, ""),
                "lower",
                new Axis(0.5, -1, 1, false, Axis.Way.EITHER, ""),
                "upper",
                new Axis(0.5, 0, 2, false, Axis.Way.EITHER, ""),
                "whole",
                new Axis(0.5, 0, 1, true, Axis.Way.EITHER, ""),
                "way",
                new Axis(0.5, 0, 1, false, Axis.Way.UP, ""),
                "group",
                new Axis(0.5, 0, 1, false, Axis.Way.EITHER, "country"));
        assertEquals(components(Axis.class), others.keySet());
        Axis axis = new Axis(0.5, 0, 1, false, Axis.Way.EITHER, "");
        Set<String> all = new HashSet<>(Set.of(told(Norm.L2, 1, axis, stays)));
        others.forEach((name, other) -> assertTrue(all.add(told(Norm.L2, 1, other, stays)), name));
        assertTrue(all.add(told(Norm.L2, 2, axis, stays)), "epsilon");
        assertTrue(all.add(told(Norm.L1, 1, axis, stays)), "norm");
        assertTrue(all.add(told(Norm.L2, 1, stays, axis)), "another stays");
        assertTrue(all.add(told(Norm.L2, 1, stays, stays)), "all stay");
        assertTrue(all.add(told(Norm.L2, 1, axis, stays, stays)), "one more stays");
    }

    /** However many kinds there are, it is told how many inputs stay, and how far the others go. */
    @Test
    void ofManyKindsOfAxesThoseThatMoveLeastAreTold() {
        List<AxesText.Kind> axes = new ArrayList<>();
        IntStream.rangeClosed(1, 20).forEach(i -> axes.add(new AxesText.Kind(i, "by " + i)));
        IntStream.range(0, 1000).forEach(i -> axes.add(new AxesText.Kind(0, "by nothing, up to " + i)));
        String told = new AxesText(axes, List.of()).toString();
        assertTrue(told.contains("each of 1,020 axes"), told);
        assertTrue(
                told.contains(
                        "(1,000 × stays as it is: 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, …; 1 × by 1: 0; 1 × by 2: 1;"),
                told);
        assertTrue(
                told.endsWith("1 × by 11: 10; and 9 others of 9 kinds: the least by 12, the middle one by 16, the most"
                        + " by 20)"),
                told);
    }

    /** How far an input moves isn't how far it might, were it not for its range and its kind. */
    @Test
    void ofManyKindsOfAxesThoseThatHardlyCanMoveAreTold() {
        float next = Math.nextUp(0.25f);
        List<Axis> axes = new ArrayList<>();
        IntStream.rangeClosed(1, 13)
                .forEach(i -> axes.add(new Axis(0.5, 0, 0.5f + i * 0.01f, false, Axis.Way.EITHER, "")));
        axes.addAll(Collections.nCopies(3, new Axis(0.75, 0.25f, next, false, Axis.Way.EITHER, "")));
        axes.addAll(Collections.nCopies(4, new Axis(0.875, 0, 9, true, Axis.Way.UP, "")));
        String told = told(Norm.LINF, 1, axes.toArray(new Axis[0]));
        assertTrue(told.contains("(4 × +0.875 from 0.0 to 9.0, whole: "), told);
        assertTrue(told.contains("; 3 × ±0.75 from 0.25 to " + next + ": "), told);
        assertTrue(told.contains("; and 3 others of 3 kinds: the least ±0.5 from 0.0 to "), told);
    }

    /** A network with one output, clearly above or below any threshold: 8·a − 4, whatever the other columns are. */
    private Path model(int inputs) throws IOException {
        float[] weights = new float[inputs];
        weights[0] = 8;
        Graph network = Graph.of(
                "x",
                Shape.of(inputs),
                "y",
                x -> affine(x, weights).plus(x.trace().constant(Tensor.of(Shape.of(1), -4))));
        Path file = folder.resolve("model.onnx");
        Onnx.write(network, file);
        return file;
    }

    private static Value affine(Value x, float[] weights) {
        return x.dense(x.trace().constant(Tensor.of(Shape.of(1, weights.length), weights)));
    }

    private Path smoothed(Path data, Path model, Object... options) {
        List<Object> words = new ArrayList<>(List.of("smooth", "--model", model, "--data", data, "--sigma", "0.01"));
        words.addAll(List.of("--n", "200", "--out", folder.resolve("out")));
        words.addAll(Arrays.asList(options));
        Commands.Ending ending = Commands.run(words.toArray());
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        return folder.resolve("out/certificate.json");
    }

    /** What is told of a certificate with another reading, which is as valid. */
    private String checked(Path certificate, String field, String value) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(Files.readString(certificate));
        ObjectNode reading = (ObjectNode) tree.path("reading");
        JsonNode other = JSON.readTree(value);
        assertNotEquals(reading.path(field), other, field);
        reading.set(field, other);
        Path changed = Files.writeString(certificate.resolveSibling("changed.json"), tree.toString());
        Commands.Ending ending = Commands.run("check", changed, "--seed", 1, "--quiet");
        assertEquals(ExitCode.OK, ending.code(), () -> field + ": " + ending.out() + ending.err());
        return told(changed);
    }

    private static String told(Path certificate) {
        String text = Commands.run("check", certificate, "--seed", 1).out();
        return text.substring(text.indexOf("Claimed: "));
    }

    /** As read from the same data, whose hash is in the certificate: what is left is what one might be told otherwise. */
    @Test
    void everyWayOfReadingIsClaimed() throws IOException {
        Path table = Files.writeString(
                folder.resolve("table.csv"), "a,b,c,d,label\n0,3,3,p,0\n1,4,4,q,1\n0,5,5,p,0\n1,6,6,q,1\n");
        Path own = smoothed(table, model(4), "--drop", "c", "--one-hot", "d");
        Map<String, String> others = Map.of(
                "classes",
                "[\"good\", \"bad\"]",
                "header",
                "\"yes\"",
                "labelColumn",
                "\"label\"",
                "dropped",
                "[\"b\"]",
                "missing",
                "\"drop\"",
                "oneHot",
                "[{\"column\": \"4\", \"categories\": [\"p\", \"q\"]}]",
                "encoding",
                "\"UTF-8\"",
                "threshold",
                "0.75",
                "opening",
                "{\"outputs\": [\"y\"], \"shapes\": [], \"inputs\": []}",
                "normalized",
                "[{\"mean\": 0, \"deviation\": 1}]");
        Set<String> told = new HashSet<>(Set.of(told(own)));
        for (Map.Entry<String, String> other : others.entrySet()) {
            assertTrue(told.add(checked(own, other.getKey(), other.getValue())), other::getKey);
        }
        assertTrue(told.add(checked(own, "singleOutput", "\"probability\"")), "singleOutput");

        Path features = Files.writeString(folder.resolve("features.csv"), "a\n0\n1\n");
        Path labels = Files.writeString(folder.resolve("labels.csv"), "0\n1\n");
        Path copy = Files.createDirectories(folder.resolve("copy")).resolve("labels.csv");
        Files.copy(labels, copy);
        Path beside = smoothed(features, model(1), "--labels", labels);
        assertNotEquals(told(beside), checked(beside, "labels", "\"../copy/labels.csv\""));

        checked(beside, "threshold", "0.75");
        String detour = '"' + "./".repeat(600) + "../labels.csv" + '"';
        String hidden = checked(beside.resolveSibling("changed.json"), "labels", detour);
        assertTrue(hidden.contains("labels.csv; ") && hidden.contains("threshold 0.75"), hidden);

        Set<String> changed = new HashSet<>(others.keySet());
        changed.addAll(Set.of("singleOutput", "labels"));
        assertEquals(components(Reading.class), changed);
    }
}
