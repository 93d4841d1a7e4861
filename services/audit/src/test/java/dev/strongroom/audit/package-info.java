/** The audit service as its callers and the others' events meet it. */
@NullMarked
package dev.strongroom.audit;

import org.jspecify.annotations.NullMarked;
