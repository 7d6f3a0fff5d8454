/** The {@code jaspis} command: {@link io.jaspis.cli.Jaspis} is where it starts. */
package io.jaspis.cli;
