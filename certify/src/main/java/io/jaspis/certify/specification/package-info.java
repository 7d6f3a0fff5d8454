/** What is to be proved of a network's outputs. */
package io.jaspis.certify.specification;
