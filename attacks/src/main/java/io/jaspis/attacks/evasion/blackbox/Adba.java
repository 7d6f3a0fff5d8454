package io.jaspis.attacks.evasion.blackbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * ADBA, approximation decision boundary approach (Wang, Zuo, Huang &amp; Chen 2025), for L∞: a direction has an end of its
 * range for each element, and its radius is how far all go that way until they are adversarial. Of a block of elements first
 * the one half is turned round, then the other; these two directions are compared at the best radius so far, and as long as
 * both are adversarial at a smaller one, that which parts the distribution of radii in halves. Blocks are halved from all
 * elements that can move down to single ones, and then again from the top, over another order of the elements; from another
 * direction where that didn't help.
 */
final class Adba implements LabelSearch {
    /** Comparisons of two directions, and how near their radii then are. */
    private static final int COMPARISONS = 8;

    private static final int FEW_COMPARISONS = 5;
    private static final double ALIKE = 2e-4;
    private static final double TOLERANCE = 1e-4;
    /** By what share the radius falls in a round at least, or another direction is worth more. */
    private static final double GAIN = 2e-3;

    private static final int TRIES = 20;

    @Override
    public Question begin(Boundary boundary, Starts starts, Chance chance) {
        Offsets offsets = boundary.offsets();
        double radius = 0;
        for (int i = 0; i < boundary.size(); i++) {
            radius = Math.max(radius, Math.max(offsets.above(i), offsets.below(i)));
        }
        double all = radius;
        if (all == 0) {
            return Question.NONE;
        }
        Function<double[], Question> search =
                direction -> new Directions(boundary, chance, direction, all, all).round();
        if (starts.targeted()) {
            return towards(boundary, starts, chance, all);
        }
        double[] up = new double[boundary.size()];
        Arrays.fill(up, 1);
        double[] down = Ways.scaled(-1, up);
        return boundary.ask(
                Ways.scaled(all, up),
                found -> found.isPresent()
                        ? search.apply(up)
                        : boundary.ask(
                                Ways.scaled(all, down),
                                other -> other.isPresent()
                                        ? search.apply(down)
                                        : towards(boundary, starts, chance, all)));
    }

    /** Begins in the direction of an adversarial point: by its signs alone where these are adversarial as well. */
    private static Question towards(Boundary boundary, Starts starts, Chance chance, double all) {
        return starts.find(start -> {
            double[] signs = new double[start.length];
            for (int i = 0; i < signs.length; i++) {
                // What is to stay goes where it can go least far.
                boolean up = start[i] > 0
                        || start[i] == 0
                                && boundary.offsets().above(i)
                                        < boundary.offsets().below(i);
                signs[i] = up ? 1 : -1;
            }
            double radius = Ways.largest(start);
            return boundary.ask(
                    Ways.scaled(all, signs),
                    found -> found.isPresent()
                            ? new Directions(boundary, chance, signs, all, all).round()
                            : new Directions(boundary, chance, Ways.scaled(1 / radius, start), radius, all).round());
        });
    }

    /**
     * The number that parts a distribution of radii in halves, between two. The smaller a radius is beside the best, the less
     * likely: the density of 1 less their quotient k is {@code a/(k + d)ᵇ + c}, with what the paper fitted to networks for
     * CIFAR-10 and ImageNet.
     *
     * @param best the radius so far
     */
    static double median(double low, double high, double best) {
        double from = 1 - high / best;
        double to = 1 - low / best;
        double half = (cumulated(from) + cumulated(to)) / 2;
        double least = from;
        double most = to;
        for (int halving = 0; halving < 40; halving++) {
            double middle = (least + most) / 2;
            if (cumulated(middle) < half) {
                least = middle;
            } else {
                most = middle;
            }
        }
        return (1 - (least + most) / 2) * best;
    }

    private static double cumulated(double k) {
        double a = 0.03133292769944518;
        double b = 3.0659694403842903;
        double c = 0.16755646970211466;
        double d = 0.13403850261898806;
        return a / (1 - b) * Math.pow(k + d, 1 - b) + c * k;
    }

    /** The elements from one place of an order up to another. */
    private record Block(int from, int to) {
        List<Block> halves() {
            int middle = (from + to + 1) >>> 1;
            return List.of(new Block(from, middle), new Block(middle, to));
        }

        int size() {
            return to - from;
        }
    }

    private static final class Directions {
        private final Boundary boundary;
        private final Chance chance;
        private final double[] direction;
        private final double all;
        /** The elements that can go anywhere. */
        private final int[] order;

