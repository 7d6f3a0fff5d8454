/** What each column of a table can be and how far it may move, from the file that says so. */
package io.jaspis.audit.features;
