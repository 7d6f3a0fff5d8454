package io.jaspis.certify.verifying;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Whom a search tells of what it finds, and who ends it.
 *
 * @param check whether a candidate is a counterexample that can be told; it may keep it
 * @param stopped ends the search early
 * @param progress is told how far the search is
 */
record Listener(Predicate<float[]> check, BooleanSupplier stopped, Progress progress) {}
