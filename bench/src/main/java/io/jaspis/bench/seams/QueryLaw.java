package io.jaspis.bench.seams;

import io.jaspis.autodiff.Graph;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What an answer to a query must keep: where no point of a box is told to be unsafe, none is. The unsafe outputs are those
 * beyond what the file gives at some point of the box, or short of it by little.
 */
final class QueryLaw {
    private static final int POINTS = 6;
    /** Domains of a query; that of a law is to end soon. */
    private static final VerifySettings.Work WORK = new VerifySettings.Work(40, 1e7, 200, 200);

    private final FileEvaluator file;
    private final Graph graph;
    private final SplittableRandom random;
    private final Examination found;

    QueryLaw(FileEvaluator file, Graph graph, SplittableRandom random, Examination found) {
        this.file = file;
        this.graph = graph;
        this.random = random;
        this.found = found;
    }

    void check() {
        int inputs = graph.input(graph.onlyInput()).shape().size();
        int outputs = graph.output(graph.onlyOutput()).shape().size();
        float[] lower = new float[inputs];
        float[] upper = new float[inputs];
        double[] widths = {0, 1e-6, 0.001, 0.1, 1};
        double width = widths[random.nextInt(widths.length)];
        for (int i = 0; i < inputs; i++) {
            lower[i] = SeamLaw.coordinate(random);
            upper[i] = Math.max(lower[i], (float) (lower[i] + width * random.nextDouble()));
        }
        Real[] exact = SeamLaw.exact(file, point(lower, upper), found);
        if (exact == null) {
            return;
        }
        int output = random.nextInt(outputs);
        double value = exact[output].toDouble();
        double slack = Math.max(1e-30, Math.abs(value)) * Math.pow(10, random.nextInt(-4, 3));
        double threshold = value + (random.nextInt(3) == 0 ? slack : -slack);
        boolean above = random.nextBoolean();
        if (!Double.isFinite(threshold)) {
            return;
        }
        Query query = query(lower, upper, outputs, output, above, threshold);
        VerifySettings settings = new VerifySettings(
                random.nextBoolean(),
                4,
                random.nextLong(),
                Splitting.values()[random.nextInt(Splitting.values().length)],
                WORK,
                null);
        Answer answer;
        try {
            answer = new Verifier(graph, query, settings).answer(() -> false, Progress.NONE);
        } catch (RuntimeException | StackOverflowError e) {
            found.violation(Violation.Kind.VERIFIER_FAILED, SeamLaw.described(e));
            return;
        }
        if (answer instanceof Answer.Unsat) {
            proved(lower, upper, output, above, threshold);
        }
    }

    private static Query query(float[] lower, float[] upper, int outputs, int output, boolean above, double threshold) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lower.length; i++) {
            text.append("(declare-const X_%d Real)\n(assert (>= X_%1$d %s))\n(assert (<= X_%1$d %s))\n"
                    .formatted(i, decimal(lower[i]), decimal(upper[i])));
        }
        for (int j = 0; j < outputs; j++) {
            text.append("(declare-const Y_").append(j).append(" Real)\n");
        }
        text.append("(assert (%s Y_%d %s))\n".formatted(above ? ">=" : "<=", output, decimal(threshold)));
        return VnnLib.parse(text.toString(), "query");
    }

    private static String decimal(double value) {
        return new BigDecimal(value).toPlainString();
    }

    private void proved(float[] lower, float[] upper, int output, boolean above, double threshold) {
        found.provedQuery();
        Real limit = Real.of(threshold);
        for (int i = 0; i < POINTS; i++) {
            Real[] point = point(lower, upper);
            Real[] exact = SeamLaw.exact(file, point, found);
            if (exact == null) {
                continue;
            }
            Real y = exact[output];
            boolean beyond = above ? limit.below(y) : y.below(limit);
            if (beyond || y.isExact() && y.equals(limit)) {
                found.violation(
                        Violation.Kind.PROVED_BUT_UNSAFE,
                        "no Y_%d is told to be %s %s on [%s, %s], but it is %s at %s"
                                .formatted(
                                        output,
                                        above ? "at least" : "at most",
                                        threshold,
                                        Arrays.toString(lower),
                                        Arrays.toString(upper),
                                        y,
                                        Arrays.toString(point)));
                return;
            }
        }
    }

    /** A corner of the box, or anywhere in it. */
    private Real[] point(float[] lower, float[] upper) {
        boolean corner = random.nextInt(3) > 0;
        Real[] point = new Real[lower.length];
        for (int i = 0; i < point.length; i++) {
            double between = lower[i] + random.nextDouble() * ((double) upper[i] - lower[i]);
            float end = random.nextBoolean() ? lower[i] : upper[i];
            point[i] = Real.of(corner ? end : Math.clamp(between, lower[i], upper[i]));
        }
        return point;
    }
}
