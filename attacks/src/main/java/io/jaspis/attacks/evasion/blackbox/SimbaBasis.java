package io.jaspis.attacks.evasion.blackbox;

/** The directions of {@link Simba}, orthonormal. */
sealed interface SimbaBasis permits ElementBasis, CosineBasis {

    /** Draws an order in which each direction comes once. */
    void shuffle(Chance chance);

    /** The number of directions. */
    int count();

    /** Moves a point along the direction at a place of the order, by so many units of each element. */
    void move(int place, double length, Subject subject, float[] x);

    /** By how much of a unit a direction of length 1 moves the element that it moves most, at least. */
    double reach();

    /** The element that the direction at a place is, or −1 where it is of several. */
    int element(int place);
}
