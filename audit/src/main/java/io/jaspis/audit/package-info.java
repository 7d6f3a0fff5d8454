/**
 * The audit: attacks from above, certificates from below, and what is left between. {@link io.jaspis.audit.Audit} is what a
 * build calls, with an {@link io.jaspis.audit.AuditPlan} of what to try; {@link io.jaspis.audit.evidence} has what is found
 * with all that it takes to find it again, and {@link io.jaspis.audit.report} shows it.
 */
package io.jaspis.audit;
