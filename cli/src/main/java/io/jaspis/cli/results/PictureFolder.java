package io.jaspis.cli.results;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.data.CsvFormat;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.PictureFile;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Property;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A folder of PNG pictures of 8 bits a sample, with a table {@code labels.csv} that names them in the order of the examples,
 * so that it is read as data. Rounding to bytes changes a picture: of the bytes nearest to it, of those nearest inside the
 * ball and of those towards the example, the first that are still an adversarial example are taken; where none are, the
 * nearest, and what became of it is told. All is judged by the pixels that the written file has.
 */
final class PictureFolder implements AdversarialFile {
    private static final String TABLE = "labels.csv";
    private static final List<String> HEADER =
            List.of("file", "label", "index", "prediction", "original_prediction", "stored", "distance");

    /** Of more examples than this the first are named. */
    private static final int NAMED = 20;

    private final Dataset dataset;
    private final Shape shape;
    private final Problem problem;

    /** @param shape of the pictures, channels first */
    PictureFolder(Dataset dataset, Shape shape, Problem problem) {
        this.dataset = dataset;
        this.shape = shape;
        this.problem = problem;
    }

    /** What is read of a sample: a fraction, or the byte where the model takes such. */
    private float value(int sample) {
        return dataset.isOfBytes() ? sample : PictureFile.value(sample);
    }

    private int nearest(float value) {
        return dataset.isOfBytes() ? Math.clamp(Math.round(value), 0, 255) : PictureFile.nearest(value);
    }

    /** What rounding to bytes made of an adversarial example. */
    private enum Stored {
        /** It had bytes' values already. */
        EXACT("exact"),
        /** It is rounded, and still one. */
        ROUNDED("rounded"),
        /** The model still gives it a class that breaks it, but it is outside the ball. */
        OUTSIDE("outside"),
        /** The model doesn't any more. */
        HEALED("healed");

        private final String word;

        Stored(String word) {
            this.word = word;
        }
    }

    /** A picture to write. */
    private record Kept(Broken of, float[] pixels, Stored stored, int prediction, double distance) {}

    static boolean isOne(Path folder) throws IOException {
        try (BufferedReader text = Files.newBufferedReader(folder.resolve(TABLE), StandardCharsets.UTF_8)) {
            return (text.readLine() + "\r\n").equals(CsvFormat.COMMAS.line(HEADER));
        }
    }

    @Override
    public List<String> write(Path place, List<Finding> findings) throws IOException {
        List<Broken> broken = Broken.of(findings);
        Files.createDirectories(place);
        Set<String> earlier = names(place);
        Map<Path, WholeFile.Content> files = new LinkedHashMap<>();
        StringBuilder table = new StringBuilder(CsvFormat.COMMAS.line(HEADER));
        Map<Stored, List<Integer>> found = new EnumMap<>(Stored.class);
        Judge judge = new Judge(problem);
        for (Broken one : broken) {
            Kept kept = kept(one, judge);
            int index = one.finding().index();
            String name = "%06d.png".formatted(index);
            float[] image = dataset.image(kept.pixels());
            byte[] png = PictureFile.png(shape, image);
            if (!Arrays.equals(PictureFile.read(png, shape, place.resolve(name)), image)) {
                throw new AssertionError("the picture of example " + index + " isn't read as it was written");
            }
            files.put(place.resolve(name), WholeFile.Content.of(png));
            earlier.remove(name);
            table.append(CsvFormat.COMMAS.line(List.of(
                    name,
                    className(one.finding().label()),
                    Integer.toString(index),
                    Integer.toString(kept.prediction()),
                    Integer.toString(one.finding().prediction()),
                    kept.stored().word,
                    CsvFormat.number(kept.distance()))));
            found.computeIfAbsent(kept.stored(), _ -> new ArrayList<>()).add(index);
        }
        files.put(place.resolve(TABLE), WholeFile.Content.of(table.toString()));
        WholeFile.writeTogether(files);
        for (String name : earlier) {
            Files.deleteIfExists(place.resolve(name));
        }
        return told(found, broken.size());
    }

