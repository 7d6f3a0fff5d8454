package io.jaspis.autodiff.training;

import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Npz;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The state of a training run in one NPZ file: parameters, optimiser, the best epoch, and how far it got. */
final class Checkpoint {
    private static final String PARAMETER = "parameter/";
    private static final String OPTIMIZER = "optimizer/";
    private static final String BEST = "best/";
    private static final String BEST_SCORE = "best";
    /** How many numbers that has: the best epoch and its standing. */
    private static final int STANDING = 6;

    /** Epochs done and of all, the batch and the seed, as {@link Position#numbers} has them. */
    private static final String POSITION = "position";
    /** The hash of the run, four hexadecimal digits a number. */
    private static final String RUN = "run";

    /** There where the last epoch has no score yet. */
    private static final String UNSCORED = "unscored";

    /** Hexadecimal digits that a float32 holds exactly. */
    private static final int DIGITS = 4;

    /** The largest number of so many. */
    private static final int MOST_DIGITS = 0xffff;

    /** How far a run is, and what tells it from others at a glance. */
    private record Position(int epochsDone, int epochs, int batch, long seed) {
        private static final String FORMAT = "%08x%08x%08x%016x";
        private static final int LENGTH = 40;

        Tensor numbers() {
            return Checkpoint.numbers(FORMAT.formatted(epochsDone, epochs, batch, seed));
        }

        /** Whether these are numbers of a position. */
        static boolean isOne(Tensor numbers) {
            if (numbers == null || numbers.shape().size() != LENGTH / DIGITS) {
                return false;
            }
            for (float number : numbers.data()) {
                if (!(number >= 0 && number <= MOST_DIGITS && number == Math.rint(number))) {
                    return false;
                }
            }
            return true;
        }

        static Position of(Tensor numbers) {
            StringBuilder digits = new StringBuilder();
            for (float number : numbers.data()) {
                digits.append("%04x".formatted((int) number & 0xffff));
            }
            return new Position(
                    Integer.parseUnsignedInt(digits, 0, 8, 16),
                    Integer.parseUnsignedInt(digits, 8, 16, 16),
                    Integer.parseUnsignedInt(digits, 16, 24, 16),
                    Long.parseUnsignedLong(digits, 24, LENGTH, 16));
        }

        /** Whether it is behind an epoch of its run: what is written before the first is no checkpoint. */
        boolean isWithin() {
            return epochsDone >= 1 && epochsDone <= epochs;
        }

        boolean isOf(Recipe recipe) {
            return epochs == recipe.epochs() && batch == recipe.batch() && seed == recipe.seed();
        }
    }

    /**
     * How far a run is.
     *
     * @param epochs that are done
     * @param scored whether the last of them has its score, where there are any
     */
    record Reached(int epochs, boolean scored) {
        /** Where a run begins. */
        static final Reached NOTHING = new Reached(0, true);
    }

    private Checkpoint() {}

