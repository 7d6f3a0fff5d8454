/**
 * Specifications in VNN-LIB, the language of the Verification of Neural Networks Competition, and the answers to them.
 * {@link io.jaspis.threat.vnnlib.VnnLib} reads a file as a {@link io.jaspis.threat.vnnlib.Query}; each of its
 * {@link io.jaspis.threat.vnnlib.Region}s gives a {@link io.jaspis.threat.Property}.
 */
package io.jaspis.threat.vnnlib;
