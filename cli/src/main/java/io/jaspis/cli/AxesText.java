package io.jaspis.cli;

import io.jaspis.cli.terminal.ForeignText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the terminal is told of what may change around an example: how many axes are of each kind, and which.
 *
 * @param inputs the names of all, where each has one; else they are numbered from 0
 */
record AxesText(List<Kind> axes, List<String> inputs) {
    /** Kinds of axes that are told one by one, and axes of a kind. */
    private static final int MOST = 12;

    /**
     * What is said of an axis.
     *
     * @param length how far it goes; where that is 0 it stays, whatever else is said of it
     * @param room how far it can go for all that is said of it, at most the length
     */
    record Kind(double length, double room, String words) {
        Kind {
            // −0 is 0.
            length += 0.0;
            room = length == 0 ? 0 : room + 0.0;
            words = length == 0 ? "stays as it is" : words;
        }

        /** One that can go as far as its length. */
        Kind(double length, String words) {
            this(length, length, words);
        }
    }

    /** What stays first, then by room: where not all are told, it is those that move least, and how far the others do. */
    @Override
    public String toString() {
        Map<Kind, List<Integer>> places = new LinkedHashMap<>();
        IntStream.range(0, axes.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(
                                axis -> axes.get(axis).room())
                        .thenComparingDouble(axis -> axes.get(axis).length()))
                .forEach(axis -> places.computeIfAbsent(axes.get(axis), _ -> new ArrayList<>())
                        .add(axis));
        List<Kind> kinds = List.copyOf(places.keySet());
        String told = kinds.stream()
                .limit(MOST)
                .map(kind -> "%,d × %s%s"
                        .formatted(
                                places.get(kind).size(),
                                kind.words(),
                                kinds.size() == 1 ? "" : ": " + names(places.get(kind))))
                .collect(Collectors.joining("; "));
        if (kinds.size() > MOST) {
            List<Kind> others = kinds.stream()
                    .skip(MOST)
                    .flatMap(kind -> Collections.nCopies(places.get(kind).size(), kind).stream())
                    .toList();
            told += "; and %,d others of %,d kinds: the least %s, the middle one %s, the most %s"
                    .formatted(
                            others.size(),
                            kinds.size() - MOST,
                            others.getFirst().words(),
                            others.get((others.size() - 1) / 2).words(),
                            others.getLast().words());
        }
        return "where each of %,d axes counts in units of its own (%s)".formatted(axes.size(), told);
    }

    /** The first of some axes. */
    private String names(List<Integer> some) {
        boolean named = inputs.size() == axes.size();
        return some.stream()
                        .limit(MOST)
                        .map(axis -> named ? ForeignText.shown(inputs.get(axis)) : Integer.toString(axis))
                        .collect(Collectors.joining(", "))
                + (some.size() > MOST ? ", …" : "");
    }
}
