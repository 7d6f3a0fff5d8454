package io.jaspis.certify.linear;

import io.jaspis.autodiff.Value;

/** Is told of what may round in a {@link BackwardPass}. Values are the network's, coefficients and terms the pass's. */
interface Rounding {
    /** Takes no notice. */
    Rounding NONE = new Rounding() {
        @Override
        public void step(Value y, Value coefficient) {}

        @Override
        public void sum(Value value, Value coefficient) {}

        @Override
        public void constant(Value known, Value coefficient) {}

        @Override
        public void term(Value term) {}
    };

    /** The forms' coefficients of y are taken to y's operands. */
    void step(Value y, Value coefficient);

    /** The coefficients of a value are a sum of two, each element rounded once. */
    void sum(Value value, Value coefficient);

    /** A value that doesn't depend on the input is met: its sum of products with the coefficients is a constant. */
    void constant(Value known, Value coefficient);

    /** A number of each form is added to its constants. */
    void term(Value term);
}
