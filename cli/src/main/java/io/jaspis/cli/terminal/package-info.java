/**
 * Between a command and the person or the build that runs it: progress, Ctrl-C, failures told in a line, exit codes.
 * Start with {@link io.jaspis.cli.terminal.Failure}.
 */
package io.jaspis.cli.terminal;
