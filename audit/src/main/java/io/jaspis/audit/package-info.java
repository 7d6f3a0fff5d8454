/**
 * The audit: attacks from above, certificates from below, and what is left between. {@link io.jaspis.audit.Audit}
 * is what a build calls.
 */
package io.jaspis.audit;
