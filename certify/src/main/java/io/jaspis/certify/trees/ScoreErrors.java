package io.jaspis.certify.trees;

import io.jaspis.certify.trees.Stepped.Affine;
import io.jaspis.certify.trees.Stepped.Choice;
import io.jaspis.certify.trees.Stepped.Distance;
import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.certify.trees.Stepped.Scaled;
import io.jaspis.certify.trees.Stepped.Sum;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far what float32 adds up to a score, in any order, may be from the real sum over the leaves that are reached: each term
 * times γₙ (Higham 2002, section 4.2), and what its own number is off.
 */
final class ScoreErrors {
    /** Above what double precision rounds in here. */
    private static final double SLACK = 1 + 0x1p-40;
    /** The sum of the terms' magnitudes. */
    private double size;
    /** That of what they are off. */
    private double off;

    private long terms;
    /** The most factors that a term goes through. */
    private long factors;

    private ScoreErrors() {}

    /** Infinite where there is no bound. */
    static double of(Stepped score) {
        ScoreErrors errors = new ScoreErrors();
        errors.take(score);
        // A factor is off by a rounding where a runtime divides by a number of trees, and its product by another.
        double unit = (errors.terms + 2.0 * errors.factors) * 0x1p-24;
        double all = errors.size + errors.off;
        if (!(unit < 0.5) || !(all < Float.MAX_VALUE / 4)) {
            return Double.POSITIVE_INFINITY;
        }
        return (errors.off + all * unit / (1 - unit)) * SLACK;
    }

    /**
     * A part of the score.
     *
     * @param factor the magnitude of what it is multiplied by
     * @param apart how far that is off
     */
    private record Term(Stepped number, double factor, double apart, long factors) {
        Term of(Stepped part) {
            return new Term(part, factor, apart, factors);
        }
    }

    private void take(Stepped score) {
        Deque<Term> open = new ArrayDeque<>();
        open.push(new Term(score, 1, 0, 0));
        while (!open.isEmpty()) {
            Term term = open.pop();
            switch (term.number()) {
                case Sum(Stepped a, Stepped b) -> {
                    open.push(term.of(a));
                    open.push(term.of(b));
                }
                case Scaled(Known factor, Stepped of) -> open.push(scaled(term, factor, of));
                case Known _, Choice _ -> add(term);
                case Affine _, Distance _ -> throw new IllegalStateException("no score has such a term: " + term);
            }
        }
    }

    /** A tree, of which one leaf is reached. */
    private void add(Term tree) {
        double largest = 0;
        double worst = 0;
        long most = 1;
        Deque<Term> open = new ArrayDeque<>();
        open.push(tree);
        while (!open.isEmpty()) {
            Term term = open.pop();
            switch (term.number()) {
                case Choice(Threshold _, Stepped yes, Stepped no) -> {
                    open.push(term.of(yes));
                    open.push(term.of(no));
                }
                case Scaled(Known factor, Stepped of) -> open.push(scaled(term, factor, of));
                case Known leaf -> {
                    largest = Math.max(largest, (term.factor() + term.apart()) * leaf.size());
                    most = Math.max(most, leaf.terms());
                    worst = Math.max(
                            worst, term.factor() * apart(leaf) + term.apart() * (magnitude(leaf) + apart(leaf)));
                    factors = Math.max(factors, term.factors());
                }
                case Sum _, Affine _, Distance _ ->
                    throw new IllegalStateException("no tree has such a branch: " + term);
            }
        }
        size += largest;
        off += worst;
        terms += most;
    }

    private Term scaled(Term term, Known factor, Stepped of) {
        // The product may underflow.
        off += (term.factor() + term.apart()) * Float.MIN_VALUE;
        double size = magnitude(factor);
        double more = apart(factor) + summed(factor);
        return new Term(
                of, term.factor() * size, term.factor() * more + term.apart() * (size + more), term.factors() + 1);
    }

    /** How far another order of what was added up to a factor may be from this one. */
    private static double summed(Known factor) {
        double unit = factor.terms() * 0x1p-24;
        return factor.terms() == 1 ? 0 : unit < 0.5 ? factor.size() * unit / (1 - unit) : Double.POSITIVE_INFINITY;
    }

    private static double magnitude(Known number) {
        return Math.max(
                Math.abs(number.value().lower()), Math.abs(number.value().upper()));
    }

    /** How far the number of float32 is from the real one. */
    private static double apart(Known number) {
        return Math.max(number.number() - number.value().lower(), number.value().upper() - number.number());
    }
}
