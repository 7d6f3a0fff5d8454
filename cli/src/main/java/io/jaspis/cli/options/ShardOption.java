package io.jaspis.cli.options;

import io.jaspis.attacks.Attack;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.terminal.TypedCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The option that takes a part of the chosen examples, so that several processes or machines share a run. */
public final class ShardOption {
    /** What the option is called. */
    public static final String NAME = "--shard";

    /** Where results go. */
    public static final String OUT = "--out";

    /** What is a shard's own, and says nothing of the whole run. */
    private static final Set<String> OWN = Set.of(NAME, OUT, TypedCommand.RESUME, "--quiet");

    @Option(
            names = NAME,
            paramLabel = "i/n",
            converter = Reader.class,
            description =
                    "Takes a part: of the chosen examples every n-th, from the i-th on, with i from 1 to n. Each part has a"
                            + " folder of its own; 'jaspis merge' makes of all n the report of one run.")
    private Part part;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Which part of how many.
     *
     * @param number from 1 to {@code of}
     */
    public record Part(int number, int of) {}

    /** Reads {@code i/n}. */
    public static final class Reader implements ITypeConverter<Part> {
        private static final Pattern PART = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

        @Override
        public Part convert(String text) {
            Matcher parts = PART.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is no part; write i/n, such as 2/3");
            }
            Part part = new Part(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
            if (part.number() < 1 || part.number() > part.of()) {
                throw new TypeConversionException(
                        "'" + text + "' is no part: i goes from 1 to n, such as 1/3, 2/3 and 3/3");
            }
            return part;
        }
    }

    /** Whether a part is asked for. */
    public boolean isGiven() {
        return part != null;
    }

    /**
     * The examples of the part.
     *
     * @throws InputException where there are more parts than examples
     */
    public Selection among(Selection chosen) {
        if (part == null) {
            return chosen;
        }
        List<Integer> all = chosen.indices();
        if (part.of() > all.size()) {
            throw new InputException(
                    "%s %d/%d: there are only %,d examples, so a part would be empty; make at most so many parts"
                            .formatted(NAME, part.number(), part.of(), all.size()));
        }
        List<Integer> every = IntStream.iterate(
                        part.number() - 1, place -> place < all.size(), place -> place + part.of())
                .mapToObj(all::get)
                .toList();
        return new Selection(every, "part %d of %d of %s".formatted(part.number(), part.of(), chosen.text()));
    }

    /** Where the results of the part go: where that isn't said, into a folder with its number. */
    public Path folder(Path out) {
        OptionSpec option = command.findOption(OUT);
        return part == null || !option.originalStringValues().isEmpty()
                ? out
                : out.resolveSibling("%s-%d-of-%d".formatted(out.getFileName(), part.number(), part.of()));
    }

    /** What the journal of the part says of it, where there is one. */
    public Optional<Shard> told(Selection chosen) {
        return part == null
                ? Optional.empty()
                : Optional.of(new Shard(
                        part.number(),
                        part.of(),
                        chosen.indices().size(),
                        Shard.sha256(chosen.indices()),
                        TypedCommand.without(
                                command.commandLine()
                                        .getParent()
                                        .getParseResult()
                                        .expandedArgs(),
                                command,
                                OWN)));
    }

    /**
     * Whether other examples than those of the part are needed, for attacks to start from.
     *
     * @throws InputException where an attack looks at all examples at once
     */
    public boolean needsOthers(List<Attack> attacks) {
        if (part == null) {
            return false;
        }
        for (Attack attack : attacks) {
            if (attack.company() == Attack.Company.CALL) {
                throw new InputException("the attack '" + attack.name()
                        + "' looks at all examples at once, so they can't be attacked in parts: leave out " + NAME
                        + ", or the attack");
            }
        }
        return Attack.Company.of(attacks) == Attack.Company.PROBLEM;
    }
}
