/**
 * Certificates: proofs that a classifier keeps its labels. A {@link io.jaspis.certify.Certifier} takes a
 * {@link io.jaspis.threat.Problem} and bounds margins from below; interval bounds are the first of them, {@link
 * io.jaspis.certify.crown} has what goes further.
 * {@link io.jaspis.certify.Certifiers} has them by name, with those of other jars that a
 * {@link io.jaspis.certify.CertifierFamily} makes known.
 */
package io.jaspis.certify;
