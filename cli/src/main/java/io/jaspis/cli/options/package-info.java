/**
 * What the options of commands say, read and made into objects here: models, data, threats, devices, training. What
 * makes no sense is refused by an {@link io.jaspis.autodiff.InputException} that names the option. Start with {@link
 * io.jaspis.cli.options.ThreatOptions}.
 */
package io.jaspis.cli.options;
