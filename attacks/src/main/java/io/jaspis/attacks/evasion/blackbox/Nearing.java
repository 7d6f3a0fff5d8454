package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.evasion.nearest.Measure;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The nearest adversarial example of one search so far. To check one takes many times a query, and a search comes nearer
 * hundreds of times: points are kept until there is no more room for them, and the nearest that holds stands for those
 * before it.
 */
final class Nearing implements LabelInquiry.Found {
    private static final int MOST_KEPT = 64;
    private static final int MOST_NUMBERS = 1 << 18;
    /** What is so much nearer than the last that was checked is checked at once: if it didn't hold, it would hide much. */
    private static final double FAR_NEARER = 0.7;

    private final Subject subject;
    private final Threat threat;
    private final Measure measure;
    private final Check check;
    private final int room;
    /** Each nearer than the one before, and none of them checked. */
    private final List<Claim> claims = new ArrayList<>();
    /** Of all that were checked, and behind them of the claims. */
    private final List<Descent.Step> steps = new ArrayList<>();

    private Optional<Witness> nearest = Optional.empty();
    private double checked = Double.POSITIVE_INFINITY;
    /** Up to the last adversarial one, with that of the example itself. */
    private long queries = 1;

    /** Who decides whether a nearer adversarial point counts. */
    @FunctionalInterface
    interface Check {
        Optional<Witness> of(Subject subject, float[] x, int label);
    }

    /** A point that was answered with a label. */
    private record Claim(float[] x, int label) {}

    Nearing(Subject subject, Threat threat, Measure measure, Check check) {
        this.subject = subject;
        this.threat = threat;
        this.measure = measure;
        this.check = check;
        this.room = Math.clamp(MOST_NUMBERS / subject.size(), 1, MOST_KEPT);
    }

    @Override
    public void adversarial(float[] points, int offset, int label, long asked) {
        queries = asked + 1;
        int size = subject.size();
        double distance = measure.distance(threat, subject.x(), 0, points, offset, size);
        double before =
                steps.isEmpty() ? Double.POSITIVE_INFINITY : steps.getLast().distance();
        if (!(distance < before)) {
            return;
        }
        steps.add(new Descent.Step(queries, distance));
        claims.add(new Claim(Arrays.copyOfRange(points, offset, offset + size), label));
        if (claims.size() == room || distance < FAR_NEARER * checked) {
            settle();
        }
    }

    /** Goes back from the nearest to one that holds. */
    private void settle() {
        while (!claims.isEmpty()) {
            Claim last = claims.removeLast();
            Optional<Witness> witness = check.of(subject, last.x, last.label);
            if (witness.isPresent()) {
                nearest = witness;
                checked = steps.getLast().distance();
                claims.clear();
            } else {
                steps.removeLast();
            }
        }
    }

    /** Queries up to the last adversarial point. */
    long queries() {
        return queries;
    }

    /** What came of the search, after so many queries. */
    Descent descent(long spent) {
        settle();
        return new Descent(nearest, steps, spent);
    }
}
