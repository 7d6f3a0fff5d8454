package io.jaspis.attacks.evasion.blackbox;

/** Random orders. */
final class Orders {
    private Orders() {}

    /** Shuffles the entries from one place on to before another (Fisher &amp; Yates). */
    static void shuffle(int[] order, int from, int to, Chance chance) {
        for (int k = from; k < to; k++) {
            int other = k + chance.nextInt(to - k);
            int entry = order[other];
            order[other] = order[k];
            order[k] = entry;
        }
    }
}
