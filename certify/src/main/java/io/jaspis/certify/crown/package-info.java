/**
 * Certifiers of L∞ balls by linear bounds, the cheapest first: CROWN, α-CROWN, branch and bound. Start with {@link
 * io.jaspis.certify.crown.CrownBounds}.
 */
package io.jaspis.certify.crown;