        private double radius;
        /** At the last round's end. */
        private double before;

        private int rounds;

        /**
         * @param radius at which the direction is adversarial
         * @param all the radius that crosses the range
         */
        Directions(Boundary boundary, Chance chance, double[] direction, double radius, double all) {
            this.all = all;
            this.boundary = boundary;
            this.chance = chance;
            this.direction = direction;
            Offsets offsets = boundary.offsets();
            this.order = IntStream.range(0, direction.length)
                    .filter(i -> offsets.above(i) > 0 || offsets.below(i) > 0)
                    .toArray();
            this.radius = radius;
            this.before = radius;
        }

        /** All sizes of blocks, over an order of the elements that at first is their own. */
        Question round() {
            if (rounds > 0) {
                chance.at(0, rounds);
                for (int i = order.length - 1; i > 0; i--) {
                    int j = chance.nextInt(i + 1);
                    int other = order[i];
                    order[i] = order[j];
                    order[j] = other;
                }
            }
            rounds++;
            return blocks(List.of(new Block(0, order.length)), 0);
        }

        private Question blocks(List<Block> blocks, int next) {
            if (next < blocks.size()) {
                List<Block> halves = blocks.get(next).halves();
                return compare(halves.getFirst(), halves.getLast(), () -> blocks(blocks, next + 1));
            }
            List<Block> smaller = new ArrayList<>();
            for (Block block : blocks) {
                smaller.addAll(block.halves());
            }
            smaller.removeIf(block -> block.size() == 0);
            boolean last = blocks.stream().allMatch(block -> block.size() == 1);
            return last ? settle() : blocks(smaller, 0);
        }

        /** At a round's end, finds out the radius of the direction. */
        private Question settle() {
            double[] best = direction.clone();
            return boundary.bisect(
                    length -> Ways.scaled(length, best), new Boundary.Found(radius, best), 0, TOLERANCE, this::next);
        }

        private Question next(Boundary.Found found) {
            radius = found.number();
            boolean stays = radius >= (1 - GAIN) * before;
            before = radius;
            return stays ? elsewhere(0) : round();
        }

        /** Begins again in a direction drawn by chance, of some that are tried: no turn of a block leads on from the old one. */
        private Question elsewhere(int tried) {
            if (tried == TRIES) {
                return round();
            }
            double[] other = new double[direction.length];
            chance.at(tried, -rounds);
            for (int i = 0; i < other.length; i++) {
                other[i] = chance.nextBoolean() ? 1 : -1;
            }
            return boundary.ask(Ways.scaled(all, other), found -> {
                if (found.isEmpty()) {
                    return elsewhere(tried + 1);
                }
                System.arraycopy(other, 0, direction, 0, other.length);
                radius = all;
                before = all;
                return round();
            });
        }

        private interface Next {
            Question question();
        }

        private Question compare(Block first, Block second, Next next) {
            return ask(first, second, radius, (one, other) -> {
                if (one && other) {
                    return narrow(first, second, 0, radius, 0, next);
                }
                if (one || other) {
                    turn(one ? first : second);
                }
                return next.question();
            });
        }

        private Question narrow(Block first, Block second, double low, double high, int comparisons, Next next) {
            if (comparisons == COMPARISONS || comparisons >= FEW_COMPARISONS && high - low <= ALIKE) {
                return chosen(first, high, next);
            }
            double middle = median(low, high, radius);
            return ask(first, second, middle, (one, other) -> {
                if (one && other) {
                    return narrow(first, second, low, middle, comparisons + 1, next);
                }
                return one || other
                        ? chosen(one ? first : second, middle, next)
                        : narrow(first, second, middle, high, comparisons + 1, next);
            });
        }

        private Question chosen(Block block, double smaller, Next next) {
            turn(block);
            radius = smaller;
            return next.question();
        }

        private interface Compared {
            Question then(boolean first, boolean second);
        }

        private Question ask(Block first, Block second, double length, Compared then) {
            return new Question(
                    2,
                    (point, to) -> {
                        Block turned = point == 0 ? first : second;
                        turn(turned);
                        for (int i = 0; i < to.length; i++) {
                            to[i] = length * direction[i];
                        }
                        turn(turned);
                    },
                    replies -> then.then(
                            replies.count() > 0 && replies.adversarial(0),
                            replies.count() > 1 && replies.adversarial(1)));
        }

        private void turn(Block block) {
            for (int i = block.from(); i < block.to(); i++) {
                direction[order[i]] *= -1;
            }
        }
    }
}
