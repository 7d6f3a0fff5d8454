/** Files of options, which a command line names as {@code @FILE}, and how words stand in their lines. */
package io.jaspis.audit.options;
