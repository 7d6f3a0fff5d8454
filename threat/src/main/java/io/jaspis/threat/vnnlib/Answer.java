package io.jaspis.threat.vnnlib;

import io.jaspis.threat.Row;
import io.jaspis.threat.Verification;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What is found of a {@link Query}, as it is written for others: {@link Claim} reads it. */
public sealed interface Answer {

    /** Ways to write an answer. */
    enum Format {
        /** As the Verification of Neural Networks Competition does, with {@code (X_0 0.5)} for each number. */
        COMPETITION,
        /** As version 2.0 of VNN-LIB does: name, type and extents of each variable, then its numbers, one a line. */
        STANDARD
    }

    /** What the first line of an answer says, whoever gives it. */
    enum Verdict {
        SAT("sat"),
        UNSAT("unsat"),
        UNKNOWN("unknown"),
        TIMEOUT("timeout", "timed-out"),
        /** There is no answer, as something failed. */
        ERROR("error");

        private final String competition;
        private final String standard;

        Verdict(String word) {
            this(word, word);
        }

        Verdict(String competition, String standard) {
            this.competition = competition;
            this.standard = standard;
        }

        public String word(Format format) {
            return switch (format) {
                case COMPETITION -> competition;
                case STANDARD -> standard;
            };
        }

        /** All words, of both formats. */
        public static List<String> words() {
            return Arrays.stream(values())
                    .flatMap(verdict -> Stream.of(verdict.competition, verdict.standard))
                    .distinct()
                    .toList();
        }

        /** What a word says, in either format; empty where it is none of them. */
        public static Optional<Verdict> of(String word) {
            return Arrays.stream(values())
                    .filter(verdict -> word.equals(verdict.competition) || word.equals(verdict.standard))
                    .findFirst();
        }
    }

    Verdict verdict();

    /** The word that tells it in the first line: in the competition sat, unsat, unknown or timeout. */
    default String word(Format format) {
        return verdict().word(format);
    }

    /** All lines, each with its end. */
    default String text(Format format) {
        return word(format) + "\n";
    }

    /**
     * There is a counterexample, checked: its input is in the exact box of a region, and at the outputs that a replay in
     * float32 gives, all rows of one of the region's violations hold strictly as they are written.
     *
     * @param inputs the decimal number that each input is written as: inside the written box, and such that whoever reads
     *     it, as a float or as a double that is rounded to one, gets that of {@code x}
     * @param x the input that was run
     * @param y the outputs of the replay, finite
     * @param margin by how much the rows lead that hold and hang on outputs, at least 0: 0 where one holds with equality, so
     *     that another order of summation may well undo it; infinite where none hangs on outputs, so that nothing can
     */
    record Sat(Query query, List<String> inputs, float[] x, float[] y, double margin) implements Answer {
        public Sat {
            inputs = List.copyOf(inputs);
            x = x.clone();
            y = y.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sat sat
                    && query.equals(sat.query)
                    && inputs.equals(sat.inputs)
                    && Arrays.equals(x, sat.x)
                    && Arrays.equals(y, sat.y)
                    && Double.compare(margin, sat.margin) == 0;
        }

        @Override
        public int hashCode() {
            return Objects.hash(query, inputs, Arrays.hashCode(x), Arrays.hashCode(y), margin);
        }

        /**
         * Checks a counterexample from scratch.
         *
         * @param verification of the query's network, or of {@link Query#network}
         * @param x as many elements as the query has inputs
         * @return nothing where no decimal number of the box is read as an element of x, an output is not finite, or the
         *     outputs violate nothing
         * @throws IllegalArgumentException where point or network have other inputs or outputs than the query
         */
        public static Optional<Sat> check(Query query, Verification verification, float[] x) {
            if (x.length != query.inputs()) {
                throw new IllegalArgumentException(
                        "the query has " + query.inputs() + " inputs, but the point has " + x.length);
            }
            float[] y = query.outputsOf(verification.replay(x), x);
            for (float output : y) {
                if (!Float.isFinite(output)) {
                    return Optional.empty();
                }
            }
            double[] run = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                run[i] = x[i];
            }
            double[] values = query.values(run, y);
            Sat best = null;
            for (Region region : query.regions()) {
                // What is written takes far longer than to see that nothing is violated.
                if (margin(query, region, values) >= 0) {
                    Sat sat = written(query, region, values, x, y);
                    best = sat != null && (best == null || sat.margin > best.margin) ? sat : best;
                }
            }
            return Optional.ofNullable(best);
        }

