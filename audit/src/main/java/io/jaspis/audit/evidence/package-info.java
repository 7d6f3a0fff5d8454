/**
 * What was found, as plain records: sealed {@link io.jaspis.audit.evidence.Evidence}, each with the
 * {@link io.jaspis.audit.evidence.Provenance} that it takes to find it again. {@link io.jaspis.audit.report} shows it.
 */
package io.jaspis.audit.evidence;
