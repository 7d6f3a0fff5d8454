package io.jaspis.bench.measure;

/**
 * A place on a growth curve.
 *
 * @param series what the curve is of
 * @param axis what grows
 * @param at how far it has grown
 */
public record Point(String series, String axis, int at) {}
