package io.jaspis.certify.cases;

import io.jaspis.threat.Domain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The proof of one example by cases: which domains are to be bounded next, and what follows from their margins. It depends on
 * nothing but those, so that an example comes out alike in whatever company.
 */
final class Cases {
    /** Domains that are split in a round: the worst first finds early what can't be proved, and several fill a batch. */
    private static final int WIDTH = 8;

    private final int index;
    private final int choices;
    private final Case whole;
    private final PriorityQueue<Case> unproved =
            new PriorityQueue<>(Comparator.comparingDouble(Case::margin).thenComparingLong(Case::number));
    /** What is being bounded: the case, the choice that it is split by, and the parts. */
    private final List<Split> asked = new ArrayList<>();

    private long left;
    private long cases;
    private boolean over;
    private boolean tried;
    private float leastProved = Float.POSITIVE_INFINITY;
    private List<Integer> order = List.of();

    /**
     * A domain that isn't proved.
     *
     * @param number in the order in which cases were made
     * @param splits how often it was split by each choice
     */
    private record Case(Domain domain, float margin, long number, int[] splits) {}

    private record Split(Case from, int choice, List<Domain> parts) {}

    /**
     * @param margin of the whole
     * @param left domains that may be bounded
     */
    Cases(DomainBounds.Row row, float margin, int choices, long left) {
        this.index = row.index();
        this.choices = choices;
        this.whole = new Case(row.domain(), known(margin), cases++, new int[choices]);
        this.left = left;
        if (!proved(whole.margin())) {
            unproved.add(whole);
            ask();
        }
    }

    int index() {
        return index;
    }

    /** Whether no more is to be bounded. */
    boolean done() {
        return asked.isEmpty();
    }

    /** The largest margin that is known to hold on the whole set. */
    float margin() {
        if (proved(whole.margin())) {
            return whole.margin();
        }
        float least = leastProved;
        for (Case open : unproved) {
            least = Math.min(least, open.margin());
        }
        // What is being split may stay so, where the proof is stopped.
        for (Split split : asked) {
            least = Math.min(least, split.from().margin());
        }
        return Math.max(whole.margin(), least);
    }

    /** The domains that are to be bounded now. */
    List<Domain> wanted() {
        return asked.stream().flatMap(split -> split.parts().stream()).toList();
    }

    /** Takes the margins of what was wanted, in the same order. */
    void take(float[] margins) {
        left -= margins.length;
        List<float[]> ofSplits = new ArrayList<>();
        int at = 0;
        for (Split split : asked) {
            float[] own = new float[split.parts().size()];
            for (int i = 0; i < own.length; i++) {
                // What holds on a domain holds on its parts.
                own[i] = Math.max(split.from().margin(), known(margins[at++]));
            }
            ofSplits.add(own);
        }
        List<Split> splits = List.copyOf(asked);
        asked.clear();
        if (!tried) {
            tried = true;
            chooseOrder(splits, ofSplits);
        } else {
            for (int i = 0; i < splits.size(); i++) {
                replace(splits.get(i), ofSplits.get(i));
            }
        }
        ask();
    }

    /** Ranks the choices by what each left to prove, and splits by the first of them. */
    private void chooseOrder(List<Split> splits, List<float[]> margins) {
        List<Integer> trials = IntStream.range(0, splits.size())
                .boxed()
                .sorted(Comparator.comparingDouble(trial -> -unprovedMean(margins.get(trial))))
                .toList();
        order = trials.stream().map(trial -> splits.get(trial).choice()).toList();
        int best = trials.getFirst();
        unproved.clear();
        replace(splits.get(best), margins.get(best));
    }

    private static double unprovedMean(float[] margins) {
        double sum = 0;
        for (float margin : margins) {
            sum += Math.min(margin, 0) / margins.length;
        }
        return sum;
    }

    private void replace(Split split, float[] margins) {
        for (int i = 0; i < margins.length; i++) {
            if (proved(margins[i])) {
                leastProved = Math.min(leastProved, margins[i]);
            } else {
                int[] splits = split.from().splits().clone();
                splits[split.choice()]++;
                Case part = new Case(split.parts().get(i), margins[i], cases++, splits);
                unproved.add(part);
                over |= part.domain().openChoices() == 0;
            }
        }
    }

    private void ask() {
        if (over || unproved.isEmpty()) {
            return;
        }
        if (tried) {
            askToSplit();
        } else {
            askToTry();
        }
    }

    /** Each choice on trial, as long as there is room for it. */
    private void askToTry() {
        long room = left;
        for (int choice = 0; choice < choices; choice++) {
            if (whole.domain().isOpen(choice)) {
                List<Domain> parts = whole.domain().split(choice);
                if (parts.size() <= room) {
                    asked.add(new Split(whole, choice, parts));
                    room -= parts.size();
                }
            }
        }
    }

    private void askToSplit() {
        List<Case> taken = new ArrayList<>();
        long room = left;
        while (taken.size() < WIDTH && !unproved.isEmpty()) {
            Case worst = unproved.peek();
            int choice = next(worst);
            List<Domain> parts = choice < 0 ? List.of() : worst.domain().split(choice);
            if (choice < 0 || parts.size() > room) {
                break;
            }
            unproved.remove();
            taken.add(worst);
            asked.add(new Split(worst, choice, parts));
            room -= parts.size();
        }
        if (taken.isEmpty()) {
            over = true;
        }
    }

    /** The open choice that the case was split by least, of several the first in rank; −1 where none was on trial. */
    private int next(Case unproved) {
        int best = -1;
        for (int choice : order) {
            if (unproved.domain().isOpen(choice) && (best < 0 || unproved.splits()[choice] < unproved.splits()[best])) {
                best = choice;
            }
        }
        return best;
    }

    private static boolean proved(float margin) {
        return margin > 0;
    }

    private static float known(float margin) {
        return Float.isNaN(margin) ? Float.NEGATIVE_INFINITY : margin;
    }
}
