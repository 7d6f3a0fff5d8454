package io.jaspis.bench.training;

import io.jaspis.audit.Shares;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What runs of several seeds come to: means with standard deviations, in per cent, and what options change. */
public record Summary(List<Run> runs) {

    /**
     * A mean and its spread.
     *
     * @param deviation of the sample, with the count less one; 0 of a single number
     */
    record Estimate(double mean, double deviation, double least, double most, int count) {
        static Estimate of(List<Double> sample) {
            int count = sample.size();
            double mean = sample.stream().mapToDouble(Double::doubleValue).sum() / count;
            double squares =
                    sample.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
            return new Estimate(
                    mean,
                    count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
                    sample.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                    sample.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                    count);
        }

        String percent() {
            if (count == 1) {
                return share(mean);
            }
            return String.format(
                    Locale.ROOT, "%s ± %.2f (%s–%s)", share(mean), 100 * deviation, share(least), share(most));
        }

        private static String share(double share) {
            return new Shares(0).measured(share).replace("\u202F%", "");
        }

        String points() {
            if (count == 1) {
                return String.format(Locale.ROOT, "%+.2f", 100 * mean);
            }
            return String.format(Locale.ROOT, "%+.2f ± %.2f", 100 * mean, 100 * deviation);
        }
    }

    /** Prints a line for each setting and option, and one more for what an option changes, seed by seed. */
    public void print(PrintWriter out) {
        out.println("In per cent, mean ± standard deviation (least–most) over seeds:");
        Map<String, List<Run>> groups = new LinkedHashMap<>();
        for (Run run : runs) {
            groups.computeIfAbsent(run.setting() + "\n" + run.option(), _ -> new ArrayList<>())
                    .add(run);
        }
        for (List<Run> group : groups.values()) {
            Run first = group.getFirst();
            out.printf(
                    Locale.ROOT,
                    "%s%s · %d seed%s · %.1f min each%n",
                    first.setting(),
                    first.option().isEmpty() ? "" : " with " + first.option(),
                    group.size(),
                    group.size() == 1 ? "" : "s",
                    group.stream().mapToDouble(Run::seconds).sum() / group.size() / 60);
            for (String column : Run.COLUMNS) {
                line(group, column, out);
            }
        }
        out.flush();
    }

    private void line(List<Run> group, String column, PrintWriter out) {
        List<Double> sample = group.stream()
                .filter(run -> run.figures().containsKey(column))
                .map(run -> run.figures().get(column))
                .collect(Collectors.toCollection(ArrayList::new));
        if (sample.isEmpty()) {
            return;
        }
        out.printf("    %-14s %s", column, Estimate.of(sample).percent());
        List<Double> changes = changes(group, column);
        if (!changes.isEmpty()) {
            out.printf(
                    "   %s points on the same %s without it",
                    Estimate.of(changes).points(), changes.size() == 1 ? "seed" : changes.size() + " seeds");
        }
        out.println();
    }

    /** What an option changes of a figure, for each seed of which there is also a run without it. */
    private List<Double> changes(List<Run> group, String column) {
        List<Double> changes = new ArrayList<>();
        for (Run run : group) {
            if (run.option().isEmpty() || !run.figures().containsKey(column)) {
                continue;
            }
            runs.stream()
                    .filter(other -> other.option().isEmpty()
                            && other.setting().equals(run.setting())
                            && other.seed() == run.seed()
                            && other.figures().containsKey(column))
                    .findFirst()
                    .ifPresent(other -> changes.add(
                            run.figures().get(column) - other.figures().get(column)));
        }
        return changes;
    }
}
