package io.jaspis.threat.vnnlib;

import io.jaspis.threat.Row;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file with an answer says, whoever wrote it: nothing of it is believed. {@link #fault(Query, Verification)} tells what is
 * wrong with its counterexample.
 *
 * @param verdict the first line
 * @param inputs the numbers of the counterexample as they are written; empty unless the verdict is {@link Verdict#SAT}
 * @param outputs those that it says belong to them
 */
public record Claim(Verdict verdict, List<BigDecimal> inputs, List<BigDecimal> outputs) {
    /** How far an output that another runtime computed may be from a replay, as a share of 1 and of itself. */
    private static final double CLOSE = 1e-3;

    public Claim {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads a file with an answer, in either {@link Answer.Format}.
     *
     * @throws IOException where it can't be read
     * @throws VnnLibException where it is no answer to this query
     */
    public static Claim read(Path file, Query query) throws IOException {
        String name = String.valueOf(file.getFileName());
        return parse(new Source(name, VnnLib.bytes(file, name)), query);
    }

    /** Reads a text; {@code name} is what messages call it by. */
    public static Claim parse(String text, String name, Query query) {
        return parse(new Source(name, text.getBytes(StandardCharsets.UTF_8)), query);
    }

    private static Claim parse(Source source, Query query) {
        return new ClaimParser(source, query).claim();
    }

    /** The counterexample as a runtime in float32 reads it; empty unless there is one. */
    public float[] point() {
        float[] x = new float[inputs.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = inputs.get(i).floatValue();
        }
        return x;
    }

    /**
     * What is wrong with the counterexample, checked from scratch in float32.
     *
     * @param verification of the query's network, or of {@link Query#network}
     * @return as {@link #fault(Query, float[])}
     */
    public Optional<String> fault(Query query, Verification verification) {
        return verdict == Verdict.SAT ? fault(query, verification.replay(point())) : Optional.empty();
    }

    /**
     * What is wrong with the counterexample, by what a runtime computes of it.
     *
     * @param replayed the outputs at {@link #point}, of the query's network or of {@link Query#network}
     * @return empty where the input is in a region's exact box, all rows of one of its violations hold strictly as written at
     *     the outputs that were replayed, and those that the file tells are close to them. Empty for every other verdict too
     * @throws IllegalArgumentException where the query, the outputs and this have not as many inputs and outputs
     */
    public Optional<String> fault(Query query, float[] replayed) {
        if (verdict != Verdict.SAT) {
            return Optional.empty();
        }
        requireOf(query);
        float[] y = query.outputsOf(replayed, point());
        Optional<String> wrong = wrongOutput(query, y);
        if (wrong.isPresent()) {
            return wrong;
        }
        double[] read = new double[inputs.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = inputs.get(i).doubleValue();
        }
        double[] values = query.values(read, y);
        BigDecimal[] decimals = query.decimals(inputs);
        boolean inside = false;
        for (Region region : query.regions()) {
            if (contains(region)) {
                inside = true;
                if (violated(region, values, decimals)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(
                inside ? "its outputs are not unsafe" : outside(query.regions().getFirst(), query));
    }

    private void requireOf(Query query) {
        if (inputs.size() != query.inputs() || outputs.size() != query.outputs()) {
            throw new IllegalArgumentException("%s has %s inputs and %s outputs, but the answer %s and %s"
                    .formatted(query.name(), query.inputs(), query.outputs(), inputs.size(), outputs.size()));
        }
    }

    private Optional<String> wrongOutput(Query query, float[] y) {
        for (int j = 0; j < y.length; j++) {
            double told = outputs.get(j).doubleValue();
            if (!Float.isFinite(y[j])) {
                return Optional.of(
                        "the network gives " + y[j] + " for " + query.output(j) + ", which is no finite number");
            }
            if (!(Math.abs(told - y[j]) <= CLOSE * Math.max(1, Math.abs(y[j])))) {
                return Optional.of(String.format(
                        Locale.ROOT, "it says that %s is %s, but the network gives %s", query.output(j), told, y[j]));
            }
        }
        return Optional.empty();
    }

    private boolean contains(Region region) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).compareTo(region.lower().get(i)) < 0
                    || inputs.get(i).compareTo(region.upper().get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private String outside(Region region, Query query) {
        for (int i = 0; i < inputs.size(); i++) {
            BigDecimal input = inputs.get(i);
            if (input.compareTo(region.lower().get(i)) < 0
                    || input.compareTo(region.upper().get(i)) > 0) {
                return query.input(i) + " is " + input.toPlainString() + ", which is not from "
                        + region.lower().get(i).toPlainString() + " to "
                        + region.upper().get(i).toPlainString();
            }
        }
        return "";
    }

    /** Whether all rows of one violation hold, at inputs as they are written. */
    static boolean violated(Region region, double[] values, BigDecimal[] decimals) {
        for (List<Row> rows : region.violations()) {
            boolean all = true;
            for (Row row : rows) {
                all &= row.holds(values, decimals);
            }
            if (all) {
                return true;
            }
        }
        return false;
    }
}
