package io.jaspis.attacks.evasion.blackbox;

/** The elements that can move, each a direction of its own. */
final class ElementBasis implements SimbaBasis {
    private final int[] order;
    private int count;

    ElementBasis(Subject subject) {
        this.order = new int[subject.size()];
        for (int i = 0; i < order.length; i++) {
            if (subject.threat().unit(i) > 0) {
                order[count++] = i;
            }
        }
    }

    @Override
    public void shuffle(Chance chance) {
        Orders.shuffle(order, 0, count, chance);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void move(int place, double length, Subject subject, float[] x) {
        int i = order[place];
        x[i] += (float) (length * subject.threat().unit(i));
    }

    @Override
    public int element(int place) {
        return order[place];
    }

    @Override
    public double reach() {
        return 1;
    }
}
