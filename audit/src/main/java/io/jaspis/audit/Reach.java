package io.jaspis.audit;

/**
 * How far what is known of an example goes over the radii of a curve. What is proved at a radius is proved at every smaller
 * one, and what is broken at a radius is broken at every larger one.
 *
 * @param index of the example, which the network gives its label
 * @param proved the largest radius of the curve at which it is proved; NaN where there is none
 * @param certifier the name of what proved it there, or null
 * @param broken the smallest radius from which on it is known to be broken; NaN where there is none
 * @param attack the name of what broke it, or null where that isn't known
 */
public record Reach(int index, double proved, String certifier, double broken, String attack) {

    /** Whether it is proved at a radius of the curve. */
    public boolean isProved(double radius) {
        return proved >= radius;
    }

    /** Whether it is broken at a radius of the curve, and not proved. */
    public boolean isBroken(double radius) {
        return broken <= radius && !isProved(radius);
    }
}
