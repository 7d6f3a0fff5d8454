package io.jaspis.audit.evidence;

import io.jaspis.certify.smoothing.ClopperPearson;

/**
 * A condition that was put on an audit's result, and how it came out: a share of the examples is held to a limit.
 *
 * <p>The interval is that of Clopper &amp; Pearson (1934), two-sided: it holds the share of the population that the
 * examples were drawn from with a probability of at least {@code level}, and it lies above that share, or below it, with
 * at most {@code (1 − level) / 2} each. So a model whose share is the limit or more fails under {@link Rule#CONFIDENCE}
 * with at most that probability, and one whose share is below it passes under {@link Rule#PROOF} with at most that. For
 * the same level, what passes as a proof passes as counted, and what passes as counted passes by confidence.
 *
 * @param limit from 0 to 1
 * @param counted the examples that have it
 * @param of the examples; where the audit ended early, all that were asked for: what was left out has nothing
 * @param level of the interval, above 0 and below 1
 * @param lower its lower end, whatever was left out
 * @param upper its upper end, whatever was left out
 * @param passed whether the condition holds; of no examples a share is no number, and nothing holds of it
 */
public record Gate(
        Figure figure,
        Rule rule,
        double limit,
        int counted,
        int of,
        double level,
        double lower,
        double upper,
        boolean passed) {
    /** The level of an interval that nothing was asked about. */
    public static final double LEVEL = 0.95;

    /** What is counted. */
    public enum Figure {
        /** The examples that are proved. */
        CERTIFIED("certified accuracy", "--fail-below"),
        /** The examples that no attack broke. */
        ATTACKED("accuracy under attack", "--fail-below-attack");

        private final String words;
        private final String option;

        Figure(String words, String option) {
            this.words = words;
            this.option = option;
        }

        public String words() {
            return words;
        }

        /** What is typed to hold it to a limit. */
        public String option() {
            return option;
        }
    }

    /** What is held to the limit. */
    public enum Rule {
        /** The counted share itself. */
        COUNTED,
        /** The interval's upper end: there are few false alarms. */
        CONFIDENCE,
        /** The interval's lower end: to pass is a promise about the population. */
        PROOF
    }

    public Gate {
        if (!(limit >= 0 && limit <= 1)) {
            throw new IllegalArgumentException("the limit must be a share from 0 to 1, but is " + limit);
        }
        if (counted < 0 || counted > of) {
            throw new IllegalArgumentException(counted + " of " + of + " examples can't be counted");
        }
    }

    /** The outcome for these counts. */
    public static Gate of(Figure figure, Rule rule, double limit, double level, int counted, int of) {
        return of(figure, rule, limit, level, counted, of, 0);
    }

    /** @param left of these examples, those that nobody looked at */
    private static Gate of(Figure figure, Rule rule, double limit, double level, int counted, int of, int left) {
        double beyond = (1 - level) / 2;
        double lower = ClopperPearson.lower(counted, of, beyond);
        double judged = switch (rule) {
            case COUNTED -> (double) counted / of;
            case CONFIDENCE -> ClopperPearson.upper(counted, of, beyond);
            case PROOF -> lower;
        };
        double upper = ClopperPearson.upper(counted + left, of, beyond);
        return new Gate(figure, rule, limit, counted, of, level, lower, upper, of > 0 && judged >= limit);
    }

    /** The outcome for a report; what it left out is neither proved nor has it stood an attack. */
    public static Gate of(Figure figure, Rule rule, double limit, double level, AuditReport report) {
        int counted = (int) report.examples().stream()
                .filter(example -> switch (example.verdict()) {
                    case CERTIFIED -> true;
                    case UNKNOWN -> figure == Figure.ATTACKED;
                    case FALSIFIED, MISCLASSIFIED -> false;
                })
                .count();
        int done = report.examples().size();
        int left = report.completion().left();
        return of(figure, rule, limit, level, counted, done + left, left);
    }

    /** The counted share; NaN of no examples. */
    public double share() {
        return (double) counted / of;
    }
}
