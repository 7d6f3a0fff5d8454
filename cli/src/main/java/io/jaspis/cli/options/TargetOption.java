package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.threat.Aim;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option that says which class attackers want. */
public final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "CLASS|next|least",
            description =
                    "The class that attacks aim at, by its name or number: broken is what gets it, and certified what"
                            + " can't. Or next, the class after each example's label, or least, the one that the model finds"
                            + " least likely. Default: any class but the label.")
    private String text;

    /**
     * What is asked for.
     *
     * @throws InputException where the model has no class of this name or number
     */
    private Aim aim(Model model, Dataset data) {
        if (text == null) {
            return Aim.ANY;
        }
        List<String> names = data.classNames().isEmpty() ? model.classNames() : data.classNames();
        int classes = model.graph().output(model.graph().onlyOutput()).shape().size();
        return named(() -> Aim.of(text, names, classes));
    }

    /**
     * The examples that can get what is wanted: those that have it as their label are left out.
     *
     * @throws InputException where the model has no such class, or no example is left
     */
    public Selection among(Selection chosen, Model model, Dataset data) {
        Aim aim = aim(model, data);
        return named(() -> aim.among(chosen, data));
    }

    /** The problem of an attacker who wants what is asked for, of these examples. */
    public Problem of(Problem problem, List<Integer> indices, Model model, Dataset data) {
        return text == null ? problem : problem.withTarget(aim(model, data).of(problem, indices));
    }

    /** Names the option where it is refused. */
    private static <T> T named(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (InputException e) {
            throw new InputException(e.getMessage().replaceFirst("^the target", "--target"), e);
        }
    }
}
