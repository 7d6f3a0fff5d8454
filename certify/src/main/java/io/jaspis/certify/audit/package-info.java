/**
 * The audit: attacks from above, certificates from below, and what is left between. {@link io.jaspis.certify.audit.Audit}
 * is what a build calls.
 */
package io.jaspis.certify.audit;
