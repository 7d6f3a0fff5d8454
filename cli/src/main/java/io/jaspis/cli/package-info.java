/**
 * The {@code jaspis} command, one class for each of its commands; {@link io.jaspis.cli.Jaspis} is where it starts. What
 * options say is in {@code options}, how a person is spoken to in {@code terminal}.
 */
package io.jaspis.cli;
