package io.jaspis.bench.suites;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.bench.measure.Case;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A set of cases that are run and reported together. */
public enum Suite {
    /** Single operations. */
    KERNELS {
        @Override
        public List<Case> cases(List<Integer> threads, boolean quick, Device device, Path home) {
            List<Case> cases = new ArrayList<>();
            for (int count : threads) {
                Lineup lineup = new Lineup(count, quick, device);
                cases.addAll(DenseProducts.cases(lineup));
                cases.addAll(ImageConvolutions.cases(lineup));
                cases.addAll(Elementwise.cases(lineup));
            }
            return cases;
        }
    },
    /** What people do with networks. */
    WORKLOADS {
        @Override
        public List<Case> cases(List<Integer> threads, boolean quick, Device device, Path home) {
            List<Case> cases = new ArrayList<>();
            for (int count : threads) {
                Lineup lineup = new Lineup(count, quick, device);
                cases.addAll(Passes.cases(lineup));
                cases.addAll(Attacks.cases(lineup));
                cases.addAll(Bounds.cases(lineup));
                cases.addAll(NoisyForward.cases(lineup));
                cases.addAll(Epochs.cases(lineup, home));
            }
            return cases;
        }
    },
    /** Projected gradient descent, and what each attack costs. */
    ATTACKS {
        @Override
        public List<Case> cases(List<Integer> threads, boolean quick, Device device, Path home) {
            List<Case> cases = new ArrayList<>();
            for (int count : threads) {
                cases.addAll(Attacks.cases(new Lineup(count, quick, device)));
            }
            return cases;
        }

        @Override
        public List<String> told(boolean quick) {
            return AttackCosts.names();
        }

        @Override
        public boolean tell(
                int threads, boolean quick, Device device, Path home, Predicate<String> wanted, Consumer<String> line) {
            AttackCosts.tell(new Lineup(threads, quick, device), wanted, line);
            return true;
        }
    },
    /** Time and memory as batch, width, depth and threads grow; of whole runs, as examples and shards do. */
    GROWTH {
        @Override
        public List<Case> cases(List<Integer> threads, boolean quick, Device device, Path home) {
            return Growth.cases(threads, quick, device);
        }

        @Override
        public List<String> told(boolean quick) {
            return RunGrowth.names(quick);
        }

        @Override
        public boolean tell(
                int threads, boolean quick, Device device, Path home, Predicate<String> wanted, Consumer<String> line) {
            return RunGrowth.tell(home, quick, wanted, line);
        }
    },
    /** The steps of complete verification. */
    VERIFY {
        @Override
        public List<Case> cases(List<Integer> threads, boolean quick, Device device, Path home) {
            List<Case> cases = new ArrayList<>();
            for (int count : threads) {
                cases.addAll(Verifying.cases(new Lineup(count, quick, device)));
            }
            return cases;
        }
    };

    /**
     * The cases, in order.
     *
     * @param threads each number of threads to measure with
     * @param quick whether few and small cases are wanted
     * @param device what Jaspis computes on; null for the processor
     * @param home the folder that holds {@code data/mnist}
     */
    public abstract List<Case> cases(List<Integer> threads, boolean quick, Device device, Path home);

    /** The names of what there is to tell beside cases. */
    public List<String> told(boolean quick) {
        return List.of();
    }

    /**
     * What there is to tell beside cases, each measured once.
     *
     * @param home the folder of the checkout
     * @param wanted whether something of a name is
     * @param line takes each line as soon as it is known
     * @return whether all of it could be measured
     */
    public boolean tell(
            int threads, boolean quick, Device device, Path home, Predicate<String> wanted, Consumer<String> line) {
        return true;
    }

    /** The name in options and file names. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
