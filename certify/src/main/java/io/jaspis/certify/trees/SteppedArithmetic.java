package io.jaspis.certify.trees;

import io.jaspis.certify.trees.Stepped.Affine;
import io.jaspis.certify.trees.Stepped.Choice;
import io.jaspis.certify.trees.Stepped.Distance;
import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.certify.trees.Stepped.Scaled;
import io.jaspis.certify.trees.Stepped.Sum;
import io.jaspis.check.proof.PlainArithmetic;
import io.jaspis.check.proof.Range;

/**
 * Calculates with {@link Stepped} numbers as far as trees need it: a branch times a step, plus the other branch times what
 * is left of it, is a choice again.
 */
final class SteppedArithmetic extends PlainArithmetic<Stepped> {
    static final SteppedArithmetic STEPPED = new SteppedArithmetic();

    private static final Known MINUS_ONE = new Known(Range.of(-1), -1);

    private SteppedArithmetic() {}

    @Override
    public Stepped of(float number) {
        if (!Float.isFinite(number)) {
            throw new NotPlain("a constant is " + number);
        }
        return new Known(Range.of(number), number);
    }

    @Override
    public Stepped zero() {
        return Stepped.ZERO;
    }

    @Override
    public Stepped add(Stepped a, Stepped b) {
        if (isZero(a)) {
            return b;
        }
        if (isZero(b)) {
            return a;
        }
        if (a instanceof Known && !(b instanceof Known)) {
            return add(b, a);
        }
        return switch (a) {
            case Known known when b instanceof Known other -> known.plus(other);
            case Affine(int feature, Range slope, Range offset, FloatSteps steps)
            when b instanceof Known other ->
                new Affine(feature, slope, offset.plus(other.value()), new FloatSteps.Plus(steps, other.number()));
            case Choice choice
            when b instanceof Known && choice.ends() ->
                new Choice(choice.where(), add(choice.yes(), b), add(choice.no(), b));
            case Choice choice
            when b instanceof Choice other && meet(choice, other) ->
                new Choice(choice.where(), add(choice.yes(), other.yes()), add(choice.no(), other.no()));
            default -> new Sum(piecewise(a), piecewise(b));
        };
    }

    /** Whether the two are branches of one choice: of each side at most one isn't zero. */
    private static boolean meet(Choice a, Choice b) {
        return a.where().isSame(b.where())
                && (isZero(a.yes()) || isZero(b.yes()))
                && (isZero(a.no()) || isZero(b.no()));
    }

    private static Stepped piecewise(Stepped number) {
        if (number instanceof Affine || number instanceof Distance) {
            throw new NotPlain("a score grows with a feature beside the trees, or a comparison is of several features");
        }
        return number;
    }

    @Override
    public Stepped subtract(Stepped a, Stepped b) {
        return add(a, negate(b));
    }

    @Override
    public Stepped negate(Stepped x) {
        return scaled(MINUS_ONE, x);
    }

    @Override
    public Stepped multiply(Stepped a, Stepped b) {
        if (isZero(a) || isZero(b)) {
            return Stepped.ZERO;
        }
        if (a instanceof Known factor) {
            return scaled(factor, b);
        }
        if (b instanceof Known factor) {
            return scaled(factor, a);
        }
        if (b instanceof Choice choice && choice.ends()) {
            return new Choice(choice.where(), multiply(a, choice.yes()), multiply(a, choice.no()));
        }
        if (a instanceof Choice choice && choice.ends()) {
            return new Choice(choice.where(), multiply(choice.yes(), b), multiply(choice.no(), b));
        }
        throw new NotPlain("two numbers are multiplied that both depend on the input");
    }

