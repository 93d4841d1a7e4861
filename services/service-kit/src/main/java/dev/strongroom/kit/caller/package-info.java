/**
 * Who calls: from a user's token the issuer, the subject and two realm roles, and nothing else;
 * from a service's token which service.
 */
@NullMarked
package dev.strongroom.kit.caller;

import org.jspecify.annotations.NullMarked;