        /** The counterexample with its numbers as they are written; null where they can't be, or then violate nothing. */
        private static Sat written(Query query, Region region, double[] values, float[] x, float[] y) {
            List<String> written = new ArrayList<>(x.length);
            double[] read = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                String number = WrittenFloats.between(
                        region.lower().get(i), region.upper().get(i), x[i]);
                if (number == null) {
                    return null;
                }
                written.add(number);
                read[i] = Double.parseDouble(number);
            }
            double[] writtenValues = query.values(read, y);
            double margin = margin(query, region, values, writtenValues);
            BigDecimal[] decimals =
                    query.decimals(written.stream().map(BigDecimal::new).toList());
            return margin < 0 || !Claim.violated(region, writtenValues, decimals)
                    ? null
                    : new Sat(query, written, x, y, margin);
        }

        /** Whether every other input of its box is unsafe, too, as the outputs don't matter there. */
        public boolean isOneOfAll() {
            List<BigDecimal> point = inputs.stream().map(BigDecimal::new).toList();
            return query.regions().stream().anyMatch(region -> region.isUnsafe() && region.contains(point));
        }

        /** The margin of the violation that is clearest by all of these values of its variables, or −1. */
        private static double margin(Query query, Region region, double[]... all) {
            double best = -1;
            for (List<Row> rows : region.violations()) {
                double least = Double.POSITIVE_INFINITY;
                for (Row row : rows) {
                    for (double[] values : all) {
                        if (!row.holds(values)) {
                            least = -1;
                        } else if (query.hangsOnOutputs(row)) {
                            least = Math.min(least, Math.max(0, row.lead(values)));
                        }
                    }
                }
                best = Math.max(best, least);
            }
            return best;
        }

        @Override
        public Verdict verdict() {
            return Verdict.SAT;
        }

        @Override
        public String text(Format format) {
            return format == Format.STANDARD && !query.variables().isEmpty() ? assignments() : pairs();
        }

        private String pairs() {
            StringBuilder text = new StringBuilder(word(Format.COMPETITION)).append("\n(");
            for (int i = 0; i < x.length; i++) {
                text.append("(X_").append(i).append(' ').append(inputs.get(i)).append(")\n");
            }
            for (int j = 0; j < y.length; j++) {
                text.append("(Y_").append(j).append(' ').append(WrittenFloats.of(y[j]));
                text.append(j + 1 < y.length ? ")\n" : "))\n");
            }
            return text.toString();
        }

        private String assignments() {
            StringBuilder text = new StringBuilder(word(Format.STANDARD)).append('\n');
            head(text, query.variables().getFirst());
            for (String number : inputs) {
                text.append(number).append('\n');
            }
            head(text, query.variables().getLast());
            for (float number : y) {
                text.append(WrittenFloats.of(number)).append('\n');
            }
            return text.toString();
        }

        private static void head(StringBuilder text, Variable variable) {
            text.append(variable.name()).append(' ').append(variable.type()).append(" [");
            for (int axis = 0; axis < variable.extents().size(); axis++) {
                text.append(axis == 0 ? "" : ",").append(variable.extents().get(axis));
            }
            text.append("]\n");
        }
    }

    /** Proved: there is no counterexample. */
    record Unsat() implements Answer {
        @Override
        public Verdict verdict() {
            return Verdict.UNSAT;
        }
    }

    /** Neither found nor proved, and the search has come to its end. */
    record Unknown() implements Answer {
        @Override
        public Verdict verdict() {
            return Verdict.UNKNOWN;
        }
    }

    /** Neither found nor proved when the time was over. */
    record Timeout() implements Answer {
        @Override
        public Verdict verdict() {
            return Verdict.TIMEOUT;
        }
    }
}
