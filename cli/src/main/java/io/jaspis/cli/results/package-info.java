/**
 * Where the results of long commands go, so that none takes the place of one that says more. Start with {@link
 * io.jaspis.cli.results.OutputFolder}.
 */
package io.jaspis.cli.results;
