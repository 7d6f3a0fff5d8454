/**
 * Where the results of commands go, so that none takes the place of one that says more, or of something else. Start with
 * {@link io.jaspis.cli.results.OutputFolder} for reports, and with {@link io.jaspis.cli.results.Destination} for files that
 * an option names: verdicts as a table, adversarial examples as data.
 */
package io.jaspis.cli.results;
