package io.jaspis.autodiff.data;

import java.util.List;

/** A line of a table: the number of its (first) line in the file, from 1, and its cells. */
record CsvRow(int line, List<String> cells) {}
