package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.branching.ReluCases;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.linear.Activations;
import io.jaspis.check.proof.Bounded;
import io.jaspis.check.proof.InputBox;
import io.jaspis.check.proof.Lead;
import io.jaspis.check.proof.Proof;
import io.jaspis.check.proof.ProofChecker;
import io.jaspis.check.proof.Refutation;
import io.jaspis.check.proof.Refutation.Case;
import io.jaspis.check.proof.Refutation.Violation;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import io.jaspis.threat.vnnlib.ScoreQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Finds refutations that {@link Refutation#objection} can follow, of queries that a verifier answers with unsat: it takes the checker's
 * own bounds as far as they go. What is about the outputs of a softmax or another tail is refuted before it, as the checker has it
 * ({@link ScoreQuery#plain}). Where the bounds leave a violation, boxes of few inputs are halved, and of others neurons are split.
 */
public final class RefutationFinder {
    /** Boxes of more inputs aren't halved: each halving would close in on too little. */
    private static final int FEW_INPUTS = 20;
    /** What a side counts that changes nothing, beside the one that changes a row most. */
    private static final double LEAST_WEIGHT = 0.1;

    private static final int MOST_BOXES = 100_000;
    /** Characters of a proof's parameters: a file has little more than twice as many. */
    private static final long MOST_CHARACTERS = 200_000_000;
    /** Domains of a violation on a box. */
    private static final long MOST_PARTS = 4096;

    private final Query query;
    private final Graph network;
    private final ProofChecker checker;
    /** Made where neurons are to be split. */
    private Device device;

    private Activations activations;
    private long characters;

    /** @throws io.jaspis.autodiff.InputException where there are no such refutations of this network, saying why */
    public RefutationFinder(Graph graph, Query query) {
        ScoreQuery plain = ScoreQuery.plain(graph, query);
        this.query = plain.query();
        this.network = plain.network();
        this.checker = new ProofChecker(network);
    }

    /** Prepares splits; whether there can be any: the prover counts neurons as the checker does. */
    private boolean prepareSplits() {
        if (activations == null && Activations.splittingRefusal(network).isEmpty()) {
            device = Cpu.best();
            activations = new Activations(network, device);
        }
        return activations != null && activations.neurons() == checker.neurons();
    }

    /**
     * A refutation of each region.
     *
     * @param stopped ends the search early
     * @return none where not all are found
     */
    public List<Refutation> find(BooleanSupplier stopped) {
        List<Refutation> refutations = new ArrayList<>();
        for (Region region : query.regions()) {
            Optional<Refutation> refutation = find(region, stopped);
            if (refutation.isEmpty()) {
                return List.of();
            }
            refutations.add(refutation.get());
        }
        return refutations;
    }

    /** A box that is to be refuted, and how it was cut. */
    private record Open(List<Integer> cuts, InputBox box) {
        Open half(int input, boolean above) {
            List<Integer> more = new ArrayList<>(cuts);
            more.add(2 * input + (above ? 1 : 0));
            return new Open(more, box.half(input, above));
        }
    }

    private Optional<Refutation> find(Region region, BooleanSupplier stopped) {
        InputSet.Box box = region.box();
        boolean halves = Ends.of(box).open() <= FEW_INPUTS;
        List<Refutation.Piece> pieces = new ArrayList<>();
        InputBox root = InputBox.around(box);
        Deque<Open> open = new ArrayDeque<>(List.of(new Open(List.of(), root)));
        while (!open.isEmpty()) {
            Open next = open.pop();
            if (stopped.getAsBoolean() || next.cuts().size() >= Proof.DEEPEST || pieces.size() >= MOST_BOXES) {
                return Optional.empty();
            }
            Bounded bounded = checker.bounded(next.box(), Proof.Neurons.CROWN, stopped);
            if (stopped.getAsBoolean()) {
                // Bounds that were cut off aren't those that the checker makes.
                return Optional.empty();
            }
            Violation[] violations = new Violation[region.violations().size()];
            Lead left = null;
            for (int v = 0; v < violations.length && (left == null || !halves); v++) {
                Tried tried = tried(bounded, region.violations().get(v));
                violations[v] = tried.violation();
                left = tried.violation() == null ? tried.nearest() : left;
            }
            if (left != null && halves) {
                int input = longest(next.box(), root, bounded.leverage(left));
                if (input < 0) {
                    return Optional.empty();
                }
                open.push(next.half(input, true));
                open.push(next.half(input, false));
                continue;
            }
            if (left != null && !split(next.box(), bounded, region, violations, stopped)) {
                return Optional.empty();
            }
            pieces.add(new Refutation.Piece(next.cuts(), Proof.Neurons.CROWN, List.of(violations)));
        }
        return Optional.of(new Refutation(pieces));
    }

    /**
     * The input whose side is longest, as a share of the whole box's and weighed by how much it may change the row: one that seems to
     * change nothing may still be why neurons are on or off. −1 where all sides are points.
     */
    private static int longest(InputBox box, InputBox whole, double[] leverage) {
        double most = Arrays.stream(leverage).max().orElse(0);
        int longest = -1;
        double best = 0;
        for (int i = 0; i < leverage.length; i++) {
            double share = box.width(i) / whole.width(i);
            double score = share * (LEAST_WEIGHT + (most > 0 ? leverage[i] / most : 0));
            if (score > best) {
                best = score;
                longest = i;
            }
        }
        return longest;
    }

    /**
     * What a box's own bounds say of a violation.
     *
     * @param violation why not all of its rows hold; null where that isn't proved
     * @param nearest the row that is nearest to being proved
     */
    private record Tried(Violation violation, Lead nearest) {}

    private Tried tried(Bounded bounded, List<Row> rows) {
        double best = Double.NEGATIVE_INFINITY;
        Lead nearest = null;
        for (int r = 0; r < rows.size(); r++) {
            Lead lead = checker.lead(rows.get(r), "");
            double least = bounded.least(lead);
            if (lead.holds(least)) {
                return new Tried(new Violation(List.of(new Case(r, List.of(), ""))), null);
            }
            if (nearest == null || least > best) {
                best = least;
                nearest = lead;
            }
        }
        return new Tried(null, nearest);
    }

    /** Refutes by splitting neurons what a box's own bounds leave. */
    private boolean split(
            InputBox box, Bounded bounded, Region region, Violation[] violations, BooleanSupplier stopped) {
        if (!prepareSplits()) {
            return false;
        }
        int outputs = network.output(network.onlyOutput()).shape().size();
        RegionRows rows = RegionRows.of(region, outputs);
        double[][] columns = rows.columns(0, outputs);
        try (ReluCases cases = new ReluCases(activations, device, box, bounded.ranges())) {
            for (int v = 0; v < violations.length; v++) {
                if (violations[v] == null) {
                    Unsafe unsafe = rows.unsafe(rows.violations()[v], columns);
                    List<ReluCases.Case> found = unsafe == null ? List.of() : cases.prove(unsafe, MOST_PARTS, stopped);
                    violations[v] = followed(bounded, region.violations().get(v), found, stopped);
                    if (violations[v] == null) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** The cases as the checker follows them; null where there are none, or it doesn't. */
    private Violation followed(Bounded bounded, List<Row> rows, List<ReluCases.Case> found, BooleanSupplier stopped) {
        List<Case> cases = found.stream()
                .map(part -> new Case(part.row(), part.splits(), part.parameters()))
                .toList();
        characters +=
                cases.stream().mapToLong(part -> part.parameters().length()).sum();
        List<Bounded.Piece> pieces = cases.stream()
                .map(part ->
                        new Bounded.Piece("", part.splits(), part.parameters(), checker.lead(rows.get(part.row()), "")))
                .toList();
        boolean holds = !pieces.isEmpty()
                && characters <= MOST_CHARACTERS
                && bounded.objection(pieces, stopped).isEmpty();
        return holds ? new Violation(cases) : null;
    }
}
