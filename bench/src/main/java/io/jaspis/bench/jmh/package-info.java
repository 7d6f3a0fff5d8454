/**
 * Each kernel alone under JMH, for those who tune one: forks, and profilers such as {@code -prof perfasm}. Ratios to
 * peers come from {@code jaspis bench}.
 *
 * <p>To list them, after {@code ./jaspis bench --help} has built everything:
 *
 * <pre>java --add-modules jdk.incubator.vector -cp 'bench/target/jaspis-bench.jar:bench/target/lib/*' org.openjdk.jmh.Main -l</pre>
 */
package io.jaspis.bench.jmh;