    private static Stepped scaled(Known factor, Stepped x) {
        if (factor.isExactly(1)) {
            return x;
        }
        return switch (x) {
            case Known known -> known.times(factor);
            case Affine(int feature, Range slope, Range offset, FloatSteps steps) ->
                new Affine(
                        feature,
                        slope.times(factor.value()),
                        offset.times(factor.value()),
                        new FloatSteps.Times(steps, factor.number()));
            case Choice choice
            when choice.ends() -> new Choice(choice.where(), scaled(factor, choice.yes()), scaled(factor, choice.no()));
            case Scaled(Known other, Stepped of) -> new Scaled(other.times(factor), of);
            case Choice _, Sum _ -> new Scaled(factor, x);
            case Distance _ -> throw new NotPlain("the distance of a feature from a number counts by itself");
        };
    }

    @Override
    public Stepped divide(Stepped a, Stepped b) {
        if (b instanceof Known(Range by, float divisor, double _, long _) && (by.lower() > 0 || by.upper() < 0)) {
            return switch (a) {
                case Known known -> quotient(known, by.inverse(), divisor);
                case Affine(int feature, Range slope, Range offset, FloatSteps steps) ->
                    new Affine(
                            feature,
                            slope.times(by.inverse()),
                            offset.times(by.inverse()),
                            new FloatSteps.Over(steps, divisor));
                case Choice choice
                when choice.ends() -> new Choice(choice.where(), divide(choice.yes(), b), divide(choice.no(), b));
                default -> scaled(new Known(by.inverse(), 1 / divisor), a);
            };
        }
        throw new NotPlain("a number is divided by one that depends on the input");
    }

    private static Known quotient(Known of, Range inverse, float divisor) {
        double factor = Math.max(Math.abs(inverse.lower()), Math.abs(inverse.upper()));
        // A runtime may multiply by the inverse, with a rounding more.
        return new Known(of.value().times(inverse), of.number() / divisor, of.size() * factor, of.terms() + 2);
    }

    @Override
    public Stepped absolute(Stepped x) {
        return switch (x) {
            case Known known when known.value().lower() >= 0 -> x;
            case Known known when known.value().upper() <= 0 -> known.times(MINUS_ONE);
            case Affine affine -> new Distance(affine);
            default -> throw new NotPlain("it takes the absolute value of what isn't one feature");
        };
    }

    @Override
    public Stepped step(Stepped x) {
        return switch (x) {
            case Known known when known.value().lower() > 0 && known.number() > 0 -> one();
            case Known known when known.value().upper() <= 0 && known.number() <= 0 -> zero();
            case Affine affine -> new Choice(threshold(affine, false), one(), zero());
            case Distance(Affine affine) -> new Choice(threshold(affine, true), one(), zero());
            default -> throw new NotPlain("it compares what isn't one feature");
        };
    }

    /** Where the number is above zero, or isn't zero. */
    private static Threshold threshold(Affine affine, boolean apart) {
        Range slope = affine.slope();
        boolean up = slope.lower() > 0;
        if (!up && !(slope.upper() < 0)) {
            throw new NotPlain("it compares a feature times a number that rounding leaves no sign of");
        }
        Range root = slope.is(1)
                ? affine.offset().negated()
                : slope.is(-1) ? affine.offset() : affine.offset().negated().times(slope.inverse());
        if (!Double.isFinite(root.lower()) || !Double.isFinite(root.upper())) {
            throw new NotPlain("a threshold is no finite number");
        }
        Threshold.Side side = apart ? Threshold.Side.APART : up ? Threshold.Side.ABOVE : Threshold.Side.BELOW;
        if (affine.steps().falls() == up) {
            throw new NotPlain("what a feature is scaled by is below float32");
        }
        return new Threshold(
                affine.feature(),
                side,
                root,
                affine.steps().flip(false),
                affine.steps().flip(true));
    }

    private static boolean isZero(Stepped number) {
        return number instanceof Known known && known.isExactly(0);
    }

    @Override
    public int compare(Stepped a, Stepped b) {
        if (a instanceof Known known && b instanceof Known another) {
            Range one = known.value();
            Range other = another.value();
            if (one.lower() > other.upper()) {
                return 1;
            }
            if (one.upper() < other.lower()) {
                return -1;
            }
            if (one.lower() == one.upper() && one.equals(other)) {
                return 0;
            }
        }
        throw none("a maximum, or a function with a case for each sign");
    }
}
