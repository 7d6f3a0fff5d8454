package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Value;

/** A part of a network: a function of one value, with parameters that it names in its scope. */
@FunctionalInterface
public interface Layer {
    Value apply(Scope scope, Value x);
}
