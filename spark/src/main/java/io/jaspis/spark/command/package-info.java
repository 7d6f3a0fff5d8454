/** The jobs as {@code spark-submit} runs them. Start with {@link io.jaspis.spark.command.Jobs}. */
package io.jaspis.spark.command;
