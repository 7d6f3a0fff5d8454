package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The option that says which class attackers want. */
public final class TargetOption {
    private static final String NEXT = "next";
    private static final String LEAST = "least";

    @Option(
            names = "--target",
            paramLabel = "CLASS|next|least",
            description =
                    "The class that attacks aim at, by its name or number: broken is what gets it, and certified what"
                            + " can't. Or next, the class after each example's label, or least, the one that the model finds"
                            + " least likely. Default: any class but the label.")
    private String text;

    /**
     * The class that is asked for.
     *
     * @throws InputException where the model has none of this name or number
     */
    private Target.Fixed named(OnnxModel model, Dataset data) {
        List<String> names = data.classNames().isEmpty() ? model.classNames() : data.classNames();
        int named = names.indexOf(text.strip());
        int classes = model.graph().output(model.graph().onlyOutput()).shape().size();
        if (named < 0) {
            try {
                named = Integer.parseInt(text.strip());
            } catch (NumberFormatException notANumber) {
                named = -1;
            }
        }
        if (named < 0 || named >= classes) {
            throw new InputException("--target is '" + text + "', which is no class of the model: give "
                    + (names.isEmpty() ? "a number from 0 to " + (classes - 1) : "one of " + String.join(", ", names))
                    + ", or next or least");
        }
        return new Target.Fixed(named);
    }

    private boolean is(String word) {
        return text != null && text.strip().toLowerCase(Locale.ROOT).equals(word);
    }

    private boolean isClass() {
        return text != null && !is(NEXT) && !is(LEAST);
    }

    /**
     * The examples that can get what is wanted: those that have it as their label are left out.
     *
     * @throws InputException where the model has no such class, or no example is left
     */
    public Selection among(Selection chosen, OnnxModel model, Dataset data) {
        if (!isClass()) {
            return chosen;
        }
        int target = named(model, data).target();
        List<Integer> left = chosen.indices().stream()
                .filter(index -> data.label(index) != target)
                .toList();
        int out = chosen.indices().size() - left.size();
        if (left.isEmpty()) {
            throw new InputException("all " + out + " examples have the class '" + text
                    + "' of --target as their label: give another class, or choose other examples");
        }
        return out == 0
                ? chosen
                : new Selection(
                        left,
                        chosen.text() + String.format(Locale.ROOT, ", without %,d that have the class aimed at", out));
    }

    /** The problem of an attacker who wants what is asked for, of these examples. */
    public Problem of(Problem problem, List<Integer> indices, OnnxModel model, Dataset data) {
        if (text == null) {
            return problem;
        }
        if (is(NEXT)) {
            return problem.withTarget(new Target.Next(problem.classes()));
        }
        return problem.withTarget(is(LEAST) ? Target.Least.of(problem, indices) : named(model, data));
    }
}
