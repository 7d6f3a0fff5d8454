package io.jaspis.audit.evidence;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks into broken examples for the features that changed, by how much, and which of the changes a break needs: each, or
 * of wide rows each of the largest, is put back by itself, and the network asked again.
 */
final class BreakAnalysis {
    /** Breaks that are told of one by one. */
    private static final int MOST_BREAKS = 1000;

    /** Changes of a break that are told of, and of wide rows those that are put back. */
    private static final int MOST_CHANGES = 12;

    /** Parameters times rows that are computed: far less than an attack, also after Ctrl-C. */
    private static final long MOST_WORK = 2_000_000_000L;

    private static final int BATCH = 64;

    /** Sizes that differ by less than one of so many parts of ε are alike. */
    private static final double ALIKE = 1000;

    private final Dataset dataset;
    private final Problem problem;
    private final Features features;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    BreakAnalysis(Dataset dataset, Problem problem) {
        this.dataset = dataset;
        this.problem = problem;
        this.features = problem.threat().features();
    }

    /**
     * A feature that changed.
     *
     * @param elements of an example that are put back with it: one, or those of a group
     */
    private record Moved(String feature, int[] elements, Object before, Object after, double change, double size) {}

    /** What all breaks have of a feature. */
    private static final class Tally {
        private int changed;
        private int needed;
        private double sizes;
    }

    /** What broke these, where they aren't shown as pictures. */
    Breaks of(List<Finding> findings) {
        List<Finding> broken = Turns.of(findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                .toList());
        if (broken.isEmpty() || Gallery.shows(dataset)) {
            return Breaks.NONE;
        }
        List<Breaks.Break> told = new ArrayList<>();
        long parameters = Math.max(1, Provenance.Model.parameters(problem.scores()));
        long rows = MOST_WORK / parameters;
        long share = rows / Math.min(MOST_BREAKS, broken.size());
        int tried = 0;
        // Few rows, and a device may be lost by now.
        try (Batches scores = new Batches(problem.scores(), Cpu.beside(problem.device()), BATCH)) {
            for (Finding finding : broken) {
                Witness witness = ((Verdict.Falsified) finding.verdict()).witness();
                List<Moved> moved = moved(finding.index(), witness);
                moved.forEach(this::count);
                if (told.size() < MOST_BREAKS) {
                    // All that changed, or of wide rows the largest changes.
                    int back = moved.size() <= share ? moved.size() : Math.min(MOST_CHANGES, moved.size());
                    back = rows >= back ? back : 0;
                    rows -= back;
                    tried += back > 0 ? 1 : 0;
                    boolean[] needed = needed(finding, witness, moved.subList(0, back), scores);
                    told.add(told(finding, witness, moved, needed));
                }
            }
        }
        return new Breaks(broken.size(), tried, summary(), told);
    }

    private void count(Moved moved) {
        Tally tally = tallies.computeIfAbsent(moved.feature(), _ -> new Tally());
        tally.changed++;
        tally.sizes += moved.size();
    }