    static void write(
            Path file,
            String identity,
            Parameters parameters,
            Optimizer optimizer,
            Best best,
            Recipe recipe,
            Reached reached)
            throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        parameters.tensors().forEach((name, tensor) -> all.put(PARAMETER + name, tensor));
        optimizer.state().forEach((name, tensor) -> all.put(OPTIMIZER + name, tensor));
        if (best.snapshot().exists()) {
            best.snapshot().tensors().forEach((name, tensor) -> all.put(BEST + name, tensor));
            Best.Standing standing = best.standing();
            all.put(
                    BEST_SCORE,
                    Tensor.of(
                            Shape.of(STANDING),
                            best.snapshot().epoch(),
                            standing.score(),
                            standing.second(),
                            standing.loss(),
                            standing.risen(),
                            standing.last()));
        }
        if (!reached.scored()) {
            all.put(UNSCORED, Tensor.of(Shape.of(1), 1));
        }
        all.put(POSITION, new Position(reached.epochs(), recipe.epochs(), recipe.batch(), recipe.seed()).numbers());
        all.put(RUN, numbers(identity));
        Npz.write(file, all);
    }

    /**
     * Restores parameters, optimiser and best epoch, and returns how far the run is; nothing where there is no file.
     *
     * @param states the shape of each tensor that the optimiser keeps once it has stepped these parameters
     */
    static Reached restore(
            Path file,
            String identity,
            Parameters parameters,
            Optimizer optimizer,
            Map<String, Shape> states,
            Best best,
            Recipe recipe)
            throws IOException {
        if (!Files.exists(file)) {
            return Reached.NOTHING;
        }
        Map<String, Tensor> all = read(file);
        Position stored = position(file, all, recipe);
        restoreParameters(file, all, parameters);
        requireRun(file, all, identity);
        requireNumbers(file, PARAMETER, parameters.tensors());
        requireShapes(file, OPTIMIZER, states, all);
        requireNumbers(file, OPTIMIZER, under(OPTIMIZER, all));
        Tensor score = all.get(BEST_SCORE);
        if (score != null) {
            requireShapes(file, BEST, shapes(parameters.tensors()), all);
            requireNumbers(file, BEST, under(BEST, all));
            requireEpochs(file, score.data(), stored.epochsDone());
        }
        optimizer.restore(under(OPTIMIZER, all));
        if (score != null) {
            float[] kept = score.data();
            best.restore(
                    (int) kept[0],
                    new Best.Standing(kept[1], kept[2], kept[3], (int) kept[4], kept[5]),
                    under(BEST, all));
        }
        return new Reached(stored.epochsDone(), !all.containsKey(UNSCORED));
    }

    private static Map<String, Tensor> read(Path file) throws IOException {
        try {
            return Npz.read(file);
        } catch (DataException damaged) {
            throw new IOException(
                    file + " is damaged, or no checkpoint; move it away to begin anew, or give another checkpoint file",
                    damaged);
        }
    }

    /** How far the run of the file is; refuses one of another recipe, and what is no checkpoint. */
    private static Position position(Path file, Map<String, Tensor> all, Recipe recipe) throws IOException {
        Tensor position = all.get(POSITION);
        Tensor score = all.get(BEST_SCORE);
        if (!Position.isOne(position) || score != null && score.shape().size() != STANDING) {
            throw new IOException(file + " is no checkpoint of a training run that this version can go on with; move it"
                    + " away to begin anew, or give another checkpoint file");
        }
        Position stored = Position.of(position);
        if (!stored.isOf(recipe)) {
            throw new IOException("%s belongs to a run with other epochs, batch or seed (%s, %s, %s)"
                            .formatted(file, stored.epochs(), stored.batch(), stored.seed())
                    + "; give the same ones, or another checkpoint file");
        }
        if (!stored.isWithin()) {
            throw damaged(file, POSITION, "is after %s of %s epochs".formatted(stored.epochsDone(), stored.epochs()));
        }
        return stored;
    }

    /** Refuses a file with parameters of other names or shapes. */
    private static void restoreParameters(Path file, Map<String, Tensor> all, Parameters parameters)
            throws IOException {
        for (Map.Entry<String, Tensor> own : parameters.tensors().entrySet()) {
            Tensor saved = all.get(PARAMETER + own.getKey());
            if (saved == null || !saved.shape().equals(own.getValue().shape())) {
                throw new IOException(file + " is a checkpoint of another network: parameter " + own.getKey() + " is "
                        + (saved == null ? "missing" : saved.shape().toString()));
            }
            System.arraycopy(saved.data(), 0, own.getValue().data(), 0, saved.data().length);
        }
    }

    private static void requireRun(Path file, Map<String, Tensor> all, String identity) throws IOException {
        Tensor run = all.get(RUN);
        if (run == null || !Arrays.equals(run.data(), numbers(identity).data())) {
            throw new IOException(file
                    + " belongs to a run with another goal, network, normalization, schedule, optimiser, range, data,"
                    + " change of images or labels, or validation; give the same ones, or another checkpoint file");
        }
    }

    /** The shape of each tensor, by its name. */
    static Map<String, Shape> shapes(Map<String, Tensor> tensors) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** Refuses a file that lacks one of these arrays, or has it in another shape. */
    private static void requireShapes(Path file, String prefix, Map<String, Shape> needed, Map<String, Tensor> all)
            throws IOException {
        for (Map.Entry<String, Shape> array : needed.entrySet()) {
            String name = prefix + array.getKey();
            Tensor saved = all.get(name);
            if (saved == null) {
                throw damaged(file, name, "is missing");
            }
            if (!saved.shape().equals(array.getValue())) {
                throw damaged(file, name, "is " + saved.shape() + " where this run has " + array.getValue());
            }
        }
    }

    /** Refuses arrays with a number that no finished epoch leaves. */
    private static void requireNumbers(Path file, String prefix, Map<String, Tensor> arrays) throws IOException {
        for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
            for (float number : array.getValue().data()) {
                String needed = needed(prefix, array.getKey(), number);
                if (!needed.isEmpty()) {
                    throw damaged(
                            file,
                            prefix + array.getKey(),
                            "has the number %s where training has %s".formatted(number, needed));
                }
            }
        }
    }

    /** What a number of an array is to be; empty where it is that. */
    private static String needed(String prefix, String name, float number) {
        if (prefix.equals(OPTIMIZER) && (name.equals(Adam.STEPS) || name.equals(Averaged.STEPS))) {
            return Float.isFinite(number) && number >= 0 && number == Math.rint(number)
                    ? ""
                    : "whole numbers of at least 0";
        }
        if (prefix.equals(OPTIMIZER) && name.startsWith(Adam.SECOND)) {
            // The square of a finite gradient may be infinite, and its weight then stays as it is. Written so that NaN
            // is refused.
            return number >= 0 ? "" : "means of squares, at least 0";
        }
        return Float.isFinite(number) ? "" : "finite ones alone";
    }

    /** Refuses a best epoch that isn't done, that is before the one since which its score is the best, or whose score is no number. */
    private static void requireEpochs(Path file, float[] standing, int epochsDone) throws IOException {
        float number = standing[0];
        float risen = standing[4];
        // As a float, as the file has them; written so that NaN is refused.
        if (!(risen >= 0 && risen <= number && number <= (float) (epochsDone - 1))) {
            throw damaged(
                    file,
                    BEST_SCORE,
                    "has the epoch %s, best since %s, of %s that are done".formatted(number, risen, epochsDone));
        }
        if (!Float.isFinite(standing[1])) {
            throw damaged(file, BEST_SCORE, "has the score " + standing[1]);
        }
    }

    private static IOException damaged(Path file, String array, String why) {
        return new IOException(
                "%s can't be gone on with: its array %s %s; move it away to begin anew, or give another checkpoint file"
                        .formatted(file, array, why));
    }

    private static Tensor numbers(String hash) {
        float[] numbers = new float[hash.length() / DIGITS];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(hash.substring(i * DIGITS, (i + 1) * DIGITS), 16);
        }
        return Tensor.of(Shape.of(numbers.length), numbers);
    }

    private static Map<String, Tensor> under(String prefix, Map<String, Tensor> all) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), tensor);
            }
        });
        return found;
    }
}