    /** The pictures that an earlier table in the folder names. */
    private static Set<String> names(Path place) throws IOException {
        if (!Files.exists(place.resolve(TABLE))) {
            return new HashSet<>();
        }
        try (var lines = Files.lines(place.resolve(TABLE))) {
            return lines.map(line -> line.split(",", 2)[0])
                    .filter(name -> name.matches("[0-9]{6,}\\.png"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private String className(int number) {
        return dataset.classNames().isEmpty()
                ? Integer.toString(number)
                : dataset.classNames().get(number);
    }

    private Kept kept(Broken one, Judge judge) {
        int index = one.finding().index();
        float[] x = one.witness().x();
        float[] centre = new float[x.length];
        dataset.copy(index, centre, 0);
        InputSet ball = problem.threat().around(centre);
        float[] nearest = rounded(x, i -> nearest(x[i]));
        if (Arrays.equals(nearest, x)) {
            return new Kept(
                    one,
                    x,
                    Stored.EXACT,
                    one.witness().prediction(),
                    one.witness().distance());
        }
        List<float[]> candidates = List.of(
                nearest,
                rounded(x, i -> inside(nearest(x[i]), ball, i, centre[i])),
                rounded(x, i -> towards(x[i], centre[i])));
        for (float[] candidate : candidates) {
            Optional<Witness> witness = judge.adversarial(index, candidate);
            if (witness.isPresent()) {
                return new Kept(
                        one,
                        candidate,
                        Stored.ROUNDED,
                        witness.get().prediction(),
                        witness.get().distance());
            }
        }
        int label = one.finding().label();
        double distance = problem.threat().distance(centre, 0, nearest, 0, nearest.length);
        Optional<Witness> elsewhere = judge.breaking(index, nearest);
        return elsewhere.isPresent()
                ? new Kept(one, nearest, Stored.OUTSIDE, elsewhere.get().prediction(), distance)
                : new Kept(one, nearest, Stored.HEALED, judge.prediction(label, nearest), distance);
    }

    /** The sample for an element. */
    private interface Sample {
        int of(int element);
    }

    private float[] rounded(float[] x, Sample sample) {
        float[] values = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            values[i] = value(sample.of(i));
        }
        return values;
    }

    /** The sample, or the next one towards the example's own value where it is outside the ball. */
    private int inside(int sample, InputSet ball, int i, float centre) {
        float value = value(sample);
        return value >= ball.innerLower(i) && value <= ball.innerUpper(i)
                ? sample
                : Math.clamp(sample + (centre > value ? 1 : -1), 0, 255);
    }

    /** The sample between a value and the example's own that is nearest to the value. */
    private int towards(float value, float centre) {
        int sample = nearest(value);
        float near = value(sample);
        boolean beyond = centre >= value ? near < value : near > value;
        return beyond ? Math.clamp(sample + (centre >= value ? 1 : -1), 0, 255) : sample;
    }

    private List<String> told(Map<Stored, List<Integer>> found, int count) {
        List<String> sentences = new ArrayList<>();
        int rounded = count - found.getOrDefault(Stored.EXACT, List.of()).size();
        if (rounded > 0) {
            sentences.add(
                    "Pictures have bytes: %,d of %,d were rounded, and %,d of these still break the model inside the ball"
                            .formatted(
                                    rounded,
                                    count,
                                    found.getOrDefault(Stored.ROUNDED, List.of())
                                            .size()));
        }
        tell(sentences, found.get(Stored.HEALED), "Rounding to bytes heals %,d: their pictures do not break the model");
        tell(
                sentences,
                found.get(Stored.OUTSIDE),
                "Rounding to bytes moves %,d that still break the model out of the ball");
        if (found.containsKey(Stored.HEALED) || found.containsKey(Stored.OUTSIDE)) {
            sentences.add("A file that ends in .npz keeps every example as it is");
        }
        return sentences;
    }

    private static void tell(List<String> sentences, List<Integer> indices, String sentence) {
        if (indices != null) {
            sentences.add("Warning: " + sentence.formatted(indices.size()) + " (examples "
                    + indices.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "))
                    + (indices.size() > NAMED ? ", …" : "") + ")");
        }
    }

    /** Looks at pictures as an attack's successes are looked at: alone and from scratch. */
    private static final class Judge {
        private final Problem problem;
        private final Verification verification;
        private final InputSet everything;

        Judge(Problem problem) {
            this.problem = problem;
            this.verification = new Verification(problem);
            float[] lower = new float[problem.size()];
            float[] upper = new float[problem.size()];
            Arrays.fill(upper, 1);
            this.everything = new InputSet.Box(lower, upper);
        }

        Optional<Witness> adversarial(int index, float[] x) {
            return verification.check(index, x, "", problem.target(index));
        }

        /** The picture where it has another class than the label, or the one that is aimed at, wherever it is. */
        Optional<Witness> breaking(int index, float[] x) {
            return verification.check(
                    problem.targeted()
                            ? Property.avoids(everything, problem.classes(), problem.target(index))
                            : keeps(problem.examples().label(index)),
                    x,
                    "");
        }

        /** The class of a picture, which is the label unless another's score is as large. */
        int prediction(int label, float[] x) {
            return verification
                    .check(keeps(label), x, "")
                    .map(Witness::prediction)
                    .orElse(label);
        }

        private Property keeps(int label) {
            return Property.keeps(everything, problem.classes(), label);
        }
    }
}
