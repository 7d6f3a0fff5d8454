package io.jaspis.audit;

import io.jaspis.autodiff.data.QuotedName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which order of the classes fits the answers of a network. A table whose names are numbered the other way round than the
 * network's outputs makes a good classifier look worse than chance; the counts of labels and answers show the order
 * under which most would be right.
 *
 * @param order at each output the class that fits it: a permutation
 * @param right how many examples would be right in this order
 * @param now how many are
 * @param total how many there are
 */
public record ClassOrder(List<Integer> order, int right, int now, int total) {
    public ClassOrder {
        order = List.copyOf(order);
    }

    /**
     * How often the network gives each class to the examples of each label.
     *
     * @return {@code [label][prediction]}; an example without a class isn't counted, nor one whose class another ties with, which
     *     no order makes right
     */
    public static int[][] counts(List<Finding> findings, int classes) {
        int[][] counts = new int[classes][classes];
        for (Finding finding : findings) {
            if (finding.prediction() >= 0 && !finding.tied()) {
                counts[finding.label()][finding.prediction()]++;
            }
        }
        return counts;
    }

    /**
     * The order under which the most examples are right; among several of these the one that leaves the most classes where
     * they are.
     *
     * @param counts {@code [label][prediction]}, at least one of each, as many of both
     */
    public static ClassOrder fitting(int[][] counts) {
        int classes = counts.length;
        long[][] cost = new long[classes][classes];
        int total = 0;
        int now = 0;
        for (int output = 0; output < classes; output++) {
            now += counts[output][output];
            for (int label = 0; label < classes; label++) {
                total += counts[label][output];
                cost[output][label] = -((classes + 1L) * counts[label][output] + (label == output ? 1 : 0));
            }
        }
        int[] order = assignment(cost);
        int right = 0;
        for (int output = 0; output < classes; output++) {
            right += counts[order[output]][output];
        }
        return new ClassOrder(Arrays.stream(order).boxed().toList(), right, now, total);
    }

    /**
     * What is to be told where fewer examples are right than by chance, one in as many as there are classes, and another
     * order would fit better: the question, and the option to type.
     *
     * @param counts as {@link #fitting} takes them
     * @param names of the classes in the order of their numbers, or none
     */
    public static Optional<String> warning(int[][] counts, List<String> names) {
        int right = IntStream.range(0, counts.length).map(i -> counts[i][i]).sum();
        long total = Arrays.stream(counts)
                .flatMapToInt(Arrays::stream)
                .asLongStream()
                .sum();
        if ((long) right * counts.length >= total) {
            return Optional.empty();
        }
        ClassOrder order = fitting(counts);
        return order.right() > order.now() ? Optional.of(order.words(names)) : Optional.empty();
    }

    private String words(List<String> names) {
        List<String> listed = order.stream()
                .map(label -> names.isEmpty() ? Integer.toString(label) : QuotedName.quoted(names.get(label)))
                .toList();
        String list = String.join(",", listed);
        boolean plain = list.matches("[\\p{L}\\p{N}_.,:/+-]+");
        // A single quote can't be written between single quotes in every shell.
        String option = list.contains("'")
                ? "the order " + list + " (option --classes)"
                : "--classes " + (plain ? list : "'" + list + "'");
        return String.format(
                Locale.ROOT,
                "%s of %s examples are right, fewer than by chance (1 in %s): are the classes in another order?"
                        + " With %s it would be %s of %s, %s",
                now,
                total,
                order.size(),
                option,
                right,
                total,
                new Shares(total).terminal(right));
    }

    /**
     * The column of each row such that all columns are taken and the sum of costs is least: the Hungarian method (Kuhn
     * 1955) by shortest augmenting paths, in cubic time.
     */
    private static int[] assignment(long[][] cost) {
        int size = cost.length;
        // Row and column 0 stand for none.
        long[] ofRow = new long[size + 1];
        long[] ofColumn = new long[size + 1];
        int[] rowOf = new int[size + 1];
        for (int row = 1; row <= size; row++) {
            augment(row, cost, ofRow, ofColumn, rowOf);
        }
        int[] columnOf = new int[size];
        for (int column = 1; column <= size; column++) {
            columnOf[rowOf[column] - 1] = column - 1;
        }
        return columnOf;
    }

    /** Gives one more row a column, by the cheapest path of exchanges among the rows before it. */
    private static void augment(int row, long[][] cost, long[] ofRow, long[] ofColumn, int[] rowOf) {
        int size = cost.length;
        int[] before = new int[size + 1];
        long[] slack = new long[size + 1];
        boolean[] reached = new boolean[size + 1];
        Arrays.fill(slack, Long.MAX_VALUE);
        rowOf[0] = row;
        int at = 0;
        while (rowOf[at] != 0) {
            reached[at] = true;
            int next = 0;
            long least = Long.MAX_VALUE;
            for (int column = 1; column <= size; column++) {
                if (reached[column]) {
                    continue;
                }
                long reduced = cost[rowOf[at] - 1][column - 1] - ofRow[rowOf[at]] - ofColumn[column];
                if (reduced < slack[column]) {
                    slack[column] = reduced;
                    before[column] = at;
                }
                if (slack[column] < least) {
                    least = slack[column];
                    next = column;
                }
            }
            for (int column = 0; column <= size; column++) {
                if (reached[column]) {
                    ofRow[rowOf[column]] += least;
                    ofColumn[column] -= least;
                } else {
                    slack[column] -= least;
                }
            }
            at = next;
        }
        while (at != 0) {
            rowOf[at] = rowOf[before[at]];
            at = before[at];
        }
    }
}
