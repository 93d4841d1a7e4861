/**
 * What rooms take in the store and how much they may, for administrators and auditors. Bytes are
 * ciphertext as it is stored, older revisions and what no commit names yet included. Tables: {@code
 * room_stored}, {@code room_stored_day}, {@code room_quota}.
 */
@NullMarked
package dev.strongroom.storage.usage;

import org.jspecify.annotations.NullMarked;
