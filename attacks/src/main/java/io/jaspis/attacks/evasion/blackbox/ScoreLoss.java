package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Logits;

/** What attacks by scores make smaller. */
enum ScoreLoss {
    /** By how much the label leads, or what the target lacks: below 0 the point is adversarial (Carlini &amp; Wagner 2017). */
    MARGIN,
    /**
     * The negative cross-entropy of the label, or that of the target, of scores taken as logits. From a lead of {@link #STEEP} on
     * it goes on as straight as it is there, so that it never stops to tell points apart.
     */
    CROSS_ENTROPY;

    /** Where a probability differs from 1 by 1e-13. */
    private static final double STEEP = 30;

    /** The loss of a point; NaN where a score is. */
    double of(Answers answers, int point, Subject subject) {
        double lead = switch (this) {
            case MARGIN -> lead(answers, point, subject);
            case CROSS_ENTROPY -> logProbability(logOdds(answers, point, subject));
        };
        return subject.targeted() ? -lead : lead;
    }

    /** The same, an unknown one being the worst. */
    double known(Answers answers, int point, Subject subject) {
        double loss = of(answers, point, subject);
        return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }

    private static int own(Subject subject) {
        return subject.targeted() ? subject.target() : subject.label();
    }

    /** By how much the score of the label, or of the target, exceeds the largest other. */
    private static double lead(Answers answers, int point, Subject subject) {
        return Logits.lead(answers.scores(), answers.at(point), answers.classes(), own(subject));
    }

    private static double logProbability(double odds) {
        double straight = Math.min(odds, STEEP);
        double there = Math.min(straight, 0) - Math.log1p(Math.exp(-Math.abs(straight)));
        return odds > STEEP ? there + (Math.min(odds, Double.MAX_VALUE) - STEEP) * Math.exp(-STEEP) : there;
    }

    /** By what the score exceeds the others together. */
    private static double logOdds(Answers answers, int point, Subject subject) {
        float[] scores = answers.scores();
        int at = answers.at(point);
        int own = own(subject);
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < answers.classes(); j++) {
            largest = j == own ? largest : Math.max(largest, scores[at + j]);
        }
        double total = 0;
        for (int j = 0; j < answers.classes(); j++) {
            total += j == own ? 0 : Math.exp(scores[at + j] - largest);
        }
        return scores[at + own] - largest - Math.log(total);
    }
}
