package io.jaspis.check.proof;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * Calculates with numbers that are {@link Form}s of a network's inputs and of the ReLUs met so far: whatever is linear comes to
 * another form, and each maximum that the inputs decide to one more variable, max(x, 0) of a form x.
 */
final class FormArithmetic extends PlainArithmetic<Form> {
    /** Coefficients that a network may have, some hundred megabytes of them, and operations on numbers without any. */
    private static final long MOST_TERMS = 30_000_000;

    /** What a file writes as −∞ may have been read as a number as far off. */
    private static final float INFINITE = 1e37f;

    private final int inputs;
    private final List<Form> operands = new ArrayList<>();
    private long terms;

    /** @param inputs of the network, the first variables */
    FormArithmetic(int inputs) {
        this.inputs = inputs;
    }

    /** The forms whose ReLUs are the variables behind the inputs, in their order. */
    List<Form> operands() {
        return operands;
    }

    @Override
    public Form of(float number) {
        if (!Float.isFinite(number) || Math.abs(number) >= INFINITE) {
            throw new NotPlain("a constant is " + number);
        }
        return Form.of(Range.of(number));
    }

    /** Made when they are asked for: weights are many, and used one by one. */
    @Override
    public List<Form> of(float[] numbers) {
        return new AbstractList<>() {
            @Override
            public Form get(int index) {
                return FormArithmetic.this.of(numbers[index]);
            }

            @Override
            public int size() {
                return numbers.length;
            }
        };
    }

    @Override
    public Form zero() {
        return Form.ZERO;
    }

    private Form counted(Form form) {
        counted(form.terms());
        return form;
    }

    private void counted(int more) {
        terms += Math.max(1, more);
        if (terms > MOST_TERMS) {
            throw new NotPlain("it is too large, with more than %,d coefficients, written out".formatted(MOST_TERMS));
        }
    }

    @Override
    public Form add(Form a, Form b) {
        if (isZero(a)) {
            return b;
        }
        return isZero(b) ? a : counted(a.plus(b, Range.ONE));
    }

    @Override
    public Form subtract(Form a, Form b) {
        return isZero(b) ? a : counted(a.plus(b, Range.of(-1)));
    }

    private static boolean isZero(Form form) {
        return form.isConstant() && form.constant().is(0);
    }

    @Override
    public Form multiply(Form a, Form b) {
        Form factor = factor(a, b);
        return counted((factor == a ? b : a).times(factor.constant()));
    }

    /** The one of two that is the same for all inputs. */
    private static Form factor(Form a, Form b) {
        if (a.isConstant()) {
            return a;
        }
        if (b.isConstant()) {
            return b;
        }
        throw new NotPlain("two numbers are multiplied that both depend on the input");
    }

    @Override
    public Form divide(Form a, Form b) {
        if (!b.isConstant()) {
            throw new NotPlain("a number is divided by one that depends on the input");
        }
        if (!(b.constant().lower() > 0 || b.constant().upper() < 0)) {
            throw new NotPlain("a number is divided by one that may be zero");
        }
        return counted(a.times(b.constant().inverse()));
    }

    @Override
    public List<Form> zeros(int count) {
        List<Form> sums = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sums.add(Form.of(Range.ZERO));
        }
        return sums;
    }

    @Override
    public void addProduct(List<Form> sums, int at, List<Form> a, int i, List<Form> b, int j) {
        // Asked for once: a list of constants makes each number anew.
        Form one = a.get(i);
        Form other = b.get(j);
        Form factor = factor(one, other);
        Form form = factor == one ? other : one;
        counted(form.terms());
        sums.get(at).add(form, factor.constant());
    }

    /** In one form, which each number is added to. */
    @Override
    public Form sum(List<Form> numbers) {
        Form sum = Form.of(Range.ZERO);
        for (Form number : numbers) {
            counted(number.terms());
            sum.add(number, Range.ONE);
        }
        return sum;
    }

    /** max(a, b) = b + max(a − b, 0), the latter a variable where the inputs decide it. */
    @Override
    public Form max(Form a, Form b) {
        return add(b, positive(subtract(a, b)));
    }

    @Override
    public Form largest(List<Form> numbers) {
        return numbers.stream().reduce(this::max).orElseThrow();
    }

    @Override
    public Form min(Form a, Form b) {
        return subtract(a, positive(subtract(a, b)));
    }

    /** x·slope + max(x, 0)·(1 − slope). */
    @Override
    public Form leakyRelu(Form x, float slope) {
        Range rest = Range.ONE.plus(Range.of(-slope));
        return counted(x.times(Range.of(slope)).plus(positive(x), rest));
    }

    @Override
    public Form absolute(Form x) {
        return subtract(positive(x).times(Range.of(2)), x);
    }

    private Form positive(Form x) {
        Form merged = x.merged();
        if (merged.isConstant()) {
            return Form.of(new Range(
                    Math.max(0, merged.constant().lower()),
                    Math.max(0, merged.constant().upper())));
        }
        operands.add(merged);
        return Form.ofVariable(inputs + operands.size() - 1);
    }

    @Override
    public Form squareRoot(Form x) {
        if (!x.isConstant() || !(x.constant().lower() >= 0)) {
            throw none("a root of what depends on the input");
        }
        return Form.of(new Range(
                Math.max(0, Math.nextDown(Math.sqrt(x.constant().lower()))),
                Math.nextUp(Math.sqrt(x.constant().upper()))));
    }

    /** Only of numbers that are known exactly: what a comparison decides is no sum. */
    @Override
    public int compare(Form a, Form b) {
        if (a.isConstant() && b.isConstant()) {
            if (a.constant().lower() > b.constant().upper()) {
                return 1;
            }
            if (a.constant().upper() < b.constant().lower()) {
                return -1;
            }
            if (a.constant().lower() == a.constant().upper() && a.constant().equals(b.constant())) {
                return 0;
            }
        }
        throw none("a comparison");
    }
}
