/**
 * The organisation: its root key, and the policy that the root key signs (sections 3 and 4). The
 * root key's hash is the organisation's id and stands in every statement and context.
 */
@NullMarked
package dev.strongroom.protocol.policy;

import org.jspecify.annotations.NullMarked;
