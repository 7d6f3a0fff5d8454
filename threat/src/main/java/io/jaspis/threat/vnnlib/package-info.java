/**
 * Specifications in VNN-LIB, the language of the Verification of Neural Networks Competition, and the answers to them.
 * {@link io.jaspis.threat.vnnlib.VnnLib} reads a file as a {@link io.jaspis.threat.vnnlib.Query}; each of its
 * {@link io.jaspis.threat.vnnlib.Region}s gives a {@link io.jaspis.threat.Property}. An
 * {@link io.jaspis.threat.vnnlib.Answer} is checked before it is one and written for others, and a
 * {@link io.jaspis.threat.vnnlib.Claim} is what others wrote. Inside, {@code Tokens} go to the {@code Parser}, which makes a
 * {@code Formula}, and {@code Regions} makes the query of it.
 */
package io.jaspis.threat.vnnlib;
