/**
 * Two audits of the same examples beside each other, pair by pair: what changed from one model, or one version of it, to
 * the other, and whether chance alone makes such a change. Start with {@link io.jaspis.audit.comparison.Comparison}.
 */
package io.jaspis.audit.comparison;
