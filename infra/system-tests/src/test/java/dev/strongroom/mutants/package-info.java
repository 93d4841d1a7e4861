/** Checks taken out of the product one by one, each of which a test must miss. */
@NullMarked
package dev.strongroom.mutants;

import org.jspecify.annotations.NullMarked;
