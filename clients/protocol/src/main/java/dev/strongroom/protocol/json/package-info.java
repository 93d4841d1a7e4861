/**
 * A strict JSON reader and a plain writer for statements (section 3). Strict means: UTF-8 without
 * surprises, no duplicate keys, no null, integers only within ±(2^53-1), bounded depth and length,
 * nothing behind the end. What two readers could understand in two ways is refused.
 */
@NullMarked
package dev.strongroom.protocol.json;

import org.jspecify.annotations.NullMarked;
