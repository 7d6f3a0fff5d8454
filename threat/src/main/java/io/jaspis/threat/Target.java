package io.jaspis.threat;

import io.jaspis.autodiff.plan.Batches;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Which class an attacker wants an example to get. */
public sealed interface Target {
    /** Any class but the label, which is what robustness is about. */
    Target ANY = new Any();

    /**
     * The class that this example is to get.
     *
     * @param index of the example
     * @return another class than the label, but with {@link Fixed}; {@link Logits#NONE} where any other will do
     */
    int of(int index, int label);

    /**
     * The aim in words, such as {@code "class fraud"}; empty where any class but the label will do.
     *
     * @param names of classes by their numbers
     */
    String text(IntFunction<String> names);

    /** The untargeted one. */
    record Any() implements Target {
        @Override
        public int of(int index, int label) {
            return Logits.NONE;
        }

        @Override
        public String text(IntFunction<String> names) {
            return "";
        }
    }

    /** The same class for all examples; those that have it as their label can't be asked for. */
    record Fixed(int target) implements Target {
        @Override
        public int of(int index, int label) {
            return target;
        }

        @Override
        public String text(IntFunction<String> names) {
            return "class " + names.apply(target);
        }
    }

    /**
     * The class whose number follows the label's, and after the last the first.
     *
     * @param classes at least 2
     */
    record Next(int classes) implements Target {
        public Next {
            if (classes < 2) {
                throw new IllegalArgumentException("a class after the label takes at least 2 classes, not " + classes);
            }
        }

        @Override
        public int of(int index, int label) {
            return (label + 1) % classes;
        }

        @Override
        public String text(IntFunction<String> names) {
            return "the class after the label";
        }
    }

    /**
     * The class that is least likely for the example as it is, of all but the label (Kurakin, Goodfellow &amp; Bengio 2017).
     *
     * @param classes by the example's index
     */
    record Least(Map<Integer, Integer> classes) implements Target {
        public Least {
            classes = Map.copyOf(classes);
        }

        /** Of these examples, by the smallest score that the problem's network gives each; the first of several. */
        public static Least of(Problem problem, List<Integer> indices) {
            float[] x = new float[indices.size() * problem.size()];
            for (int i = 0; i < indices.size(); i++) {
                problem.examples().copy(indices.get(i), x, i * problem.size());
            }
            float[] scores;
            try (Batches batches = new Batches(problem.scores(), problem.device(), problem.batch())) {
                scores = batches.run(indices.size(), Map.of(problem.scores().onlyInput(), x))
                        .get(problem.scores().onlyOutput());
            }
            Map<Integer, Integer> classes = new HashMap<>();
            for (int i = 0; i < indices.size(); i++) {
                int label = problem.examples().label(indices.get(i));
                classes.put(indices.get(i), smallest(scores, i * problem.classes(), problem.classes(), label));
            }
            return new Least(classes);
        }

        private static int smallest(float[] scores, int offset, int classes, int aside) {
            int least = aside == 0 ? 1 : 0;
            for (int j = least + 1; j < classes; j++) {
                least = j != aside && scores[offset + j] < scores[offset + least] ? j : least;
            }
            return least;
        }

        @Override
        public int of(int index, int label) {
            Integer target = classes.get(index);
            if (target == null) {
                throw new IllegalArgumentException("the least likely class of example " + index + " isn't known");
            }
            return target;
        }

        @Override
        public String text(IntFunction<String> names) {
            return "the least likely class";
        }
    }
}
