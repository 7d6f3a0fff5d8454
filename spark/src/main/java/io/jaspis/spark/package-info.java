/**
 * Audits of more examples than one machine should do, on Apache Spark. Start with {@link io.jaspis.spark.AuditJob}; {@link
 * io.jaspis.spark.command.Jobs} is what {@code spark-submit} runs. What is found of an example follows from the model, the question and the
 * example's number alone, so that neither partitions nor a lost executor change a bit of it.
 */
package io.jaspis.spark;
