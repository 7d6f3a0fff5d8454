package io.jaspis.check.proof;

import io.jaspis.threat.InputSet;
import io.jaspis.threat.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Why no input of a box is unsafe: the boxes that it is cut into, and in each of them of every violation a row that doesn't hold,
 * in each of the parts that it falls into.
 */
public record Refutation(List<Piece> boxes) {
    public Refutation {
        boxes = List.copyOf(boxes);
        if (boxes.isEmpty()) {
            throw new IllegalArgumentException("boxes is an empty list");
        }
    }

    /**
     * A box.
     *
     * @param cuts that lead to it, in their order: twice the number of an input, and 1 more where it is in the upper half
     * @param neurons how they are bounded before
     * @param violations one for each
     */
    public record Piece(List<Integer> cuts, Proof.Neurons neurons, List<Violation> violations) {
        public Piece {
            cuts = Proof.requireSplits("cuts", cuts);
            violations = List.copyOf(violations);
        }
    }

    /** Why not all rows of a violation hold. */
    public record Violation(List<Case> cases) {
        public Violation {
            cases = List.copyOf(cases);
            if (cases.isEmpty()) {
                throw new IllegalArgumentException("cases is an empty list");
            }
        }
    }

    /**
     * A part of a box.
     *
     * @param row that doesn't hold there
     * @param splits as of {@link Proof.Case}
     * @param parameters the same; empty for those of CROWN
     */
    public record Case(int row, List<Integer> splits, String parameters) {
        public Case {
            splits = Proof.requireSplits("splits", splits);
            if (row < 0) {
                throw new IllegalArgumentException("row is " + row + ", but must be at least 0");
            }
        }
    }

    /**
     * What is wrong with it; empty where it proves that nothing in the box is unsafe.
     *
     * @param violations each of rows, all of which hold of what is unsafe
     * @param followed run after each of its boxes, by several threads
     * @param stopped once true, what isn't followed to its end counts as wrong
     */
    public Optional<String> objection(
            ProofChecker checker,
            InputSet.Box box,
            List<List<Row>> violations,
            Runnable followed,
            BooleanSupplier stopped) {
        if (box.size() != checker.inputs()) {
            return Optional.of("the box has " + box.size() + " inputs, but the network takes " + checker.inputs());
        }
        if (!Bounded.cover(boxes.stream().map(Piece::cuts).toList())) {
            return Optional.of("its boxes don't cover the region");
        }
        Rows rows = new Rows(checker, violations, new ConcurrentHashMap<>());
        return IntStream.range(0, boxes.size())
                .parallel()
                .mapToObj(i -> {
                    Optional<String> objection =
                            objection(boxes.get(i), "boxes[" + i + "]", InputBox.around(box), rows, stopped);
                    followed.run();
                    return objection;
                })
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The rows of violations.
     *
     * @param leads those that were needed so far, by violation and row: many cases share one
     */
    private record Rows(ProofChecker checker, List<List<Row>> violations, Map<List<Integer>, Lead> leads) {
        Lead lead(int violation, int row) {
            return leads.computeIfAbsent(
                    List.of(violation, row),
                    _ -> checker.lead(violations.get(violation).get(row), "row " + row + " of violation " + violation));
        }

        /** @throws IllegalArgumentException where a part names a row that its violation hasn't */
        List<Bounded.Piece> pieces(int number, Violation violation, String place) {
            int count = violations.get(number).size();
            List<Bounded.Piece> pieces = new ArrayList<>();
            for (Case part : violation.cases()) {
                String at = place + ".cases[" + pieces.size() + "]";
                if (part.row() >= count) {
                    throw new IllegalArgumentException(at + ": it names row " + part.row() + " of " + count);
                }
                pieces.add(new Bounded.Piece(at, part.splits(), part.parameters(), lead(number, part.row())));
            }
            return pieces;
        }
    }

    private static Optional<String> objection(
            Piece piece, String place, InputBox part, Rows rows, BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            return Optional.of(Bounded.UNFINISHED);
        }
        int violations = rows.violations().size();
        if (piece.violations().size() != violations) {
            return Optional.of("a box has " + piece.violations().size() + " proofs for " + violations + " violations");
        }
        for (int cut : piece.cuts()) {
            if (cut >> 1 >= part.size()) {
                return Optional.of("it cuts input " + (cut >> 1) + " of " + part.size());
            }
            part = part.half(cut >> 1, (cut & 1) == 1);
        }
        Bounded bounded = rows.checker().bounded(part, piece.neurons(), stopped);
        for (int v = 0; v < violations; v++) {
            List<Bounded.Piece> pieces;
            try {
                pieces = rows.pieces(v, piece.violations().get(v), place + ".violations[" + v + "]");
            } catch (IllegalArgumentException e) {
                return Optional.of(e.getMessage());
            }
            Optional<String> objection = bounded.objection(pieces, stopped);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }
}
