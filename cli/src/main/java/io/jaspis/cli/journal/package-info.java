/**
 * Journals: what a long command has finished, written down as it comes, so that an end of any kind costs one portion at
 * most. Start with {@link io.jaspis.cli.journal.Journal}.
 */
package io.jaspis.cli.journal;
