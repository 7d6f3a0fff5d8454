/** Benchmarks, and side-by-side runs against other software that does the same. */
package io.jaspis.bench;
