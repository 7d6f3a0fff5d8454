/** What becomes of outcomes: a table on the terminal, JSON, an HTML page, and a comparison with earlier figures. */
package io.jaspis.bench.results;