    private Breaks.Break told(Finding finding, Witness witness, List<Moved> all, boolean[] needed) {
        List<Breaks.Change> changes = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Moved moved = all.get(i);
            Boolean needs = i < needed.length ? Boolean.valueOf(needed[i]) : null;
            tallies.get(moved.feature()).needed += Boolean.TRUE.equals(needs) ? 1 : 0;
            changes.add(new Breaks.Change(
                    moved.feature(), moved.before(), moved.after(), moved.change(), moved.size(), needs));
        }
        // Attacks often go as far as they may with many features: of those the needed ones come first.
        changes.sort(Comparator.comparingDouble((Breaks.Change change) -> -Math.rint(change.size() * ALIKE))
                .thenComparing(change -> !Boolean.TRUE.equals(change.needed())));
        int most = Math.min(MOST_CHANGES, changes.size());
        return new Breaks.Break(
                finding.index(),
                finding.label(),
                witness.prediction(),
                witness.attack(),
                changes.subList(0, most),
                changes.size() - most);
    }

    private List<Breaks.FeatureBreaks> summary() {
        return tallies.entrySet().stream()
                .map(entry -> new Breaks.FeatureBreaks(
                        entry.getKey(),
                        entry.getValue().changed,
                        entry.getValue().needed,
                        entry.getValue().sizes / entry.getValue().changed))
                .sorted(Comparator.comparingInt((Breaks.FeatureBreaks one) -> -one.needed())
                        .thenComparingDouble(one -> -one.meanSize() * one.changed()))
                .toList();
    }

    /** What changed of an example, the largest change first. */
    private List<Moved> moved(int index, Witness witness) {
        float[] before = clean(index);
        float[] after = witness.x();
        List<Moved> moved = new ArrayList<>();
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i] && !(features != null && features.isCategory(i))) {
                double change = (double) after[i] - before[i];
                moved.add(new Moved(
                        name(i),
                        new int[] {i},
                        value(i, before[i]),
                        value(i, after[i]),
                        change,
                        Math.abs(change) / unit(i)));
            }
        }
        for (int group = 0; features != null && group < features.groups(); group++) {
            int from = category(group, before);
            int to = category(group, after);
            if (from != to) {
                moved.add(category(group, from, to));
            }
        }
        moved.sort(Comparator.comparingDouble((Moved one) -> -one.size()));
        return moved;
    }

    private Moved category(int group, int from, int to) {
        int[] elements = new int[features.categories(group)];
        Arrays.setAll(elements, category -> features.element(group, category));
        String name = features.of(elements[0]).group();
        double size = Math.max(1 / unit(elements[from]), 1 / unit(elements[to]));
        return new Moved(name, elements, label(name, elements[from]), label(name, elements[to]), Double.NaN, size);
    }

    /** The category of a group that an example has. */
    private int category(int group, float[] x) {
        int category = 0;
        while (x[features.element(group, category)] != 1) {
            category++;
        }
        return category;
    }

    /** A category as the table had it, where its column was made of one: {@code AT} of {@code country=AT}. */
    private String label(String group, int element) {
        String column = features.of(element).name();
        return column.startsWith(group + "=") ? column.substring(group.length() + 1) : column;
    }

    private String name(int element) {
        if (features != null && !features.ofChannels()) {
            return features.of(element).name();
        }
        List<String> names = dataset.inputNames();
        return element < names.size() ? names.get(element) : "input " + element;
    }

    /** The number with as few digits as tell it from other floats. */
    private Object value(int element, float value) {
        boolean whole =
                features != null && features.of(element).values() == Feature.Values.INTEGER && value == (int) value;
        return whole ? (Object) Integer.valueOf((int) value) : Double.valueOf(Float.toString(value));
    }

    private double unit(int element) {
        return features != null ? features.radius(element) : problem.threat().radius(element);
    }

    private float[] clean(int index) {
        float[] clean = new float[problem.size()];
        dataset.copy(index, clean, 0);
        return clean;
    }

    /** Of each change, whether nothing is broken any more without it: the label leads again, or the target doesn't. */
    private boolean[] needed(Finding finding, Witness witness, List<Moved> moved, Batches scores) {
        int size = problem.size();
        float[] clean = clean(finding.index());
        int classes = problem.classes();
        boolean[] needed = new boolean[moved.size()];
        for (int first = 0; first < needed.length; first += BATCH) {
            int count = Math.min(BATCH, needed.length - first);
            float[] x = new float[count * size];
            for (int i = 0; i < count; i++) {
                System.arraycopy(witness.x(), 0, x, i * size, size);
                for (int element : moved.get(first + i).elements()) {
                    x[i * size + element] = clean[element];
                }
            }
            float[] told = scores.run(count, Map.of(scores.graph().onlyInput(), x))
                    .get(scores.graph().onlyOutput());
            for (int i = 0; i < count; i++) {
                needed[first + i] =
                        !Logits.broken(told, i * classes, classes, finding.label(), problem.target(finding.index()));
            }
        }
        return needed;
    }
}
