/**
 * What others ask a manager for (section 5): unsigned requests of administrators, and proposals
 * that a person signed. Neither gives anything before a manager's client has signed a link.
 */
@NullMarked
package dev.strongroom.sdk.proposal;

import org.jspecify.annotations.NullMarked;
