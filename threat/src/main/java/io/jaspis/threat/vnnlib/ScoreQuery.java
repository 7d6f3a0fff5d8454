package io.jaspis.threat.vnnlib;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A query about the scores of a network, before the softmax or another tail that only keeps their order: in real arithmetic what
 * is unsafe there is unsafe behind the tail, and nothing else is. In floats a tail may make different scores one number.
 *
 * <p>There is one where rows compare two outputs and the tail is any; and where rows compare an output with a number between 0
 * and 1, and the tail is a sigmoid, or a softmax of two outputs.
 *
 * @param network from the input to the scores
 * @param query the same as the one about the outputs, but for its rows
 */
public record ScoreQuery(Graph network, Query query) {
    /** By how much a logit in doubles is taken too small, for each unit of what it is computed from: its error is a tenth of it. */
    private static final double ROUNDING = 1e-14;

    /** @return empty where the network has no such tail, or a row asks for more than the order */
    public static Optional<ScoreQuery> of(Graph network, Query query) {
        Value output = network.output(network.onlyOutput());
        if (query.mixed() || !output.batched()) {
            return Optional.empty();
        }
        Decision decision = Decision.of(network);
        if (decision.cut().isEmpty()) {
            return Optional.empty();
        }
        List<Region> regions = new ArrayList<>();
        for (Region region : query.regions()) {
            List<List<Row>> violations = new ArrayList<>();
            for (List<Row> rows : region.violations()) {
                List<Row> own = new ArrayList<>();
                for (Row row : rows) {
                    Optional<Row> before = before(row, decision, query.outputs());
                    if (before.isEmpty()) {
                        return Optional.empty();
                    }
                    own.add(before.get());
                }
                violations.add(own);
            }
            regions.add(new Region(region.lower(), region.upper(), violations));
        }
        return Optional.of(new ScoreQuery(
                decision.scores(),
                new Query(query.name(), query.inputs(), query.outputs(), regions, query.variables())));
    }

    /**
     * The query as proofs of real arithmetic are about it: about the scores where the network has such a tail, else about its outputs,
     * with the inputs behind them where rows name these.
     */
    public static ScoreQuery plain(Graph network, Query query) {
        return of(network, query).orElseGet(() -> new ScoreQuery(query.network(network), query));
    }

    /** What a row says of the scores. */
    private static Optional<Row> before(Row row, Decision decision, int outputs) {
        int[] indices = row.outputs();
        double[] coefficients = row.coefficients();
        int[] used = IntStream.range(0, indices.length)
                .filter(i -> coefficients[i] != 0)
                .toArray();
        if (used.length == 0) {
            return Optional.of(row);
        }
        double first = coefficients[used[0]];
        if (used.length == 2 && coefficients[used[1]] == -first && row.written().signum() == 0) {
            int[] pair = {indices[used[0]], indices[used[1]]};
            return Optional.of(new Row(pair, new double[] {first, -first}, row.written(), row.strict()));
        }
        return used.length == 1 ? threshold(indices[used[0]], first, row, decision, outputs) : Optional.empty();
    }

    /** Of one output that is compared with a number: its logit is, with the number's logit. */
    private static Optional<Row> threshold(int output, double coefficient, Row row, Decision decision, int outputs) {
        boolean softmax = decision.isSoftmax() && outputs == 2;
        if (!softmax && !decision.isSigmoid()) {
            return Optional.empty();
        }
        double side = Math.signum(coefficient);
        double bound = logitNotAbove(row.written(), new BigDecimal(coefficient), side);
        if (Double.isNaN(bound)) {
            return Optional.empty();
        }
        return Optional.of(
                softmax
                        ? new Row(new int[] {output, 1 - output}, new double[] {side, -side}, bound, row.strict())
                        : new Row(new int[] {output}, new double[] {side}, bound, row.strict()));
    }

    /**
     * A number that isn't above {@code side·ln(p / (1 − p))} of p = part / whole; that itself of 1/2. NaN where p isn't between 0 and
     * 1, or too near one of them. Nothing is rounded before the logarithms: of a p with many digits the distance from 1 is in the last.
     */
    private static double logitNotAbove(BigDecimal part, BigDecimal whole, double side) {
        BigDecimal rest = whole.subtract(part);
        if (part.signum() != whole.signum() || rest.signum() != whole.signum()) {
            return Double.NaN;
        }
        if (part.compareTo(rest) == 0) {
            return 0;
        }
        double below = part.abs().doubleValue();
        double above = rest.abs().doubleValue();
        boolean normal = Math.min(below, above) >= Double.MIN_NORMAL && Math.max(below, above) <= Double.MAX_VALUE;
        double first = Math.log(below);
        double second = Math.log(above);
        return normal ? side * (first - second) - ROUNDING * (1 + Math.abs(first) + Math.abs(second)) : Double.NaN;
    }
}
