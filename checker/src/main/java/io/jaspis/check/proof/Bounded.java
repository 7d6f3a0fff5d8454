package io.jaspis.check.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A network with bounds of its neurons on a set of inputs, on which proofs are followed. */
public final class Bounded {
    static final String UNFINISHED = "it wasn't followed to its end";

    private final ReluNetwork network;
    private final PlainBounds bounds;

    Bounded(ReluNetwork network, Inputs inputs, Proof.Neurons neurons, BooleanSupplier stopped) {
        this.network = network;
        this.bounds = new PlainBounds(network, inputs);
        bounds.intervals();
        if (neurons == Proof.Neurons.CROWN) {
            bounds.crown(stopped);
        }
    }

    /** Between what bounds the neurons lie. */
    public NeuronRanges ranges() {
        return bounds.ranges();
    }

    /** Whether bounds of the whole set prove a lead. */
    public boolean holds(Lead lead) {
        return lead.holds(least(lead));
    }

    /** A lower bound of a lead on the whole set; no number where nothing is known. */
    public double least(Lead lead) {
        return bounds.least(lead.form(), Part.WHOLE);
    }

    /** By how much each input may change a lead, about. */
    public double[] leverage(Lead lead) {
        return bounds.leverage(lead.form());
    }

    Optional<String> objection(Lead lead) {
        double least = least(lead);
        return lead.holds(least) ? Optional.empty() : Optional.of("all of it: " + lead.otherwise() + ", by " + -least);
    }

    /**
     * A part of the inputs, and what is proved there.
     *
     * @param place of the part in what is followed, for messages
     * @param splits the neurons that decide it, as of {@link Proof.Case}
     * @param parameters of all neurons, packed; empty for those of CROWN
     * @param lead that is to hold there
     */
    public record Piece(String place, List<Integer> splits, String parameters, Lead lead) {}

    /** What is wrong with a proof by parts; empty where nothing is. */
    public Optional<String> objection(List<Piece> pieces, BooleanSupplier stopped) {
        if (!cover(pieces.stream().map(Piece::splits).toList())) {
            return Optional.of(
                    "the parts don't cover it: " + pieces.getFirst().lead().otherwise());
        }
        for (Piece piece : pieces) {
            if (stopped.getAsBoolean()) {
                return Optional.of(UNFINISHED);
            }
            Part part;
            try {
                part = part(piece);
            } catch (IllegalArgumentException e) {
                return Optional.of(piece.place() + ": " + e.getMessage());
            }
            double least = bounds.least(piece.lead().form(), part);
            if (!piece.lead().holds(least)) {
                return Optional.of("one of the parts: " + piece.lead().otherwise() + ", by " + -least);
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException where it isn't one of this network */
    private Part part(Piece piece) {
        byte[] sides = new byte[network.neurons()];
        for (int split : piece.splits()) {
            if (split >> 1 >= sides.length) {
                throw new IllegalArgumentException("it splits neuron " + (split >> 1) + " of " + sides.length);
            }
            sides[split >> 1] = (byte) ((split & 1) == 1 ? 1 : -1);
        }
        return new Part(sides, piece.parameters().isEmpty() ? null : Packed.floats(piece.parameters(), sides.length));
    }

    /**
     * Whether parts cover a whole: it is one of them, without a split; or all split it first by the same, and those on one side
     * of it cover the one half, those on the other the other.
     *
     * @param splits of each part, twice what splits and 1 more on one side of it
     */
    static boolean cover(List<List<Integer>> splits) {
        return cover(splits, 0);
    }

    private static boolean cover(List<List<Integer>> parts, int depth) {
        if (parts.size() == 1 && parts.getFirst().size() == depth) {
            return true;
        }
        List<List<Integer>> on = new ArrayList<>();
        List<List<Integer>> off = new ArrayList<>();
        int by = -1;
        for (List<Integer> part : parts) {
            if (part.size() <= depth) {
                return false;
            }
            int split = part.get(depth);
            if (by >= 0 && split >> 1 != by) {
                return false;
            }
            by = split >> 1;
            ((split & 1) == 1 ? on : off).add(part);
        }
        return !on.isEmpty() && !off.isEmpty() && cover(on, depth + 1) && cover(off, depth + 1);
    }
}
