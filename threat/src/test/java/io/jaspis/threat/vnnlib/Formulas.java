package io.jaspis.threat.vnnlib;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random specifications, with what they mean computed in the plainest way. */
final class Formulas {
    static final int INPUTS = 3;
    static final int OUTPUTS = 2;

    private final Random random;
    private final boolean tensors;

    Formulas(long seed, boolean tensors) {
        this.random = new Random(seed);
        this.tensors = tensors;
    }

    /** A term: what is written, and its value at a point. */
    interface Term {
        BigDecimal at(BigDecimal[] x, BigDecimal[] y);
    }

    interface Test {
        boolean at(BigDecimal[] x, BigDecimal[] y);
    }

    record Written<T>(String text, T meaning) {}

    /** A whole file, and whether a point is unsafe. */
    Written<Test> specification() {
        StringBuilder text = new StringBuilder("; a random specification\n");
        if (tensors) {
            text.append("(vnnlib-version <2.0>)\n(declare-network f\n (declare-input A real [1,")
                    .append(INPUTS)
                    .append("])\n (declare-output B float32 [")
                    .append(OUTPUTS)
                    .append("]))\n");
        } else {
            for (int i = 0; i < INPUTS; i++) {
                text.append("(declare-const X_").append(i).append(" Real)\n");
            }
            for (int j = 0; j < OUTPUTS; j++) {
                text.append("(declare-fun Y_").append(j).append(" () Real)\n");
            }
        }
        List<Test> tests = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            int index = i;
            BigDecimal least = decimal(random.nextInt(-20, 0));
            BigDecimal most = decimal(random.nextInt(0, 20));
            text.append("(assert (and (>= ")
                    .append(input(i))
                    .append(' ')
                    .append(least)
                    .append(") (>= ");
            text.append(most).append(' ').append(input(i)).append(")))\n");
            tests.add((x, y) -> x[index].compareTo(least) >= 0 && x[index].compareTo(most) <= 0);
        }
        int count = random.nextInt(1, 4);
        for (int k = 0; k < count; k++) {
            Written<Test> formula = formula(3);
            text.append("(assert ").append(formula.text()).append(") ; unsafe\n");
            tests.add(formula.meaning());
        }
        return new Written<>(text.toString(), (x, y) -> tests.stream().allMatch(test -> test.at(x, y)));
    }

    private BigDecimal decimal(int tenths) {
        return BigDecimal.valueOf(tenths, 1);
    }

    private String input(int i) {
        return tensors ? "A[0," + i + "]" : "X_" + i;
    }

    private String output(int j) {
        return tensors ? "B[" + j + "]" : "Y_" + j;
    }

    private Written<Test> formula(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return comparison();
        }
        if (random.nextInt(6) == 0) {
            Written<Test> inner = formula(depth - 1);
            return new Written<>(
                    "(not " + inner.text() + ")", (x, y) -> !inner.meaning().at(x, y));
        }
        boolean all = random.nextBoolean();
        List<Test> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder(all ? "(and" : "(or");
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            Written<Test> part = formula(depth - 1);
            text.append(random.nextBoolean() ? " " : "\n\t").append(part.text());
            parts.add(part.meaning());
        }
        return new Written<>(
                text.append(')').toString(),
                (x, y) -> all
                        ? parts.stream().allMatch(part -> part.at(x, y))
                        : parts.stream().anyMatch(part -> part.at(x, y)));
    }

    private Written<Test> comparison() {
        Written<Term> left = term(2);
        Written<Term> right = term(2);
        String[] operators = {"<=", ">=", "<", ">", "==", "!="};
        int operator = random.nextInt(operators.length);
        return new Written<>("(" + operators[operator] + " " + left.text() + " " + right.text() + ")", (x, y) -> {
            int order = left.meaning().at(x, y).compareTo(right.meaning().at(x, y));
            return switch (operator) {
                case 0 -> order <= 0;
                case 1 -> order >= 0;
                case 2 -> order < 0;
                case 3 -> order > 0;
                case 4 -> order == 0;
                default -> order != 0;
            };
        });
    }

    private Written<Term> term(int depth) {
        int kind = random.nextInt(depth == 0 ? 3 : 6);
        if (kind == 0) {
            BigDecimal number = decimal(random.nextInt(-15, 16));
            return new Written<>(number.toPlainString(), (x, y) -> number);
        }
        if (kind == 1) {
            int index = random.nextInt(INPUTS);
            return new Written<>(input(index), (x, y) -> x[index]);
        }
        if (kind == 2) {
            int index = random.nextInt(OUTPUTS);
            return new Written<>(output(index), (x, y) -> y[index]);
        }
        Written<Term> first = term(depth - 1);
        Written<Term> second = term(depth - 1);
        if (kind == 3) {
            return new Written<>(
                    "(+ " + first.text() + " " + second.text() + " 0.5)",
                    (x, y) -> first.meaning()
                            .at(x, y)
                            .add(second.meaning().at(x, y))
                            .add(new BigDecimal("0.5")));
        }
        if (kind == 4) {
            return random.nextInt(3) == 0
                    ? new Written<>(
                            "(- " + first.text() + ")",
                            (x, y) -> first.meaning().at(x, y).negate())
                    : new Written<>(
                            "(- " + first.text() + " " + second.text() + ")",
                            (x, y) -> first.meaning()
                                    .at(x, y)
                                    .subtract(second.meaning().at(x, y)));
        }
        // Sometimes with so many digits that a product of two has more than a double holds.
        BigDecimal factor = random.nextInt(4) == 0
                ? BigDecimal.valueOf(random.nextLong() >> 21, 12)
                : BigDecimal.valueOf(random.nextInt(-300, 300), 2);
        return new Written<>(
                "(* " + factor.toPlainString() + " " + first.text() + " 2)",
                (x, y) -> first.meaning().at(x, y).multiply(factor).multiply(BigDecimal.TWO));
    }

    /** Numbers on the same grid as those of the specification, or beside it. */
    BigDecimal[] point(int size) {
        BigDecimal[] point = new BigDecimal[size];
        for (int i = 0; i < size; i++) {
            // Eighths are floats; a specification's tenths are met by each fourth of them.
            point[i] = new BigDecimal(random.nextInt(-16, 17) / 8.0);
        }
        return point;
    }
}
