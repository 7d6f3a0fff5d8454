/**
 * One hard instance on many machines: branch and bound in rounds over subtrees. Start with {@link
 * io.jaspis.spark.search.VerifyJob}.
 */
package io.jaspis.spark.search;
