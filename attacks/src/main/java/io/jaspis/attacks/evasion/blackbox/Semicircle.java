package io.jaspis.attacks.evasion.blackbox;

import java.util.Optional;

/**
 * The semicircle over the line from an example to a point, in the plane of that line and of another way. Seen from the
 * example, its points stand at angles from 0, the point itself, to π/2, the example.
 *
 * @param radius the distance of the point
 * @param along the way to the point, of length 1
 * @param across orthogonal to it, of length 1
 * @param angle of the other way
 */
record Semicircle(double radius, double[] along, double[] across, double angle) {

    /** Nothing where the way leads along the line. */
    static Optional<Semicircle> of(double[] point, double[] way) {
        double radius = Ways.length(point);
        double[] along = point.clone();
        if (!Ways.normalize(along)) {
            return Optional.empty();
        }
        double cosine = Math.clamp(Ways.dot(way, along), -1.0, 1.0);
        double[] across = Ways.sum(1, way, -cosine, along);
        return Ways.length(across) > 1e-9 && Ways.normalize(across)
                ? Optional.of(new Semicircle(radius, along, across, Math.acos(cosine)))
                : Optional.empty();
    }

    double[] at(double angle) {
        double share = radius * Math.cos(angle);
        return Ways.sum(share * Math.cos(angle), along, share * Math.sin(angle), across);
    }
}
