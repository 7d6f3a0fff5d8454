/** Training for certificates: objectives in which the bounds of a network are what is made small. */
package io.jaspis.certify.training;
